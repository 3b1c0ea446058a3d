/*
 * Runs and their undoing, against a model that knows of each field who wrote what: random runs,
 * others' changes, references and undoings, in any order. Mutants seen caught: others' changes
 * since taken back too; a field's last value of the run restored in place of the first; what is
 * referred to withdrawn; what others changed withdrawn.
 */
#include "unit.h"

#include "db/care.h"
#include "db/db_int.h"
#include "db/run.h"
#include "db/store.h"

#include <stdio.h>

static const struct actor clerk = {"wxl", "王秀兰", ROLE_CLERK, "test"};
static const struct actor other = {"hjg", "韩建国", ROLE_CLERK, "test"};
static const struct actor admin = {"lgd", "李国栋", ROLE_INFOADMIN, "test"};

struct fixture {
	char folder[32];
	struct forms *forms;
	const struct form *member, *appeal;
	struct db *db;
};

static int
set_up(void **state)
{
	struct fixture *f = xcalloc(1, sizeof *f);
	struct unit unit = {.name = (char *)"第三作业站工会", .code = (char *)"", .upper = (char *)""};
	struct form_diags diags = {0};

	strcpy(f->folder, "/tmp/run-XXXXXX");
	assert_non_null(mkdtemp(f->folder));
	f->forms = forms_new();
	assert_int_equal(forms_add_shipped(f->forms, &diags), 0);
	f->member = forms_find(f->forms, "member");
	f->appeal = forms_find(f->forms, "appeal");
	struct db_options options = {.dir = f->folder, .forms = f->forms};

	assert_int_equal(db_init(&options, &unit, NULL), 0);
	assert_int_equal(db_open(&options, &f->db, NULL), 0);
	*state = f;
	return 0;
}

static int
tear_down(void **state)
{
	struct fixture *f = *state;
	char *remove = xprintf("rm -rf '%s'", f->folder);

	db_close(f->db);
	forms_free(f->forms);
	assert_int_equal(system(remove), 0);
	free(remove);
	free(f);
	return 0;
}

/* --- the model --- */

#define RECORDS 400
#define WRITES 40
#define RUNS 60

static const char *const fields[] = {"name", "mobile", "job", "note"};
#define FIELDS 4

struct write {
	int by; /* a run; 0 somebody else; -r the undoing of run r */
	int value; /* -1: none */
};
static struct model {
	char *id;
	struct write write[FIELDS][WRITES];
	int writes[FIELDS];
	int made_by;
	bool touched; /* by anybody but the run that made it and its undoing */
	bool referred, gone;
} model[RECORDS];
static int records, runs;
static int64_t number[RUNS]; /* of the store's, 0: it wrote nothing */

static int
value_of(const struct model *m, int field)
{
	return m->writes[field] ? m->write[field][m->writes[field] - 1].value : -1;
}

static bool
put(struct model *m, int field, int by, int value)
{
	if (value_of(m, field) == value)
		return false;
	assert_true(m->writes[field] < WRITES);
	m->write[field][m->writes[field]++] = (struct write){by, value};
	if (by != m->made_by && by != -m->made_by)
		m->touched = true;
	return true;
}

/* The value before the run's first write, if the run wrote last; else 1 if another one stays. */
static int
put_back(struct model *m, int field, int run)
{
	int last = m->writes[field] - 1, first = 0;

	while (first <= last && m->write[field][first].by != run)
		first++;
	if (first > last)
		return 0;
	int by = m->write[field][last].by, was = first ? m->write[field][first - 1].value : -1;

	if (by == run)
		put(m, field, -run, was);
	return by != run && by != -run && m->write[field][last].value != was;
}

/* How many records and fields stay. */
static int
model_undo(int run)
{
	int kept = 0;

	for (int i = 0; i < records; i++) {
		struct model *m = &model[i];

		if (m->gone)
			continue;
		if (m->made_by == run)
			m->gone = !m->touched && !m->referred;
		for (int field = 0; m->made_by != run && field < FIELDS; field++)
			kept += put_back(m, field, run);
		kept += m->made_by == run && !m->gone;
	}
	return kept;
}

/* --- both --- */

static unsigned seed;

static int
roll(int sides)
{
	seed = seed * 1103515245u + 12345u;
	return (int)(seed >> 16) % sides;
}

static char *
word(int field, int value)
{
	return value < 0 ? NULL : field == 0 ? xprintf("张%c", 'A' + value)
	    : field == 1 ? xprintf("1390455%04d", value) : xprintf("词%d", value);
}

static void
set_value(struct record *record, int field, int value)
{
	char *text = word(field, value);

	record_set(record, form_field(record->form, fields[field]), text);
	free(text);
}

static struct record *
change_of(struct fixture *f, struct model *m, int by)
{
	struct record *record = NULL;

	assert_int_equal(store_get(f->db, &clerk, m->id, STORE_FULL, NULL, &record), 0);
	for (int field = 0; field < FIELDS; field++) {
		int value = roll(field == 0 ? 5 : 6) - (field == 0 ? 0 : 1);

		if (roll(3) == 0 && put(m, field, by, value))
			set_value(record, field, value);
	}
	return record;
}

