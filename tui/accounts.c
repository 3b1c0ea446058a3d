/*
 * Who may sign in, and what they did: accounts in use, accounts that are stopped, and one log of
 * sign-ins (keeper) and of protected values that were read, exported, imported (audit).
 */
#include "tui/accounts.h"

#include "tui/account_form.h"
#include "tui/account_log.h"
#include "tui/ask.h"
#include "tui/leaving_screen.h"
#include "tui/list.h"
#include "tui/pubkeys_screen.h"

#include "base/width.h"
#include "db/rights.h"

#include <stdlib.h>
#include <string.h>

#define ROW_TABS 1
#define ROW_HEADINGS 3
#define ROW_LIST 4
#define SHUT_MOST 5 /* rows below the list */

enum tab { IN_USE, STOPPED, LOG, TABS };

/* Columns of the list. */
enum { COLS_ACCOUNT = 9, COLS_NAME = 10, COLS_ROLE = 14, COLS_TIME = 13, COLS_NOW = 8 };

struct accounts_screen {
	struct accounts accounts;
	struct keep_policy policy;
	struct account_log *log;
	int *row, rows; /* of the accounts: those of the tab */
	int in_use, shut;
	enum tab tab;
	struct list *list;
	struct ask ask; /* being asked */
};

static bool
is_shut(const struct screen *screen, const struct account *account)
{
	return account->shut_until > screen_now(screen);
}

static void
place(struct accounts_screen *s)
{
	int below = s->shut && s->tab == IN_USE ? s->shut + 1 : 0;

	widget_place(list_widget(s->list), ROW_LIST, 0, screen_bottom() - 1 - ROW_LIST - below,
	    COLS - 1);
}

static void
renew(struct screen *screen)
{
	struct accounts_screen *s = screen->data;
	const struct seat *seat = screen->seat;

	accounts_release(&s->accounts);
	s->accounts = (struct accounts){0};
	keep_list(seat->keep, &seat->actor, &s->accounts);
	account_log_fetch(s->log, screen);
	s->row = xrealloc(s->row, (size_t)(s->accounts.count + 1) * sizeof *s->row);
	s->rows = s->in_use = s->shut = 0;
	for (int i = 0; i < s->accounts.count; i++) {
		const struct account *account = &s->accounts.account[i];

		s->in_use += !account->locked;
		s->shut += is_shut(screen, account) && s->shut < SHUT_MOST;
		if (account->locked == (s->tab == STOPPED))
			s->row[s->rows++] = i;
	}
	place(s);
	list_set_count(s->list, s->tab == LOG ? account_log_count(s->log) : s->rows);
}

/* "今天 19:10", "11-22 21:30" */
static void
when(const struct screen *screen, int64_t at, struct buf *out)
{
	char time[20];

	day_time_format(at, time);
	time[16] = '\0';
	if (day_of(at) == screen_today(screen))
		buf_printf(out, "%s %s", screen_text(screen, T_DAY_TODAY), time + 11);
	else
		buf_puts(out, time + 5);
}

static int
password_days(const struct screen *screen, const struct account *account)
{
	return screen_today(screen) - day_of(account->password_since);
}

static void
add_password(const struct screen *screen, const struct account *account, struct buf *out)
{
	char days[16];
	char *text;

	if (account->must_change) {
		buf_puts(out, screen_text(screen, T_ACCOUNT_MUST_CHANGE));
		return;
	}
	snprintf(days, sizeof days, "%d", password_days(screen, account));
	text = text_format(screen->seat->lang, T_DAYS, days, NULL);
	buf_puts(out, text);
	free(text);
}

static enum text
now(const struct screen *screen, const struct account *account)
{
	if (account->locked)
		return T_ACCOUNT_LOCKED;
	if (is_shut(screen, account))
		return T_ACCOUNT_SHUT;
	return strcmp(account->account, screen->seat->actor.account) == 0 ? T_ACCOUNT_HERE
	    : TEXT_NONE;
}

static void
line(void *arg, int i, struct list_line *out)
{
	struct screen *screen = arg;
	struct accounts_screen *s = screen->data;
	struct buf last = BUF_EMPTY;

	if (s->tab == LOG) {
		account_log_line(s->log, screen, i, out);
		return;
	}
	const struct account *account = &s->accounts.account[s->row[i]];
	bool old = s->policy.change_days &&
	    password_days(screen, account) > s->policy.change_days;

	out->mark = is_shut(screen, account) || old ? '!' : 0;
	screen_column(&out->text, account->account, COLS_ACCOUNT);
	screen_column(&out->text, account->name, COLS_NAME);
	screen_column(&out->text, role_name(account->role, screen->seat->lang), COLS_ROLE);
	if (account->last_sign_in)
		when(screen, account->last_sign_in, &last);
	else
		buf_puts(&last, screen_text(screen, T_ACCOUNT_NEVER));
	screen_column(&out->text, buf_text(&last), COLS_TIME);
	screen_column(&out->text, screen_text(screen, now(screen, account)), COLS_NOW);
	add_password(screen, account, &out->text);
	buf_release(&last);
}

