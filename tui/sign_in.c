/*
 * States: ASK (name and password) → CHANGE (a new password, where the account demands it) → CLOCK
 * (is today's date right? if it is far from the last operation's) → DRAFT (work of last time, if
 * there is any) → the desk is opened above.  Nothing about an account is
 * shown before its password was right.
 */
#include "tui/sign_in.h"

#include "tui/choice.h"
#include "tui/desk.h"
#include "tui/entry.h"
#include "tui/forgot_screen.h"
#include "tui/form_screen.h"

#include "base/day.h"
#include "db/settings.h"
#include "db/draft.h"
#include "db/sealing.h"

#include <stdlib.h>
#include <string.h>

enum stage { ASK, CHANGE, CLOCK, DRAFT };
enum { GO_ON, LATER, DROP };

struct sign_in {
	enum stage stage;
	struct entry *account, *password, *fresh, *again;
	struct choice *choice;
	struct keep_policy policy;
	struct draft draft;   /* in DRAFT */
	bool dropping;        /* asked whether the draft shall go */
	char *left;           /* who went away and when, or NULL */
	struct form_screen_arg arg; /* being opened */
};

#define ROW_UNIT 3
#define ROW_LEFT 5
#define ROW_ASK 7
#define ROW_DRAFT 11

static void
forget_draft(struct sign_in *s)
{
	draft_release(&s->draft);
	s->draft = (struct draft){0};
	s->dropping = false;
}

static void
place(struct entry *entry, bool shown, int row)
{
	if (shown)
		widget_place(entry_widget(entry), row, GRID_VALUE - 1, 1, GRID_VALUE_COLS + 2);
	else
		widget_hide(entry_widget(entry));
}

static void
layout(struct screen *screen)
{
	struct sign_in *s = screen->data;

	place(s->account, s->stage == ASK, ROW_ASK);
	place(s->password, s->stage == ASK, ROW_ASK + 1);
	place(s->fresh, s->stage == CHANGE, ROW_ASK + 1);
	place(s->again, s->stage == CHANGE, ROW_ASK + 2);
	if (s->stage == DRAFT || s->stage == CLOCK)
		widget_place(choice_widget(s->choice), ROW_DRAFT + 4, GRID_MARK,
		    choice_count(s->choice), COLS - GRID_MARK);
	else
		widget_hide(choice_widget(s->choice));
}

static void
set_stage(struct screen *screen, enum stage stage)
{
	struct sign_in *s = screen->data;

	s->stage = stage;
	layout(screen);
	if (stage == ASK)
		widget_focus(entry_widget(s->account));
	else if (stage == CHANGE)
		widget_focus(entry_widget(s->fresh));
	else
		widget_focus(choice_widget(s->choice));
}

static void
clear_passwords(struct sign_in *s)
{
	entry_set(s->password, "");
	entry_set(s->fresh, "");
	entry_set(s->again, "");
}

static int
start(struct screen *screen, const void *arg)
{
	struct sign_in *s = screen->data = xcalloc(1, sizeof *s);

	(void)arg;
	s->account = entry_new(screen->cdk, 32);
	s->password = entry_new(screen->cdk, 1024);
	s->fresh = entry_new(screen->cdk, 1024);
	s->again = entry_new(screen->cdk, 1024);
	entry_set_secret(s->password, true);
	entry_set_secret(s->fresh, true);
	entry_set_secret(s->again, true);
	s->choice = choice_new(screen->cdk);
	keep_policy_get(screen->seat->keep, &s->policy);
	set_stage(screen, ASK);
	return 0;
}

static void
finish(struct screen *screen)
{
	struct sign_in *s = screen->data;

	forget_draft(s);
	free(s->left);
	free(s);
}

/* The seat is free: name and clock time of who went stay on the screen. */
void
sign_in_release(struct screen *screen)
{
	struct sign_in *s = screen->data;
	struct seat *seat = screen->seat;
	char time[20];

	screen_forget_before(seat);
	free(s->left);
	s->left = NULL;
	if (seat->actor.account) {
		day_time_format(screen_now(screen), time);
		time[16] = '\0';
		s->left = text_format(seat->lang, T_SIGN_IN_LEFT, seat->actor.name, time + 11,
		    NULL);
	}
	account_release(&seat->account);
	seat->account = (struct account){0};
	seat->actor = (struct actor){0};
	forget_draft(s);
	clear_passwords(s);
	entry_set(s->account, "");
	set_stage(screen, ASK);
}