static void
forget_models(void)
{
	for (int i = 0; i < records; i++)
		free(model[i].id);
	memset(model, 0, sizeof model);
	records = runs = 0;
}

static void
do_run(struct fixture *f)
{
	struct record *slice[20];
	struct model *made[20] = {NULL};
	int run = ++runs;

	run_begin(f->db, "member", "in.csv");
	for (int commits = 1 + roll(3); commits > 0; commits--) {
		int count = 0, new = roll(4);

		for (int i = 0; i < new && records < RECORDS; i++) {
			struct model *m = &model[records++];

			*m = (struct model){.made_by = run};
			slice[count] = record_new(f->member);
			for (int field = 0; field < FIELDS; field++)
				if (put(m, field, run, roll(5)))
					set_value(slice[count], field, value_of(m, field));
			made[count++] = m;
		}
		for (int i = 0; i < records - new; i++)
			if (!model[i].gone && model[i].id && roll(3) == 0 && count < 20) {
				made[count] = NULL;
				slice[count++] = change_of(f, &model[i], run);
			}
		assert_int_equal(store_save_all(f->db, &clerk, slice, count, NULL), 0);
		for (int i = 0; i < count; i++) {
			if (made[i])
				made[i]->id = xstrdup(slice[i]->id);
			record_free(slice[i]);
		}
	}
	number[run] = run_end(f->db);
}

static struct model *
any_living(void)
{
	int first = records ? roll(records) : 0;

	for (int i = 0; i < records; i++)
		if (!model[(first + i) % records].gone)
			return &model[(first + i) % records];
	return NULL;
}

static void
do_other(struct fixture *f)
{
	struct model *m = any_living();

	if (!m)
		return;
	struct record *record = change_of(f, m, 0);

	assert_int_equal(store_save(f->db, &other, record, NULL, NULL, NULL), 0);
	record_free(record);
}

static void
do_refer(struct fixture *f)
{
	struct model *m = any_living();

	if (!m)
		return;
	struct record *record = record_new(f->appeal);

	m->referred = true;
	record_set(record, form_field(f->appeal, "person"), m->id);
	assert_int_equal(store_save(f->db, &other, record, NULL, NULL, NULL), 0);
	record_free(record);
}

static void
do_undo(struct fixture *f)
{
	struct run_undone undone;
	int run = runs ? 1 + roll(runs) : 0;

	if (!run || !number[run])
		return;
	int err = run_undo(f->db, &clerk, number[run], NULL, &undone, NULL);

	assert_true(err == 0 || err == ERR_EXISTS);
	assert_int_equal(undone.kept, model_undo(run));
	run_undone_release(&undone);
}

static void
compare(struct fixture *f, int turn)
{
	for (int i = 0; i < records; i++) {
		struct model *m = &model[i];
		struct record *record = NULL;
		int err = store_get(f->db, &clerk, m->id, STORE_FULL, "test", &record);

		if (err == ERR_DENIED) /* a reason is for those who may unmask */
			err = store_get(f->db, &admin, m->id, STORE_FULL, "test", &record);
		if (err != (m->gone ? ERR_NOTFOUND : 0))
			fail_msg("turn %d record %d: %d, gone %d", turn, i, err, m->gone);
		for (int field = 0; record && field < FIELDS; field++) {
			char *wanted = word(field, value_of(m, field));
			const char *is = record_get(record, fields[field]);

			if ((wanted || is) && (!wanted || !is || strcmp(wanted, is) != 0))
				fail_msg("turn %d record %d %s: %s, not %s", turn, i, fields[field],
				    is ? is : "-", wanted ? wanted : "-");
			free(wanted);
		}
		record_free(record);
	}
}

static void
what_a_run_wrote_is_taken_back(void **state)
{
	struct fixture *f = *state;
	struct care_report report;

	for (unsigned start = 1; start <= 10; start++) {
		seed = start;
		for (int turn = 0; turn < 30 && runs < RUNS - 1; turn++) {
			switch (roll(6)) {
			case 0:
			case 1:
				do_run(f);
				break;
			case 2:
			case 3:
				do_other(f);
				break;
			case 4:
				do_refer(f);
				break;
			default:
				do_undo(f);
			}
			compare(f, (int)start * 1000 + turn);
		}
		forget_models();
	}
	/* All of that once more from the log. */
	assert_int_equal(care_verify(f->db, NULL, &report), 0);
	say_release(&report.first);
}

/* --- what the model does not tell --- */

static void
import_many(struct fixture *f, int count)
{
	struct record **record = xcalloc((size_t)count, sizeof *record);

	run_begin(f->db, "member", "many.csv");
	for (int i = 0; i < count; i++) {
		record[i] = record_new(f->member);
		set_value(record[i], 0, i % 26);
	}
	assert_int_equal(store_save_all(f->db, &clerk, record, count, NULL), 0);
	run_end(f->db);
	for (int i = 0; i < count; i++)
		record_free(record[i]);
	free(record);
}

