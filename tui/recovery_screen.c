#include "tui/recovery_screen.h"

#include "tui/ask.h"

#include <stdlib.h>
#include <string.h>

#define ROW_STATE 2
#define ROW_ABOUT 4
#define ROW_CODE 9
#define LINES_ABOUT 3

struct recovery {
	char code[KEEP_CODE]; /* "" until it was made */
	struct ask ask;
};

bool
recovery_is_here(const struct screen *screen)
{
	struct keep_recovery recovery;

	return keep_recovery(screen->seat->keep, &recovery) != ERR_DENIED;
}

static int
start(struct screen *screen, const void *arg)
{
	screen->data = xcalloc(1, sizeof(struct recovery));
	(void)arg;
	return 0;
}

static void
finish(struct screen *screen)
{
	struct recovery *s = screen->data;

	explicit_bzero(s, sizeof *s);
	free(s);
}

static void
title(const struct screen *screen, struct buf *out)
{
	buf_puts(out, screen_text(screen, T_RECOVERY_CODE));
}

/* Since when there is one. */
static char *
state(const struct screen *screen)
{
	struct keep_recovery recovery;
	char time[20];

	if (keep_recovery(screen->seat->keep, &recovery) != 0)
		return xstrdup(screen_text(screen, T_RECOVERY_NONE));
	day_time_format(recovery.since, time);
	time[16] = '\0';
	return text_format(screen->seat->lang, T_RECOVERY_SINCE, time, NULL);
}

static void
paint(struct screen *screen)
{
	static const enum text about[LINES_ABOUT] = {T_RECOVERY_ABOUT_1, T_RECOVERY_ABOUT_2,
		T_RECOVERY_ABOUT_3};

	const struct recovery *s = screen->data;
	char *words = state(screen);

	screen_write(ROW_STATE, GRID_TEXT, words);
	free(words);
	for (int i = 0; i < LINES_ABOUT; i++)
		screen_write(ROW_ABOUT + i, GRID_TEXT, screen_text(screen, about[i]));
	screen_write(ROW_CODE, GRID_VALUE, s->code);
	if (*s->code)
		screen_write(ROW_CODE + 2, GRID_TEXT, screen_text(screen, T_RECOVERY_ONCE));
}

static struct reaction
renew(struct screen *screen)
{
	struct recovery *s = screen->data;
	const struct seat *seat = screen->seat;
	struct say why = {0};
	int err = keep_recovery_renew(seat->keep, &seat->actor, s->code, &why);

	if (err)
		screen_say_error(screen, err, &why);
	else
		say_release(&why);
	return screen_done();
}

static struct reaction
answered(struct screen *screen, int which)
{
	return which == 1 ? renew(screen) : screen_done();
}

static struct reaction
go(struct screen *screen)
{
	static const enum text answers[] = {T_RECOVERY_KEEP, T_RECOVERY_REPLACE, TEXT_NONE};

	struct recovery *s = screen->data;
	struct keep_recovery recovery;

	if (keep_recovery(screen->seat->keep, &recovery) != 0)
		return renew(screen);
	s->ask = (struct ask){T_RECOVERY_SURE, NULL, answers, answered};
	return screen_open(&screen_ask, &s->ask);
}

static struct reaction
act(struct screen *screen, enum act act)
{
	return act == ACT_SAVE ? go(screen) : screen_pass();
}

static const struct screen_act acts[] = {
	{ACT_HELP, TEXT_NONE},
	{ACT_SAVE, T_RECOVERY_MAKE},
	{ACT_SWAP, TEXT_NONE},
	{ACT_BACK, TEXT_NONE},
	{ACT_COUNT, TEXT_NONE},
};

const struct screen_ops screen_recovery = {
	.name = "recovery",
	.acts = acts,
	.open = start,
	.close = finish,
	.title = title,
	.paint = paint,
	.act = act,
};
