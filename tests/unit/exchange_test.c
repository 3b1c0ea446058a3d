/*
 * The exchange by real bags, by random schedules: a tree of units keys, changes, hands over,
 * erases; bags are packed, carried in any order, twice, late or never; stores are restored from old
 * backups. In the end, when every bag arrives, each unit has what its lower ones have of their own,
 * and they what is theirs above. Each mutant must be caught.
 *
 *	EXCHANGE_RUNS=N schedules (6), EXCHANGE_SEED=N the first (1)
 */
#include "unit.h"

#include "db/care.h"
#include "db/db_int.h"
#include "db/project.h"
#include "db/store.h"
#include "share/exchange.h"

#include <sqlite3.h>
#include <stdio.h>
#include <sys/wait.h>
#include <unistd.h>

#define UNITS_MOST 9
#define BAGS_MOST 400
#define STEPS 80

static const struct actor admin = {"lgd", "李国栋", ROLE_INFOADMIN, "test"};

/* --- mutants, put in the way of the program's own functions by the linker --- */

enum mutant {
	NONE, NOTHING_BROUGHT, SENT_IS_THERE, SAME_EPOCH, NEVER_LESS, MUTANTS
};
static enum mutant mutant;

int __real_link_note_packed(struct db *db, const struct link *link,
    const struct link_packed *packed);
int __wrap_link_note_packed(struct db *db, const struct link *link,
    const struct link_packed *packed);
int __real_link_note_told(struct db *db, const struct link *link, const struct link_told *told,
    struct say *why);
int __wrap_link_note_told(struct db *db, const struct link *link, const struct link_told *told,
    struct say *why);
int __real_op_new_epoch(struct db *db);
int __wrap_op_new_epoch(struct db *db);

static int
trust_sent(struct db *db, void *arg)
{
	return db_run(db, "UPDATE known SET seq = max(seq, packed) WHERE peer = ?", "t",
	    (const char *)arg);
}

int
__wrap_link_note_packed(struct db *db, const struct link *link, const struct link_packed *packed)
{
	struct link_packed changed = *packed;

	if (mutant == NOTHING_BROUGHT)
		changed.kept_count = 0;
	int err = __real_link_note_packed(db, link, &changed);

	if (!err && mutant == SENT_IS_THERE)
		err = db_write(db, trust_sent, (void *)(uintptr_t)link->peer, NULL);
	return err;
}

static int
keep_known(struct db *db, void *arg)
{
	return db_run(db, arg, "");
}

int
__wrap_link_note_told(struct db *db, const struct link *link, const struct link_told *told,
    struct say *why)
{
	if (mutant == NEVER_LESS || mutant == SENT_IS_THERE)
		db_write(db, keep_known, (void *)(uintptr_t)"CREATE TEMP TABLE was AS SELECT * "
		    "FROM known", NULL);
	int err = __real_link_note_told(db, link, told, why);

	if (mutant == NEVER_LESS || mutant == SENT_IS_THERE)
		db_write(db, keep_known, (void *)(uintptr_t)"UPDATE known SET seq = max(seq, "
		    "coalesce((SELECT w.seq FROM was w WHERE w.peer = known.peer AND "
		    "w.unit = known.unit AND w.epoch = known.epoch), 0))", NULL);
	if (mutant == NEVER_LESS || mutant == SENT_IS_THERE)
		db_write(db, keep_known, (void *)(uintptr_t)"DROP TABLE was", NULL);
	return err;
}

int
__wrap_op_new_epoch(struct db *db)
{
	return mutant == SAME_EPOCH ? 0 : __real_op_new_epoch(db);
}

/* --- units --- */

struct place {
	char *dir, *backup;
	struct db *db;
	struct keep *keep;
	struct clock clock;
	int64_t now;
	int upper; /* index, -1 above all */
	int lives; /* how often its disk has died */
};
struct carried {
	char *path;
	int to;
};

static struct place place[UNITS_MOST];
static int places;
static struct carried bag[BAGS_MOST];
static int bags;
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

static const char *
id_of(const struct place *p)
{
	return db_unit(p->db)->id;
}

static void
open_place(struct place *p)
{
	struct db_options options = {.dir = p->dir, .forms = forms, .clock = &p->clock};

	assert_int_equal(db_open(&options, &p->db, NULL), 0);
	assert_int_equal(keep_open(p->dir, &p->clock, &p->keep, NULL), 0);
}

