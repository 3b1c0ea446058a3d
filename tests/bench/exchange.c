/*
 * Bags: a station's members are known above; then 10,000 changes, a fifth of them new members and
 * the rest fields of old ones, in a bag that is taken in above, with chain, signatures, search
 * index and tables.
 */
#include "tests/bench/people.h"
#include "tests/bench/stock.h"

#include "db/keep.h"
#include "share/exchange.h"

#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#define CHANGES 10000
#define KNOWN 4000 /* members above before */
#define SLICE 500
#define BAR_KIB 300
#define BAR_RATE 25000

struct end {
	char *dir;
	struct db *db;
	struct keep *keep;
};

static const struct actor admin = {"lgd", "李国栋", ROLE_INFOADMIN, "bench"};

static int
open_end(struct run *run, const struct forms *forms, const char *name, enum level level,
    struct end *out)
{
	struct unit unit = {.name = (char *)(uintptr_t)name, .code = (char *)"",
		.upper = (char *)"", .level = level};

	*out = (struct end){.dir = xprintf("%s/%s", run->tmp, name)};
	struct db_options options = {.dir = out->dir, .forms = forms};

	return db_init(&options, &unit, NULL) == 0 && keep_init(out->dir, NULL, NULL) == 0 &&
	    db_open(&options, &out->db, NULL) == 0 &&
	    keep_open(out->dir, NULL, &out->keep, NULL) == 0 ? 0 : -1;
}

static void
close_end(struct end *e)
{
	keep_close(e->keep);
	db_close(e->db);
	free(e->dir);
}

static int
join(struct end *at, const struct end *other, bool upper)
{
	struct link link = {.upper = upper, .state = LINK_JOINED, .next = 1, .token = (char *)"",
		.name = db_unit(other->db)->name};
	struct card card;

	memcpy(link.peer, db_unit(other->db)->id, sizeof link.peer);
	if (link_put(at->db, &link) != 0 ||
	    exchange_own_card(other->db, other->keep, &card) != 0)
		return -1;
	int err = card_keep(at->db, &card);

	card_release(&card);
	return err;
}

/* --- changes --- */

static struct record *
new_member(const struct form *form, int number)
{
	struct person person;

	person_make(number, &person);
	return person_record(form, &person);
}

static void
change_member(struct record *record, int number)
{
	static const char *const fields[] = {"mobile", "job", "union_group", "note"};
	const char *field = fields[number % 4];
	char *value = number % 4 == 0 ? xprintf("139%08d", number * 7919 % 100000000)
	    : xprintf("%s%d组", number % 4 == 3 ? "已核对，并入第" : "第", number % 41);

	record_set(record, form_field(record->form, field), value);
	free(value);
}

/* Saves members and, every fifth being new, changes of those before. */
static int
key(struct end *e, const struct form *form, struct record **known, int count, int changes)
{
	struct record *slice[SLICE];
	int err = 0, used = 0, fresh = 0;

	for (int i = 0; !err && i < changes; i++) {
		bool is_new = i % 5 == 0;

		if (!is_new)
			change_member(known[(i * 37) % count], i);
		slice[used++] = is_new ? new_member(form, count + fresh++)
		    : known[(i * 37) % count];
		if (used < SLICE && i + 1 < changes)
			continue;
		err = store_save_all(e->db, &admin, slice, used, NULL);
		for (int k = 0; k < used; k++)
			if ((i + 1 - used + k) % 5 == 0)
				record_free(slice[k]);
		used = 0;
	}
	return err;
}

static int
key_known(struct end *e, const struct form *form, struct record **known, int count)
{
	int err = 0;

	for (int i = 0; i < count; i++)
		known[i] = new_member(form, i);
	for (int i = 0; !err && i < count; i += SLICE)
		err = store_save_all(e->db, &admin, known + i, count - i < SLICE ? count - i
		    : SLICE, NULL);
	return err;
}

/* --- bags --- */

struct carried {
	double kib, packing_ms, taking_ms;
	int64_t operations;
};

static int
carry(struct end *from, struct end *to, struct carried *out)
{
	struct exchange_packed packed;
	struct exchange_taken taken;
	struct stat st;
	int64_t start = pty_now();
	int err = exchange_pack(from->db, from->keep, db_unit(to->db)->id, from->dir, &packed,
	    NULL);

	if (err)
		return -1;
	out->packing_ms = ms_since(start);
	out->kib = stat(packed.path, &st) == 0 ? (double)st.st_size / 1024 : 0;
	start = pty_now();
	err = exchange_unpack(to->db, to->keep, packed.path, &taken, NULL);
	out->taking_ms = ms_since(start);
	out->operations = taken.operations;
	exchange_taken_release(&taken);
	free(packed.path);
	return err ? -1 : 0;
}

static void
add_rows(struct run *run, const struct carried *c, int changes)
{
	double rate = (double)c->operations * 1000 / c->taking_ms;
	double bar = (double)BAR_KIB * changes / CHANGES;

	row_add(run, xprintf("%d changes in a bag, made in %.0f ms", changes, c->packing_ms),
	    xprintf("%.0f KiB", c->kib), xprintf("≤ %.0f KiB", bar), verdict_most(c->kib, bar));
	row_add(run, xstrdup("taken in, with chain, signatures, search and tables"),
	    xprintf("%.0f/s", rate), xprintf("≥ %d/s", BAR_RATE), verdict_least(rate, BAR_RATE));
}

static int
measure_with(struct run *run, struct forms *forms, struct end *low, struct end *up)
{
	const struct form *form = forms_find(forms, "member");
	int count = run->brief ? 600 : KNOWN, changes = run->brief ? 500 : CHANGES;
	struct record **known = xcalloc((size_t)count, sizeof *known);
	struct carried carried = {0};
	int err = join(low, up, true) || join(up, low, false) ||
	    key_known(low, form, known, count) || carry(low, up, &carried) ||
	    carry(up, low, &carried) || key(low, form, known, count, changes) ||
	    carry(low, up, &carried) ? -1 : 0;

	for (int i = 0; i < count; i++)
		record_free(known[i]);
	free(known);
	if (!err && carried.operations < changes * 9 / 10)
		err = -1; /* not what was to be measured */
	if (!err)
		add_rows(run, &carried, changes);
	return err;
}

static int
measure(struct run *run)
{
	struct forms *forms = forms_new();
	struct end low = {0}, up = {0};
	int err = forms_add_shipped(forms, NULL);

	if (!err)
		err = open_end(run, forms, "lower", LEVEL_STATION, &low);
	if (!err)
		err = open_end(run, forms, "upper", LEVEL_AREA, &up);
	if (!err)
		err = measure_with(run, forms, &low, &up);
	close_end(&low);
	close_end(&up);
	forms_free(forms);
	if (err)
		fprintf(stderr, "the bags could not be measured\n");
	return err;
}

const struct bench bench_exchange = {"exchange", "bags between levels", measure};
