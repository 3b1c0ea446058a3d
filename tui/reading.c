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

void
reading_headings(const struct screen *screen, int row, const struct reading_column column[])
{
	struct buf text = BUF_EMPTY;

	for (int i = 0; column[i].text != TEXT_NONE; i++)
		screen_column(&text, screen_text(screen, column[i].text), column[i].cols);
	screen_write(row, GRID_TEXT, buf_text(&text));
	buf_release(&text);
}
