/*
 * States of a run: painting and waiting in turns until `ended`.  Ways to end: the person leaves
 * (the last screen goes back), face_stop(), the line is gone.  Invariants: the stack is never empty
 * while running; its lowest screen is no overlay; nothing but chrome_paint() paints, once a turn;
 * whatever ends the run, every screen's keep() was called first and the terminal is restored.
 */
#include "tui/face.h"

#include "tui/display.h"
#include "tui/face_int.h"
#include "tui/help.h"
#include "tui/kiosk.h"
#include "tui/main_menu.h"
#include "tui/print_menu.h"
#include "tui/presence.h"
#include "tui/set_up.h"
#include "tui/sign_in.h"
#include "tui/term.h"

#include "base/utf8.h"
#include "base/width.h"

#include <errno.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#define TICK_MS 500   /* between two looks at time and the outside */
#define HASTY_MS 300  /* at least, where one can follow a key */
#define PAUSE_MS 400  /* without a key: the hands rest */
#define BELOW_MS 4000 /* a screen that another one covers is looked at as seldom */

int64_t
face_now(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (int64_t)t.tv_sec * 1000 + t.tv_nsec / 1000000;
}

static void
end(struct face *face, enum face_end how)
{
	if (face->ended)
		return;
	face->ended = true;
	face->end = how;
}

static struct screen *
top(const struct face *face)
{
	return face->stack[face->count - 1];
}

/* --- the stack --- */

static void
lay_out(struct screen *screen)
{
	if (!screen_has_room(screen))
		return; /* one sentence is shown; the widgets are placed when there is room again */
	screen->panel.row = 2;
	screen->panel.col = COLS * 9 / 16 + 2;
	screen->panel.rows = LINES - 4;
	screen->panel.cols = COLS - screen->panel.col - 1;
	if (screen->ops->layout)
		screen->ops->layout(screen);
}

void
face_lay_out(struct face *face)
{
	face->whole = true;
	for (int i = 0; i < face->count; i++)
		lay_out(face->stack[i]);
}

int
face_seen(const struct face *face)
{
	int seen = face->count - 1;

	while (seen > 0 && face->stack[seen]->ops->overlay)
		seen--;
	return seen;
}

static void
close_top(struct face *face)
{
	struct screen *screen = top(face);

	face->count--;
	if (screen->ops->close)
		screen->ops->close(screen);
	widget_screen_free(screen->cdk);
	free(screen);
}

static void
come_back(struct face *face)
{
	struct screen *screen = face->count ? top(face) : NULL;

	if (screen && screen->ops->resume)
		screen->ops->resume(screen);
	else if (screen && screen->ops->renew)
		screen->ops->renew(screen);
}

static int
push(struct face *face, const struct screen_ops *ops, const void *arg)
{
	struct screen *screen = xcalloc(1, sizeof *screen);
	int err;

	screen->ops = ops;
	screen->seat = face->seat;
	screen->cdk = widget_screen_new();
	err = ops->open ? ops->open(screen, arg) : 0;
	if (err) {
		if (ops->close && screen->data)
			ops->close(screen);
		widget_screen_free(screen->cdk);
		free(screen);
		return err;
	}
	face->stack = xrealloc(face->stack, (size_t)(face->count + 1) * sizeof(struct screen *));
	face->stack[face->count++] = screen;
	lay_out(screen);
	return 0;
}

/* --- Chinese input --- */

static void do_key(struct face *face, int key);

/* Types a text into whatever has the focus. */
static void
type_text(struct face *face, struct buf *text)
{
	char *typed = buf_take(text);
	uint32_t c;

	for (const char *s = typed; (c = utf8_read(&s));)
		do_key(face, (int)c);
	free(typed);
}

/* A word that is not finished is no reason to lose its letters. */
static void
settle_input(struct face *face)
{
	struct buf text = BUF_EMPTY;

	ime_flush(face->ime, &text);
	type_text(face, &text);
	ime_tick(face->ime);
}

static void
toggle_input(struct face *face)
{
	struct screen *screen = top(face);
	struct buf text = BUF_EMPTY;

	if (ime_fits(screen))
		ime_toggle(face->ime, screen, &text);
	else
		screen_say(screen, T_IME_NO_FIELD, NULL);
	type_text(face, &text);
}

static void
switch_codes(struct face *face)
{
	struct screen *screen = top(face);
	struct buf text = BUF_EMPTY;

	if (!ime_is_on(face->ime, screen))
		return;
	if (!ime_switch_codes(face->ime, &text))
		screen_say(screen, T_IME_NO_CODES, NULL);
	else
		screen_say(screen, ime_has_codes(face->ime) ? T_IME_CODES : T_IME_PINYIN, NULL);
	type_text(face, &text);
}

