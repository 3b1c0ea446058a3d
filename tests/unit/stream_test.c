/*
 * Streams between stores, by random schedules: several units key, change, settle, hand over and
 * erase the same records with clocks that are years apart; what one has goes to another in any
 * order, cut anywhere, with operations kept back and brought later. In the end all must have the
 * same, and the same as when it is made anew from the log. Each mutant must be caught.
 *
 *	STREAM_RUNS=N schedules (12), STREAM_SEED=N the first (1)
 */
#include "unit.h"

#include "db/care.h"
#include "db/db_int.h"
#include "db/project.h"
#include "db/store.h"
#include "db/stream.h"

#include <stdio.h>
#include <unistd.h>

#define PLACES 3
#define STEPS 50

static const struct actor admin = {"lgd", "李国栋", ROLE_INFOADMIN, "test"};

/* What the linker puts in the way of the program's own functions. */
enum mutant { NONE, OVERWRITE, CLOCK_STANDS, NO_SCOURING, NO_FILLING, MUTANTS };
static enum mutant mutant;

int __real_project_apply_all(struct db *db, const struct project_op *const op[], int count);
int __wrap_project_apply_all(struct db *db, const struct project_op *const op[], int count);
int __real_op_seen(struct db *db, int64_t hlc);
int __wrap_op_seen(struct db *db, int64_t hlc);
int __real_care_scour(struct db *db, const char *kind, const char *record);
int __wrap_care_scour(struct db *db, const char *kind, const char *record);

int
__wrap_project_apply_all(struct db *db, const struct project_op *const op[], int count)
{
	static int64_t came = INT64_C(1) << 60;
	int err = 0;

	if (mutant != OVERWRITE)
		return __real_project_apply_all(db, op, count);
	for (int i = 0; !err && i < count; i++) {
		struct project_op changed = *op[i];
		const struct project_op *one[] = {&changed};

		changed.hlc = ++came;
		err = __real_project_apply_all(db, one, 1);
	}
	return err;
}

int
__wrap_op_seen(struct db *db, int64_t hlc)
{
	return mutant == CLOCK_STANDS ? 0 : __real_op_seen(db, hlc);
}

int
__wrap_care_scour(struct db *db, const char *kind, const char *record)
{
	return mutant == NO_SCOURING ? 0 : __real_care_scour(db, kind, record);
}

/* --- places --- */

struct place {
	char *dir;
	struct db *db;
	struct clock clock;
	int64_t now; /* ms UTC, with what its clock is wrong by */
};

static struct place place[PLACES];
static struct forms *forms;
static char folder[32];
static uint64_t random_state;

/* splitmix64 */
static int
roll(int below)
{
	uint64_t z = random_state += UINT64_C(0x9e3779b97f4a7c15);

	z = (z ^ z >> 30) * UINT64_C(0xbf58476d1ce4e5b9);
	z = (z ^ z >> 27) * UINT64_C(0x94d049bb133111eb);
	return (int)((z ^ z >> 31) % (uint64_t)below);
}

static int64_t
read_clock(void *arg)
{
	struct place *p = arg;

	return p->now += 1 + roll(5000);
}

static void
open_places(uint64_t seed)
{
	struct unit unit = {.name = (char *)"站", .code = (char *)"", .upper = (char *)""};

	random_state = seed;
	strcpy(folder, access("/dev/shm", W_OK) == 0 ? "/dev/shm/stream-XXXXXX"
	    : "/tmp/stream-XXXXXX");
	assert_non_null(mkdtemp(folder));
	for (int i = 0; i < PLACES; i++) {
		struct place *p = &place[i];
		int64_t off = (int64_t)(roll(3) - 1) * roll(7300) * 86400000;

		*p = (struct place){.dir = xprintf("%s/%d", folder, i),
			.clock = {read_clock, p}, .now = INT64_C(1795453200000) + off};
		struct db_options options = {.dir = p->dir, .forms = forms, .clock = &p->clock};

		assert_int_equal(db_init(&options, &unit, NULL), 0);
		assert_int_equal(db_open(&options, &p->db, NULL), 0);
	}
}

static void
close_places(void)
{
	char *remove = xprintf("rm -rf '%s'", folder);

	for (int i = 0; i < PLACES; i++) {
		db_close(place[i].db);
		free(place[i].dir);
	}
	assert_int_equal(system(remove), 0);
	free(remove);
}

/* --- carrying --- */

static bool always_at_once;

