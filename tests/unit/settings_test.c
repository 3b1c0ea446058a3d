#include "unit.h"

#include "db/care.h"
#include "db/settings.h"
#include "db/store.h"

#include <stdio.h>
#include <unistd.h>

static const struct actor clerk = {"wxl", "王秀兰", ROLE_CLERK, "test"};
static const struct actor admin = {"lgd", "李国栋", ROLE_INFOADMIN, "test"};

/* From 2026-12-29 09:00, a Tuesday, a second at a call. */
static int64_t now_ms = INT64_C(1798506000000);

static int64_t
test_now(void *arg)
{
	(void)arg;
	return now_ms += 1000;
}

static const struct clock test_clock = {test_now, NULL};

struct fixture {
	char folder[32];
	struct forms *forms;
	struct db *db, *other; /* of another process */
	struct keep *keep;
};

static struct db *
open_db(const struct fixture *f)
{
	struct db_options options = {.dir = f->folder, .forms = f->forms, .clock = &test_clock};
	struct db *db = NULL;

	assert_int_equal(db_open(&options, &db, NULL), 0);
	return db;
}

static int
set_up(void **state)
{
	struct fixture *f = xcalloc(1, sizeof *f);
	struct unit unit = {.name = (char *)"第三作业站", .code = (char *)"0303",
	    .upper = (char *)""};

	strcpy(f->folder, "/tmp/settings-XXXXXX");
	assert_non_null(mkdtemp(f->folder));
	f->forms = forms_new();
	assert_int_equal(forms_add_shipped(f->forms, NULL), 0);
	struct db_options options = {.dir = f->folder, .forms = f->forms, .clock = &test_clock};

	assert_int_equal(db_init(&options, &unit, NULL), 0);
	assert_int_equal(keep_init(f->folder, &test_clock, NULL), 0);
	assert_int_equal(keep_open(f->folder, &test_clock, &f->keep, NULL), 0);
	f->db = open_db(f);
	f->other = open_db(f);
	*state = f;
	return 0;
}

static int
tear_down(void **state)
{
	struct fixture *f = *state;
	char *remove = xprintf("rm -rf '%s'", f->folder);

	db_close(f->db);
	db_close(f->other);
	keep_close(f->keep);
	forms_free(f->forms);
	assert_int_equal(system(remove), 0);
	free(remove);
	free(f);
	return 0;
}

static int
put(struct fixture *f, const struct actor *actor, const char *id, const char *value,
    enum text said)
{
	struct say why = {0};
	int err = setting_set(f->db, f->keep, actor, setting_find(id), value, &why);

	assert_int_equal(why.id, said);
	say_release(&why);
	return err;
}

static void
is(struct fixture *f, struct db *db, const char *id, const char *want)
{
	char *value = NULL;

	assert_int_equal(setting_get(db, f->keep, setting_find(id), &value), 0);
	assert_string_equal(value, want);
	free(value);
}

static void
every_setting_starts_as_usual(void **state)
{
	struct fixture *f = *state;
	struct keep_policy policy;

	is(f, f->db, "unit_name", "第三作业站");
	is(f, f->db, "unit_upper", "");
	is(f, f->db, "least_length", "8");
	is(f, f->db, "idle_minutes", "10");
	is(f, f->db, "wide", "0");
	assert_int_equal(keep_policy_get(f->keep, &policy), 0);
	assert_int_equal(policy.most_failures, 5);
	assert_int_equal(policy.history, 5);
	for (int i = 0; setting_at(i); i++) {
		const struct setting *s = setting_at(i);

		assert_ptr_equal(setting_find(s->id), s);
		if (s->type != SETTING_TEXT)
			assert_in_range(s->usual, s->least, s->most);
	}
}

static void
what_does_not_fit_is_refused(void **state)
{
	struct fixture *f = *state;

	assert_int_equal(put(f, &clerk, "unit_name", "第四作业站", T_DB_NO_RIGHT), ERR_DENIED);
	assert_int_equal(put(f, &clerk, "wide", "1", T_DB_NO_RIGHT), ERR_DENIED);
	assert_int_equal(put(f, &clerk, "history", "1", T_DB_NO_RIGHT), ERR_DENIED);
	assert_int_equal(put(f, &admin, "unit_name", "站", T_SETTING_CHARS), ERR_INPUT);
	assert_int_equal(put(f, &admin, "least_length", "7", T_SETTING_RANGE), ERR_INPUT);
	assert_int_equal(put(f, &admin, "least_length", "9位", T_SETTING_RANGE), ERR_INPUT);
	assert_int_equal(put(f, &admin, "least_length", "", T_SETTING_RANGE), ERR_INPUT);
	is(f, f->db, "least_length", "8");
	is(f, f->db, "unit_name", "第三作业站");
}

/* What the unit sets is an operation: it holds in other processes, after a restart, in verify. */
static void
the_units_are_operations(void **state)
{
	struct fixture *f = *state;
	struct care_report report;

	assert_int_equal(put(f, &admin, "unit_code", "0909", TEXT_NONE), 0);
	assert_string_equal(db_unit(f->db)->code, "0909");
	assert_string_equal(db_unit(f->other)->code, "0303");
	db_changes(f->other);
	assert_string_equal(db_unit(f->other)->code, "0909");
	assert_int_equal(care_verify(f->db, NULL, &report), 0);
	assert_int_equal(report.operations, 1);
	assert_int_equal(put(f, &admin, "unit_code", "0909", TEXT_NONE), 0); /* as it was */
	db_close(f->db);
	f->db = open_db(f);
	assert_string_equal(db_unit(f->db)->code, "0909");
	assert_int_equal(care_verify(f->db, NULL, &report), 0);
	assert_int_equal(report.operations, 1);
}

