#include "tui/care_menu.h"

#include "tui/calendar_screen.h"
#include "tui/choice.h"
#include "tui/error_screen.h"
#include "tui/forms_screen.h"
#include "tui/job_screen.h"
#include "tui/settings_screen.h"

#include "db/rights.h"

#include <stdlib.h>

#define ALL ACTION_COUNT /* whoever has signed in */

static const struct {
	enum text label;
	const struct screen_ops *ops;
	const char *job; /* what screen_job is opened for; NULL: no job */
	enum action needs, or; /* of any kind */
} rows[] = {
	{T_CALENDAR_TITLE, &screen_calendar, NULL, ALL, ALL},
	{T_SETTINGS_TITLE, &screen_settings, NULL, ACTION_ACCOUNTS, ACTION_ACCOUNTS},
	{T_JOB_BACKUP, &screen_job, "backup", ACTION_ACCOUNTS, ACTION_ACCOUNTS},
	{T_JOB_VERIFY, &screen_job, "verify", ACTION_ACCOUNTS, ACTION_AUDIT},
	{T_JOB_REBUILD, &screen_job, "rebuild", ACTION_ACCOUNTS, ACTION_ACCOUNTS},
	{T_JOB_IMPORT, &screen_job, "import", ACTION_IMPORT, ACTION_IMPORT},
	{T_JOB_EXPORT, &screen_job, "export", ACTION_EXPORT, ACTION_EXPORT},
	{T_FORMS_TITLE, &screen_forms, NULL, ALL, ALL},
	{T_ERRORS_TITLE, &screen_errors, NULL, ALL, ALL},
};
#define ROWS (sizeof rows / sizeof *rows)
_Static_assert(ROWS <= CHOICE_MAX, "a digit for each");

struct care_menu {
	struct choice *choice;
	int row[ROWS]; /* of those offered */
	int count;
};

static bool
may(const struct screen *screen, enum action needs)
{
	const struct seat *seat = screen->seat;
	bool any = needs == ALL || rights_may(&seat->actor, needs, NULL);

	for (int i = 0; i < forms_count(seat->forms) && !any; i++)
		any = rights_may(&seat->actor, needs, forms_at(seat->forms, i)->kind);
	return any;
}

static int
start(struct screen *screen, const void *arg)
{
	struct care_menu *m = screen->data = xcalloc(1, sizeof *m);

	(void)arg;
	m->choice = choice_new(screen->cdk);
	for (size_t i = 0; i < ROWS; i++) {
		if ((!may(screen, rows[i].needs) && !may(screen, rows[i].or)) ||
		    (rows[i].job && !screen->seat->job))
			continue;
		choice_add(m->choice, screen_text(screen, rows[i].label), NULL);
		m->row[m->count++] = (int)i;
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
	which = m->row[which];
	return screen_replace(rows[which].ops, rows[which].job);
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
