#include "tui/forgot_screen.h"

#include "tui/grid.h"

#include <stdlib.h>
#include <string.h>

enum { ACCOUNT, CODE, PASSWORD, AGAIN, FIELDS };

static const struct {
	enum text label, meaning;
	size_t max;
	bool secret;
} table[FIELDS] = {
	[ACCOUNT] = {T_SIGN_IN_ACCOUNT, TEXT_NONE, 32, false},
	[CODE] = {T_RECOVERY_CODE, T_RECOVERY_CODE_NOTE, 60, false},
	[PASSWORD] = {T_SIGN_IN_FRESH, T_SET_UP_PASSWORD_NOTE, 1024, true},
	[AGAIN] = {T_SIGN_IN_AGAIN, T_SET_UP_AGAIN_NOTE, 1024, true},
};

struct forgot {
	struct grid *grid;
	char *value[FIELDS];
};

bool
forgot_is_possible(const struct screen *screen)
{
	struct keep_recovery recovery;

	return screen->seat->keep && keep_recovery(screen->seat->keep, &recovery) == 0;
}

static void
field(void *arg, int i, struct grid_field *out)
{
	struct screen *screen = arg;
	struct forgot *s = screen->data;

	out->label = screen_text(screen, table[i].label);
	out->max = table[i].max;
	out->typing = TYPING_PLAIN;
	out->secret = table[i].secret;
	out->gap = i == PASSWORD;
	out->wanted = !*s->value[i];
	buf_puts(&out->value, s->value[i]);
	buf_puts(&out->meaning, screen_text(screen, table[i].meaning));
}

static void
leave(void *arg, int i, const char *typed)
{
	struct forgot *s = ((struct screen *)arg)->data;
	char *fresh = xstrdup(typed);

	explicit_bzero(s->value[i], strlen(s->value[i]));
	free(s->value[i]);
	s->value[i] = fresh;
}

static int
start(struct screen *screen, const void *arg)
{
	struct forgot *s = screen->data = xcalloc(1, sizeof *s);
	struct grid_owner owner = {field, leave, screen};

	(void)arg;
	for (int i = 0; i < FIELDS; i++)
		s->value[i] = xstrdup("");
	s->grid = grid_new(screen->cdk, &owner, FIELDS);
	widget_focus(grid_widget(s->grid));
	grid_go(s->grid, 0);
	return 0;
}

static void
finish(struct screen *screen)
{
	struct forgot *s = screen->data;

	for (int i = 0; i < FIELDS; i++) {
		explicit_bzero(s->value[i], strlen(s->value[i]));
		free(s->value[i]);
	}
	free(s);
}

static void
layout(struct screen *screen)
{
	struct forgot *s = screen->data;

	widget_place(grid_widget(s->grid), 5, 0, FIELDS + 1, COLS);
}

static void
paint(struct screen *screen)
{
	screen_write(1, GRID_TEXT, screen_text(screen, T_FORGOT_TITLE));
	screen_write(3, GRID_TEXT, screen_text(screen, T_FORGOT_LEAD));
}

static struct reaction
wrong(struct screen *screen, int i, enum text text)
{
	struct forgot *s = screen->data;

	grid_go(s->grid, i);
	screen_say(screen, text, NULL);
	return screen_done();
}

static struct reaction
save(struct screen *screen)
{
	struct forgot *s = screen->data;
	const struct seat *seat = screen->seat;
	struct say why = {0};

	grid_settle(s->grid);
	if (!*s->value[ACCOUNT])
		return wrong(screen, ACCOUNT, T_SET_UP_NO_ACCOUNT);
	if (strcmp(s->value[PASSWORD], s->value[AGAIN]) != 0)
		return wrong(screen, AGAIN, T_SIGN_IN_UNLIKE);
	int err = keep_recovery_use(seat->keep, s->value[CODE], s->value[ACCOUNT],
	    s->value[PASSWORD], seat->where, &why);

	if (err) {
		screen_say_error(screen, err, &why);
		return screen_done();
	}
	say_release(&why);
	screen_say(screen, T_FORGOT_DONE, NULL);
	return screen_back();
}

static struct reaction
act(struct screen *screen, enum act act)
{
	switch (act) {
	case ACT_SAVE:
		return save(screen);
	case ACT_MENU:
	case ACT_SWAP:
		return screen_done();
	default:
		return screen_pass();
	}
}

static const struct screen_act acts[] = {
	{ACT_HELP, TEXT_NONE},
	{ACT_SAVE, TEXT_NONE},
	{ACT_BACK, TEXT_NONE},
	{ACT_COUNT, TEXT_NONE},
};

const struct screen_ops screen_forgot = {
	.name = "forgot",
	.bare = true,
	.acts = acts,
	.open = start,
	.close = finish,
	.layout = layout,
	.paint = paint,
	.act = act,
};
