/*
 * Slips of the hand: a thousand, each in one keyed field of an invented member, as they are made:
 * a wrong figure, two exchanged, one left out, one twice.  How many does the program notice while
 * they are keyed?  What follows from the ID number is not keyed.
 */
#include "tests/bench/people.h"

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
};
#define KEYED (sizeof keyed / sizeof *keyed)

static unsigned
roll(unsigned *seed, unsigned sides)
{
	*seed = *seed * 1103515245u + 12345u;
	return (*seed >> 16) % sides;
}

/* At most one figure longer. */
static void
slip(char *text, unsigned *seed)
{
	size_t len = strlen(text), at = roll(seed, (unsigned)len);
	char was = text[at];

	switch (roll(seed, 4)) {
	case 0:
		text[at] = (char)('0' + (was - '0' + 1 + (int)roll(seed, 9)) % 10);
		break;
	case 1:
		at = at + 1 < len ? at : len > 1 ? len - 2 : 0;
		was = text[at];
		if (at + 1 < len) {
			text[at] = text[at + 1];
			text[at + 1] = was;
		}
		break;
	case 2:
		memmove(text + at, text + at + 1, len - at);
		break;
	default:
		memmove(text + at + 1, text + at, len - at + 1);
	}
}

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
	int made, noticed;
};

/* One slip that makes another value of it, in one field. */
static void
try_one(const struct forms *forms, const struct form *form, int number, unsigned *seed,
    struct tally tally[KEYED])
{
	struct person person;
	unsigned which = roll(seed, KEYED);
	int field = form_field(form, keyed[which].field);
	day_t today = day_of(clock_now(&clock_system));
	char typed[80];

	person_make(number, &person);
	struct record *record = person_record(form, &person);

	do {
		snprintf(typed, sizeof typed - 1, "%s", record->value[field]);
		slip(typed, seed);
	} while (strcmp(typed, record->value[field]) == 0);
	tally[which].made++;
	tally[which].noticed += is_noticed(forms, record, field, typed, today);
	record_free(record);
}

static int
slips_run(struct run *run)
{
	struct forms *forms = forms_new();
	struct form_diags diags = {0};
	struct tally tally[KEYED] = {{0, 0}}, all = {0, 0};
	struct buf each = BUF_EMPTY;
	unsigned seed = 20261123;
	int count = run->brief ? SLIPS_BRIEF : SLIPS, err = forms_add_shipped(forms, &diags);

	for (int i = 0; !err && i < count; i++)
		try_one(forms, forms_find(forms, "member"), i, &seed, tally);
	for (size_t i = 0; i < KEYED; i++) {
		struct tally same = tally[i];

		all.made += tally[i].made;
		all.noticed += tally[i].noticed;
		if (i && strcmp(keyed[i].name, keyed[i - 1].name) == 0)
			continue;
		for (size_t k = i + 1; k < KEYED && !strcmp(keyed[k].name, keyed[i].name); k++) {
			same.made += tally[k].made;
			same.noticed += tally[k].noticed;
		}
		buf_printf(&each, "%s %s %.0f %%", each.len ? "," : ";", keyed[i].name,
		    same.made ? 100.0 * same.noticed / same.made : 0);
	}
	if (!err)
		row_add(run, xprintf("%d slips in keyed fields, noticed at once", all.made),
		    xprintf("%.1f %%%s", 100.0 * all.noticed / all.made, buf_text(&each)),
		    xstrdup(""), NO_BAR);
	buf_release(&each);
	form_diags_release(&diags);
	forms_free(forms);
	return err ? -1 : 0;
}

const struct bench bench_slips = {
	"slips", "slips of the hand that the checks notice", slips_run};