static void
make_place(int i, int upper)
{
	struct place *p = &place[i];
	char *name = xprintf("第%d单位", i);
	int64_t off = (int64_t)(roll(3) - 1) * roll(7300) * 86400000;

	*p = (struct place){.dir = xprintf("%s/%d", folder, i), .clock = {read_clock, p},
		.now = INT64_C(1795453200000) + off, .upper = upper};
	struct unit unit = {.name = name, .code = (char *)"", .upper = (char *)"",
		.level = i < 4 ? LEVEL_GROUP - i : LEVEL_STATION};
	struct db_options options = {.dir = p->dir, .forms = forms, .clock = &p->clock};

	assert_int_equal(db_init(&options, &unit, NULL), 0);
	assert_int_equal(keep_init(p->dir, &p->clock, NULL), 0);
	open_place(p);
	free(name);
}

static void
add_link(struct place *at, const struct place *other, bool upper)
{
	struct link link = {.upper = upper, .state = LINK_JOINED, .next = 1, .token = (char *)"",
		.name = (char *)db_unit(other->db)->name};

	snprintf(link.peer, sizeof link.peer, "%s", id_of(other));
	assert_int_equal(link_put(at->db, &link), 0);
}

static void
join(struct place *low)
{
	struct place *up = &place[low->upper];
	struct card card;

	add_link(low, up, true);
	add_link(up, low, false);
	assert_int_equal(exchange_own_card(up->db, up->keep, &card), 0);
	assert_int_equal(card_keep(low->db, &card), 0);
	assert_int_equal(card_keep(up->db, &card), 0);
	card_release(&card);
	assert_int_equal(exchange_own_card(low->db, low->keep, &card), 0);
	assert_string_equal(card.upper, id_of(up));
	assert_int_equal(card_keep(low->db, &card), 0);
	assert_int_equal(card_keep(up->db, &card), 0);
	card_release(&card);
}

static void
open_places(uint64_t seed, int count, bool in_a_line)
{
	random_state = seed;
	places = count;
	bags = 0;
	strcpy(folder, access("/dev/shm", W_OK) == 0 ? "/dev/shm/exchange-XXXXXX"
	    : "/tmp/exchange-XXXXXX");
	assert_non_null(mkdtemp(folder));
	for (int i = 0; i < places; i++) {
		make_place(i, !i ? -1 : in_a_line ? i - 1 : roll(i));
		if (i)
			join(&place[i]);
	}
}