/* On to the next set of sounds that are not told apart. */
static void
change_sounds(struct face *face)
{
	static const char *const sounds[] = {"z zh  c ch  s sh", "n l", "en eng  in ing"};
	struct screen *screen = top(face);
	struct buf words = BUF_EMPTY;
	unsigned fuzzy;

	if (!ime_is_on(face->ime, screen))
		return;
	fuzzy = ime_next_fuzzy(face->ime);
	for (int i = 0; i < 3; i++)
		if (fuzzy >> i & 1)
			buf_printf(&words, "%s%s", words.len ? "  " : "", sounds[i]);
	screen_say(screen, T_IME_FUZZY, words.len ? buf_text(&words)
	    : screen_text(screen, T_IME_FUZZY_NONE), NULL);
	buf_release(&words);
}

void
face_keep(struct face *face)
{
	for (int i = face->count - 1; i >= 0; i--)
		if (face->stack[i]->ops->keep)
			face->stack[i]->ops->keep(face->stack[i]);
}

static void
keep_all(struct face *face)
{
	settle_input(face);
	face_keep(face);
}

/* Her work is put away; the seat is free for somebody else. */
static void
sign_out(struct face *face)
{
	keep_all(face);
	presence_leave(face);
	ime_leave(face->ime);
	while (face->count > 1)
		close_top(face);
	sign_in_release(top(face));
}

static void
happen(struct face *face, struct reaction reaction)
{
	switch (reaction.what) {
	case REACT_DONE:
	case REACT_PASS:
		break;
	case REACT_OPEN:
		if (push(face, reaction.ops, reaction.arg) == 0 && reaction.ops->ready)
			happen(face, reaction.ops->ready(top(face)));
		break;
	case REACT_REPLACE:
		if (push(face, reaction.ops, reaction.arg) == 0) {
			struct screen *fresh = face->stack[--face->count];

			close_top(face);
			face->stack[face->count++] = fresh;
			if (fresh->ops->ready)
				happen(face, fresh->ops->ready(fresh));
		}
		break;
	case REACT_CHOSEN:
		close_top(face);
		happen(face, reaction.then(top(face), reaction.which));
		break;
	case REACT_BACK:
		close_top(face);
		come_back(face);
		if (!face->count)
			end(face, FACE_LEFT);
		break;
	case REACT_SIGN_OUT:
		sign_out(face);
		break;
	case REACT_QUIT:
		end(face, FACE_LEFT);
		break;
	}
}

/* --- keys --- */

/* What an action does where the screen has nothing of its own to say. */
static struct reaction
everywhere(struct face *face, enum act act)
{
	struct screen *screen = top(face);

	switch (act) {
	case ACT_HELP:
		return screen->ops->overlay ? screen_back() : screen_open(&screen_help, screen);
	case ACT_MENU:
		return screen->ops->overlay ? screen_done() : screen_open(&screen_main_menu, NULL);
	case ACT_SWAP:
		return face->seat->actor.account ? screen_sign_out() : screen_done();
	case ACT_BACK:
		return screen_back();
	case ACT_PRINT:
		return screen->ops->overlay ? screen_done() : print_menu_open(screen);
	case ACT_PINYIN:
		toggle_input(face);
		break;
	case ACT_CODES:
		switch_codes(face);
		break;
	case ACT_FUZZY:
		change_sounds(face);
		break;
	case ACT_DISPLAY:
		return screen_open(&screen_display, NULL);
	case ACT_REPAINT:
		face->whole = true;
		break;
	case ACT_NEXT:
	case ACT_FORWARD:
	case ACT_DOWN:
		widget_focus_step(screen->cdk, 1);
		break;
	case ACT_BACKWARD:
	case ACT_UP:
		widget_focus_step(screen->cdk, -1);
		break;
	default:
		break;
	}
	return screen_done();
}

static void
do_act(struct face *face, enum act act)
{
	struct screen *screen = top(face);
	struct reaction reaction = screen_pass();

	if (screen->ops->act)
		reaction = screen->ops->act(screen, act);
	if (reaction.what == REACT_PASS)
		reaction = everywhere(face, act);
	happen(face, reaction);
}

/* Does the key only move about in what is read, or close it? */
static bool
leafs(int key)
{
	enum act act = act_of_key(key);

	return act == ACT_BACK || act == ACT_NEXT || act == ACT_DOWN || act == ACT_UP ||
	    act == ACT_PAGE_DOWN || act == ACT_PAGE_UP || act == ACT_HELP ||
	    act == ACT_REPAINT || key == INPUT_HOME || key == INPUT_END;
}