static int64_t
members(struct fixture *f)
{
	struct store_query query = {.form = f->member};
	int64_t count = -1;

	assert_int_equal(store_count(f->db, &clerk, &query, &count), 0);
	return count;
}

static void
stop(void *arg, int64_t done, int64_t total)
{
	(void)done, (void)total;
	((struct db *)arg)->readonly = true;
}

static void
undoing_goes_on_where_it_was_broken_off(void **state)
{
	struct fixture *f = *state;
	const struct care_progress stopping = {stop, f->db};
	struct run_undone undone;
	int64_t before = members(f);
	struct runs list;

	import_many(f, 450);
	assert_int_equal(run_list(f->db, &clerk, 1, &list), 0);
	int64_t last = list.run[0].number;

	assert_int_equal(list.run[0].added, 450);
	assert_string_equal(list.run[0].file, "many.csv");
	assert_string_equal(list.run[0].name, "王秀兰");
	assert_int_equal(list.run[0].undone, 0);
	runs_release(&list);
	assert_int_equal(run_undo(f->db, &clerk, last, &stopping, &undone, NULL), ERR_READONLY);
	assert_int_equal(undone.withdrawn, 200);
	run_undone_release(&undone);
	f->db->readonly = false;
	assert_int_equal(members(f), before + 250);
	assert_int_equal(run_undo(f->db, &clerk, last, NULL, &undone, NULL), 0);
	assert_int_equal(undone.withdrawn, 250);
	assert_int_equal(undone.kept, 0);
	run_undone_release(&undone);
	assert_int_equal(members(f), before);
	assert_int_equal(run_undo(f->db, &clerk, last, NULL, &undone, NULL), ERR_EXISTS);
	run_undone_release(&undone);
	assert_int_equal(run_list(f->db, &clerk, 1, &list), 0);
	assert_string_equal(list.run[0].undone_by, "王秀兰");
	runs_release(&list);
}

static void
others_may_not_unless_they_look_after_accounts(void **state)
{
	struct fixture *f = *state;
	struct run_undone undone;
	struct runs list;
	struct say why = {0};

	import_many(f, 3);
	assert_int_equal(run_list(f->db, &other, 10, &list), 0);
	assert_int_equal(list.count, 0);
	runs_release(&list);
	assert_int_equal(run_list(f->db, &admin, 1, &list), 0);
	int64_t last = list.run[0].number;

	runs_release(&list);
	assert_int_equal(run_undo(f->db, &other, last, NULL, &undone, &why), ERR_DENIED);
	assert_int_equal(why.id, T_DB_NO_RIGHT);
	say_release(&why);
	assert_int_equal(run_undo(f->db, &other, last + 1, NULL, &undone, NULL), ERR_NOTFOUND);
	assert_int_equal(run_undo(f->db, &admin, last, NULL, &undone, NULL), 0);
	assert_int_equal(undone.withdrawn, 3);
	run_undone_release(&undone);
}

/* What others did is named with whom. */
static void
what_stays_is_told(void **state)
{
	struct fixture *f = *state;
	struct run_undone undone;
	struct runs list;
	struct record *mine = record_new(f->member), *again = NULL;

	set_value(mine, 0, 1);
	set_value(mine, 1, 1);
	assert_int_equal(store_save(f->db, &clerk, mine, NULL, NULL, NULL), 0);
	run_begin(f->db, "member", "change.csv");
	set_value(mine, 1, 2);
	set_value(mine, 2, 2);
	assert_int_equal(store_save_all(f->db, &clerk, &mine, 1, NULL), 0);
	run_end(f->db);
	assert_int_equal(store_get(f->db, &other, mine->id, STORE_FULL, NULL, &again), 0);
	set_value(again, 1, 3);
	assert_int_equal(store_save(f->db, &other, again, NULL, NULL, NULL), 0);
	assert_int_equal(run_list(f->db, &clerk, 1, &list), 0);
	assert_int_equal(list.run[0].changed, 1);
	assert_int_equal(run_undo(f->db, &clerk, list.run[0].number, NULL, &undone, NULL), 0);
	assert_int_equal(undone.restored, 1);
	assert_int_equal(undone.kept, 1);
	assert_string_equal(undone.first[0].id, mine->id);
	assert_string_equal(undone.first[0].title, "张B");
	assert_int_equal(undone.first[0].field, form_field(f->member, "mobile"));
	assert_string_equal(undone.first[0].who, "韩建国");
	run_undone_release(&undone);
	runs_release(&list);
	record_free(mine);
	record_free(again);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(what_a_run_wrote_is_taken_back),
		cmocka_unit_test(undoing_goes_on_where_it_was_broken_off),
		cmocka_unit_test(others_may_not_unless_they_look_after_accounts),
		cmocka_unit_test(what_stays_is_told),
	};

	return cmocka_run_group_tests(tests, set_up, tear_down);
}
