#include "tui/due.h"

#include <stdio.h>

int
due_unsure(const struct screen *screen, day_t due)
{
	int year = due == DAY_NONE ? 0 : day_civil(due).year;

	return year && !calendar_knows(db_calendar(screen->seat->db), year) ? year : 0;
}

char *
due_unsure_text(const struct screen *screen, int year)
{
	char number[12];

	snprintf(number, sizeof number, "%d", year);
	return text_format(screen->seat->lang, T_DUE_UNSURE, number, NULL);
}