static void
is_change(const struct setting_changes *changes, int i, const char *id, const char *before,
    const char *after, const char *who)
{
	assert_in_range(i, 0, changes->count - 1);
	assert_string_equal(changes->change[i].id, id);
	assert_string_equal(changes->change[i].before, before);
	assert_string_equal(changes->change[i].after, after);
	assert_string_equal(changes->change[i].who, who);
}

static void
every_change_is_written_down(void **state)
{
	struct fixture *f = *state;
	struct setting_changes changes;

	assert_int_equal(put(f, &admin, "unit_code", "0909", TEXT_NONE), 0);
	assert_int_equal(put(f, &admin, "unit_upper", "第一管理区工会", TEXT_NONE), 0);
	assert_int_equal(put(f, &admin, "least_length", "010", TEXT_NONE), 0);
	assert_int_equal(put(f, &admin, "wide", "1", TEXT_NONE), 0);
	assert_int_equal(put(f, &admin, "unit_upper", "第二管理区工会", TEXT_NONE), 0);
	is(f, f->db, "least_length", "10");
	is(f, f->db, "wide", "1");
	assert_int_equal(setting_changes(f->db, f->keep, &clerk, &changes), ERR_DENIED);
	assert_int_equal(setting_changes(f->db, f->keep, &admin, &changes), 0);
	assert_int_equal(changes.count, 5);
	is_change(&changes, 0, "unit_upper", "第一管理区工会", "第二管理区工会", "李国栋");
	is_change(&changes, 1, "wide", "0", "1", "李国栋");
	is_change(&changes, 2, "least_length", "8", "10", "lgd");
	is_change(&changes, 3, "unit_upper", "", "第一管理区工会", "李国栋");
	is_change(&changes, 4, "unit_code", "0303", "0909", "李国栋");
	setting_changes_release(&changes);
}

static char *
add_appeal(struct fixture *f, struct db *db)
{
	struct record *record = record_new(forms_find(f->forms, "appeal"));

	record_set(record, form_field(record->form, "subject_line"), "取暖费没有按时发");
	record_set(record, form_field(record->form, "naming"), "1");
	record_set(record, form_field(record->form, "nature"), "5");
	assert_int_equal(store_save(db, &clerk, record, NULL, NULL, NULL), 0);
	char *id = xstrdup(record->id);

	record_free(record);
	return id;
}

static void
is_due(struct fixture *f, const char *id, const char *want)
{
	struct record *record = NULL;

	assert_int_equal(store_get(f->db, &clerk, id, STORE_MASKED, NULL, &record), 0);
	assert_string_equal(record_get(record, "due"), want);
	record_free(record);
}

/*
 * An answer is owed in 5 working days from 2026-12-29: without the arrangement of 2027 that is
 * Tuesday 01-05; with 01-01 off and 01-04 a bridged day it is 01-06, and so it is in a record that
 * another process saves before it looked.
 */
static void
a_years_arrangement_moves_what_is_due(void **state)
{
	struct fixture *f = *state;
	struct moves moves;
	struct say why = {0};
	struct care_report report;
	char *first = add_appeal(f, f->db);

	is_due(f, first, "2027-01-05");
	assert_int_equal(setting_calendar(f->db, &clerk, "2027 off 1/1-3", &moves, NULL),
	    ERR_DENIED);
	assert_int_equal(setting_calendar(f->db, &admin, "2027 off 1/32", &moves, &why), ERR_INPUT);
	assert_int_equal(why.id, T_CALENDAR_DAY);
	say_release(&why);
	assert_false(calendar_knows(db_calendar(f->db), 2027));
	assert_int_equal(setting_calendar(f->db, &admin, "2027 off 1/1-3", &moves, NULL), 0);
	assert_int_equal(moves.count, 1);
	assert_string_equal(moves.moved[0].record, first);
	assert_string_equal(moves.moved[0].title, "取暖费没有按时发");
	assert_int_equal(moves.moved[0].before, day_from_civil(2027, 1, 5));
	assert_int_equal(moves.moved[0].after, day_from_civil(2027, 1, 6));
	moves_release(&moves);
	is_due(f, first, "2027-01-06");

	char *second = add_appeal(f, f->other);

	is_due(f, second, "2027-01-06");
	assert_int_equal(care_verify(f->db, NULL, &report), 0);
	assert_int_equal(setting_calendar(f->other, &admin, "2027 off 1/1-3", &moves, NULL), 0);
	assert_int_equal(moves.count, 0); /* nothing new */
	assert_int_equal(setting_calendar(f->other, &admin, "2028 off 1/1\n2027 off 1/1-4", &moves,
	    NULL), 0);
	assert_int_equal(moves.count, 2);
	moves_release(&moves);
	db_close(f->db);
	f->db = open_db(f);
	is_due(f, second, "2027-01-07");
	assert_true(calendar_knows(db_calendar(f->db), 2028));
	assert_int_equal(care_verify(f->db, NULL, &report), 0);
	free(first);
	free(second);
}

int
main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)
	const struct CMUnitTest tests[] = {
		TEST(every_setting_starts_as_usual),
		TEST(what_does_not_fit_is_refused),
		TEST(the_units_are_operations),
		TEST(every_change_is_written_down),
		TEST(a_years_arrangement_moves_what_is_due),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
