/*
 * States of a record: keying (blind) → F2: alike → confirmed, the next record.
 *                                      unlike → choosing, field by field → confirmed, the next.
 * What is keyed here is kept nowhere before it is confirmed: it is a line or two.  While a record
 * is being keyed nothing leads to where its first values could be read, but the way back.
 */
#include "tui/twice_key.h"

#include "tui/choice.h"
#include "tui/context.h"
#include "tui/grid.h"

#include "base/utf8.h"
#include "base/width.h"
#include "db/twice.h"
#include "forms/check.h"

#include <stdlib.h>
#include <string.h>

#define ROW_WHO 1
#define ROW_GRID 3
#define ROW_LABEL 3
#define ROW_MARKS 4
#define ROW_CHOICE 5
#define WORD_COLS 8 /* "第一次", "now" */
#define CHOICE_WORDS 4 /* columns before a choice's words */

struct typed {
	char *text; /* as it was typed, while it is not right; else NULL */
	struct say note;
};

struct twice_key {
	struct twice_list list; /* what waited when she began */
	int at;
	struct twice_item item; /* being keyed: what was typed stands in its record */
	struct typed *typed;    /* of each field */
	struct grid *grid;
	int turn; /* to the record so many further on, as soon as the key is done */
	struct choice *choice;
	struct conflicts differ; /* fields in which the second is another */
	struct twice_choice *chosen;
	int choosing; /* of these, or -1 */
};

/* --- the fields --- */

static char *
shown(const struct screen *screen, int i)
{
	const struct twice_key *s = screen->data;
	struct type_context context = context_of(screen, &s->item.form->field[i]);

	if (s->typed[i].text)
		return xstrdup(s->typed[i].text);
	return s->item.seen->value[i] ? type_show(&context, s->item.seen->value[i]) : xstrdup("");
}

static void
tell(void *arg, int i, struct grid_field *out)
{
	struct screen *screen = arg;
	const struct twice_key *s = screen->data;
	const struct field *f = &s->item.form->field[i];
	struct type_context context = context_of(screen, f);
	char *value, *meaning = NULL;

	out->hidden = !s->item.field[i];
	if (out->hidden)
		return;
	value = shown(screen, i);
	out->label = f->label[screen->seat->lang];
	out->typing = TYPING_PLAIN;
	out->max = context_typed_max(f);
	out->wanted = !*value;
	out->mark = s->typed[i].text ? '!' : 0;
	if (s->typed[i].note.id != TEXT_NONE)
		meaning = say_text(&s->typed[i].note, screen->seat->lang);
	else if (s->item.seen->value[i])
		meaning = type_meaning(&context, s->item.seen->value[i]);
	buf_puts(&out->value, value);
	buf_puts(&out->meaning, meaning ? meaning : "");
	free(meaning);
	free(value);
}

/* The field's own rule, on what she has typed. */
static void
check(const struct screen *screen, int i, struct say *note)
{
	struct twice_key *s = screen->data;
	struct checks checks = {0};

	check_one(screen->seat->forms, s->item.seen, i, screen_today(screen), &checks);
	for (int k = 0; k < checks.count; k++)
		if (checks.check[k].finding == FINDING_WRONG && note->id == TEXT_NONE)
			say_take(note, &checks.check[k].say);
	checks_release(&checks);
}

static void
leave(void *arg, int i, const char *typed)
{
	struct screen *screen = arg;
	struct twice_key *s = screen->data;
	struct typed *t = &s->typed[i];
	struct type_context context = context_of(screen, &s->item.form->field[i]);
	char *stored = NULL, *text = xstrdup(typed);
	bool fresh = !t->text || strcmp(t->text, text) != 0;

	say_release(&t->note);
	free(t->text);
	t->text = NULL;
	if (type_parse(&context, text, &stored, &t->note) == 0) {
		say_release(&t->note); /* what is merely worth a look was looked at */
		record_set(s->item.seen, i, stored);
		check(screen, i, &t->note);
	}
	if (t->note.id != TEXT_NONE)
		t->text = xstrdup(text);
	if (t->text && fresh)
		screen_stop(screen);
	free(stored);
	free(text);
}

