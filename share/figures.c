#include "share/figures.h"

#include "db/settings.h"
#include "share/outgoing.h"

/* All that are counted; those of `form` now. */
struct counting {
	struct tally *tally;
	int tallies;
	const struct form *form;
	day_t today;
};

static int
count_one(void *arg, const struct record *record)
{
	const struct counting *c = arg;

	for (int i = 0; i < c->tallies; i++)
		if (c->tally[i].figure->form == c->form)
			tally_add(&c->tally[i], record, c->today);
	return 0;
}

static int
count_form(struct db *db, const struct actor *actor, struct counting *c)
{
	const struct outgoing records = {.db = db, .actor = actor, .form = c->form,
		.order = STORE_BY_TITLE, .veil = true};
	int err = outgoing_each(&records, count_one, c);

	for (int i = 0; i < c->tallies; i++) {
		const struct tally was = c->tally[i];

		if (was.figure->form != c->form)
			continue;
		if (!err) {
			tally_end(&c->tally[i], db_forms(db), c->today);
			continue;
		}
		tally_release(&c->tally[i]);
		c->tally[i] = (struct tally){.figure = was.figure, .least = was.least};
	}
	return err;
}

int
figures_count(struct db *db, const struct actor *actor, const struct figure *const figure[],
    int count, struct tally out[])
{
	struct counting c = {out, count, NULL, day_of(clock_now(db_clock(db)))};
	int first = 0;

	for (int i = 0; i < count; i++)
		tally_begin(&out[i], figure[i], setting_number(db, "hot_least"));
	for (int i = 0; i < count; i++) {
		bool counted = false;

		c.form = figure[i]->form;
		for (int k = 0; k < i; k++)
			counted = counted || figure[k]->form == c.form;
		int err = counted ? 0 : count_form(db, actor, &c);

		first = first ? first : err;
	}
	return first;
}