/* Administrators; auditors and the chair see the log alone. */
static int
start(struct screen *screen, const void *arg)
{
	struct accounts_screen *s;
	struct list_owner owner = {line, NULL, screen};
	const struct actor *actor = &screen->seat->actor;

	(void)arg;
	if (!rights_may(actor, ACTION_ACCOUNTS, NULL) && !rights_may(actor, ACTION_AUDIT, NULL))
		return ERR_DENIED;
	s = screen->data = xcalloc(1, sizeof *s);
	s->tab = rights_may(actor, ACTION_ACCOUNTS, NULL) ? IN_USE : LOG;
	s->log = account_log_new();
	s->list = list_new(screen->cdk, &owner);
	keep_policy_get(screen->seat->keep, &s->policy);
	renew(screen);
	widget_focus(list_widget(s->list));
	return 0;
}

static void
finish(struct screen *screen)
{
	struct accounts_screen *s = screen->data;

	accounts_release(&s->accounts);
	account_log_free(s->log);
	free(s->row);
	free(s);
}

static void
layout(struct screen *screen)
{
	place(screen->data);
}

static void
title(const struct screen *screen, struct buf *out)
{
	buf_puts(out, screen_text(screen, T_TITLE_ACCOUNTS));
}

static void
paint_tabs(const struct screen *screen)
{
	static const enum text name[TABS] = {T_ACCOUNT_IN_USE, T_ACCOUNT_STOPPED, T_ACCOUNT_LOG};
	struct accounts_screen *s = screen->data;
	struct buf tabs = BUF_EMPTY;
	char number[16];
	char *text;

	for (enum tab tab = 0; tab < TABS; tab++) {
		snprintf(number, sizeof number, "%d",
		    tab == IN_USE ? s->in_use : s->accounts.count - s->in_use);
		text = text_format(screen->seat->lang, name[tab], number, NULL);
		buf_printf(&tabs, tab == s->tab ? "[%s] " : " %s  ", text);
		free(text);
	}
	screen_write(ROW_TABS, GRID_TEXT, buf_text(&tabs));
	buf_release(&tabs);
	if (!s->policy.change_days)
		return;
	snprintf(number, sizeof number, "%d", s->policy.change_days);
	text = text_format(screen->seat->lang, T_ACCOUNT_POLICY, number, NULL);
	paint_right(stdscr, ROW_TABS, COLS - GRID_RIGHT, text);
	free(text);
}

static void
paint_heads(const struct screen *screen)
{
	static const struct {
		enum text text;
		int cols;
	} heading[] = {{T_SIGN_IN_ACCOUNT, COLS_ACCOUNT}, {T_ACCOUNT_NAME, COLS_NAME},
	    {T_ACCOUNT_ROLE, COLS_ROLE}, {T_ACCOUNT_LAST, COLS_TIME}, {T_ACCOUNT_NOW, COLS_NOW},
	    {T_SIGN_IN_PASSWORD, 8}};
	struct buf text = BUF_EMPTY;

	for (size_t i = 0; i < sizeof heading / sizeof *heading; i++)
		screen_column(&text, screen_text(screen, heading[i].text), heading[i].cols);
	screen_write(ROW_HEADINGS, GRID_TEXT, buf_text(&text));
	buf_release(&text);
}

/* Who is shut out, since when, for how long yet. */
static void
paint_shut(const struct screen *screen)
{
	struct accounts_screen *s = screen->data;
	int row = screen_bottom() - 1 - s->shut;

	for (int i = 0; i < s->accounts.count && row < screen_bottom() - 1; i++) {
		const struct account *account = &s->accounts.account[i];
		struct buf since = BUF_EMPTY;
		char failures[16], minutes[24];
		char *text;

		if (!is_shut(screen, account))
			continue;
		when(screen, account->last_failure, &since);
		snprintf(failures, sizeof failures, "%d", account->failures);
		snprintf(minutes, sizeof minutes, "%lld",
		    (long long)(account->shut_until - screen_now(screen)) / 60000 + 1);
		text = text_format(screen->seat->lang, T_ACCOUNT_SHUT_LINE, account->name,
		    failures, buf_text(&since), minutes, NULL);
		screen_write(row++, GRID_TEXT, text);
		free(text);
		buf_release(&since);
	}
}

