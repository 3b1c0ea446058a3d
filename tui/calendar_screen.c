/*
 * What is typed is read at every key: the months show what it would make of the year, the message
 * line says what is wrong. Saving it is an operation of the unit.
 */
#include "tui/calendar_screen.h"

#include "tui/ask.h"
#include "tui/longtext.h"
#include "tui/moved_screen.h"
#include "tui/setting_log.h"

#include "base/notice.h"
#include "db/rights.h"
#include "db/settings.h"

#include <stdlib.h>
#include <string.h>

#define ROW_YEARS 1
#define ROW_HEADING 3
#define ROW_MONTHS 4
#define ROW_TEXT (ROW_MONTHS + 13)
#define COL_COUNT 13 /* working days of the month end here */
#define COL_DAYS 15  /* two columns each */
#define MOST 2000    /* characters; the notice has about 800 */
#define FIRST_YEAR 2024

struct calendar_screen {
	int year;
	struct longtext *text; /* NULL: this role may only look */
	char *kept;            /* what stood there when the year was shown */
	struct calendar *seen; /* with what is typed, as far as it is right */
	struct say why;        /* what is wrong with it */
	struct moves moves;
	struct ask ask;
};

static int
this_year(const struct screen *screen)
{
	return day_civil(screen_today(screen)).year;
}

static int
last_year(const struct screen *screen)
{
	return this_year(screen) + 2;
}

static bool
is_touched(const struct calendar_screen *s)
{
	return s->text && strcmp(longtext_text(s->text), s->kept) != 0;
}

/* What is typed in the short form; a notice as it was published is made into it. A new string. */
static char *
typed(const struct calendar_screen *s)
{
	struct buf out = BUF_EMPTY;

	if (notice_is(longtext_text(s->text)))
		notice_shorten(longtext_text(s->text), &out);
	else
		buf_puts(&out, longtext_text(s->text));
	return buf_take(&out);
}

static void
look(struct screen *screen)
{
	struct calendar_screen *s = screen->data;
	struct calendar *fresh = calendar_dup(db_calendar(screen->seat->db));

	say_release(&s->why);
	if (is_touched(s)) {
		char *text = typed(s);

		calendar_add(fresh, text, &s->why);
		free(text);
	}
	calendar_free(s->seen);
	s->seen = fresh;
}

/* The year as it is kept; of one that is not, the beginning of what is to be typed. */
static void
show_year(struct screen *screen, int year)
{
	struct calendar_screen *s = screen->data;
	struct buf text = BUF_EMPTY;

	s->year = year;
	calendar_format(db_calendar(screen->seat->db), year, &text);
	if (!text.len)
		buf_printf(&text, "%d off ", year);
	free(s->kept);
	s->kept = buf_take(&text);
	if (s->text)
		longtext_set(s->text, s->kept, MOST);
	look(screen);
}

static int
start(struct screen *screen, const void *arg)
{
	struct calendar_screen *s = screen->data = xcalloc(1, sizeof *s);
	int year = this_year(screen);

	(void)arg;
	if (rights_may(&screen->seat->actor, ACTION_ACCOUNTS, NULL)) {
		s->text = longtext_new(screen->cdk, MOST);
		widget_focus(longtext_widget(s->text));
	}
	/* Who keys them wants the first that is not there yet. */
	while (s->text && calendar_knows(db_calendar(screen->seat->db), year) &&
	    year < last_year(screen))
		year++;
	show_year(screen, year);
	return 0;
}

static void
finish(struct screen *screen)
{
	struct calendar_screen *s = screen->data;

	moves_release(&s->moves);
	say_release(&s->why);
	calendar_free(s->seen);
	free(s->kept);
	free(s);
}

static void
layout(struct screen *screen)
{
	struct calendar_screen *s = screen->data;

	if (s->text)
		widget_place(longtext_widget(s->text), ROW_TEXT, GRID_MARK,
		    screen_bottom() - ROW_TEXT, COLS - GRID_RIGHT - GRID_MARK);
}

