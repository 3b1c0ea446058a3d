#include "tui/pubkeys_screen.h"

#include "tui/ask.h"
#include "tui/prompt.h"
#include "tui/reading.h"

#include <stdlib.h>

#define ROW_ABOUT 1
#define ROW_HEADINGS 3
#define ROW_LIST 4
#define LINE_MOST 1600 /* characters of a line: RSA of 8,192 bits */

enum { COLS_SINCE = 12, COLS_ALONE = 12, COLS_PRINT = 26, COLS_NOTE = 20 };

struct pubkeys_screen {
	struct reading reading;
	char *account, *name;
	struct keep_pubkeys keys;
	struct ask ask;
	struct prompt prompt;
	char *typed;
};

static void
line(void *arg, int i, struct list_line *out)
{
	struct screen *screen = arg;
	struct pubkeys_screen *s = screen->data;
	const struct keep_pubkey *key = &s->keys.key[i];
	char when[20];

	day_time_format(key->since, when);
	when[10] = '\0';
	screen_column(&out->text, when, COLS_SINCE);
	screen_column(&out->text,
	    screen_text(screen, key->alone ? T_PUBKEYS_ALONE : T_PUBKEYS_BOTH), COLS_ALONE);
	screen_column(&out->text, key->print, COLS_PRINT);
	screen_column(&out->text, key->note, COLS_NOTE);
}

static void
renew(struct screen *screen)
{
	struct pubkeys_screen *s = screen->data;

	keep_pubkeys_release(&s->keys);
	keep_pubkey_list(screen->seat->keep, &screen->seat->actor, s->account, &s->keys);
	list_set_count(s->reading.list, s->keys.count);
}

static int
start(struct screen *screen, const void *arg)
{
	const struct account *account = arg;
	struct pubkeys_screen *s = screen->data = xcalloc(1, sizeof *s);

	s->account = xstrdup(account->account);
	s->name = xstrdup(account->name);
	reading_begin(screen, s, ROW_LIST, line);
	renew(screen);
	return 0;
}

static void
finish(struct screen *screen)
{
	struct pubkeys_screen *s = screen->data;

	keep_pubkeys_release(&s->keys);
	free(s->account);
	free(s->name);
	free(s->typed);
	reading_finish(screen);
}

static void
title(const struct screen *screen, struct buf *out)
{
	const struct pubkeys_screen *s = screen->data;

	buf_printf(out, "%s  %s", screen_text(screen, T_PUBKEYS_TITLE), s->name);
}

static void
paint(struct screen *screen)
{
	static const struct reading_column head[] = {{T_PUBKEYS_SINCE, COLS_SINCE},
	    {T_PUBKEYS_HOW, COLS_ALONE}, {T_PUBKEYS_PRINT, COLS_PRINT},
	    {T_PUBKEYS_NOTE, COLS_NOTE}, {TEXT_NONE, 0}};

	screen_write(ROW_ABOUT, GRID_TEXT, screen_text(screen, T_PUBKEYS_ABOUT));
	reading_headings(screen, ROW_HEADINGS, head);
}

/* 0 key and password, 1 the key alone. */
static struct reaction
add(struct screen *screen, int which)
{
	struct pubkeys_screen *s = screen->data;
	struct say why = {0};
	int err = keep_pubkey_add(screen->seat->keep, &screen->seat->actor, s->account, s->typed,
	    which == 1, &why);

	if (err)
		screen_say_error(screen, err, &why);
	renew(screen);
	return screen_done();
}

static struct reaction
ask_how(struct screen *screen, int which)
{
	static const enum text answers[] = {T_PUBKEYS_BOTH, T_PUBKEYS_ALONE, TEXT_NONE};
	struct pubkeys_screen *s = screen->data;

	(void)which;
	s->ask = (struct ask){T_PUBKEYS_ASK_HOW, s->name, answers, add};
	return screen_open(&screen_ask, &s->ask);
}

static struct reaction
take_off(struct screen *screen, int which)
{
	struct pubkeys_screen *s = screen->data;
	struct say why = {0};
	int i = list_current(s->reading.list), err = 0;

	if (which == 0 && i >= 0)
		err = keep_pubkey_remove(screen->seat->keep, &screen->seat->actor, s->account,
		    s->keys.key[i].print, &why);
	if (err)
		screen_say_error(screen, err, &why);
	renew(screen);
	return screen_done();
}

static bool
can(const struct screen *screen, enum act act)
{
	const struct pubkeys_screen *s = screen->data;

	return act != ACT_DO || s->keys.count;
}

static struct reaction
act(struct screen *screen, enum act act)
{
	struct pubkeys_screen *s = screen->data;

	if (act == ACT_DOWN || act == ACT_UP)
		return screen_done();
	if (act == ACT_NEW) {
		s->prompt = (struct prompt){T_PUBKEYS_PASTE, T_PUBKEYS_PASTE_HINT, 40, LINE_MOST,
			&s->typed, ask_how};
		return screen_open(&screen_prompt, &s->prompt);
	}
	if (act != ACT_DO || !s->keys.count)
		return act == ACT_DO ? screen_done() : screen_pass();
	s->ask = (struct ask){T_PUBKEYS_ASK_OFF, s->name, ask_yes_no, take_off};
	return screen_open(&screen_ask, &s->ask);
}

static char *
hint(const struct screen *screen)
{
	const struct pubkeys_screen *s = screen->data;

	return xstrdup(screen_text(screen, s->keys.count ? T_PUBKEYS_HINT : T_PUBKEYS_NONE));
}

static const struct screen_act acts[] = {
	{ACT_HELP, TEXT_NONE},
	{ACT_NEW, TEXT_NONE},
	{ACT_DO, T_PUBKEYS_OFF},
	{ACT_SWAP, TEXT_NONE},
	{ACT_BACK, TEXT_NONE},
	{ACT_COUNT, TEXT_NONE},
};

const struct screen_ops screen_pubkeys = {
	.name = "pubkeys",
	.acts = acts,
	.open = start,
	.close = finish,
	.title = title,
	.layout = reading_layout,
	.paint = paint,
	.act = act,
	.can = can,
	.hint = hint,
	.renew = renew,
};