static void
close_places(void)
{
	char *remove = xprintf("rm -rf '%s'", folder);

	for (int i = 0; i < places; i++) {
		keep_close(place[i].keep);
		db_close(place[i].db);
		free(place[i].dir);
		free(place[i].backup);
	}
	for (int i = 0; i < bags; i++)
		free(bag[i].path);
	assert_int_equal(system(remove), 0);
	free(remove);
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
key_one(struct place *p, int step)
{
	static const char *const fields[] = {"mobile", "job", "note", "union_group"};
	struct record *record = roll(3) ? any_record(p) : NULL;
	char *value = xprintf("第%d步", step);

	if (!record) {
		record = record_new(forms_find(forms, "member"));
		record_set(record, form_field(record->form, "name"), "张伟");
	}
	record_set(record, form_field(record->form, fields[roll(4)]), value);
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

/* To a unit below, or to the one above. */
static void
hand_over_one(struct place *p)
{
	struct record *record = any_record(p);
	int to = roll(places);

	if (record && p != &place[to])
		assert_int_equal(store_hand_over(p->db, &admin, record->id, id_of(&place[to]),
		    NULL), 0);
	record_free(record);
}

/* --- bags --- */

static void
pack(int from, int to)
{
	struct exchange_packed packed;

	if (bags == BAGS_MOST)
		return;
	assert_int_equal(exchange_pack(place[from].db, place[from].keep, id_of(&place[to]), folder,
	    &packed, NULL), 0);
	bag[bags++] = (struct carried){packed.path, to};
}

static int64_t
deliver(const struct carried *b)
{
	struct exchange_taken taken;
	struct say why = {0};
	int err = exchange_unpack(place[b->to].db, place[b->to].keep, b->path, &taken, &why);
	int64_t fresh = taken.operations;

	if (err && err != ERR_PARTIAL) {
		char *text = say_text(&why, LANG_EN);

		fail_msg("%s: %d %s", b->path, err, text);
	}
	exchange_taken_release(&taken);
	say_release(&why);
	return fresh;
}

static void
pack_one(void)
{
	int low = 1 + roll(places - 1);

	if (roll(2))
		pack(low, place[low].upper);
	else
		pack(place[low].upper, low);
}

/* One of the last, or an old one again. */
static void
deliver_one(void)
{
	int among = bags < 6 || roll(5) == 0 ? bags : 6;

	if (bags)
		deliver(&bag[bags - 1 - roll(among)]);
}

static void
back_up(struct place *p, int step)
{
	free(p->backup);
	p->backup = xprintf("%s/%s-%d.gzb", folder, id_of(p), step);
	assert_int_equal(care_backup(p->db, NULL, p->backup, NULL, NULL), 0);
}

static void
lose_disk(struct place *p)
{
	char *dir;

	if (!p->backup)
		return;
	dir = xprintf("%s.%d", p->dir, ++p->lives);
	struct db_options options = {.dir = dir, .forms = forms, .clock = &p->clock};

	keep_close(p->keep);
	db_close(p->db);
	assert_int_equal(care_restore(&options, p->backup, NULL, NULL, NULL), 0);
	free(p->dir);
	p->dir = dir;
	open_place(p);
}

static void
step(int number)
{
	struct place *p = &place[roll(places)];
	int what = roll(40);

	if (what < 14)
		key_one(p, number);
	else if (what < 15)
		erase_one(p);
	else if (what < 17)
		hand_over_one(p);
	else if (what < 19)
		back_up(p, number);
	else if (what < 21)
		lose_disk(p);
	else if (what < 30)
		pack_one();
	else
		deliver_one();
}

/* --- what must hold --- */

/* Every bag arrives, until none brings anything. */
static void
settle(void)
{
	int64_t fresh = 1;

	for (int round = 0; round < 12; round++) {
		fresh = 0;
		for (int low = 1; low < places; low++) {
			for (int way = 0; way < 2; way++) {
				int up = place[low].upper, from = way ? up : low;
				int to = way ? low : up;

				bags = 0;
				pack(from, to);
				if (bags)
					fresh += deliver(&bag[0]);
				free(bag[0].path);
				bags = 0;
			}
		}
	}
	if (mutant == NONE)
		assert_int_equal(fresh, 0);
}

static char *
row_of(struct db *db, const char *id)
{
	struct record *record = NULL;
	struct buf all = BUF_EMPTY;

	if (project_read(db, forms_find(forms, "member"), id, &record) != 0)
		return xstrdup("none");
	for (int i = 0; i < record->form->field_count; i++)
		buf_printf(&all, "%s|", record->value[i] ? record->value[i] : "");
	char *owner = NULL;

	db_get_text(db, &owner, "SELECT owner || seen FROM rec_member WHERE id = ?", "t", id);
	buf_puts(&all, owner ? owner : "");
	free(owner);
	record_free(record);
	return buf_take(&all);
}

/* Is the record of the lower unit's own: made by it or below it, or handed over to there? */
static bool
is_of(struct db *db, const char *id, const char *owner, const char *low)
{
	char maker[9];

	snprintf(maker, sizeof maker, "%.8s", id);
	return card_is_within(db, maker, low) || card_is_within(db, owner, low);
}

static const char *
compare(struct place *up, struct place *low)
{
	const char *what = NULL;
	char *ids = NULL;

	db_get_text(up->db, &ids, "SELECT group_concat(id || owner, ' ') FROM rec_member", "");
	for (char *id = ids, *end; !what && id && *id; id = end + 1) {
		end = strchr(id, ' ');
		if (end)
			*end = '\0';
		size_t len = strlen(id) - 8;
		char *key = xstrndup(id, len);

		if (is_of(up->db, key, id + len, id_of(low))) {
			char *above = row_of(up->db, key), *below = row_of(low->db, key);

			if (strcmp(above, below) != 0) {
				what = "not the same above and below";
				if (mutant == NONE)
					print_message("%s in %s: %s\nin %s: %s\n", key,
					    id_of(up), above, id_of(low), below);
			}
			free(above);
			free(below);
		}
		free(key);
		if (!end)
			break;
	}
	free(ids);
	int64_t own = 0, there = 0;

	db_get_int(low->db, &own, "SELECT count(*) FROM rec_member WHERE substr(id, 1, 8) = ?", "t",
	    id_of(low));
	db_get_int(up->db, &there, "SELECT count(*) FROM rec_member WHERE substr(id, 1, 8) = ?",
	    "t", id_of(low));
	return what ? what : own != there ? "missing above" : NULL;
}

static bool
erased_is_gone(struct db *db)
{
	int64_t left = 1;

	assert_int_equal(db_get_int(db, &left, "SELECT count(*) FROM op e JOIN op o ON "
	    "o.rid = e.rid JOIN body b ON b.unit = o.unit AND b.epoch = o.epoch AND b.seq = o.seq "
	    "WHERE e.what = 'erase' AND o.what <> 'erase'", ""), 0);
	return left == 0;
}

static const char *
check(struct place *p)
{
	struct care_report report;
	int err = care_verify(p->db, NULL, &report);

	say_release(&report.first);
	return err ? "verify finds something"
	    : erased_is_gone(p->db) ? NULL : "erased text is left";
}

/* NULL, or what does not hold. */
static const char *
broken(uint64_t seed)
{
	const char *what = NULL;

	random_state = seed;
	open_places(seed, 3 + roll(mutant == NONE ? 7 : 3), false);
	for (int i = 0; i < STEPS; i++)
		step(i);
	for (int i = 0; i < bags; i++)
		free(bag[i].path);
	bags = 0;
	settle();
	for (int i = 1; !what && i < places; i++)
		what = compare(&place[place[i].upper], &place[i]);
	for (int i = 0; !what && i < places; i++)
		what = check(&place[i]);
	close_places();
	return what;
}

/* --- an appeal goes up, its answer comes down --- */

static void
carry(int from, int to)
{
	int before = bags;

	pack(from, to);
	deliver(&bag[before]);
}

static void
take_step(struct place *p, const struct actor *actor, const char *id, const char *step,
    const char *const fields[])
{
	assert_int_equal(store_event(p->db, actor, id, step, fields, NULL, NULL), 0);
}

static void
assert_value(struct place *p, const char *id, const char *field, const char *value)
{
	struct record *record = NULL;

	assert_int_equal(project_read(p->db, forms_find(forms, "appeal"), id, &record), 0);
	assert_string_equal(record_get(record, field), value);
	record_free(record);
}

/* Taken in at a station, handled three levels above, told to the person at the station. */
static void
an_appeal_goes_up_and_its_answer_comes_down(void **state)
{
	static const struct actor chair = {"zql", "赵庆林", ROLE_CHAIR, "test"};
	static const struct actor handler = {"shy", "孙海燕", ROLE_HANDLER, "test"};
	static const struct actor clerk = {"wxl", "王秀兰", ROLE_CLERK, "test"};
	static const char *const assign[] = {"handler", "孙海燕", NULL};
	static const char *const answer[] = {
		"outcome", "1", "reply", "已补发", "basis", "站里的办法", NULL};
	static const char *const means[] = {"reply_means", "1", NULL};
	struct record *record = record_new(forms_find(forms, "appeal"));
	struct place *top = &place[0], *station = &place[3];
	unsigned char before[32], after[32];

	(void)state;
	open_places(1, 4, true);
	for (int i = 0; i < 4; i++)
		place[i].now = INT64_C(1795453200000) + i;
	for (int i = 0; i < 3; i++) /* all know those above them */
		carry(i, i + 1);
	record_set(record, form_field(record->form, "name"), "张秀芹");
	record_set(record, form_field(record->form, "subject_line"), "取暖费没有发");
	assert_int_equal(store_save(station->db, &clerk, record, NULL, NULL, NULL), 0);
	carry(3, 2);
	assert_int_equal(project_read(place[2].db, record->form, record->id, &(struct record *){0}),
	    ERR_NOTFOUND); /* it is the station's own matter still */
	assert_int_equal(store_hand_over(station->db, &clerk, record->id, id_of(top), NULL), 0);
	assert_int_equal(link_reach(station->db, id_of(&place[2]), record->id), LINK_WAITS);
	for (int i = 3; i > 0; i--)
		carry(i, i - 1);
	assert_int_equal(link_reach(station->db, id_of(&place[2]), record->id), LINK_PACKED);
	assert_value(top, record->id, "subject_line", "取暖费没有发");
	take_step(top, &chair, record->id, "accept", NULL);
	take_step(top, &chair, record->id, "assign", assign);
	take_step(top, &handler, record->id, "propose", answer);
	take_step(top, &chair, record->id, "approve", NULL);
	for (int i = 0; i < 3; i++)
		carry(i, i + 1);
	assert_int_equal(link_reach(station->db, id_of(&place[2]), record->id), LINK_THERE);
	assert_value(station, record->id, "reply", "已补发");
	take_step(station, &chair, record->id, "deliver", means);
	for (int i = 3; i > 0; i--)
		carry(i, i - 1);
	for (int i = 0; i < 4; i++) {
		assert_value(&place[i], record->id, "handler", "孙海燕");
		assert_value(&place[i], record->id, "reply_means", "1");
		assert_int_equal(care_digest(place[i].db, before), 0);
		assert_int_equal(care_rebuild(place[i].db, NULL, NULL), 0);
		assert_int_equal(care_digest(place[i].db, after), 0);
		assert_memory_equal(before, after, sizeof before);
	}
	record_free(record);
	close_places();
}

/* --- a crash at every write --- */

static int writes_left;

static void
count_write(void)
{
	if (writes_left-- == 0)
		_exit(9);
}

static ssize_t
crashing_write(int fd, const void *bytes, size_t len)
{
	count_write();
	return write(fd, bytes, len);
}

static ssize_t
crashing_pwrite(int fd, const void *bytes, size_t len, off_t at)
{
	count_write();
	return pwrite(fd, bytes, len, at);
}

static void
copy_folder(const char *from, const char *to)
{
	char *copy = xprintf("rm -rf '%s'; cp -r '%s' '%s'", to, from, to);

	assert_int_equal(system(copy), 0);
	free(copy);
}

/* In a process of its own, which ends at its k-th write to the store. Its exit status. */
static int
unpack_and_crash(struct place *p, const struct carried *b, int k)
{
	sqlite3_vfs *vfs = sqlite3_vfs_find(NULL);
	struct exchange_taken taken;
	int status = -1;
	pid_t child = fork();

	if (child == 0) {
		open_place(p);
		writes_left = k;
		vfs->xSetSystemCall(vfs, "write", (sqlite3_syscall_ptr)crashing_write);
		vfs->xSetSystemCall(vfs, "pwrite", (sqlite3_syscall_ptr)crashing_pwrite);
		vfs->xSetSystemCall(vfs, "pwrite64", (sqlite3_syscall_ptr)crashing_pwrite);
		_exit(exchange_unpack(p->db, p->keep, b->path, &taken, NULL) == 0 ? 0 : 1);
	}
	assert_int_equal(waitpid(child, &status, 0), child);
	return WEXITSTATUS(status);
}

static void
close_place(struct place *p)
{
	keep_close(p->keep);
	db_close(p->db);
	p->keep = NULL;
	p->db = NULL;
}

/* The digest of a place's tables, all of it being sound. */
static void
sound_digest(struct place *p, unsigned char out[32])
{
	struct care_report report;

	assert_int_equal(care_verify(p->db, NULL, &report), 0);
	assert_int_equal(care_digest(p->db, out), 0);
}

static void
a_crash_at_any_write_leaves_what_can_be_repeated(void **state)
{
	unsigned char want[32], have[32];
	struct place *up = &place[0], *low = &place[1];
	int k, crashed = 9;

	(void)state;
	open_places(7, 2, true);
	for (int i = 0; i < 30; i++)
		key_one(low, i);
	pack(1, 0);
	char *before = xprintf("%s/before", folder);

	close_place(up);
	copy_folder(up->dir, before);
	open_place(up);
	assert_true(deliver(&bag[0]) > 0);
	sound_digest(up, want);
	for (k = 0; crashed == 9; k++) {
		close_place(up);
		copy_folder(before, up->dir);
		crashed = unpack_and_crash(up, &bag[0], k);
		assert_true(crashed == 9 || crashed == 0);
		open_place(up);
		deliver(&bag[0]);
		sound_digest(up, have);
		assert_memory_equal(want, have, sizeof want);
	}
	assert_true(k > 20);
	free(before);
	close_places();
}

static long
setting(const char *variable, long otherwise)
{
	const char *value = getenv(variable);

	return value && *value ? strtol(value, NULL, 10) : otherwise;
}

static void
all_have_what_is_theirs(void **state)
{
	long first = setting("EXCHANGE_SEED", 1), runs = setting("EXCHANGE_RUNS", 6);

	(void)state;
	mutant = NONE;
	for (long seed = first; seed < first + runs; seed++) {
		const char *what = broken((uint64_t)seed);

		if (what)
			fail_msg("EXCHANGE_SEED=%ld: %s", seed, what);
	}
}

static void
mutants_are_caught(void **state)
{
	(void)state;
	for (mutant = NONE + 1; mutant < MUTANTS; mutant++) {
		bool caught = false;

		for (uint64_t seed = 1; !caught && seed < 60; seed++)
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
		cmocka_unit_test(an_appeal_goes_up_and_its_answer_comes_down),
		cmocka_unit_test(a_crash_at_any_write_leaves_what_can_be_repeated),
		cmocka_unit_test(all_have_what_is_theirs),
		cmocka_unit_test(mutants_are_caught),
	};

	forms = forms_new();
	if (forms_add_shipped(forms, NULL) != 0)
		return 1;
	int failed = cmocka_run_group_tests(tests, NULL, NULL);

	forms_free(forms);
	return failed;
}
