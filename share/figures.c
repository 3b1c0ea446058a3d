#include "share/figures.h"

#include "db/settings.h"
#include "share/outgoing.h"

struct counting {
	struct tally *tally;
	day_t today;
};

static int
count_one(void *arg, const struct record *record)
{
	const struct counting *c = arg;

	tally_add(c->tally, record, c->today);
	return 0;
}

int
figure_count(struct db *db, const struct actor *actor, const struct figure *figure,
    struct tally *out)
{
	const struct outgoing records = {.db = db, .actor = actor, .form = figure->form,
		.order = STORE_BY_TITLE, .veil = true};
	struct counting c = {out, day_of(clock_now(db_clock(db)))};

	tally_begin(out, figure, setting_number(db, "hot_least"));
	int err = outgoing_each(&records, count_one, &c);

	tally_end(out, db_forms(db), c.today);
	return err;
}