/* --- painting --- */

static void
title(const struct screen *screen, struct buf *out)
{
	const struct calendar_screen *s = screen->data;

	buf_printf(out, "%s%s", screen_text(screen, T_CALENDAR_TITLE), is_touched(s) ? " *" : "");
}

static void
paint_years(const struct screen *screen)
{
	const struct calendar_screen *s = screen->data;
	struct buf text = BUF_EMPTY;
	bool known = calendar_knows(db_calendar(screen->seat->db), s->year);

	for (int year = s->year - 1; year <= s->year + 1; year++)
		buf_printf(&text, year == s->year ? "[%d] " : " %d  ", year);
	screen_write(ROW_YEARS, GRID_TEXT, buf_text(&text));
	paint_right(stdscr, ROW_YEARS, COLS - GRID_RIGHT,
	    screen_text(screen, known ? T_CALENDAR_KNOWN : T_CALENDAR_UNKNOWN));
	buf_release(&text);
}

/* A weekday or a day of a weekend, as it always is or as the notice makes it. */
static const char *
day_cell(const struct screen *screen, day_t day)
{
	const struct calendar_screen *s = screen->data;
	bool works = calendar_is_working(s->seen, day);

	if (!calendar_is_special(s->seen, day))
		return works ? "." : "";
	return screen_text(screen, works ? T_CALENDAR_WORK : T_CALENDAR_OFF);
}

/* Returns the month's working days. */
static int
paint_month(const struct screen *screen, int month, int row)
{
	const struct calendar_screen *s = screen->data;
	char number[16];
	int works = 0;

	for (int d = 1; day_is_valid(s->year, month, d); d++) {
		day_t day = day_from_civil(s->year, month, d);

		works += calendar_is_working(s->seen, day);
		paint_text(stdscr, row, COL_DAYS + 2 * (d - 1), 2, day_cell(screen, day));
	}
	snprintf(number, sizeof number, "%2d", month);
	char *name = text_format(screen->seat->lang, T_CALENDAR_MONTH, number, NULL);

	screen_write(row, GRID_TEXT, name);
	free(name);
	snprintf(number, sizeof number, "%d", works);
	paint_right(stdscr, row, COL_COUNT, number);
	return works;
}

static void
paint_heading(const struct screen *screen)
{
	char number[16];

	paint_right(stdscr, ROW_HEADING, COL_COUNT, screen_text(screen, T_CALENDAR_DAYS));
	for (int d = 1; d <= 30; d = d == 1 ? 5 : d + 5) {
		snprintf(number, sizeof number, "%d", d);
		paint_text(stdscr, ROW_HEADING, COL_DAYS + 2 * (d - 1), 2, number);
	}
}

static void
paint(struct screen *screen)
{
	struct calendar_screen *s = screen->data;
	char number[16];
	int works = 0;

	paint_years(screen);
	paint_heading(screen);
	for (int month = 1; month <= 12; month++)
		works += paint_month(screen, month, ROW_MONTHS + month - 1);
	snprintf(number, sizeof number, "%d", works);
	paint_right(stdscr, ROW_MONTHS + 12, COL_COUNT, number);
	screen_write(ROW_MONTHS + 12, GRID_TEXT, screen_text(screen, T_CALENDAR_ALL));
	screen_write(ROW_MONTHS + 12, COL_DAYS, screen_text(screen, T_CALENDAR_LEGEND));
	if (s->text)
		screen_label(screen, ROW_TEXT, T_CALENDAR_TEXT, 0);
}

static char *
hint(const struct screen *screen)
{
	const struct calendar_screen *s = screen->data;

	if (s->why.id != TEXT_NONE)
		return say_text(&s->why, screen->seat->lang);
	return xstrdup(screen_text(screen, s->text ? T_CALENDAR_HINT : T_CALENDAR_LOOK));
}

/* --- keys --- */

