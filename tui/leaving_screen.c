#include "tui/leaving_screen.h"

#include "tui/ask.h"
#include "tui/grid.h"
#include "tui/job_news.h"
#include "tui/picker.h"

#include <stdlib.h>
#include <string.h>

#define ROW_ABOUT 1
#define ROW_GRID 3

enum { TO, WHY, LIST, FIELDS };

static const struct {
	enum text label, meaning;
	size_t max;
} fields[FIELDS] = {
	[TO] = {T_LEAVING_TO, T_LEAVING_TO_NOTE, 32},
	[WHY] = {T_LEAVING_WHY, T_LEAVING_WHY_NOTE, 100},
	[LIST] = {T_LEAVING_LIST, T_JOB_FILE_NOTE, 200},
};

struct leaving_screen {
	char *account, *name; /* who leaves */
	struct accounts others;
	char *value[FIELDS];
	struct grid *grid;
	struct picker picker;
	struct ask ask;
	bool started;
};

/* Who could take over; NULL if no such account is in use. */
static const struct account *
taker(const struct leaving_screen *s)
{
	for (int i = 0; i < s->others.count; i++)
		if (strcmp(s->others.account[i].account, s->value[TO]) == 0)
			return &s->others.account[i];
	return NULL;
}

static void
field(void *arg, int i, struct grid_field *out)
{
	struct screen *screen = arg;
	const struct leaving_screen *s = screen->data;
	const struct account *other = i == TO ? taker(s) : NULL;

	out->label = screen_text(screen, fields[i].label);
	out->max = fields[i].max;
	out->wanted = !*s->value[i];
	out->typing = i == WHY ? TYPING_TEXT : (enum typing)0;
	buf_puts(&out->value, s->value[i]);
	buf_puts(&out->meaning, other ? other->name : screen_text(screen, fields[i].meaning));
}

static void
set(struct leaving_screen *s, int i, const char *text)
{
	char *was = s->value[i];

	s->value[i] = xstrdup(text);
	free(was);
}

static void
leave(void *arg, int i, const char *typed)
{
	struct screen *screen = arg;

	set(screen->data, i, typed);
}

/* Those in use but for who leaves. */
static void
find_others(struct screen *screen)
{
	struct leaving_screen *s = screen->data;
	int kept = 0;

	keep_list(screen->seat->keep, &screen->seat->actor, &s->others);
	for (int i = 0; i < s->others.count; i++) {
		struct account *other = &s->others.account[i];

		if (other->locked || strcmp(other->account, s->account) == 0)
			account_release(other);
		else
			s->others.account[kept++] = *other;
	}
	s->others.count = kept;
}

static int
start(struct screen *screen, const void *arg)
{
	const struct account *account = arg;
	struct leaving_screen *s;
	struct grid_owner owner = {field, leave, screen};
	char day[11];

	s = screen->data = xcalloc(1, sizeof *s);
	s->account = xstrdup(account->account);
	s->name = xstrdup(account->name);
	find_others(screen);
	day_format(screen_today(screen), day);
	s->value[TO] = xstrdup("");
	s->value[WHY] = xstrdup("");
	s->value[LIST] = xprintf("handover-%s-%.4s%.2s%.2s.txt", s->account, day, day + 5, day + 8);
	s->grid = grid_new(screen->cdk, &owner, FIELDS);
	widget_focus(grid_widget(s->grid));
	grid_go(s->grid, 0);
	return 0;
}

static void
finish(struct screen *screen)
{
	struct leaving_screen *s = screen->data;

	accounts_release(&s->others);
	for (int i = 0; i < FIELDS; i++)
		free(s->value[i]);
	free(s->account);
	free(s->name);
	free(s);
}

static void
layout(struct screen *screen)
{
	struct leaving_screen *s = screen->data;

	widget_place(grid_widget(s->grid), ROW_GRID, 0, FIELDS, COLS);
}