/* Pasting is no keying. Records are turned over like pages. */
static bool
first(void *arg, int key)
{
	struct screen *screen = arg;
	struct twice_key *s = screen->data;

	if (screen_is_pasted(screen)) {
		screen_say(screen, T_TWICE_NO_PASTE, NULL);
		return true;
	}
	s->turn = key == INPUT_PGDN ? 1 : key == INPUT_PGUP ? -1 : 0;
	return s->turn != 0;
}

/* --- one record --- */

static void
forget_choices(struct twice_key *s)
{
	conflicts_release(&s->differ);
	free(s->chosen);
	s->chosen = NULL;
	s->choosing = -1;
}

static void
forget(struct twice_key *s)
{
	for (int i = 0; s->item.form && i < s->item.form->field_count; i++) {
		free(s->typed[i].text);
		say_release(&s->typed[i].note);
	}
	free(s->typed);
	s->typed = NULL;
	forget_choices(s);
	twice_item_release(&s->item);
}

static void
place(struct screen *screen)
{
	struct twice_key *s = screen->data;

	if (s->choosing >= 0) {
		widget_hide(grid_widget(s->grid));
		widget_place(choice_widget(s->choice), ROW_CHOICE, GRID_TEXT,
		    choice_count(s->choice), COLS - GRID_TEXT - GRID_RIGHT);
		widget_focus(choice_widget(s->choice));
		return;
	}
	widget_hide(choice_widget(s->choice));
	widget_place(grid_widget(s->grid), ROW_GRID, 0, screen_bottom() - ROW_GRID, COLS);
	widget_focus(grid_widget(s->grid));
}

/* The record at `at` of the list; ERR_NOTFOUND: it does not wait for her any more. */
static int
take(struct screen *screen, int at)
{
	struct twice_key *s = screen->data;
	struct seat *seat = screen->seat;
	struct grid_owner owner = {tell, leave, screen};
	struct twice_item item;
	int err = twice_get(seat->db, &seat->actor, s->list.item[at].record, &item);

	if (err)
		return err;
	forget(s);
	s->at = at;
	s->item = item;
	s->typed = xcalloc((size_t)item.form->field_count, sizeof *s->typed);
	if (s->grid)
		widget_free(grid_widget(s->grid));
	s->grid = grid_new(screen->cdk, &owner, item.form->field_count);
	grid_set_table(s->grid, NULL, first);
	place(screen);
	grid_go(s->grid, 0);
	return 0;
}

/* The next that still waits, or the one before; 0 or ERR_NOTFOUND. */
static int
turn(struct screen *screen, int step)
{
	struct twice_key *s = screen->data;
	int err = ERR_NOTFOUND;

	for (int at = s->at + step; err == ERR_NOTFOUND && at >= 0 && at < s->list.count;
	    at += step)
		err = take(screen, at);
	return err;
}

static struct reaction
next(struct screen *screen)
{
	return turn(screen, 1) == 0 ? screen_done() : screen_back();
}

static int
start(struct screen *screen, const void *arg)
{
	struct twice_key *s = screen->data = xcalloc(1, sizeof *s);
	struct seat *seat = screen->seat;
	int err = twice_list(seat->db, &seat->actor, TWICE_MOST, &s->list);

	s->choosing = s->at = -1;
	s->choice = choice_new(screen->cdk);
	for (int i = 0; !err && i < s->list.count; i++)
		if (strcmp(s->list.item[i].record, arg) == 0)
			s->at = i;
	if (!err)
		err = s->at < 0 ? ERR_NOTFOUND : take(screen, s->at);
	if (err == ERR_NOTFOUND)
		screen_say(screen, T_TWICE_GONE, NULL);
	else if (err)
		screen_say_error(screen, err, &(struct say){0});
	return err;
}

static void
finish(struct screen *screen)
{
	struct twice_key *s = screen->data;

	forget(s);
	twice_list_release(&s->list);
	free(s);
}

/* --- painting --- */

static const char *
name_of(const struct twice_key *s)
{
	const char *name = s->item.seen->value[s->item.form->title];

	return name ? name : "";
}

static void
title(const struct screen *screen, struct buf *out)
{
	const struct twice_key *s = screen->data;

	buf_printf(out, "%s  %s  %d/%d", screen_text(screen, T_TWICE_TITLE), name_of(s), s->at + 1,
	    s->list.count);
}