struct carrying {
	struct place *to;
	struct stream_at at;
	const struct stream_op *op;
	int kept_back; /* of a hundred operations */
	bool fresh, gap;
	bool at_once; /* operations wait in `all`, then go many in a commit */
	struct stream_op *all;
	int count;
};

static int
take(struct db *db, void *arg)
{
	struct carrying *c = arg;
	struct stream_at at = c->at;
	int err = stream_take(db, &at, c->op, &c->fresh);

	if (!err)
		c->at = at;
	return err;
}

static void
wait_for_others(struct carrying *c, const struct stream_op *op)
{
	c->all = xrealloc(c->all, (size_t)(c->count + 1) * sizeof *c->all);
	struct stream_op *own = &c->all[c->count++];

	*own = *op;
	own->account = xstrdup(op->account);
	own->name = xstrdup(op->name);
	own->what = xstrdup(op->what);
	own->kind = xstrdup(op->kind);
	own->rid = xstrdup(op->rid);
	own->body = op->body ? xstrdup(op->body) : NULL;
	own->salt = memcpy(xcalloc(1, (size_t)op->salt_len + 1), op->salt ? op->salt : "",
	    (size_t)op->salt_len);
}

static void
take_at_once(struct carrying *c)
{
	int err = 0;

	for (int i = 0, part; i < c->count; i += part) {
		int64_t fresh = 0;
		bool erases;

		part = 1 + roll(c->count - i);
		if (!err)
			err = stream_take_all(c->to->db, &c->at, c->all + i, part, &fresh, &erases,
			    NULL);
		assert_true(err == 0 || err == ERR_NOTFOUND);
		c->fresh = c->fresh || fresh;
	}
	for (int i = 0; i < c->count; i++) {
		struct stream_op *op = &c->all[i];
		const void *const owned[] = {op->account, op->name, op->what, op->kind, op->rid,
			op->body, op->salt};

		for (size_t k = 0; k < sizeof owned / sizeof *owned; k++)
			free((void *)(uintptr_t)owned[k]);
	}
	free(c->all);
}

static int
carry_one(void *arg, const struct stream_op *op)
{
	struct carrying *c = arg;
	struct stream_op blank = *op;

	if (op->body && roll(100) < c->kept_back) {
		stream_mark(&c->at, op, blank.mark);
		blank.body = NULL;
	}
	if (mutant == NO_FILLING && op->seq <= c->at.seq)
		return 0;
	c->op = &blank;
	assert_true(stream_is_sound(c->op));
	if (c->at_once) {
		wait_for_others(c, c->op);
		return 0;
	}
	int err = db_write(c->to->db, take, c, NULL);

	if (err)
		assert_int_equal(err, ERR_NOTFOUND); /* one that was carried is missing before it */
	return err;
}

/* Some of the streams, from anywhere here to anywhere; or all of them whole. */
static bool
carry(struct place *from, struct place *to, bool all)
{
	struct streams streams;
	bool fresh = false;

	assert_int_equal(stream_list(from->db, &streams), 0);
	for (int i = 0; i < streams.count; i++) {
		struct stream_at *head = &streams.at[i], start;
		struct carrying c = {.to = to, .kept_back = all ? 0 : roll(3) * 20,
			.at_once = always_at_once || roll(2)};

		assert_int_equal(stream_find(to->db, head->unit, head->epoch, -1, &c.at), 0);
		int64_t first = all ? 0 : roll((int)(roll(3) ? c.at.seq : head->seq) + 1);

		if (first > head->seq)
			first = head->seq;
		int64_t last = all ? head->seq : first + roll((int)(head->seq - first) + 1);

		if (strcmp(head->unit, db_unit(to->db)->id) == 0 || (!all && roll(4) == 0))
			continue;
		assert_int_equal(stream_find(from->db, head->unit, head->epoch, first, &start), 0);
		stream_read(from->db, &start, last, carry_one, &c);
		if (c.at_once)
			take_at_once(&c);
		fresh = fresh || c.fresh;
	}
	streams_release(&streams);
	return fresh;
}

/* --- keying --- */

static struct record *
any_record(struct place *p)
{
	struct record *record = NULL;
	int64_t count = 0;
	char *id = NULL;

	db_get_int(p->db, &count, "SELECT count(*) FROM rec_member", "");
	db_get_text(p->db, &id, "SELECT id FROM rec_member ORDER BY id LIMIT 1 OFFSET ?", "i",
	    (int64_t)roll((int)count + 1));
	if (id)
		store_get(p->db, &admin, id, STORE_FULL, NULL, &record);
	free(id);
	return record;
}