static void
paint(struct screen *screen)
{
	struct accounts_screen *s = screen->data;

	paint_tabs(screen);
	if (s->tab == LOG)
		account_log_heads(screen, ROW_HEADINGS);
	else
		paint_heads(screen);
	if (s->tab == IN_USE)
		paint_shut(screen);
}

static const struct account *
current(struct screen *screen)
{
	struct accounts_screen *s = screen->data;
	int i = list_current(s->list);

	return i < 0 || s->tab == LOG ? NULL : &s->accounts.account[s->row[i]];
}

static bool
is_open(const struct screen *screen, const struct account *account)
{
	return !account->locked && !is_shut(screen, account);
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
	    is_open(screen, account), &why);
	if (err)
		screen_say_error(screen, err, &why);
	renew(screen);
	return screen_done();
}

/* F9: 0 lock or unlock, after a further question; 1 a new password; 2 keys; 3 leaving. */
static struct reaction
do_chosen(struct screen *screen, int which)
{
	struct accounts_screen *s = screen->data;
	const struct account *account = current(screen);

	if (!account)
		return screen_done();
	if (which == 1)
		return screen_open(&screen_account_form, account);
	if (which == 2)
		return screen_open(&screen_pubkeys, account);
	if (which == 3 && screen->seat->job)
		return screen_open(&screen_leaving, account);
	if (which == 3) {
		screen_say(screen, T_LEAVING_CONSOLE, NULL);
		return screen_done();
	}
	s->ask = (struct ask){account->locked ? T_ACCOUNT_UNLOCK_ASK
	    : is_shut(screen, account) ? T_ACCOUNT_UNSHUT_ASK : T_ACCOUNT_LOCK_ASK,
	    account->name, ask_yes_no, set_lock};
	return screen_open(&screen_ask, &s->ask);
}

static struct reaction
ask_what(struct screen *screen)
{
	static const enum text lock[] =
	    {T_DO_LOCK, T_ACCOUNT_RESET, T_PUBKEYS_TITLE, T_LEAVING_TITLE, TEXT_NONE};
	static const enum text unlock[] =
	    {T_DO_UNLOCK, T_ACCOUNT_RESET, T_PUBKEYS_TITLE, T_LEAVING_TITLE, TEXT_NONE};
	static const enum text unshut[] =
	    {T_DO_UNSHUT, T_ACCOUNT_RESET, T_PUBKEYS_TITLE, T_LEAVING_TITLE, TEXT_NONE};
	struct accounts_screen *s = screen->data;
	const struct account *account = current(screen);

	if (!account)
		return screen_done();
	s->ask = (struct ask){T_LIST_DO, account->name, account->locked ? unlock
	    : is_shut(screen, account) ? unshut : lock, do_chosen};
	return screen_open(&screen_ask, &s->ask);
}

static struct reaction
show_tab(struct screen *screen, int step)
{
	struct accounts_screen *s = screen->data;

	if (rights_may(&screen->seat->actor, ACTION_ACCOUNTS, NULL))
		s->tab = (enum tab)(((int)s->tab + step + TABS) % TABS);
	renew(screen);
	list_go(s->list, 0);
	return screen_done();
}

static bool
can(const struct screen *screen, enum act act)
{
	const struct accounts_screen *s = screen->data;

	return s->tab != LOG || (act != ACT_NEW && act != ACT_DO);
}

static char *
hint(const struct screen *screen)
{
	const struct accounts_screen *s = screen->data;

	return xstrdup(screen_text(screen,
	    s->tab == LOG ? T_ACCOUNT_LOG_HINT : T_ACCOUNT_HINT));
}

static struct reaction
act(struct screen *screen, enum act act)
{
	if (!can(screen, act))
		return screen_done();
	switch (act) {
	case ACT_NEW:
		return screen_open(&screen_account_form, NULL);
	case ACT_DO:
	case ACT_NEXT:
		return ask_what(screen);
	case ACT_FORWARD:
		return show_tab(screen, 1);
	case ACT_BACKWARD:
		return show_tab(screen, -1);
	case ACT_DOWN:
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
	{ACT_FORWARD, T_LIST_TAB},
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
	.can = can,
	.hint = hint,
	.renew = renew,
};
