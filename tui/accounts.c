#include "tui/accounts.h"

#include "tui/account_form.h"
#include "tui/ask.h"
#include "tui/list.h"

#include "base/width.h"
#include "db/rights.h"

#include <stdlib.h>

#define ROW_HEADINGS 3
#define ROW_LIST 4

/* Columns of the list. */
enum { COLS_ACCOUNT = 12, COLS_NAME = 16, COLS_ROLE = 16, COLS_TIME = 16, COLS_STATE = 8 };

struct accounts_screen {
	struct accounts accounts;
	struct list *list;
	struct ask ask; /* being asked */
};

static void
renew(struct screen *screen)
{
	struct accounts_screen *s = screen->data;

	accounts_release(&s->accounts);
	s->accounts = (struct accounts){0};
	keep_list(screen->seat->keep, &screen->seat->actor, &s->accounts);
	list_set_count(s->list, s->accounts.count);
}

static enum text
state(const struct screen *screen, const struct account *account)
{
	if (account->locked)
		return T_ACCOUNT_LOCKED;
	if (account->shut_until > screen_now(screen))
		return T_ACCOUNT_SHUT;
	return account->must_change ? T_ACCOUNT_MUST_CHANGE : TEXT_NONE;
}

static void
line(void *arg, int i, struct list_line *out)
{
	struct screen *screen = arg;
	struct accounts_screen *s = screen->data;
	const struct account *account = &s->accounts.account[i];
	enum text what = state(screen, account);
	char time[20] = {0};

	if (account->last_sign_in)
		day_time_format(account->last_sign_in, time);
	time[16] = '\0';
	out->mark = what == T_ACCOUNT_LOCKED || what == T_ACCOUNT_SHUT ? '!' : 0;
	screen_column(&out->text, account->account, COLS_ACCOUNT);
	screen_column(&out->text, account->name, COLS_NAME);
	screen_column(&out->text, rights_role_name(account->role, screen->seat->lang), COLS_ROLE);
	screen_column(&out->text,
	    account->last_sign_in ? time : screen_text(screen, T_ACCOUNT_NEVER), COLS_TIME);
	screen_column(&out->text, screen_text(screen, what), COLS_STATE);
}

static int
start(struct screen *screen, const void *arg)
{
	struct accounts_screen *s;
	struct list_owner owner = {line, NULL, screen};

	(void)arg;
	if (!rights_may(&screen->seat->actor, ACTION_ACCOUNTS, NULL))
		return ERR_DENIED;
	s = screen->data = xcalloc(1, sizeof *s);
	s->list = list_new(screen->cdk, &owner);
	renew(screen);
	widget_focus(list_widget(s->list));
	return 0;
}

static void
finish(struct screen *screen)
{
	struct accounts_screen *s = screen->data;

	accounts_release(&s->accounts);
	free(s);
}

static void
layout(struct screen *screen)
{
	struct accounts_screen *s = screen->data;

	widget_place(list_widget(s->list), ROW_LIST, 0, screen_bottom() - 1 - ROW_LIST, COLS - 1);
}

static void
title(const struct screen *screen, struct buf *out)
{
	buf_puts(out, screen_text(screen, T_TITLE_ACCOUNTS));
}

static void
paint(struct screen *screen)
{
	static const struct {
		enum text text;
		int cols;
	} heading[] = {{T_SIGN_IN_ACCOUNT, COLS_ACCOUNT}, {T_ACCOUNT_NAME, COLS_NAME},
	    {T_ACCOUNT_ROLE, COLS_ROLE}, {T_ACCOUNT_LAST, COLS_TIME}};
	struct buf text = BUF_EMPTY;

	for (size_t i = 0; i < sizeof heading / sizeof *heading; i++)
		screen_column(&text, screen_text(screen, heading[i].text), heading[i].cols);
	screen_write(ROW_HEADINGS, GRID_TEXT, buf_text(&text));
	buf_release(&text);
}

static const struct account *
current(struct screen *screen)
{
	struct accounts_screen *s = screen->data;
	int i = list_current(s->list);

	return i < 0 ? NULL : &s->accounts.account[i];
}

static struct reaction
set_lock(struct screen *screen, int which)
{
	const struct account *account = current(screen);
	struct say why = {0};
	int err;

	if (which != 0 || !account)
		return screen_done();
	err = keep_lock(screen->seat->keep, &screen->seat->actor, account->account,
	    !account->locked, &why);
	if (err)
		screen_say_error(screen, err, &why);
	renew(screen);
	return screen_done();
}

/* F9: 0 lock or unlock, after a further question; 1 a new password. */
static struct reaction
do_chosen(struct screen *screen, int which)
{
	struct accounts_screen *s = screen->data;
	const struct account *account = current(screen);

	if (!account)
		return screen_done();
	if (which == 1)
		return screen_open(&screen_account_form, account);
	s->ask = (struct ask){account->locked ? T_ACCOUNT_UNLOCK_ASK : T_ACCOUNT_LOCK_ASK,
	    account->name, ask_yes_no, set_lock};
	return screen_open(&screen_ask, &s->ask);
}

static struct reaction
ask_what(struct screen *screen)
{
	static const enum text lock[] = {T_DO_LOCK, T_ACCOUNT_RESET, TEXT_NONE};
	static const enum text unlock[] = {T_DO_UNLOCK, T_ACCOUNT_RESET, TEXT_NONE};
	struct accounts_screen *s = screen->data;
	const struct account *account = current(screen);

	if (!account)
		return screen_done();
	s->ask = (struct ask){T_ACCOUNT_DO, account->name, account->locked ? unlock : lock,
	    do_chosen};
	return screen_open(&screen_ask, &s->ask);
}

static struct reaction
act(struct screen *screen, enum act act)
{
	switch (act) {
	case ACT_NEW:
		return screen_open(&screen_account_form, NULL);
	case ACT_DO:
	case ACT_NEXT:
		return ask_what(screen);
	case ACT_FORWARD:
	case ACT_DOWN:
	case ACT_BACKWARD:
	case ACT_UP:
		return screen_done();
	default:
		return screen_pass();
	}
}

static const struct screen_act acts[] = {
	{ACT_HELP, TEXT_NONE},
	{ACT_NEW, TEXT_NONE},
	{ACT_DO, TEXT_NONE},
	{ACT_SWAP, TEXT_NONE},
	{ACT_BACK, TEXT_NONE},
	{ACT_COUNT, TEXT_NONE},
};

const struct screen_ops screen_accounts = {
	.name = "accounts",
	.acts = acts,
	.open = start,
	.close = finish,
	.title = title,
	.layout = layout,
	.paint = paint,
	.act = act,
	.renew = renew,
};