static void
set(struct record *record, const char *field, const char *value)
{
	record_set(record, form_field(record->form, field), value);
}

static void
key_one(struct place *p, int step)
{
	static const char *const fields[] = {"mobile", "job", "note", "union_group"};
	struct record *record = roll(3) ? any_record(p) : NULL;
	char *value = xprintf("第%d步", step);
	bool is_new = !record;

	if (is_new)
		record = record_new(forms_find(forms, "member"));
	if (is_new)
		set(record, "name", "张伟");
	for (int i = is_new ? 0 : roll(3); i < 3; i++)
		set(record, fields[roll(4)], roll(5) ? value : NULL);
	assert_int_equal(store_save(p->db, &admin, record, NULL, NULL, NULL), 0);
	record_free(record);
	free(value);
}

static void
erase_one(struct place *p)
{
	struct record *record = any_record(p);

	if (record)
		assert_int_equal(care_erase(p->db, &admin, record->id, "本人要求", NULL), 0);
	record_free(record);
}

static int
append_transfer(struct db *db, void *arg)
{
	const struct record *record = arg;
	char *body = xprintf("{\"to\":\"%s\"}", db_unit(place[roll(PLACES)].db)->id);
	struct op op = {.what = "owner", .kind = "member", .rid = record->id, .body = body};
	int err = op_append(db, &admin, &op);

	if (!err)
		err = project_apply(db, op.id, op.hlc, op.wall, admin.account, admin.name, op.what,
		    op.kind, op.rid, op.body);
	free(body);
	return err;
}

static void
hand_over_one(struct place *p)
{
	struct record *record = any_record(p);

	if (record)
		assert_int_equal(db_write(p->db, append_transfer, record, NULL), 0);
	record_free(record);
}

static void
step(int number)
{
	struct place *p = &place[roll(PLACES)], *other = &place[roll(PLACES)];
	int what = roll(20);

	if (what < 9)
		key_one(p, number);
	else if (what < 10)
		erase_one(p);
	else if (what < 12)
		hand_over_one(p);
	else if (p != other)
		carry(p, other, false);
}

/* --- what must hold --- */

static char *
all_forks(struct db *db)
{
	char *all = NULL;

	db_get_text(db, &all, "SELECT coalesce(group_concat(rid || field || base || op), '') FROM "
	    "(SELECT * FROM fork ORDER BY rid, field, base, op)", "");
	return all;
}

static bool
is_same(struct db *a, struct db *b)
{
	unsigned char x[32], y[32];
	char *x_forks = all_forks(a), *y_forks = all_forks(b);

	assert_int_equal(care_digest(a, x), 0);
	assert_int_equal(care_digest(b, y), 0);
	bool same = memcmp(x, y, sizeof x) == 0 && strcmp(x_forks, y_forks) == 0;

	free(x_forks);
	free(y_forks);
	return same;
}

static void
meet_all(void)
{
	bool fresh = true;

	for (int round = 0; fresh && round < 10; round++) {
		fresh = false;
		for (int i = 0; i < PLACES; i++)
			for (int j = 0; j < PLACES; j++)
				if (i != j && carry(&place[i], &place[j], true))
					fresh = true;
	}
	if (mutant == NONE)
		assert_false(fresh);
}

static bool
all_same(void)
{
	bool same = true;

	for (int i = 1; i < PLACES; i++)
		same = same && is_same(place[0].db, place[i].db);
	return same;
}

/* No body is left of what anybody erased. */
static bool
erased_is_gone(struct db *db)
{
	int64_t left = 1;

	assert_int_equal(db_get_int(db, &left, "SELECT count(*) FROM op e JOIN op o ON "
	    "o.rid = e.rid JOIN body b ON b.unit = o.unit AND b.epoch = o.epoch AND b.seq = o.seq "
	    "WHERE e.what = 'erase' AND o.what <> 'erase'", ""), 0);
	return left == 0;
}

static bool
rebuilding_changes_nothing(struct db *db)
{
	unsigned char before[32], after[32];
	char *forks = all_forks(db);
	struct care_report report;

	assert_int_equal(care_digest(db, before), 0);
	int err = care_verify(db, NULL, &report);

	say_release(&report.first);
	assert_int_equal(care_rebuild(db, NULL, NULL), 0);
	assert_int_equal(care_digest(db, after), 0);
	char *forks_after = all_forks(db);
	bool same = !err && memcmp(before, after, sizeof before) == 0 &&
	    strcmp(forks, forks_after) == 0;

	free(forks);
	free(forks_after);
	return same;
}

