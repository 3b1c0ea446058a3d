#include "tui/care_menu.h"

#include "tui/calendar_screen.h"
#include "tui/choice.h"
#include "tui/settings_screen.h"

#include "db/rights.h"

#include <stdlib.h>

#define ALL ACTION_COUNT /* any role that may read */

static const struct {
	enum text label;
	const struct screen_ops *ops;
	enum action needs, or;
} rows[] = {
	{T_CALENDAR_TITLE, &screen_calendar, ALL, ALL},
	{T_SETTINGS_TITLE, &screen_settings, ACTION_ACCOUNTS, ACTION_ACCOUNTS},
};
#define ROWS (sizeof rows / sizeof *rows)
_Static_assert(ROWS <= CHOICE_MAX, "a digit for each");

struct care_menu {
	struct choice *choice;
	const struct screen_ops *ops[ROWS];
	int count;
};

static bool
may(const struct screen *screen, enum action needs)
{
	return needs == ALL || rights_may(&screen->seat->actor, needs, NULL);
}

static int
start(struct screen *screen, const void *arg)
{
	struct care_menu *m = screen->data = xcalloc(1, sizeof *m);

	(void)arg;
	m->choice = choice_new(screen->cdk);
	for (size_t i = 0; i < ROWS; i++) {
		if (!may(screen, rows[i].needs) && !may(screen, rows[i].or))
			continue;
		choice_add(m->choice, screen_text(screen, rows[i].label), NULL);
		m->ops[m->count++] = rows[i].ops;
	}
	widget_focus(choice_widget(m->choice));
	return 0;
}

static void
finish(struct screen *screen)
{
	free(screen->data);
}

static void
layout(struct screen *screen)
{
	struct care_menu *m = screen->data;

	widget_place(choice_widget(m->choice), screen->panel.row + 2, screen->panel.col, m->count,
	    screen->panel.cols);
}

static void
paint(struct screen *screen)
{
	paint_text(stdscr, screen->panel.row, screen->panel.col, screen->panel.cols,
	    screen_text(screen, T_CARE_TITLE));
}

static struct reaction
used(struct screen *screen, struct widget *widget)
{
	struct care_menu *m = screen->data;
	int which;

	(void)widget;
	if (!choice_taken(m->choice, &which))
		return screen_done();
	return screen_replace(m->ops[which], NULL);
}

static const struct screen_act acts[] = {
	{ACT_NEXT, T_DO_CHOOSE},
	{ACT_BACK, TEXT_NONE},
	{ACT_COUNT, TEXT_NONE},
};

const struct screen_ops screen_care_menu = {
	.name = "care_menu",
	.overlay = true,
	.acts = acts,
	.open = start,
	.close = finish,
	.layout = layout,
	.paint = paint,
	.used = used,
};
