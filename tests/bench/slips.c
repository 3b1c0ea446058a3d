/*
 * Slips of the hand: a thousand, each in one keyed field of an invented member, as they are made:
 * a wrong figure, two exchanged, one left out, one twice.  How many does the program notice while
 * they are keyed?  What follows from the ID number is not keyed.
 *
 * What was not noticed is stored as it was keyed; then a second clerk keys the ID and card numbers
 * of all of them again (second.h).  How many are left, and what did that cost?
 */
#include "tests/bench/people.h"
#include "tests/bench/second.h"

#include "base/utf8.h"
#include "forms/check.h"
#include "tests/bench/bench.h"

#include <stdlib.h>
#include <string.h>

#define SLIPS 1000
#define SLIPS_BRIEF 100

/* Numbers are where most keys go, and where nobody reads what he has typed. */
static const struct {
	const char *field, *name;
} keyed[] = {
	{"doc_no", "ID numbers"}, {"mobile", "mobile numbers"}, {"change_date", "dates"},
	{"ethnicity", "codes"}, {"education", "codes"}, {"political", "codes"},
	{"card_no", "card numbers"},
};
#define KEYED (sizeof keyed / sizeof *keyed)

/* Would the clerk be told, at the field or when the record is saved? */
static bool
is_noticed(const struct forms *forms, struct record *record, int field, const char *typed,
    day_t today)
{
	struct type_context context = {.forms = forms, .field = &record->form->field[field],
	    .lang = LANG_ZH, .today = today};
	struct checks checks = {0};
	struct say note = {0};
	char *stored = NULL;
	bool noticed = type_parse(&context, typed, &stored, &note) != 0;

	if (!noticed) {
		record_set(record, field, stored);
		check_derive(forms, record, today);
		check_record(forms, record, today, &checks);
		noticed = checks_count(&checks, FINDING_WRONG) > 0 ||
		    checks_count(&checks, FINDING_MISSING) > 0;
	}
	checks_release(&checks);
	say_release(&note);
	free(stored);
	return noticed;
}

struct tally {
	int made, noticed, left;
};

/* Papers, and what became of them. */
struct pile {
	struct stock stock;
	struct record *paper[SLIPS], *keyed[SLIPS];
	int field[SLIPS]; /* of the slip, an index of `keyed` above */
	int count;
	unsigned seed;
	struct tally tally[KEYED];
};

static struct record *
make_paper(const struct form *form, int number)
{
	struct person person;
	char card[24];

	person_make(number, &person);
	struct record *record = person_record(form, &person);

	snprintf(card, sizeof card, "6217%015lld", (long long)number * 104729 + 7919);
	record_set(record, form_field(form, "card_no"), card);
	return record;
}

/* One slip that makes another value of it, in one field; one that is noticed is mended. */
static void
key_paper(struct pile *p)
{
	const struct form *form = p->stock.member;
	unsigned which = second_roll(&p->seed, KEYED);
	int field = form_field(form, keyed[which].field);
	day_t today = day_of(clock_now(&clock_system));
	struct record *paper = make_paper(form, p->count), *record = record_dup(paper);
	char typed[80];

	bool noticed;

	do { /* another spelling of the same is no slip */
		snprintf(typed, sizeof typed - 1, "%s", paper->value[field]);
		second_slip(typed, &p->seed);
		noticed = is_noticed(p->stock.forms, record, field, typed, today);
	} while (!noticed && strcmp(record->value[field] ? record->value[field] : "",
	    paper->value[field]) == 0);

	if (noticed)
		record_set(record, field, paper->value[field]);
	check_derive(p->stock.forms, record, today);
	for (int i = 0; i < form->field_count; i++)
		if (form->field[i].twice)
			record_set_beside(record, RECORD_TWICE, i, RECORD_WAITS);
	p->tally[which].made++;
	p->tally[which].noticed += noticed;
	p->field[p->count] = (int)which;
	p->paper[p->count] = paper;
	p->keyed[p->count++] = record;
}

/* What is not as on the paper in the end. */
static int
compare(struct pile *p)
{
	for (int i = 0; i < p->count; i++) {
		struct record *stored = NULL;
		int field = form_field(p->stock.member, keyed[p->field[i]].field);

		if (store_get(p->stock.db, &stock_clerk, p->keyed[i]->id, STORE_FULL, NULL,
		    &stored) != 0)
			return -1;
		const char *now = stored->value[field], *paper = p->paper[i]->value[field];

		p->tally[p->field[i]].left += (!now || strcmp(now, paper) != 0) &&
		    !record_asks(stored, field);
		record_free(stored);
	}
	return 0;
}

/* --- the rows --------------------------------------------------------------------------------- */

/* "; ID numbers 98 %, …" of those that bear one name together, by what is counted. */
static char *
shares(const struct pile *p, bool twice)
{
	struct buf each = BUF_EMPTY;

	for (size_t i = 0; i < KEYED; i++) {
		int made = 0, caught = 0;

		if (i && strcmp(keyed[i].name, keyed[i - 1].name) == 0)
			continue;
		for (size_t k = i; k < KEYED && strcmp(keyed[k].name, keyed[i].name) == 0; k++) {
			made += p->tally[k].made;
			caught += twice ? p->tally[k].made - p->tally[k].left
			    : p->tally[k].noticed;
		}
		buf_printf(&each, "%s %s %.0f %%", each.len ? "," : ";", keyed[i].name,
		    made ? 100.0 * caught / made : 0);
	}
	return buf_take(&each);
}

static void
add_rows(struct run *run, const struct pile *p, const struct second *second)
{
	int noticed = 0, left = 0;
	char *at_once = shares(p, false), *in_the_end = shares(p, true);

	for (size_t i = 0; i < KEYED; i++) {
		noticed += p->tally[i].noticed;
		left += p->tally[i].left;
	}
	row_add(run, xprintf("%d slips in keyed fields, noticed at once", p->count),
	    xprintf("%.1f %%%s", 100.0 * noticed / p->count, at_once), xstrdup(""), NO_BAR);
	row_add(run, xstrdup("the same, ID and card numbers keyed twice"),
	    xprintf("%.1f %%%s", 100.0 * (p->count - left) / p->count, in_the_end), xstrdup(""),
	    NO_BAR);
	row_add(run, xstrdup("keys of the second clerk"),
	    xprintf("%.1f a member; both differed in %d, neither was right in %d, her own "
		"slips were %d", (double)second->keys / p->count, second->shown, second->asked,
		second->own_slips), xstrdup(""), NO_BAR);
	free(at_once);
	free(in_the_end);
}

static int
slips_run(struct run *run)
{
	struct pile *p = xcalloc(1, sizeof *p);
	struct say why = {0};
	struct second second = {0};
	char *dir = stock_copy(run, 0, "slips");
	int count = run->brief ? SLIPS_BRIEF : SLIPS, err = dir ? stock_open(&p->stock, dir) : -1;

	p->seed = 20261123;
	while (!err && p->count < count)
		key_paper(p);
	if (!err)
		err = store_save_all(p->stock.db, &stock_clerk, p->keyed, p->count, &why);
	if (!err)
		err = second_key(run, dir, p->paper, p->count, &second);
	if (!err)
		err = compare(p);
	if (!err)
		add_rows(run, p, &second);
	for (int i = 0; i < p->count; i++) {
		record_free(p->paper[i]);
		record_free(p->keyed[i]);
	}
	stock_close(&p->stock);
	say_release(&why);
	free(dir);
	free(p);
	return err ? -1 : 0;
}

const struct bench bench_slips = {
	"slips", "slips of the hand that the checks and a second clerk notice", slips_run};