/* Who writes last, having seen everything, is whom everybody has in the end. */
static bool
last_word_holds(void)
{
	struct record *record = any_record(&place[1]), *seen = NULL;
	bool held = true;

	if (!record)
		return true;
	set(record, "note", "最后一句");
	assert_int_equal(store_save(place[1].db, &admin, record, NULL, NULL, NULL), 0);
	carry(&place[1], &place[2], true);
	if (store_get(place[2].db, &admin, record->id, STORE_FULL, NULL, &seen) == 0)
		held = strcmp(record_get(seen, "note"), "最后一句") == 0;
	record_free(seen);
	record_free(record);
	return held;
}

/* NULL, or what does not hold. */
static const char *
broken(uint64_t seed)
{
	const char *what;

	open_places(seed);
	for (int i = 0; i < STEPS; i++)
		step(i);
	meet_all();
	what = all_same() ? NULL : "not the same everywhere";
	for (int i = 0; !what && i < PLACES; i++)
		what = !erased_is_gone(place[i].db) ? "erased text is left"
		    : !rebuilding_changes_nothing(place[i].db) ? "made anew it is another" : NULL;
	if (!what && !last_word_holds())
		what = "the last word is lost";
	close_places();
	return what;
}

/*
 * A change that was made before the last one here, but came behind it: whoever had the record open
 * and did not see it does not undo it by saving.
 */
static void
what_came_late_is_not_undone_unseen(void **state)
{
	struct record *record = record_new(forms_find(forms, "member")), *other = NULL;
	struct place *a = &place[0], *b = &place[1];

	(void)state;
	open_places(1);
	b->now = a->now;
	set(record, "name", "张伟");
	assert_int_equal(store_save(a->db, &admin, record, NULL, NULL, NULL), 0);
	carry(a, b, true);
	assert_int_equal(store_get(b->db, &admin, record->id, STORE_FULL, NULL, &other), 0);
	set(other, "job", "会计");
	assert_int_equal(store_save(b->db, &admin, other, NULL, NULL, NULL), 0);
	a->now += 86400000;
	set(record, "union_group", "一组");
	assert_int_equal(store_save(a->db, &admin, record, NULL, NULL, NULL), 0);
	carry(b, a, true);
	set(record, "note", "不知道会计的事");
	assert_int_equal(store_save(a->db, &admin, record, NULL, NULL, NULL), 0);
	record_free(other);
	assert_int_equal(store_get(a->db, &admin, record->id, STORE_FULL, NULL, &other), 0);
	assert_string_equal(record_get(other, "job"), "会计");
	assert_string_equal(record_get(other, "union_group"), "一组");
	assert_string_equal(record_get(other, "note"), "不知道会计的事");
	/* Having seen it, one may. */
	set(other, "job", "出纳");
	assert_int_equal(store_save(a->db, &admin, other, NULL, NULL, NULL), 0);
	record_free(record);
	assert_int_equal(store_get(a->db, &admin, other->id, STORE_FULL, NULL, &record), 0);
	assert_string_equal(record_get(record, "job"), "出纳");
	record_free(record);
	record_free(other);
	close_places();
}

/* A second operation in a place that is taken: two copies of one store have gone on. */
static void
two_copies_of_a_store_are_seen(void **state)
{
	struct stream_at at;
	struct stream_op op = {.hlc = 1 << 20, .wall = 1, .account = "a", .name = "甲",
		.what = "set", .kind = "member", .rid = "aaaaaaaa.bbbbbb.1",
		.body = "{\"name\":[\"张伟\"]}"};
	struct carrying c = {.to = &place[0], .op = &op};

	(void)state;
	open_places(1);
	assert_int_equal(stream_find(place[0].db, "aaaaaaaa", "bbbbbb", -1, &at), 0);
	c.at = at;
	op.seq = 2;
	assert_int_equal(db_write(place[0].db, take, &c, NULL), ERR_NOTFOUND);
	op.seq = 1;
	assert_int_equal(db_write(place[0].db, take, &c, NULL), 0);
	assert_true(c.fresh);
	c.fresh = false;
	assert_int_equal(db_write(place[0].db, take, &c, NULL), 0);
	assert_false(c.fresh);
	op.wall = 2;
	assert_int_equal(db_write(place[0].db, take, &c, NULL), ERR_CONFLICT);
	/* Nor does anybody write what is ours to write. */
	assert_int_equal(stream_find(place[0].db, db_unit(place[0].db)->id, place[0].db->epoch, -1,
	    &c.at), 0);
	op.seq = c.at.seq + 1;
	assert_int_equal(db_write(place[0].db, take, &c, NULL), ERR_CONFLICT);
	close_places();
}

