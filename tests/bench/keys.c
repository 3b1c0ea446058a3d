/*
 * A clerk keys members from a pile of paper: how many keys does one take? She looks at the screen
 * (which field has the brackets), knows what is carried over and that a full field goes on by
 * itself, and takes the shortest way the program offers: Enter to the next empty field, arrows, a
 * page. Every key counts one: a digit, Enter, F2; a Chinese character, too, since how it is made of
 * letters is another matter.
 *
 * The same again in the table of many: there the columns lie side by side, Tab is the arrow.
 *
 * Afterwards every field of every paper is compared with what the store holds.
 */
#include "tests/bench/people.h"
#include "tests/bench/stock.h"

#include "base/width.h"
#include "forms/check.h"

#include <limits.h>
#include <stdlib.h>
#include <string.h>

#define PAPERS 20
#define PAPERS_BRIEF 5
#define WARM 3 /* the first ones fill in what the next carry over */
#define PATIENCE 10000

#define REMEMBERED 8 /* papers whose values F5 offers again */

struct clerk {
	struct stock stock;
	struct pty pty;
	bool table;            /* row by row, not one form after the other */
	struct record *record; /* what stands in the form, as far as she sees or remembers */
	struct record *paper;
	struct record *before[REMEMBERED]; /* papers, the last one first */
	day_t today;
	int field; /* that has the brackets */
	int left;  /* the one that went on by itself with the last key, or -1 */
	int keys;
};

static int
lost(struct clerk *c, const char *why, const char *what)
{
	fprintf(stderr, "keys: %s: %s\n", why, what);
	pty_show(&c->pty, stderr);
	return -1;
}

/* Types, and counts: a named key is one, a character is one. */
static int
press(struct clerk *c, const char *keys)
{
	const char *wrong = pty_keys(&c->pty, keys);

	for (const char *k = keys; *k; k++) {
		if (*k == '<')
			k = strchr(k, '>');
		c->keys += ((unsigned char)*k & 0xc0) != 0x80;
	}
	return wrong ? lost(c, "cannot type", wrong) : 0;
}

/* --- what the screen shows -------------------------------------------------------------------- */

/* Is the row the field's, with a mark and the brackets? "label >[value ] meaning". */
static bool
has_brackets(const char *row, const char *label)
{
	const char *at = strstr(row, label);
	size_t len = strlen(label);

	return at && strspn(row, " ") == (size_t)(at - row) && at[len] == ' ' && at[len + 1] &&
	    at[len + 2] == '[';
}

#define ROW_HEADINGS 3

/* In the table: does the field's heading stand over the brackets of this row? */
static bool
is_under(struct clerk *c, const char *row, int field)
{
	const char *bracket = strchr(row, '[');
	const char *label = c->stock.member->field[field].label[LANG_ZH], *at;
	char head[PTY_ROW_BYTES], *before, *over;
	bool same = false;

	pty_row(&c->pty, ROW_HEADINGS, head);
	at = strstr(head, label);
	if (!bracket || !at)
		return false;
	before = xstrndup(row, (size_t)(bracket - row));
	over = xstrndup(head, (size_t)(at - head));
	same = width_of_text(before) + 1 == width_of_text(over);
	free(before);
	free(over);
	return same;
}

static bool
has_field(struct clerk *c, const char *row, int field)
{
	return c->table ? is_under(c, row, field)
	    : has_brackets(row, c->stock.member->field[field].label[LANG_ZH]);
}

static bool
is_in(struct clerk *c, int field)
{
	char row[PTY_ROW_BYTES];

	for (int i = 0; i < c->pty.rows; i++) {
		pty_row(&c->pty, i, row);
		if (has_field(c, row, field))
			return true;
	}
	return false;
}

static int
wait_in(struct clerk *c, int field)
{
	int64_t start = pty_now();

	while (!is_in(c, field)) {
		if (ms_since(start) > PATIENCE)
			return lost(c, "the cursor is not in",
			    c->stock.member->field[field].label[LANG_ZH]);
		pty_pump(&c->pty, 20);
	}
	c->field = field;
	return 0;
}

/* A column may show only so much of what is typed. */
static const char *
end_of(const char *keys)
{
	const char *end = keys + strlen(keys);

	for (int chars = 0; end > keys && chars < 4;)
		chars += ((unsigned char)*--end & 0xc0) != 0x80;
	return end;
}

/* Has the typed text arrived in the field? */
static bool
is_typed(struct clerk *c, int field, const char *keys)
{
	char row[PTY_ROW_BYTES];

	for (int i = 0; i < c->pty.rows; i++) {
		pty_row(&c->pty, i, row);
		if (has_field(c, row, field))
			return strstr(row, c->table ? end_of(keys) : keys) != NULL;
	}
	return false;
}