/* The next character of a text as it is painted; how many columns it takes, 0 at the end. */
static int
next_cell(const char **text, char out[8])
{
	size_t len = **text ? utf8_cut(*text, 1) : 0;
	int cols;

	memcpy(out, *text, len);
	out[len] = '\0';
	cols = width_of_text(out);
	*text += len;
	return cols;
}

/* A mark over each character that is another one. */
static void
paint_marks(int row, int col, const char *a, const char *b)
{
	char one[8], other[8];

	while (*a || *b) {
		int cols = next_cell(&a, one), others = next_cell(&b, other);

		if (strcmp(one, other) != 0)
			paint_char(stdscr, row, col, 'v');
		col += cols > others ? cols : others;
	}
}

static void
paint_difference(const struct screen *screen)
{
	const struct twice_key *s = screen->data;
	const struct conflict *c = &s->differ.conflict[s->choosing];
	struct type_context context = context_of(screen, &s->item.form->field[c->field]);
	char *theirs = type_show(&context, c->theirs), *mine = shown(screen, c->field);

	screen_write(ROW_LABEL, GRID_TEXT, s->item.form->field[c->field].label[screen->seat->lang]);
	paint_marks(ROW_MARKS, GRID_TEXT + CHOICE_WORDS + WORD_COLS + 2, theirs, mine);
	free(theirs);
	free(mine);
}

static void
paint(struct screen *screen)
{
	const struct twice_key *s = screen->data;
	char day[11];

	day_format(day_of(s->item.when), day);
	char *text = text_format(screen->seat->lang, T_TWICE_BY, s->item.who, day, NULL);

	screen_write(ROW_WHO, GRID_TEXT, text);
	free(text);
	if (s->choosing >= 0)
		paint_difference(screen);
}

static char *
hint(const struct screen *screen)
{
	const struct twice_key *s = screen->data;
	int i = grid_current(s->grid);

	if (s->choosing >= 0)
		return xstrdup(screen_text(screen, T_TWICE_DIFFERS));
	if (i >= 0 && s->typed[i].note.id != TEXT_NONE)
		return say_text(&s->typed[i].note, screen->seat->lang);
	return xstrdup(screen_text(screen, T_TWICE_KEY_HINT));
}

/* --- settled --- */

static void
add_line(struct screen *screen, enum text word, const char *value, const char *note)
{
	struct twice_key *s = screen->data;
	struct buf words = BUF_EMPTY;

	screen_column(&words, screen_text(screen, word), WORD_COLS);
	buf_puts(&words, value);
	choice_add(s->choice, buf_text(&words), note);
	buf_release(&words);
}

static void
show_difference(struct screen *screen)
{
	struct twice_key *s = screen->data;
	const struct conflict *c = &s->differ.conflict[s->choosing];
	struct type_context context = context_of(screen, &s->item.form->field[c->field]);
	char *theirs = type_show(&context, c->theirs), *mine = shown(screen, c->field), day[11];

	day_format(day_of(c->when), day);
	char *note = xprintf("%s %s", c->who ? c->who : "", day + 5);

	choice_clear(s->choice);
	add_line(screen, T_TWICE_FIRST, theirs, note);
	add_line(screen, T_TWICE_SECOND, mine, screen->seat->actor.name);
	choice_add(s->choice, screen_text(screen, T_TWICE_ASK), NULL);
	place(screen);
	free(note);
	free(theirs);
	free(mine);
}

static enum text
outcome(const struct twice_key *s)
{
	for (int i = 0; i < s->differ.count; i++)
		if (s->chosen[i].what == TWICE_ASK)
			return T_TWICE_ASKED;
	return s->differ.count ? T_TWICE_SETTLED : T_TWICE_SAME;
}

static struct reaction
settle(struct screen *screen)
{
	struct twice_key *s = screen->data;
	struct seat *seat = screen->seat;
	struct conflicts differ = {0};
	struct say why = {0};
	int err = twice_settle(seat->db, &seat->actor, s->item.seen, s->chosen, s->differ.count,
	    &differ, &why);

	if (err == ERR_CONFLICT) {
		forget_choices(s);
		s->differ = differ;
		s->chosen = xcalloc((size_t)differ.count, sizeof *s->chosen);
		s->choosing = 0;
		show_difference(screen);
		screen_stop(screen);
		return screen_done();
	}
	conflicts_release(&differ);
	if (err == ERR_NOTFOUND)
		screen_say(screen, T_TWICE_GONE, NULL);
	else if (err)
		screen_say_error(screen, err, &why);
	else
		screen_say(screen, outcome(s), name_of(s), NULL);
	say_release(&why);
	return err && err != ERR_NOTFOUND ? screen_done() : next(screen);
}