static void
label(const struct screen *screen, struct entry *entry, int row, enum text text)
{
	screen_label(screen, row, text, widget_has_focus(entry_widget(entry)) ? '>' : 0);
}

static void
paint_draft(const struct screen *screen, const struct sign_in *s)
{
	const struct form *form = forms_find(screen->seat->forms, s->draft.kind);
	char time[20];
	char *line;

	day_time_format(s->draft.when, time);
	time[16] = '\0';
	line = text_format(screen->seat->lang, T_SIGN_IN_UNFINISHED, time + 5, NULL);
	screen_write(ROW_DRAFT, GRID_VALUE, line);
	free(line);
	line = text_format(screen->seat->lang, T_SIGN_IN_DRAFT,
	    form ? form->label[screen->seat->lang] : s->draft.kind,
	    s->draft.title ? s->draft.title : "", NULL);
	screen_write(ROW_DRAFT + 1, GRID_VALUE, line);
	free(line);
	if (s->dropping)
		screen_write(ROW_DRAFT + 2, GRID_VALUE, screen_text(screen, T_SIGN_IN_REALLY));
}

static void
paint_clock(const struct screen *screen)
{
	int64_t last = 0;
	char now[20], then[20];

	db_clock_check(screen->seat->db, &last);
	day_time_format(screen_now(screen), now);
	day_time_format(last, then);
	now[16] = then[10] = '\0';
	char *line = text_format(screen->seat->lang, T_SIGN_IN_CLOCK, now, then, NULL);

	screen_write(ROW_DRAFT, GRID_VALUE, line);
	screen_write(ROW_DRAFT + 1, GRID_VALUE, screen_text(screen, T_SIGN_IN_CLOCK_ASK));
	free(line);
}

static void
paint_last(const struct screen *screen)
{
	const struct account *account = &screen->seat->account;
	char time[20], number[16];
	char *line;

	if (!account->last_sign_in)
		return;
	day_time_format(account->last_sign_in, time);
	time[16] = '\0';
	snprintf(number, sizeof number, "%d", account->failures);
	line = text_format(screen->seat->lang,
	    account->failures ? T_SIGN_IN_LAST_BAD : T_SIGN_IN_LAST, time + 5, number, NULL);
	screen_write(screen_bottom() - 2, GRID_TEXT, line);
	free(line);
}

static void
paint(struct screen *screen)
{
	struct sign_in *s = screen->data;

	screen_write(ROW_UNIT, GRID_VALUE, db_unit(screen->seat->db)->name);
	if (s->stage == ASK) {
		if (s->left)
			screen_write(ROW_LEFT, GRID_VALUE, s->left);
		label(screen, s->account, ROW_ASK, T_SIGN_IN_ACCOUNT);
		label(screen, s->password, ROW_ASK + 1, T_SIGN_IN_PASSWORD);
		return;
	}
	screen_label(screen, ROW_ASK, T_SIGN_IN_ACCOUNT, 0);
	screen_write(ROW_ASK, GRID_VALUE, screen->seat->account.account);
	screen_write(ROW_ASK, GRID_MEANING, screen->seat->account.name);
	paint_last(screen);
	if (s->stage == DRAFT) {
		paint_draft(screen, s);
		return;
	}
	if (s->stage == CLOCK) {
		paint_clock(screen);
		return;
	}
	label(screen, s->fresh, ROW_ASK + 1, T_SIGN_IN_FRESH);
	label(screen, s->again, ROW_ASK + 2, T_SIGN_IN_AGAIN);
	screen_write(ROW_ASK + 4, GRID_VALUE, screen_text(screen, T_SIGN_IN_MUST_CHANGE));
}

/* The role's own, if it has one. */
static int
idle_minutes(const struct seat *seat, const struct keep_policy *policy)
{
	char *id = xprintf(SETTING_IDLE "%s", role_id(seat->account.role));
	int minutes = 0, err = keep_policy_number(seat->keep, id, &minutes);

	free(id);
	return !err && minutes > 0 ? minutes : policy->idle_minutes;
}

