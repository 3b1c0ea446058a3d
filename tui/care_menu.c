#include "tui/care_menu.h"

#include "tui/board_screen.h"
#include "tui/calendar_screen.h"
#include "tui/display.h"
#include "tui/error_screen.h"
#include "tui/fork_screen.h"
#include "tui/forms_screen.h"
#include "tui/given_screen.h"
#include "tui/job_screen.h"
#include "tui/list_screen.h"
#include "tui/menu.h"
#include "tui/recovery_screen.h"
#include "tui/runs_screen.h"
#include "tui/seats_screen.h"
#include "tui/settings_screen.h"

#include "db/rights.h"

#include <stdlib.h>

#define ALL ACTION_COUNT /* whoever has signed in */

static const struct list_screen_arg layouts = {.kind = "sheet"};

static const struct {
	enum text label;
	const struct screen_ops *ops;
	const void *arg; /* what it is opened for */
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
	{T_JOB_DRILL, &screen_job, "drill", ACTION_ACCOUNTS, ACTION_ACCOUNTS},
	{T_RUNS_TITLE, &screen_runs, NULL, ACTION_IMPORT, ACTION_IMPORT},
	{T_RECOVERY_CODE, &screen_recovery, NULL, ACTION_ACCOUNTS, ACTION_ACCOUNTS},
	{T_SEATS_TITLE, &screen_seats, NULL, ACTION_ACCOUNTS, ACTION_ACCOUNTS},
	{T_MAP_LAYOUTS, &screen_list, &layouts, ACTION_IMPORT, ACTION_EXPORT},
	{T_ACT_DISPLAY, &screen_display, NULL, ALL, ALL},
	{T_BOARD_TITLE, &screen_board, NULL, ACTION_ACCOUNTS, ACTION_ACCOUNTS},
	{T_FORKS_TITLE, &screen_forks, NULL, ACTION_EDIT, ACTION_EDIT},
	{T_GIVEN_TITLE, &screen_given, NULL, ACTION_EXPORT, ACTION_EXPORT},
};
#define ROWS (sizeof rows / sizeof *rows)
_Static_assert(ROWS <= CHOICE_MAX, "a key for each");

struct care_menu {
	struct menu menu;
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

static struct reaction
chose(struct screen *screen, int which)
{
	struct care_menu *m = screen->data;
	int row = m->row[which];

	return screen_replace(rows[row].ops, rows[row].arg);
}

static int
start(struct screen *screen, const void *arg)
{
	struct care_menu *m = xcalloc(1, sizeof *m);

	(void)arg;
	menu_begin(screen, m, T_CARE_TITLE, chose);
	for (size_t i = 0; i < ROWS; i++) {
		if ((!may(screen, rows[i].needs) && !may(screen, rows[i].or)) ||
		    (rows[i].ops == &screen_job && !screen->seat->job) ||
		    (rows[i].ops == &screen_recovery && !recovery_is_here(screen)))
			continue;
		choice_add(m->menu.choice, screen_text(screen, rows[i].label), NULL);
		m->row[m->count++] = (int)i;
	}
	return 0;
}

const struct screen_ops screen_care_menu = {
	.name = "care_menu",
	.overlay = true,
	.acts = menu_acts,
	.open = start,
	.close = menu_finish,
	.layout = menu_layout,
	.paint = menu_paint,
	.used = menu_used,
};