static void
only_what_this_program_would_write_is_sound(void **state)
{
	static const struct stream_op good = {.seq = 1, .hlc = 1, .account = "a", .name = "甲",
		.what = "set", .kind = "member", .rid = "r", .body = "{}", .salt_len = 8};
	struct stream_op op = good;

	(void)state;
	assert_true(stream_is_sound(&op));
	op.name = "甲\x1fset";
	assert_false(stream_is_sound(&op));
	op = good;
	op.body = "\xff";
	assert_false(stream_is_sound(&op));
	op = good;
	op.hlc = INT64_MAX;
	assert_false(stream_is_sound(&op));
	op = good;
	op.seq = 0;
	assert_false(stream_is_sound(&op));
	op = good;
	op.wall = -1;
	assert_false(stream_is_sound(&op));
}

static int
append_void(struct db *db, void *arg)
{
	const struct record *record = arg;
	struct op op = {.what = "void", .kind = "member", .rid = record->id, .body = "{}"};
	int err = op_append(db, &admin, &op);

	return err ? err : project_apply(db, op.id, op.hlc, op.wall, admin.account, admin.name,
	    op.what, op.kind, op.rid, op.body);
}

/* A record that is there is changed and withdrawn by operations that come in one commit. */
static void
change_and_withdraw(uint64_t seed)
{
	int64_t rows = -1;

	open_places(seed);
	struct record *record = record_new(forms_find(forms, "member"));

	set(record, "name", "张伟");
	assert_int_equal(store_save(place[0].db, &admin, record, NULL, NULL, NULL), 0);
	carry(&place[0], &place[1], true);
	set(record, "job", "拖拉机手");
	assert_int_equal(store_save(place[0].db, &admin, record, NULL, NULL, NULL), 0);
	assert_int_equal(db_write(place[0].db, append_void, record, NULL), 0);
	carry(&place[0], &place[1], true);
	assert_int_equal(db_get_int(place[1].db, &rows, "SELECT count(*) FROM rec_member", ""), 0);
	assert_int_equal(rows, 0);
	assert_true(is_same(place[0].db, place[1].db));
	record_free(record);
	close_places();
}

static void
a_change_and_the_end_come_at_once(void **state)
{
	(void)state;
	mutant = NONE;
	always_at_once = true;
	for (uint64_t seed = 1; seed <= 10; seed++)
		change_and_withdraw(seed);
	always_at_once = false;
}

static long
setting(const char *variable, long otherwise)
{
	const char *value = getenv(variable);

	return value && *value ? strtol(value, NULL, 10) : otherwise;
}

static void
all_come_to_the_same(void **state)
{
	long first = setting("STREAM_SEED", 1), runs = setting("STREAM_RUNS", 12);

	(void)state;
	mutant = NONE;
	for (long seed = first; seed < first + runs; seed++) {
		const char *what = broken((uint64_t)seed);

		if (what)
			fail_msg("STREAM_SEED=%ld: %s", seed, what);
	}
}

static void
mutants_are_caught(void **state)
{
	(void)state;
	for (mutant = NONE + 1; mutant < MUTANTS; mutant++) {
		bool caught = false;

		for (uint64_t seed = 1; !caught && seed < 20; seed++)
			caught = broken(seed) != NULL;
		if (!caught)
			fail_msg("mutant %d", (int)mutant);
	}
	mutant = NONE;
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(only_what_this_program_would_write_is_sound),
		cmocka_unit_test(two_copies_of_a_store_are_seen),
		cmocka_unit_test(what_came_late_is_not_undone_unseen),
		cmocka_unit_test(all_come_to_the_same),
		cmocka_unit_test(a_change_and_the_end_come_at_once),
		cmocka_unit_test(mutants_are_caught),
	};

	forms = forms_new();
	if (forms_add_shipped(forms, NULL) != 0)
		return 1;
	int failed = cmocka_run_group_tests(tests, NULL, NULL);

	forms_free(forms);
	return failed;
}