static void
title(const struct screen *screen, struct buf *out)
{
	buf_puts(out, screen_text(screen, T_LEAVING_TITLE));
}

static void
paint(struct screen *screen)
{
	const struct leaving_screen *s = screen->data;
	char *about = text_format(screen->seat->lang, T_LEAVING_ABOUT, s->name, s->account, NULL);

	screen_write(ROW_ABOUT, GRID_TEXT, about);
	free(about);
	job_news_paint(screen, ROW_GRID + FIELDS + 1, s->started);
}

/* --- to whom --- */

static int
all_others(void *arg, const char *typed)
{
	const struct screen *screen = arg;
	const struct leaving_screen *s = screen->data;

	(void)typed; /* a station has a handful of them */
	return s->others.count;
}

static void
write_other(void *arg, int i, struct buf *out)
{
	const struct screen *screen = arg;
	const struct leaving_screen *s = screen->data;

	screen_column(out, s->others.account[i].account, 10);
	screen_column(out, s->others.account[i].name, 10);
	buf_puts(out, role_name(s->others.account[i].role, screen->seat->lang));
}

static struct reaction
chose(struct screen *screen, int which)
{
	struct leaving_screen *s = screen->data;

	grid_go(s->grid, TO);
	set(s, TO, s->others.account[which].account);
	grid_reload(s->grid);
	return screen_done();
}

static struct reaction
choose(struct screen *screen)
{
	struct leaving_screen *s = screen->data;

	s->picker = (struct picker){.title = screen_text(screen, T_LEAVING_TO),
		.filter = all_others, .item = write_other, .arg = screen, .then = chose};
	return screen_open(&screen_picker, &s->picker);
}

/* --- doing it --- */

static struct reaction
go(struct screen *screen, int which)
{
	struct leaving_screen *s = screen->data;
	const char *const argv[] = {"--reason", s->value[WHY], "--output", s->value[LIST], "--",
		"handover", s->account, s->value[TO], NULL};
	struct say why = {0};
	int err = which == 0 ? screen->seat->job(screen->seat, argv, &why) : 0;

	if (err)
		screen_say_error(screen, err, &why);
	s->started |= which == 0 && !err;
	return screen_done();
}

static struct reaction
wrong(struct screen *screen, int i, enum text text)
{
	struct leaving_screen *s = screen->data;

	grid_go(s->grid, i);
	screen_say(screen, text, NULL);
	return screen_done();
}

static struct reaction
ask(struct screen *screen)
{
	struct leaving_screen *s = screen->data;

	grid_settle(s->grid);
	if (!taker(s))
		return wrong(screen, TO, T_LEAVING_NOBODY);
	if (!*s->value[WHY])
		return wrong(screen, WHY, T_HANDOVER_REASON);
	if (!*s->value[LIST])
		return wrong(screen, LIST, T_LEAVING_NO_LIST);
	s->ask = (struct ask){T_LEAVING_ASK, s->name, ask_yes_no, go};
	return screen_open(&screen_ask, &s->ask);
}

static struct reaction
act(struct screen *screen, enum act act)
{
	return act == ACT_SAVE ? ask(screen) : act == ACT_CHOICES ? choose(screen) : screen_pass();
}

static char *
hint(const struct screen *screen)
{
	return xstrdup(screen_text(screen,
	    screen->seat->news.running ? T_JOB_GO_ON : T_LEAVING_HINT));
}

static const struct screen_act acts[] = {
	{ACT_HELP, TEXT_NONE},
	{ACT_SAVE, T_JOB_START},
	{ACT_CHOICES, TEXT_NONE},
	{ACT_SWAP, TEXT_NONE},
	{ACT_BACK, TEXT_NONE},
	{ACT_COUNT, TEXT_NONE},
};

const struct screen_ops screen_leaving = {
	.name = "leaving",
	.acts = acts,
	.open = start,
	.close = finish,
	.title = title,
	.layout = layout,
	.paint = paint,
	.act = act,
	.hint = hint,
};
