/*
 * Bags: a station's members are known above; then 10,000 changes, a fifth of them new members and
 * the rest fields of old ones, in a bag that is taken in above, with chain, signatures, search
 * index and tables. Then a day of one station, and many units whose bags are taken in by the one
 * above them, one after another, by a process of its own.
 */
#include "tests/bench/people.h"
#include "tests/bench/stock.h"

#include "db/keep.h"
#include "share/exchange.h"

#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#define CHANGES 10000
#define KNOWN 4000 /* members above before */
#define SLICE 500
#define BAR_KIB 300
#define BAR_RATE 25000
#define DAY 30        /* changes of a station */
#define MONTH 20      /* working days */
#define BYTES_9600 960 /* a second, of such a line */

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

/* --- a day at a station, on a slow line --- */

static int
measure_day(struct run *run, struct forms *forms, struct end *low, struct end *up)
{
	const struct form *form = forms_find(forms, "member");
	struct record *known[DAY];
	struct carried first = {0}, day = {0};
	int err = key_known(low, form, known, DAY) || carry(low, up, &first) ||
	    carry(up, low, &first) || key(low, form, known, DAY, DAY) || carry(low, up, &day) ? -1
	    : 0;

	for (int i = 0; i < DAY; i++)
		record_free(known[i]);
	if (err || day.operations < DAY * 9 / 10)
		return -1;
	row_add(run, xprintf("a station's day, %d changes, over a line of 9600 baud", DAY),
	    xprintf("%.1f KiB, %.1f s", day.kib, day.kib * 1024 / BYTES_9600), xstrdup(""),
	    NO_BAR);
	return 0;
}

/* --- many units, one above --- */

struct crowd {
	const char *what;
	enum level low, up;
	int units, changes; /* of each */
};

/* A unit keys and packs; its bag's path is a new string. */
static int
pack_one(struct run *run, struct forms *forms, const struct crowd *c, int i, struct end *up,
    char **path)
{
	const struct form *form = forms_find(forms, "member");
	struct record **fresh = xcalloc((size_t)c->changes, sizeof *fresh);
	struct exchange_packed packed = {0};
	struct end low = {0};
	char *name = xprintf("%d-%d", (int)c->low, i);
	int err = open_end(run, forms, name, c->low, &low) || join(&low, up, true) ||
	    join(up, &low, false);

	for (int k = 0; k < c->changes; k++)
		fresh[k] = new_member(form, i * c->changes + k);
	for (int k = 0; !err && k < c->changes; k += SLICE)
		err = store_save_all(low.db, &admin, fresh + k, c->changes - k < SLICE
		    ? c->changes - k : SLICE, NULL);
	if (!err)
		err = exchange_pack(low.db, low.keep, db_unit(up->db)->id, run->tmp, &packed, NULL);
	*path = packed.path;
	for (int k = 0; k < c->changes; k++)
		record_free(fresh[k]);
	close_end(&low);
	free(fresh);
	free(name);
	return err;
}

/* In a process of its own, whose memory is that of the taking alone: its exit status. */
static int
take_all(struct forms *forms, const char *dir, char *const path[], const struct crowd *c)
{
	struct db_options options = {.dir = dir, .forms = forms};
	struct end up = {0};
	int64_t operations = 0;
	int err = db_open(&options, &up.db, NULL) || keep_open(dir, NULL, &up.keep, NULL);

	for (int i = 0; !err && i < c->units; i++) {
		struct exchange_taken taken;

		err = exchange_unpack(up.db, up.keep, path[i], &taken, NULL);
		operations += taken.operations;
		exchange_taken_release(&taken);
	}
	return err || operations < (int64_t)c->units * c->changes;
}

static int
measure_taking(struct run *run, struct forms *forms, const struct crowd *c, const char *dir,
    char *const path[])
{
	int64_t start = pty_now();
	pid_t pid = fork();
	struct rusage usage;
	int status = -1;

	if (pid == 0)
		_exit(take_all(forms, dir, path, c));
	if (pid < 0 || wait4(pid, &status, 0, &usage) != pid || status != 0)
		return -1;
	double ms = ms_since(start), all = (double)c->units * c->changes;

	row_add(run, xprintf("%s: %d bags of %d changes", c->what, c->units, c->changes),
	    xprintf("%.1f s, %.0f/s, %.0f MiB", ms / 1000, all * 1000 / ms,
	    (double)usage.ru_maxrss / 1024), xstrdup(""), NO_BAR);
	return 0;
}

static int
measure_crowd(struct run *run, struct forms *forms, const struct crowd *c)
{
	char **path = xcalloc((size_t)c->units, sizeof *path);
	struct end up = {0};
	char *dir = NULL;
	int err = open_end(run, forms, c->what, c->up, &up);

	for (int i = 0; !err && i < c->units; i++)
		err = pack_one(run, forms, c, i, &up, &path[i]);
	if (!err)
		dir = xstrdup(up.dir);
	close_end(&up); /* nobody else has it open */
	if (!err)
		err = measure_taking(run, forms, c, dir, path);
	for (int i = 0; i < c->units; i++)
		free(path[i]);
	free(path);
	free(dir);
	return err;
}

static int
measure_crowds(struct run *run, struct forms *forms)
{
	const struct crowd crowds[] = {
		{"a farm takes in its stations' month", LEVEL_STATION, LEVEL_FARM,
		    run->brief ? 3 : 60, run->brief ? 40 : DAY * MONTH},
		{"the group takes in its areas' day", LEVEL_AREA, LEVEL_GROUP,
		    run->brief ? 4 : 600, run->brief ? 10 : 100},
	};
	int err = 0;

	for (size_t i = 0; !err && i < sizeof crowds / sizeof *crowds; i++)
		err = measure_crowd(run, forms, &crowds[i]);
	return err;
}

static int
measure_one_day(struct run *run, struct forms *forms)
{
	struct end low = {0}, up = {0};
	int err = open_end(run, forms, "day", LEVEL_STATION, &low);

	if (!err)
		err = open_end(run, forms, "day's end", LEVEL_AREA, &up);
	if (!err)
		err = join(&low, &up, true) || join(&up, &low, false);
	if (!err)
		err = measure_day(run, forms, &low, &up);
	close_end(&low);
	close_end(&up);
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
	if (!err)
		err = measure_one_day(run, forms);
	if (!err)
		err = measure_crowds(run, forms);
	forms_free(forms);
	if (err)
		fprintf(stderr, "the bags could not be measured\n");
	return err;
}

const struct bench bench_exchange = {"exchange", "bags between levels", measure};