static struct reaction
save(struct screen *screen)
{
	struct calendar_screen *s = screen->data;
	const struct seat *seat = screen->seat;
	char *text = typed(s), year[12], count[16];
	struct say why = {0};

	/* A notice is shown in the short form first, to be compared. */
	if (notice_is(longtext_text(s->text))) {
		longtext_set(s->text, text, MOST);
		look(screen);
		if (s->why.id == TEXT_NONE)
			screen_say(screen, T_CALENDAR_SHORTENED, NULL);
		free(text);
		return screen_done();
	}
	moves_release(&s->moves);
	int err = setting_calendar(seat->db, &seat->actor, text, &s->moves, &why);
	int keyed = atoi(text);

	free(text);
	if (err) {
		screen_say_error(screen, err, &why);
		return screen_done();
	}
	show_year(screen, keyed);
	snprintf(year, sizeof year, "%d", keyed);
	snprintf(count, sizeof count, "%d", s->moves.count);
	screen_say(screen, s->moves.count ? T_CALENDAR_MOVED : T_CALENDAR_SAVED, year, count, NULL);
	return s->moves.count ? screen_open(&screen_moved, &s->moves) : screen_done();
}

static struct reaction
drop(struct screen *screen, int which)
{
	(void)screen;
	return which == 0 ? screen_back() : screen_done();
}

static struct reaction
go_back(struct screen *screen)
{
	struct calendar_screen *s = screen->data;

	if (!is_touched(s))
		return screen_back();
	s->ask = (struct ask){T_CARE_DROP, NULL, ask_yes_no, drop};
	return screen_open(&screen_ask, &s->ask);
}

static struct reaction
turn(struct screen *screen, int step)
{
	struct calendar_screen *s = screen->data;
	int year = s->year + step;

	if (is_touched(s))
		screen_say(screen, T_CALENDAR_UNSAVED, NULL);
	else if (year >= FIRST_YEAR && year <= last_year(screen))
		show_year(screen, year);
	return screen_done();
}

static struct reaction
used(struct screen *screen, struct widget *widget)
{
	if (widget->changed)
		look(screen);
	widget->changed = false;
	return screen_done();
}

/* Another administrator may have keyed it meanwhile; what is typed here stays. */
static void
renew(struct screen *screen)
{
	struct calendar_screen *s = screen->data;

	if (is_touched(s))
		look(screen);
	else
		show_year(screen, s->year);
}

static bool
can(const struct screen *screen, enum act act)
{
	return (act != ACT_SAVE && act != ACT_HISTORY) ||
	    ((const struct calendar_screen *)screen->data)->text;
}

static struct reaction
act(struct screen *screen, enum act act)
{
	if (!can(screen, act))
		return screen_done();
	switch (act) {
	case ACT_SAVE:
		return save(screen);
	case ACT_HISTORY:
		return screen_open(&screen_setting_log, NULL);
	case ACT_FORWARD:
	case ACT_PAGE_DOWN:
		return turn(screen, 1);
	case ACT_BACKWARD:
	case ACT_PAGE_UP:
		return turn(screen, -1);
	case ACT_BACK:
		return go_back(screen);
	default:
		return screen_pass();
	}
}

static char *
help(const struct screen *screen)
{
	return xstrdup(screen_text(screen, T_CALENDAR_HELP));
}

static const struct screen_act acts[] = {
	{ACT_HELP, TEXT_NONE},
	{ACT_SAVE, TEXT_NONE},
	{ACT_HISTORY, TEXT_NONE},
	{ACT_FORWARD, T_CALENDAR_NEXT},
	{ACT_BACKWARD, T_CALENDAR_BEFORE},
	{ACT_SWAP, TEXT_NONE},
	{ACT_BACK, TEXT_NONE},
	{ACT_COUNT, TEXT_NONE},
};

const struct screen_ops screen_calendar = {
	.name = "calendar",
	.acts = acts,
	.open = start,
	.close = finish,
	.title = title,
	.layout = layout,
	.paint = paint,
	.act = act,
	.can = can,
	.used = used,
	.renew = renew,
	.help = help,
	.hint = hint,
};