static void
become(struct seat *seat, const struct keep_policy *policy)
{
	seat->actor = (struct actor){.account = seat->account.account, .name = seat->account.name,
	    .role = seat->account.role, .where = seat->where};
	seat->lang = seat->account.lang;
	seat->idle_minutes = idle_minutes(seat, policy);
	seat->farewell = TEXT_NONE;
}

/* Takes the newest draft, if there is one. */
static bool
find_draft(struct screen *screen)
{
	struct sign_in *s = screen->data;
	struct drafts drafts = {0};

	forget_draft(s);
	if (draft_list(screen->seat->db, &screen->seat->actor, &drafts) != 0)
		return false;
	if (drafts.count > 0) {
		s->draft = drafts.draft[0];
		drafts.draft[0] = (struct draft){0};
	}
	drafts_release(&drafts);
	return s->draft.id != NULL;
}

static void
offer_draft(struct screen *screen)
{
	struct sign_in *s = screen->data;

	choice_clear(s->choice);
	choice_add(s->choice, screen_text(screen, T_DRAFT_GO_ON), NULL);
	choice_add(s->choice, screen_text(screen, T_DRAFT_LATER),
	    screen_text(screen, T_DRAFT_LATER_NOTE));
	choice_add(s->choice, screen_text(screen, T_DRAFT_DROP),
	    screen_text(screen, T_DRAFT_DROP_NOTE));
	set_stage(screen, DRAFT);
}

/* Signed in, password and clock settled. */
static struct reaction
go_on(struct screen *screen)
{
	sealing_adopt(screen->seat->db, screen->seat->keep);
	if (!find_draft(screen))
		return screen_open(&screen_desk, NULL);
	offer_draft(screen);
	return screen_done();
}

static struct reaction
settle_clock(struct screen *screen, int which)
{
	struct seat *seat = screen->seat;
	struct say why = {0};

	if (which != 0) {
		sign_in_release(screen);
		screen_say(screen, T_SIGN_IN_SET_CLOCK, NULL);
		return screen_done();
	}
	if (db_clock_check(seat->db, NULL) == DB_CLOCK_AHEAD) {
		int err = db_clock_confirm(seat->db, &seat->actor, &why);

		if (err)
			screen_say_error(screen, err, &why);
	}
	return go_on(screen);
}

/* Signed in, password settled. */
static struct reaction
go_in(struct screen *screen)
{
	struct sign_in *s = screen->data;
	struct seat *seat = screen->seat;

	clear_passwords(s);
	if (db_is_readonly(seat->db) || db_clock_check(seat->db, NULL) == DB_CLOCK_FINE)
		return go_on(screen);
	choice_clear(s->choice);
	choice_add(s->choice, screen_text(screen, T_CLOCK_RIGHT), NULL);
	choice_add(s->choice, screen_text(screen, T_CLOCK_WRONG),
	    screen_text(screen, T_CLOCK_WRONG_NOTE));
	set_stage(screen, CLOCK);
	return screen_done();
}

/* Settled: the desk, or first what the account or last time demands. */
static struct reaction
welcome(struct screen *screen)
{
	struct sign_in *s = screen->data;

	become(screen->seat, &s->policy);
	if (!screen->seat->account.must_change)
		return go_in(screen);
	set_stage(screen, CHANGE);
	return screen_done();
}

/* Somebody who proved her password before the screens began need not do it again. */
static struct reaction
ready(struct screen *screen)
{
	struct sign_in *s = screen->data;
	struct seat *seat = screen->seat;

	if (!seat->account.account)
		return screen_done();
	if (seat->password) {
		entry_set(s->password, seat->password);
		explicit_bzero(seat->password, strlen(seat->password));
		free(seat->password);
		seat->password = NULL;
	}
	return welcome(screen);
}

static struct reaction
sign_in(struct screen *screen)
{
	struct sign_in *s = screen->data;
	struct seat *seat = screen->seat;
	struct account account = {0};
	struct say why = {0};
	int err = keep_sign_in(seat->keep, entry_text(s->account), entry_text(s->password),
	    seat->where, &account, &why);

	if (err) {
		entry_set(s->password, "");
		screen_say_error(screen, err, &why);
		return screen_done();
	}
	say_release(&why);
	account_release(&seat->account);
	seat->account = account;
	return welcome(screen);
}