static void
do_key(struct face *face, int key)
{
	if (top(face)->ops->glance && !leafs(key))
		happen(face, screen_back());

	struct screen *screen = top(face);
	struct widget *focus = widget_focused(screen->cdk);
	enum act act = act_of_key(key);

	if (act != ACT_COUNT && !act_is_soft(act)) {
		do_act(face, act);
	} else if (focus && widget_key(focus, key)) {
		if (screen->ops->used)
			happen(face, screen->ops->used(screen, focus));
	} else if (act != ACT_COUNT && !(act == ACT_MARK && screen->ops->text)) {
		do_act(face, act);
	} else if (screen->ops->text) {
		happen(face, screen->ops->text(screen, key));
	}
}

/* A key goes through Chinese input first; what comes out of it is typed. */
static void
take_key(struct face *face, int key)
{
	struct screen *screen = top(face);
	bool sheet = input_is_sheet(face->input);
	struct buf text = BUF_EMPTY;
	bool used;

	face->pasted = input_is_paste(face->input);
	if (sheet && !(screen->ops->takes_sheet && screen->ops->takes_sheet(screen))) {
		key = key == INPUT_CELL ? INPUT_TAB : key == INPUT_NEWLINE ? INPUT_ENTER : key;
		face->pasted = false;
	}
	face->typed += !face->pasted;
	free(face->message);
	face->message = NULL;
	used = !face->pasted && key != act_row(ACT_PINYIN)->key &&
	    key != act_row(ACT_PINYIN)->twin && key != act_row(ACT_CODES)->key &&
	    ime_key(face->ime, top(face), key, &text);
	type_text(face, &text);
	if (!used)
		do_key(face, key);
}

/* Nothing that was typed vanishes without a word. */
static void
tell_refused(struct face *face)
{
	enum input_refusal refused = input_refused(face->input);

	if (refused != INPUT_FINE)
		screen_say(top(face), refused == INPUT_WRONG ? T_INPUT_WRONG : T_INPUT_STAND_IN,
		    NULL);
}

/* True if there was a key. */
static bool
drain(struct face *face, int64_t now)
{
	bool keyed = false;
	int key;

	while (!face->ended && input_get(face->input, now, &key)) {
		keyed = true;
		face->key = now;
		presence_key(face);
		face->unplayed += face->stopped;
		/* Nobody types blind. */
		if (!face->stopped && screen_has_room(top(face)))
			take_key(face, key);
	}
	if (!face->ended)
		tell_refused(face);
	return keyed;
}

/* --- time and the outside --- */

/* A job has ended: whoever started it reads so, whatever stands on the screen. */
static void
tell_job(struct face *face)
{
	const struct job_news *news = &face->seat->news;
	const char *account = face->seat->actor.account;

	if (!account || strcmp(account, news->account) != 0)
		return;
	free(face->message);
	/* One that only answered said nothing. */
	face->message = *news->text ? xstrndup(news->text, strcspn(news->text, "\n")) : NULL;
}

/* Not by her own doing: who comes back reads why. */
static void
send_away(struct face *face)
{
	sign_out(face);
	free(face->message);
	face->message = text_format(face->seat->lang, face->seat->farewell, NULL);
}

/*
 * Others' changes show where they can be seen; below that they are only counted, and with dozens of
 * clerks at work there is always one.
 */
static void
renew_all(struct face *face, int64_t now)
{
	unsigned changes = face->seat->db ? db_changes(face->seat->db) : 0;
	int seen = face_seen(face);
	bool below = now - face->renewed >= BELOW_MS;

	for (int i = 0; i < face->count; i++)
		if (face->stack[i]->ops->renew && (i < seen ? below && changes != face->counted
							     : changes != face->changes))
			face->stack[i]->ops->renew(face->stack[i]);
	face->changes = changes;
	if (!below)
		return;
	face->renewed = now;
	face->counted = changes;
}

static void
tick(struct face *face, int64_t now)
{
	face->ticked = now;
	ime_tick(face->ime);
	for (int i = 0; i < face->count; i++)
		if (face->stack[i]->ops->tick)
			face->stack[i]->ops->tick(face->stack[i], clock_now(face->seat->clock));
	renew_all(face, now);
	if (face->seat->job_look && face->seat->job_look(face->seat))
		tell_job(face);
	if (presence_tick(face, now))
		send_away(face);
}

static void
read_terminal(struct face *face, short events)
{
	char bytes[4096];
	ssize_t got;

	if (!(events & (POLLIN | POLLHUP | POLLERR | POLLNVAL)))
		return;
	got = read(face->seat->in, bytes, sizeof bytes);
	if (got > 0)
		input_put(face->input, bytes, (size_t)got, face_now());
	else if (got == 0 || (errno != EINTR && errno != EAGAIN))
		end(face, FACE_HUNG_UP); /* EIO is how a tty says so */
}