/* Behind what was typed: is the cursor still there, or has the field gone on by itself? */
static int
look(struct clerk *c, const char *keys)
{
	int64_t start = pty_now();

	while (!is_typed(c, c->field, keys)) {
		for (int i = 0; i < c->stock.member->field_count; i++)
			if (i != c->field && is_in(c, i)) {
				c->left = c->field;
				c->field = i;
				return 0;
			}
		if (ms_since(start) > PATIENCE)
			return lost(c, "was not taken", keys);
		pty_pump(&c->pty, 20);
	}
	return 0;
}

/* --- the way to a field ----------------------------------------------------------------------- */

static bool
can_go(const struct clerk *c, int i)
{
	const struct field *field = &c->stock.member->field[i];

	if (c->table && !field->list_columns && !field->required)
		return false;
	return check_is_relevant(c->stock.forms, c->record, i, c->today) &&
	    !check_is_readonly(c->stock.forms, c->record, i, c->today) &&
	    !(field->readonly && !field->calculation && !c->record->value[i]);
}

/* How many fields lie on the way from one to the other, the last counted. */
static int
steps(const struct clerk *c, int from, int to)
{
	int count = 0;

	for (int i = from + 1; i <= to; i++)
		count += can_go(c, i);
	return count;
}

/* Where Enter leads: to what is still empty and wanted, else to the next. */
static int
behind_enter(const struct clerk *c)
{
	int count = c->stock.member->field_count;

	for (int i = c->field + 1; i < count; i++)
		if (can_go(c, i) && !c->record->value[i] &&
		    check_is_required(c->record, i, c->today))
			return i;
	for (int i = c->field + 1; i < count && !c->table; i++)
		if (can_go(c, i))
			return i;
	return count; /* or the next row */
}

static int
behind_page(const struct clerk *c)
{
	const struct form *form = c->stock.member;
	int i = c->field;

	while (i < form->field_count &&
	    (form->field[i].page == form->field[c->field].page || !can_go(c, i)))
		i++;
	return i;
}

/* First one key, then so many arrows down (up if negative). */
struct way {
	const char *first;
	int arrows, keys;
};

static void
consider(const struct clerk *c, struct way *best, const char *first, int lands, int to)
{
	if (lands >= c->stock.member->field_count)
		return; /* it leaves the record */
	int arrows = lands <= to ? steps(c, lands, to) : -steps(c, to, lands);
	int keys = abs(arrows) + (*first != '\0');

	if (keys < best->keys)
		*best = (struct way){first, arrows, keys};
}

static int
go_to(struct clerk *c, int to)
{
	struct way way = {.keys = INT_MAX};
	int from = c->left >= 0 ? c->left : c->field, err;

	/* Where a field went on by itself, Enter does nothing more and Down goes on from it. */
	if (c->left < 0)
		consider(c, &way, "<Enter>", behind_enter(c), to);
	if (to > from)
		consider(c, &way, "", from, to);
	if (to < c->field)
		consider(c, &way, "", c->field, to);
	if (!c->table)
		consider(c, &way, "<PgDn>", behind_page(c), to);
	c->left = -1;
	err = press(c, way.first);
	for (int i = 0; !err && i < abs(way.arrows); i++)
		err = press(c, c->table ? way.arrows > 0 ? "<Tab>" : "<S-Tab>"
		    : way.arrows > 0 ? "<Down>" : "<Up>");
	return err ? err : wait_in(c, to);
}

/* --- one paper -------------------------------------------------------------------------------- */

static bool
is_same(const char *a, const char *b)
{
	return a && b ? strcmp(a, b) == 0 : a == b;
}

/* Would F5 put that in: is it the last value other than what stands there? */
static bool
is_offered(const struct clerk *c, int i, const char *wanted)
{
	for (int n = 0; n < REMEMBERED && c->before[n]; n++) {
		const char *value = c->before[n]->value[i];

		if (value && !is_same(value, c->record->value[i]))
			return strcmp(value, wanted) == 0;
	}
	return false;
}

/* Where the cursor is when F5 has put something in. */
static int
behind(const struct clerk *c, int i)
{
	while (++i < c->stock.member->field_count)
		if (can_go(c, i))
			return i;
	return c->field;
}

/*
 * Dates are keyed as eight digits, codes by their numbers. What stands there is a code or carried
 * over: typing takes its place.
 */
static int
key_value(struct clerk *c, int i)
{
	const char *value = c->paper->value[i];
	bool is_date = strlen(value) == 10 && value[4] == '-' && value[7] == '-';
	bool offered = is_offered(c, i, value);
	char *keys = is_date ? xprintf("%.4s%.2s%.2s", value, value + 5, value + 8)
	    : xstrdup(value);
	int err = press(c, offered ? "<F5>" : keys);

	record_set(c->record, i, value);
	check_derive(c->stock.forms, c->record, c->today);
	c->left = -1;
	if (!err)
		err = offered ? wait_in(c, behind(c, i)) : look(c, keys);
	free(keys);
	return err;
}

