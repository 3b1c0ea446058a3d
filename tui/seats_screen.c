#include "tui/seats_screen.h"

#include "tui/ask.h"
#include "tui/prompt.h"
#include "tui/reading.h"

#include "db/rights.h"
#include "db/seats.h"

#include <stdlib.h>
#include <string.h>

#define ROW_PRINT 1 /* to be copied, printed, pinned on the wall */
#define ROW_HEADINGS 3
#define ROW_LIST 4
#define WORDS_MOST 60 /* characters of a message */

enum { COLS_ACCOUNT = 9, COLS_NAME = 10, COLS_PLACE = 17, COLS_QUIET = 8, COLS_SHOWS = 28 };

struct seats_screen {
	struct reading reading;
	struct seat_row rows[SEATS_MOST];
	int count;
	struct ask ask;
	struct prompt prompt;
	char *words;
	int number; /* the seat that is spoken of, -1: all */
};

static void
line(void *arg, int i, struct list_line *out)
{
	struct screen *screen = arg;
	const struct seats_screen *s = screen->data;
	const struct seat_row *row = &s->rows[i];
	int64_t quiet = (screen_now(screen) - row->heard) / 60000;
	char minutes[24];
	char *text;

	snprintf(minutes, sizeof minutes, "%lld", (long long)(quiet > 0 ? quiet : 0));
	text = text_format(screen->seat->lang, T_SEATS_MINUTES, minutes, NULL);
	screen_column(&out->text, row->account, COLS_ACCOUNT);
	screen_column(&out->text, row->name, COLS_NAME);
	screen_column(&out->text, strcmp(row->place, "console") == 0
		? screen_text(screen, T_SEATS_CONSOLE) : row->place, COLS_PLACE);
	screen_column(&out->text, text, COLS_QUIET);
	screen_column(&out->text, row->screen, COLS_SHOWS);
	free(text);
}

static void
renew(struct screen *screen)
{
	struct seats_screen *s = screen->data;

	s->count = seats_list(screen->seat->seats, s->rows);
	list_set_count(s->reading.list, s->count);
}

static void
tick(struct screen *screen, int64_t now)
{
	(void)now;
	renew(screen);
}

static int
start(struct screen *screen, const void *arg)
{
	struct seats_screen *s;

	(void)arg;
	if (!rights_may(&screen->seat->actor, ACTION_ACCOUNTS, NULL))
		return ERR_DENIED;
	s = screen->data = xcalloc(1, sizeof *s);
	reading_begin(screen, s, ROW_LIST, line);
	renew(screen);
	return 0;
}

static void
finish(struct screen *screen)
{
	struct seats_screen *s = screen->data;

	free(s->words);
	reading_finish(screen);
}

static void
title(const struct screen *screen, struct buf *out)
{
	buf_puts(out, screen_text(screen, T_SEATS_TITLE));
}

static void
paint(struct screen *screen)
{
	static const struct reading_column head[] = {{T_SIGN_IN_ACCOUNT, COLS_ACCOUNT},
	    {T_ACCOUNT_NAME, COLS_NAME}, {T_SEATS_PLACE, COLS_PLACE},
	    {T_SEATS_QUIET, COLS_QUIET}, {T_SEATS_SHOWS, COLS_SHOWS}, {TEXT_NONE, 0}};

	reading_headings(screen, ROW_HEADINGS, head);
	if (!screen->seat->host_print)
		return;
	char *print = text_format(screen->seat->lang, T_SEATS_PRINT, screen->seat->host_print,
	    NULL);

	screen_write(ROW_PRINT, GRID_TEXT, print);
	free(print);
}

/* To the seat that is spoken of, or to all but this one. How many heard it. */
static int
tell(struct screen *screen, bool leave)
{
	struct seats_screen *s = screen->data;
	struct seats *seats = screen->seat->seats;
	struct seat_told told = {.leave = leave};
	int heard = 0;

	snprintf(told.from, sizeof told.from, "%s", screen->seat->actor.name);
	snprintf(told.text, sizeof told.text, "%s", s->words ? s->words : "");
	for (int i = 0; i < s->count; i++)
		if (s->number < 0 ? s->rows[i].number != seats_own(seats)
				  : s->rows[i].number == s->number)
			heard += seats_tell(seats, s->rows[i].number, &told) == 0;
	return heard;
}

static struct reaction
report(struct screen *screen, int heard)
{
	char number[16];

	snprintf(number, sizeof number, "%d", heard);
	screen_say(screen, heard ? T_SEATS_DONE : T_SEATS_GONE, number, NULL);
	return screen_done();
}

static struct reaction
tell_words(struct screen *screen, int which)
{
	(void)which;
	return report(screen, tell(screen, false));
}

/* Politely by the seat's row; the service sees to it that whoever does not go is ended. */
static struct reaction
send_out(struct screen *screen, int which)
{
	struct seats_screen *s = screen->data;
	const struct seat *seat = screen->seat;
	const struct seat_row *row = NULL;

	for (int i = 0; i < s->count; i++)
		if (s->rows[i].number == s->number)
			row = &s->rows[i];
	if (which != 0)
		return screen_done();
	if (row && keep_send_out(seat->keep, &seat->actor, row->account, row->pid, NULL) == 0) {
		screen_say(screen, T_SEATS_SENT, row->name, NULL);
		tell(screen, true);
		return screen_done();
	}
	return report(screen, tell(screen, true));
}

/* 0 a message to this one, 1 to all, 2 to be signed out. */
static struct reaction
chosen(struct screen *screen, int which)
{
	struct seats_screen *s = screen->data;

	if (which == 1)
		s->number = -1;
	if (which == 2) {
		s->ask = (struct ask){T_SEATS_ASK_END, s->ask.about, ask_yes_no, send_out};
		return screen_open(&screen_ask, &s->ask);
	}
	s->prompt = (struct prompt){T_SEATS_WORDS, T_SEATS_WORDS_HINT, 1, WORDS_MOST, &s->words,
		tell_words};
	return screen_open(&screen_prompt, &s->prompt);
}

static struct reaction
act(struct screen *screen, enum act act)
{
	static const enum text answers[] =
	    {T_SEATS_TELL, T_SEATS_TELL_ALL, T_SEATS_END, TEXT_NONE};
	struct seats_screen *s = screen->data;
	int i = list_current(s->reading.list);

	if (act == ACT_DOWN || act == ACT_UP)
		return screen_done();
	if (act != ACT_DO && act != ACT_NEXT)
		return screen_pass();
	if (i < 0)
		return screen_done();
	s->number = s->rows[i].number;
	s->ask = (struct ask){T_SEATS_ASK, s->rows[i].name, answers, chosen};
	return screen_open(&screen_ask, &s->ask);
}

static char *
hint(const struct screen *screen)
{
	return xstrdup(screen_text(screen, T_SEATS_HINT));
}

static const struct screen_act acts[] = {
	{ACT_HELP, TEXT_NONE},
	{ACT_DO, TEXT_NONE},
	{ACT_SWAP, TEXT_NONE},
	{ACT_BACK, TEXT_NONE},
	{ACT_COUNT, TEXT_NONE},
};

const struct screen_ops screen_seats = {
	.name = "seats",
	.acts = acts,
	.open = start,
	.close = finish,
	.title = title,
	.layout = reading_layout,
	.paint = paint,
	.act = act,
	.hint = hint,
	.tick = tick,
	.renew = renew,
};
