#include "tui/fork_screen.h"

#include "tui/ask.h"
#include "tui/context.h"
#include "tui/reading.h"

#include "base/day.h"
#include "db/fork.h"

#include <stdlib.h>

#define ROW_ABOUT 1
#define ROW_LIST 3
#define MOST 200 /* shown at once; settled ones make room for others */

enum { COLS_VALUE = 24, COLS_WHO = 10, COLS_TIME = 16 };

/* A line: of a fork, or (side ≥ 0) of what one of them wrote. */
struct place {
	int fork, side;
};

struct fork_screen {
	struct reading reading; /* first */
	struct forks forks;
	struct place *place;
	int places;
	struct place chosen;
	struct ask ask;
	char *about;
};

static char *
value_text(struct screen *screen, const struct fork *fork, const char *value)
{
	struct type_context context = context_of(screen, &fork->form->field[fork->field]);

	if (!value)
		return xstrdup("____");
	return context.field->type->multiline ? xstrdup(value) : type_show(&context, value);
}

static void
add_side(struct screen *screen, const struct fork *fork, const struct fork_side *side,
    struct buf *out)
{
	char *value = value_text(screen, fork, side->value), when[20];

	day_time_format(side->when, when);
	when[16] = '\0';
	screen_column(out, value, COLS_VALUE);
	screen_column(out, side->who, COLS_WHO);
	screen_column(out, when, COLS_TIME);
	buf_puts(out, side->unit);
	free(value);
}

static void
line(void *arg, int i, struct list_line *out)
{
	struct screen *screen = arg;
	const struct fork_screen *s = screen->data;
	const struct fork *fork = &s->forks.fork[s->place[i].fork];

	if (s->place[i].side < 0) {
		out->heading = true;
		buf_printf(&out->text, "%s  %s  %s", fork->form->label[screen->seat->lang],
		    fork->title, fork->form->field[fork->field].label[screen->seat->lang]);
		return;
	}
	out->mark = fork->side[s->place[i].side].stands ? '=' : 0;
	add_side(screen, fork, &fork->side[s->place[i].side], &out->text);
}

static void
add_place(struct fork_screen *s, int fork, int side)
{
	s->place = xrealloc(s->place, (size_t)(s->places + 1) * sizeof *s->place);
	s->place[s->places++] = (struct place){fork, side};
}

static void
renew(struct screen *screen)
{
	struct fork_screen *s = screen->data;
	struct seat *seat = screen->seat;

	forks_release(&s->forks);
	s->places = 0;
	fork_list(seat->db, &seat->actor, MOST, &s->forks);
	for (int i = 0; i < s->forks.count; i++)
		for (int k = -1; k < s->forks.fork[i].count; k++)
			add_place(s, i, k);
	list_set_count(s->reading.list, s->places);
}

static int
start(struct screen *screen, const void *arg)
{
	struct fork_screen *s = xcalloc(1, sizeof *s);

	(void)arg;
	reading_begin(screen, s, ROW_LIST, line);
	renew(screen);
	list_go(s->reading.list, 0);
	return 0;
}

static void
finish(struct screen *screen)
{
	struct fork_screen *s = screen->data;

	forks_release(&s->forks);
	free(s->place);
	free(s->about);
	reading_finish(screen);
}

static void
title(const struct screen *screen, struct buf *out)
{
	buf_puts(out, screen_text(screen, T_FORKS_TITLE));
}

static void
paint(struct screen *screen)
{
	const struct fork_screen *s = screen->data;

	screen_write(ROW_ABOUT, GRID_TEXT, screen_text(screen, s->forks.count ? T_FORKS_ABOUT
	    : T_FORKS_NONE));
}

static struct reaction
settle(struct screen *screen, int which)
{
	struct fork_screen *s = screen->data;
	struct seat *seat = screen->seat;
	const struct fork *fork = &s->forks.fork[s->chosen.fork];
	struct say why = {0};

	if (which != 0)
		return screen_done();
	int err = fork_settle(seat->db, &seat->actor, fork, fork->side[s->chosen.side].op, &why);

	if (err)
		screen_say_error(screen, err, &why);
	else
		screen_say(screen, T_FORKS_DONE, NULL);
	renew(screen);
	return screen_done();
}

static struct reaction
act(struct screen *screen, enum act act)
{
	struct fork_screen *s = screen->data;
	int i = list_current(s->reading.list);

	if (act == ACT_DOWN || act == ACT_UP)
		return screen_done();
	if (act != ACT_NEXT || i < 0)
		return screen_pass();
	s->chosen = s->place[i];
	const struct fork *fork = &s->forks.fork[s->chosen.fork];

	free(s->about);
	s->about = value_text(screen, fork, fork->side[s->chosen.side].value);
	s->ask = (struct ask){T_FORKS_ASK, s->about, ask_yes_no, settle};
	return screen_open(&screen_ask, &s->ask);
}

static char *
hint(const struct screen *screen)
{
	const struct fork_screen *s = screen->data;

	return xstrdup(screen_text(screen, s->forks.count ? T_FORKS_HINT : TEXT_NONE));
}

static const struct screen_act acts[] = {
	{ACT_NEXT, T_FORKS_CHOOSE},
	{ACT_HELP, TEXT_NONE},
	{ACT_PAGE_DOWN, TEXT_NONE},
	{ACT_SWAP, TEXT_NONE},
	{ACT_BACK, TEXT_NONE},
	{ACT_COUNT, TEXT_NONE},
};

/* No renew: what is chosen from stands still, and is read again when it was settled. */
const struct screen_ops screen_forks = {
	.name = "forks",
	.acts = acts,
	.open = start,
	.close = finish,
	.title = title,
	.layout = reading_layout,
	.paint = paint,
	.act = act,
	.hint = hint,
};