static int
key_paper(struct clerk *c)
{
	int err = 0;

	c->keys = 0;
	for (int i = 0; !err && i < c->stock.member->field_count; i++) {
		const char *wanted = c->paper->value[i];

		if (!wanted || is_same(wanted, c->record->value[i]))
			continue;
		if (i != c->field)
			err = go_to(c, i);
		if (!err)
			err = key_value(c, i);
	}
	if (!err)
		err = press(c, "<F2>");
	if (!err && !pty_wait(&c->pty, c->table ? "存了 1 行" : "已保存。",
	    PATIENCE))
		err = lost(c, "was not saved", c->paper->value[c->stock.member->title]);
	/* The sentence goes with the next key, and must not be taken for the next one's. */
	return err ? err : wait_in(c, c->stock.member->title);
}

static void
put_away(struct clerk *c)
{
	record_free(c->before[REMEMBERED - 1]);
	memmove(&c->before[1], &c->before[0], (REMEMBERED - 1) * sizeof c->before[0]);
	c->before[0] = c->paper;
	c->paper = NULL;
}

/* What the next form begins with. */
static void
carry_over(struct clerk *c)
{
	struct record *next = record_new(c->stock.member);

	for (int i = 0; c->record && i < c->stock.member->field_count; i++)
		if (c->stock.member->field[i].sticky)
			record_set(next, i, c->record->value[i]);
	check_derive(c->stock.forms, next, c->today);
	record_free(c->record);
	c->record = next;
}

static void
take_paper(struct clerk *c, int number)
{
	struct person person;

	person_make(number, &person);
	c->paper = person_record(c->stock.member, &person);
	carry_over(c);
}

/* --- afterwards ------------------------------------------------------------------------------- */

static int
compare(struct clerk *c, const struct record *stored)
{
	for (int p = 0; p < PERSON_COLUMNS; p++) {
		int i = form_field(c->stock.member, person_field[p]);

		if (!is_same(c->paper->value[i], stored->value[i])) {
			fprintf(stderr, "keys: %s of %s: %s, stored %s\n", person_field[p],
			    c->paper->value[c->stock.member->title], c->paper->value[i],
			    stored->value[i]);
			return -1;
		}
	}
	return 0;
}

static int
verify(struct clerk *c, int number)
{
	int doc_no = form_field(c->stock.member, "doc_no");
	struct record *stored = NULL;

	take_paper(c, number);
	if (store_find(c->stock.db, &stock_clerk, c->stock.member, doc_no,
	    c->paper->value[doc_no], &stored) != 0)
		return lost(c, "is not in the store", c->paper->value[c->stock.member->title]);
	int err = compare(c, stored);

	record_free(stored);
	put_away(c);
	return err;
}

/* ---------------------------------------------------------------------------------------------- */

static int
key_all(struct clerk *c, int papers, struct samples *first, struct samples *later)
{
	int err = program_do(&c->pty, c->table ? "1<F9>5" : "1<F6>", "照证件写");

	c->field = c->stock.member->title;
	c->left = -1;
	for (int n = 0; !err && n < papers; n++) {
		take_paper(c, n);
		err = key_paper(c);
		samples_add(n < WARM ? first : later, c->keys);
		put_away(c);
	}
	for (int n = 0; !err && n < papers; n++)
		err = verify(c, n);
	return err;
}

static int
measure(struct run *run, bool table)
{
	int papers = run->brief ? PAPERS_BRIEF : PAPERS;
	char *dir = stock_copy(run, 0, table ? "keys-table" : "keys");
	struct clerk c = {.table = table, .today = day_of(clock_now(&clock_system))};
	struct samples first = {0}, later = {0};
	int err = dir ? stock_open(&c.stock, dir) : -1;

	if (!err)
		err = program_start(run, &c.pty, dir);
	if (!err)
		err = program_sign_in(&c.pty);
	if (!err)
		err = key_all(&c, papers, &first, &later);
	pty_end(&c.pty);
	if (!err)
		row_add(run, xprintf("keys for a member%s, %d papers, from the 4th on",
			table ? ", row by row" : "", papers),
		    xprintf("median %.0f (%.0f-%.0f; the first %.0f)", samples_part(&later, 0.5),
			samples_part(&later, 0), samples_part(&later, 1),
			samples_part(&first, 1)),
		    xstrdup("45 keys"), verdict_most(samples_part(&later, 0.5), 45));
	samples_release(&first);
	samples_release(&later);
	record_free(c.record);
	record_free(c.paper);
	for (int i = 0; i < REMEMBERED; i++)
		record_free(c.before[i]);
	stock_close(&c.stock);
	free(dir);
	return err;
}

static int
measure_both(struct run *run)
{
	int err = measure(run, false);

	return err ? err : measure(run, true);
}

const struct bench bench_keys = {"keys", "members keyed from paper", measure_both};