static struct reaction
wrong(struct screen *screen, int i, const struct say *say)
{
	struct twice_key *s = screen->data;

	grid_go(s->grid, i);
	screen_say_this(screen, say);
	screen_stop(screen);
	return screen_done();
}

static struct reaction
save(struct screen *screen)
{
	struct twice_key *s = screen->data;

	if (s->choosing >= 0)
		return screen_done();
	grid_settle(s->grid);
	for (int i = 0; i < s->item.form->field_count; i++) {
		if (s->item.field[i] && s->typed[i].text)
			return wrong(screen, i, &s->typed[i].note);
		if (s->item.field[i] && !s->item.seen->value[i])
			return wrong(screen, i, &(struct say){.id = T_TWICE_EMPTY});
	}
	return settle(screen);
}

static struct reaction
choose(struct screen *screen, int which)
{
	struct twice_key *s = screen->data;
	const struct conflict *c = &s->differ.conflict[s->choosing];

	s->chosen[s->choosing] = (struct twice_choice){c->field, c->theirs,
	    which == 0 ? TWICE_FIRST : which == 1 ? TWICE_SECOND : TWICE_ASK};
	if (++s->choosing < s->differ.count) {
		show_difference(screen);
		return screen_done();
	}
	s->choosing = -1;
	place(screen);
	return settle(screen);
}

/* --- keys --- */

/* What is as long as it can be is judged at once; if it is right, the cursor goes on. */
static void
go_on_if_whole(struct screen *screen)
{
	struct twice_key *s = screen->data;
	int i = grid_current(s->grid);
	struct type_context context = context_of(screen, &s->item.form->field[i]);

	if (!grid_grew(s->grid) || !type_is_whole(&context, grid_typed(s->grid)))
		return;
	grid_settle(s->grid);
	if (!s->typed[i].text)
		grid_skip(s->grid);
}

static struct reaction
used(struct screen *screen, struct widget *widget)
{
	struct twice_key *s = screen->data;
	int step = s->turn, which;

	(void)widget;
	s->turn = 0;
	if (s->choosing >= 0)
		return choice_taken(s->choice, &which) ? choose(screen, which) : screen_done();
	if (step) {
		if (turn(screen, step) != 0)
			screen_say(screen, T_TWICE_LAST, NULL);
		return screen_done();
	}
	if (grid_widget(s->grid)->changed) {
		grid_widget(s->grid)->changed = false;
		go_on_if_whole(screen);
	}
	return screen_done();
}

static struct reaction
act(struct screen *screen, enum act act)
{
	switch (act) {
	case ACT_SAVE:
		return save(screen);
	case ACT_MENU:
	case ACT_PRINT:
		screen_say(screen, T_TWICE_STAY, NULL);
		return screen_done();
	case ACT_DOWN:
	case ACT_UP:
		return screen_done();
	default:
		return screen_pass();
	}
}

static bool
can(const struct screen *screen, enum act act)
{
	bool keys = act == ACT_SAVE || act == ACT_PAGE_DOWN || act == ACT_PAGE_UP;

	return !keys || ((const struct twice_key *)screen->data)->choosing < 0;
}

static const struct screen_act acts[] = {
	{ACT_HELP, TEXT_NONE},
	{ACT_SAVE, T_TWICE_CONFIRM},
	{ACT_PAGE_DOWN, T_TWICE_SKIP},
	{ACT_PAGE_UP, TEXT_NONE},
	{ACT_SWAP, TEXT_NONE},
	{ACT_BACK, TEXT_NONE},
	{ACT_COUNT, TEXT_NONE},
};

static char *
help(const struct screen *screen)
{
	return xprintf("%s\n", screen_text(screen, T_TWICE_HELP));
}

const struct screen_ops screen_twice_key = {
	.name = "twice_key",
	.acts = acts,
	.open = start,
	.close = finish,
	.title = title,
	.layout = place,
	.paint = paint,
	.hint = hint,
	.help = help,
	.act = act,
	.can = can,
	.used = used,
};