/*
 * What stopped the keys is about to be painted: whatever came before is passed over, and the next
 * one plays again. A paste that has begun is not cut in two.
 */
static void
end_stop(struct face *face)
{
	struct pollfd fd = {.fd = face->seat->in, .events = POLLIN};
	char number[16], *was;

	while (!face->ended && poll(&fd, 1, 0) > 0)
		read_terminal(face, fd.revents);
	drain(face, face_now());
	if (face->ended || (input_is_paste(face->input) && !input_is_sheet(face->input)))
		return;
	face->stopped = false;
	snprintf(number, sizeof number, "%d", face->unplayed);
	was = face->message;
	face->message = NULL;
	if (face->unplayed && was)
		screen_say(top(face), T_AHEAD_BEFORE, number, was, NULL);
	else if (face->unplayed)
		screen_say(top(face), T_AHEAD_UNPLAYED, number, NULL);
	else
		face->message = xstrdup(was);
	face->unplayed = 0;
	free(was);
}

/* What was painted before has gone out. */
static bool
is_sent(struct face *face)
{
	return !face->seat->flush || face->seat->flush(face->seat);
}

void
face_wait(struct face *face, int64_t until)
{
	struct pollfd fds[2] = {{.fd = face->seat->in, .events = POLLIN},
	    {.fd = face->seat->wake, .events = POLLIN}};
	int64_t rest;
	int input;

	is_sent(face);
	rest = until - face_now();
	input = input_wait(face->input, face_now());
	if (rest < 0 || face->whole || face->ended)
		rest = 0; /* the latter two happened while it was sent */
	if (poll(fds, 2, input >= 0 && input < rest ? input : (int)rest) <= 0)
		return;
	if (fds[1].revents && face->seat->woken) {
		face->seat->woken(face->seat);
		poll(fds, 1, 0); /* what it brought is read now, not after painting once more */
	}
	read_terminal(face, fds[0].revents);
}

/*
 * When it is time to look at time. What that writes may take a while, so it comes right behind a
 * key whose echo has gone out, while the hand is on its way to the next one, or when the hands
 * rest.
 */
static int64_t
next_tick(const struct face *face, int64_t now)
{
	int64_t tick = face->ticked + TICK_MS, pause = face->key + PAUSE_MS;

	if (face->keyed && now - face->ticked >= HASTY_MS)
		return now;
	return tick > pause ? tick : pause;
}

static void
turn(struct face *face)
{
	int64_t now;

	if (is_sent(face)) {
		if (face->stopped)
			end_stop(face);
		chrome_paint(face);
		face->whole = false;
	}
	face_wait(face, next_tick(face, face_now()));
	now = face_now();
	bool keyed = drain(face, now);

	if (display_heard(face))
		face_lay_out(face);
	if (!face->ended && ((!keyed && now >= next_tick(face, now)) ||
	    now - face->ticked >= 2 * TICK_MS))
		tick(face, now);
	face->keyed = keyed;
	if (face->seat->single && !face->seat->actor.account)
		end(face, FACE_LEFT);
}

void
face_resize(struct seat *seat, int rows, int cols)
{
	struct face *face = seat->face;

	seat->rows = rows;
	seat->cols = cols;
	if (!face)
		return;
	term_resize(rows, cols);
	face_lay_out(face);
}

void
face_stop(struct seat *seat)
{
	if (seat->face)
		end(seat->face, FACE_STOPPED);
}

static void
release(struct face *face)
{
	presence_release(face);
	ime_free(face->ime);
	while (face->count)
		close_top(face);
	screen_forget_before(face->seat);
	term_close();
	input_free(face->input);
	free(face->stack);
	free(face->message);
	account_release(&face->seat->account);
	face->seat->account = (struct account){0};
	face->seat->actor = (struct actor){0};
	face->seat->face = NULL;
}

enum face_end
face_run(struct seat *seat)
{
	struct face face = {.seat = seat, .input = input_new(), .ime = ime_new(seat),
	    .end = FACE_NO_TERMINAL};

	seat->face = &face;
	if (display_open(&face)) {
		term_resize(seat->rows, seat->cols);
		face.ticked = face.key = face_now();
		happen(&face, screen_open(seat->kiosk ? &screen_kiosk
		    : seat->db ? &screen_sign_in : &screen_set_up, NULL));
		if (!face.count)
			end(&face, FACE_LEFT);
		while (!face.ended)
			turn(&face);
		keep_all(&face);
	}
	release(&face);
	return face.end;
}