static struct reaction
change(struct screen *screen)
{
	struct sign_in *s = screen->data;
	struct seat *seat = screen->seat;
	struct say why = {0};
	int err;

	if (strcmp(entry_text(s->fresh), entry_text(s->again)) != 0) {
		screen_say(screen, T_SIGN_IN_UNLIKE, NULL);
		return screen_done();
	}
	err = keep_password(seat->keep, &seat->actor, seat->actor.account, entry_text(s->password),
	    entry_text(s->fresh), &why);
	if (err) {
		screen_say_error(screen, err, &why);
		return screen_done();
	}
	say_release(&why);
	return go_in(screen);
}

static struct reaction
settle_draft(struct screen *screen, int which)
{
	struct sign_in *s = screen->data;

	if (which == DROP && !s->dropping) {
		s->dropping = true;
		return screen_done();
	}
	if (which == DROP)
		draft_drop(screen->seat->db, &screen->seat->actor, s->draft.id);
	/* The desk opens that draft; it lies below the form then. */
	s->arg = (struct form_screen_arg){.kind = s->draft.kind, .record = s->draft.record,
	    .draft = s->draft.id};
	return screen_open(&screen_desk, which == GO_ON ? &s->arg : NULL);
}

static struct reaction
used(struct screen *screen, struct widget *widget)
{
	struct sign_in *s = screen->data;
	int which;

	if (widget == choice_widget(s->choice) && choice_taken(s->choice, &which))
		return s->stage == CLOCK ? settle_clock(screen, which)
		    : settle_draft(screen, which);
	return screen_done();
}

static struct reaction
enter(struct screen *screen)
{
	struct sign_in *s = screen->data;

	if (s->stage == ASK && widget_has_focus(entry_widget(s->account))) {
		widget_focus(entry_widget(s->password));
		return screen_done();
	}
	if (s->stage == CHANGE && widget_has_focus(entry_widget(s->fresh))) {
		widget_focus(entry_widget(s->again));
		return screen_done();
	}
	return s->stage == ASK ? sign_in(screen) : change(screen);
}

static bool
can(const struct screen *screen, enum act act)
{
	const struct sign_in *s = screen->data;

	return act != ACT_DO || (s->stage == ASK && forgot_is_possible(screen));
}

static struct reaction
act(struct screen *screen, enum act act)
{
	struct sign_in *s = screen->data;

	switch (act) {
	case ACT_NEXT:
		return enter(screen);
	case ACT_BACK:
		if (s->stage == ASK && !*entry_text(s->account) && !*entry_text(s->password))
			return screen_quit();
		sign_in_release(screen);
		return screen_done();
	case ACT_DO:
		return can(screen, act) ? screen_open(&screen_forgot, NULL) : screen_done();
	case ACT_SWAP:
	case ACT_MENU:
		return screen_done();
	default:
		return screen_pass();
	}
}

static char *
hint(const struct screen *screen)
{
	const struct sign_in *s = screen->data;
	char failures[16];

	if (s->stage == ASK && screen->seat->notice.id != TEXT_NONE)
		return say_text(&screen->seat->notice, screen->seat->lang);
	if (s->stage != ASK)
		return NULL;
	snprintf(failures, sizeof failures, "%d", s->policy.most_failures);
	return text_format(screen->seat->lang, T_SIGN_IN_HINT, failures, NULL);
}

static const struct screen_act acts[] = {
	{ACT_NEXT, T_DO_CONFIRM},
	{ACT_HELP, TEXT_NONE},
	{ACT_DO, T_FORGOT_TITLE},
	{ACT_BACK, T_DO_OTHER_CLERK},
	{ACT_COUNT, TEXT_NONE},
};

const struct screen_ops screen_sign_in = {
	.name = "sign_in",
	.bare = true,
	.acts = acts,
	.open = start,
	.close = finish,
	.ready = ready,
	.layout = layout,
	.paint = paint,
	.act = act,
	.used = used,
	.can = can,
	.resume = sign_in_release,
	.hint = hint,
};
