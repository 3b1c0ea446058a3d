#include "tui/reading.h"

#include <stdlib.h>

const struct screen_act reading_acts[] = {
	{ACT_HELP, TEXT_NONE},
	{ACT_PAGE_DOWN, TEXT_NONE},
	{ACT_SWAP, TEXT_NONE},
	{ACT_BACK, TEXT_NONE},
	{ACT_COUNT, TEXT_NONE},
};

void
reading_begin(struct screen *screen, void *data, int top,
    void (*line)(void *screen, int i, struct list_line *out))
{
	struct list_owner owner = {line, NULL, screen};
	struct reading *r = screen->data = data;

	*r = (struct reading){list_new(screen->cdk, &owner), top};
	widget_focus(list_widget(r->list));
}

void
reading_finish(struct screen *screen)
{
	free(screen->data);
}

void
reading_layout(struct screen *screen)
{
	const struct reading *r = screen->data;

	widget_place(list_widget(r->list), r->top, 0, screen_bottom() - 1 - r->top, COLS - 1);
}
