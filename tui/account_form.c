#include "tui/account_form.h"

#include "tui/grid.h"

#include "db/rights.h"

#include <stdlib.h>
#include <string.h>

enum { ACCOUNT, NAME, ROLE, PASSWORD, AGAIN, FIELDS };

static const struct {
	enum text label, meaning;
	size_t max;
	bool secret;
} table[FIELDS] = {
	[ACCOUNT] = {T_SIGN_IN_ACCOUNT, T_SET_UP_ACCOUNT_NOTE, 32, false},
	[NAME] = {T_ACCOUNT_NAME, TEXT_NONE, 50, false},
	[ROLE] = {T_ACCOUNT_ROLE, T_ACCOUNT_ROLE_NOTE, 20, false},
	[PASSWORD] = {T_SIGN_IN_FRESH, T_ACCOUNT_PASSWORD_NOTE, 1024, true},
	[AGAIN] = {T_SIGN_IN_AGAIN, T_SET_UP_AGAIN_NOTE, 1024, true},
};

struct account_form {
	bool reset; /* an account that is there */
	struct grid *grid;
	char *value[FIELDS];
};

/* A digit as it stands beside the field, or a role's name. */
static enum role
typed_role(const char *typed)
{
	if (typed[0] >= '1' && typed[0] < '1' + ROLE_COUNT && !typed[1])
		return (enum role)(typed[0] - '1');
	return role_find(typed);
}

static char *
all_roles(const struct screen *screen)
{
	struct buf out = BUF_EMPTY;

	for (enum role role = 0; role < ROLE_COUNT; role++)
		buf_printf(&out, "%d%s ", (int)role + 1,
		    role_name(role, screen->seat->lang));
	return buf_take(&out);
}

static void
field(void *arg, int i, struct grid_field *out)
{
	struct screen *screen = arg;
	struct account_form *s = screen->data;

	out->label = screen_text(screen, table[i].label);
	out->max = table[i].max;
	out->typing = i == NAME ? TYPING_NAME : TYPING_PLAIN;
	out->secret = table[i].secret;
	out->gap = i == PASSWORD;
	out->fixed = s->reset && i < PASSWORD;
	out->mark = out->fixed ? '=' : 0;
	out->wanted = !*s->value[i];
	buf_puts(&out->value, s->value[i]);
	if (i == ROLE && typed_role(s->value[i]) != ROLE_COUNT)
		buf_puts(&out->meaning,
		    role_name(typed_role(s->value[i]), screen->seat->lang));
	else
		buf_puts(&out->meaning, screen_text(screen, table[i].meaning));
}

static void
leave(void *arg, int i, const char *typed)
{
	struct account_form *s = ((struct screen *)arg)->data;
	char *fresh = xstrdup(typed);

	free(s->value[i]);
	s->value[i] = fresh;
}

static int
start(struct screen *screen, const void *arg)
{
	const struct account *account = arg;
	struct account_form *s = screen->data = xcalloc(1, sizeof *s);
	struct grid_owner owner = {field, leave, screen};

	for (int i = 0; i < FIELDS; i++)
		s->value[i] = xstrdup("");
	if (account) {
		s->reset = true;
		leave(screen, ACCOUNT, account->account);
		leave(screen, NAME, account->name);
		leave(screen, ROLE, role_name(account->role, screen->seat->lang));
	}
	s->grid = grid_new(screen->cdk, &owner, FIELDS);
	widget_focus(grid_widget(s->grid));
	grid_go(s->grid, 0);
	return 0;
}

static void
finish(struct screen *screen)
{
	struct account_form *s = screen->data;

	for (int i = 0; i < FIELDS; i++) {
		explicit_bzero(s->value[i], strlen(s->value[i]));
		free(s->value[i]);
	}
	free(s);
}

static void
layout(struct screen *screen)
{
	struct account_form *s = screen->data;

	widget_place(grid_widget(s->grid), 3, 0, screen_bottom() - 4, COLS);
}

static void
title(const struct screen *screen, struct buf *out)
{
	const struct account_form *s = screen->data;

	buf_printf(out, "%s  %s", screen_text(screen, T_TITLE_ACCOUNTS),
	    screen_text(screen, s->reset ? T_ACCOUNT_RESET : T_ACT_NEW));
}

static char *
hint(const struct screen *screen)
{
	const struct account_form *s = screen->data;

	if (grid_current(s->grid) == ROLE)
		return all_roles(screen);
	return xstrdup(screen_text(screen, T_ACCOUNT_FORM_HINT));
}

static int
store(struct screen *screen, struct say *why)
{
	struct account_form *s = screen->data;
	const struct seat *seat = screen->seat;
	struct account account = {.account = s->value[ACCOUNT], .name = s->value[NAME],
	    .role = typed_role(s->value[ROLE]), .must_change = true, .lang = seat->lang};

	if (s->reset)
		return keep_password(seat->keep, &seat->actor, account.account, NULL,
		    s->value[PASSWORD], why);
	return keep_add(seat->keep, &seat->actor, &account, s->value[PASSWORD], why);
}

static struct reaction
wrong(struct screen *screen, int i, enum text text)
{
	struct account_form *s = screen->data;

	grid_go(s->grid, i);
	screen_say(screen, text, NULL);
	return screen_done();
}

static struct reaction
save(struct screen *screen)
{
	struct account_form *s = screen->data;
	struct say why = {0};
	int err;

	grid_settle(s->grid);
	if (!*s->value[ACCOUNT])
		return wrong(screen, ACCOUNT, T_SET_UP_NO_ACCOUNT);
	if (!*s->value[NAME])
		return wrong(screen, NAME, T_ACCOUNT_NO_NAME);
	if (!s->reset && typed_role(s->value[ROLE]) == ROLE_COUNT)
		return wrong(screen, ROLE, T_ACCOUNT_NO_ROLE);
	if (strcmp(s->value[PASSWORD], s->value[AGAIN]) != 0)
		return wrong(screen, AGAIN, T_SIGN_IN_UNLIKE);
	err = store(screen, &why);
	if (err) {
		screen_say_error(screen, err, &why);
		return screen_done();
	}
	say_release(&why);
	screen_say(screen, T_ACCOUNT_DONE, s->value[NAME], NULL);
	return screen_back();
}

static struct reaction
act(struct screen *screen, enum act act)
{
	return act == ACT_SAVE ? save(screen) : screen_pass();
}

static const struct screen_act acts[] = {
	{ACT_HELP, TEXT_NONE},
	{ACT_SAVE, TEXT_NONE},
	{ACT_SWAP, TEXT_NONE},
	{ACT_BACK, TEXT_NONE},
	{ACT_COUNT, TEXT_NONE},
};

const struct screen_ops screen_account_form = {
	.name = "account_form",
	.acts = acts,
	.open = start,
	.close = finish,
	.title = title,
	.layout = layout,
	.hint = hint,
	.act = act,
};
