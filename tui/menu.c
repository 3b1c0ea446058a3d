#include "tui/menu.h"

#include <stdlib.h>

const struct screen_act menu_acts[] = {
	{ACT_NEXT, T_DO_CHOOSE},
	{ACT_BACK, TEXT_NONE},
	{ACT_COUNT, TEXT_NONE},
};

void
menu_begin(struct screen *screen, void *data, enum text title,
    struct reaction (*chose)(struct screen *screen, int which))
{
	struct menu *m = screen->data = data;

	*m = (struct menu){choice_new(screen->cdk), title, chose};
	widget_focus(choice_widget(m->choice));
}

void
menu_finish(struct screen *screen)
{
	free(screen->data);
}

void
menu_layout(struct screen *screen)
{
	struct menu *m = screen->data;
	int rows = choice_count(m->choice);

	if (rows > screen->panel.rows - 2)
		rows = screen->panel.rows - 2;
	widget_place(choice_widget(m->choice), screen->panel.row + 2, screen->panel.col, rows,
	    screen->panel.cols);
}

void
menu_paint(struct screen *screen)
{
	struct menu *m = screen->data;

	paint_text(stdscr, screen->panel.row, screen->panel.col, screen->panel.cols,
	    screen_text(screen, m->title));
}

struct reaction
menu_used(struct screen *screen, struct widget *widget)
{
	struct menu *m = screen->data;
	int which;

	(void)widget;
	return choice_taken(m->choice, &which) ? m->chose(screen, which) : screen_done();
}
