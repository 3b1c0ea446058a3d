#include "unit.h"

#include "db/alike.h"
#include "db/audit.h"
#include "db/care.h"
#include "db/draft.h"
#include "db/keep.h"
#include "db/related.h"
#include "db/settings.h"
#include "db/store.h"

#include <fcntl.h>
#include <sqlite3.h>
#include <stdio.h>
#include <sys/stat.h>
#include <unistd.h>

static const struct actor clerk = {"wxl", "王秀兰", ROLE_CLERK, "test"};
static const struct actor admin = {"lgd", "李国栋", ROLE_INFOADMIN, "test"};
static const struct actor chair = {"zql", "赵庆林", ROLE_CHAIR, "test"};
static const struct actor handler = {"shy", "孙海燕", ROLE_HANDLER, "test"};
static const struct actor auditor = {"cjf", "陈建芳", ROLE_AUDITOR, "test"};

static int64_t now_ms = INT64_C(1795453200000);

static int64_t
test_now(void *arg)
{
	(void)arg;
	return now_ms += 1000;
}

static const struct clock test_clock = {test_now, NULL};

struct fixture {
	char folder[32];
	char *dir;
	struct forms *forms;
	struct db *db;
};

static struct db_options
options_of(const struct fixture *f)
{
	return (struct db_options){.dir = f->dir, .forms = f->forms, .clock = &test_clock};
}

static void
must(int err, const struct say *why)
{
	if (err) {
		char *text = say_text(why, LANG_EN);

		fail_msg("%d %s", err, text);
	}
}

static int
set_up(void **state)
{
	struct fixture *f = xcalloc(1, sizeof *f);
	struct unit unit = {
		.name = (char *)"绥棱农场有限公司第三作业站",
		.level = LEVEL_STATION, .code = (char *)"0303", .upper = (char *)"",
	};
	struct form_diags diags = {0};
	struct say why = {0};

	strcpy(f->folder, "/tmp/store-XXXXXX");
	assert_non_null(mkdtemp(f->folder));
	f->dir = xprintf("%s/data", f->folder);
	f->forms = forms_new();
	assert_int_equal(forms_add_shipped(f->forms, &diags), 0);
	struct db_options options = options_of(f);

	must(db_init(&options, &unit, &why), &why);
	must(db_open(&options, &f->db, &why), &why);
	say_release(&why);
	*state = f;
	return 0;
}

static int
tear_down(void **state)
{
	struct fixture *f = *state;
	char *remove = xprintf("chmod -R u+w '%s'; rm -rf '%s'", f->folder, f->folder);

	db_close(f->db);
	forms_free(f->forms);
	assert_int_equal(system(remove), 0);
	free(remove);
	free(f->dir);
	free(f);
	return 0;
}

static void
set(struct record *record, const char *field, const char *value)
{
	assert_true(form_field(record->form, field) >= 0);
	record_set(record, form_field(record->form, field), value);
}

static char *
add_member(struct fixture *f, const char *name, const char *idno, const char *mobile)
{
	struct record *record = record_new(forms_find(f->forms, "member"));
	struct say why = {0};

	set(record, "name", name);
	set(record, "doc_no", idno);
	set(record, "mobile", mobile);
	must(store_save(f->db, &clerk, record, NULL, NULL, &why), &why);
	char *id = xstrdup(record->id);

	record_free(record);
	return id;
}

static int
found(struct fixture *f, const char *typed)
{
	struct store_query query = {
		.form = forms_find(f->forms, "member"), .find = typed, .limit = 50};
	struct store_page page;
	int64_t count = -1;

	assert_int_equal(store_list(f->db, &clerk, &query, &page), 0);
	assert_int_equal(store_count(f->db, &clerk, &query, &count), 0);
	assert_int_equal(count, page.count);
	int seen = page.count;

	store_page_release(&page);
	return seen;
}

static void
a_member_is_saved_and_found(void **state)
{
	struct fixture *f = *state;
	struct record *record = NULL;
	char *id = add_member(f, "张秀芹", "000000197105030045", "13900002210");

	free(add_member(f, "曾宪群", "000000198501020010", "13900007733"));
	free(add_member(f, "古丽娜尔·买买提", "000000198803140020", "13904551234"));
	assert_int_equal(found(f, ""), 3);
	assert_int_equal(found(f, "张"), 1);
	assert_int_equal(found(f, "秀"), 1);
	assert_int_equal(found(f, "zxq"), 2);
	assert_int_equal(found(f, "cxq"), 1);
	assert_int_equal(found(f, "zhangxiu"), 1);
	assert_int_equal(found(f, "2210"), 1);
	assert_int_equal(found(f, "0045"), 1);
	assert_int_equal(found(f, "买买提"), 1);
	assert_int_equal(found(f, "7733 曾"), 1);
	assert_int_equal(found(f, "7733 张"), 0);
	assert_int_equal(store_get(f->db, &clerk, id, STORE_MASKED, NULL, &record), 0);
	assert_string_equal(record_get(record, "name"), "张秀芹");
	assert_null(strstr(record_get(record, "doc_no"), "19710503"));
	assert_int_equal(store_save(f->db, &clerk, record, NULL, NULL, NULL), ERR_USAGE);
	record_free(record);
	free(id);
}

static void
the_second_to_save_the_same_field_sees_both(void **state)
{
	struct fixture *f = *state;
	struct record *a = NULL, *b = NULL;
	struct conflicts conflicts = {0};
	struct changes changes;
	struct say why = {0};
	char *id = add_member(f, "张秀芹", "000000197105030045", "13900002210");

	must(store_get(f->db, &clerk, id, STORE_FULL, NULL, &a), &why);
	must(store_get(f->db, &admin, id, STORE_FULL, NULL, &b), &why);
	set(a, "mobile", "13900008816");
	set(a, "job", "会计");
	must(store_save(f->db, &clerk, a, NULL, NULL, &why), &why);
	set(b, "mobile", "13900009999");
	set(b, "union_group", "一组");
	assert_int_equal(store_save(f->db, &admin, b, NULL, &conflicts, &why), ERR_CONFLICT);
	assert_int_equal(conflicts.count, 1);
	assert_string_equal(conflicts.conflict[0].theirs, "13900008816");
	assert_string_equal(conflicts.conflict[0].who, "王秀兰");
	free(b->seen);
	b->seen = store_seen(f->db, id);
	set(b, "job", "会计");
	must(store_save(f->db, &admin, b, NULL, NULL, &why), &why);
	record_free(a);
	must(store_get(f->db, &clerk, id, STORE_FULL, NULL, &a), &why);
	assert_string_equal(record_get(a, "mobile"), "13900009999");
	assert_string_equal(record_get(a, "job"), "会计");
	assert_string_equal(record_get(a, "union_group"), "一组");
	assert_int_equal(store_history(f->db, &admin, id, STORE_FULL, &changes), 0);
	assert_int_equal(changes.count, 8);
	changes_release(&changes);
	conflicts_release(&conflicts);
	record_free(a);
	record_free(b);
	say_release(&why);
	free(id);
}

static void
different_fields_of_two_people_are_both_kept(void **state)
{
	struct fixture *f = *state;
	struct record *a = NULL, *b = NULL;
	struct say why = {0};
	char *id = add_member(f, "张伟", "000000197105030045", "13900002210");

	must(store_get(f->db, &clerk, id, STORE_FULL, NULL, &a), &why);
	must(store_get(f->db, &clerk, id, STORE_FULL, NULL, &b), &why);
	set(a, "mobile", "13900008816");
	must(store_save(f->db, &clerk, a, NULL, NULL, &why), &why);
	set(b, "job", "电工");
	must(store_save(f->db, &clerk, b, NULL, NULL, &why), &why);
	record_free(a);
	must(store_get(f->db, &clerk, id, STORE_FULL, NULL, &a), &why);
	assert_string_equal(record_get(a, "mobile"), "13900008816");
	assert_string_equal(record_get(a, "job"), "电工");
	record_free(a);
	record_free(b);
	free(id);
}

static void
a_draft_belongs_to_its_clerk_and_goes_with_the_save(void **state)
{
	struct fixture *f = *state;
	struct draft draft = {.kind = (char *)"member", .title = (char *)"新会员",
		.body = (char *)"{\"name\":\"张\"}"};
	struct drafts drafts;
	struct say why = {0};

	must(draft_put(f->db, &clerk, &draft, &why), &why);
	draft.body = (char *)"{\"name\":\"张三\"}";
	must(draft_put(f->db, &clerk, &draft, &why), &why);
	assert_int_equal(draft_list(f->db, &admin, &drafts), 0);
	assert_int_equal(drafts.count, 0);
	assert_int_equal(draft_list(f->db, &clerk, &drafts), 0);
	assert_int_equal(drafts.count, 1);
	assert_string_equal(drafts.draft[0].body, "{\"name\":\"张三\"}");
	drafts_release(&drafts);
	struct record *record = record_new(forms_find(f->forms, "member"));

	set(record, "name", "张三");
	must(store_save(f->db, &clerk, record, draft.id, NULL, &why), &why);
	record_free(record);
	assert_int_equal(draft_list(f->db, &clerk, &drafts), 0);
	assert_int_equal(drafts.count, 0);
	free(draft.id);
}

static void
rebuild_reproduces_and_verify_finds_a_change(void **state)
{
	struct fixture *f = *state;
	struct care_report report;
	unsigned char before[32], after[32];
	struct say why = {0};

	for (int i = 0; i < 20; i++)
		free(add_member(f, "张伟", "000000197105030045", "13900002210"));
	must(care_digest(f->db, before), &why);
	must(care_rebuild(f->db, NULL, &why), &why);
	must(care_digest(f->db, after), &why);
	assert_memory_equal(before, after, 32);
	assert_int_equal(care_verify(f->db, NULL, &report), 0);
	assert_int_equal(report.records, 20);
	/* Somebody changes a body, and a table, with another tool. */
	char *file = xprintf("%s/station.db", f->dir);
	sqlite3 *other = NULL;

	assert_int_equal(sqlite3_open_v2(file, &other, SQLITE_OPEN_READWRITE, NULL), SQLITE_OK);
	assert_int_equal(sqlite3_exec(other, "UPDATE body SET body = replace(body, '2210', "
	    "'2211') WHERE seq = 7", NULL, NULL, NULL), SQLITE_OK);
	sqlite3_close(other);
	free(file);
	assert_int_equal(care_verify(f->db, NULL, &report), ERR_DAMAGED);
	char *text = say_text(&report.first, LANG_EN);

	assert_non_null(strstr(text, ".7"));
	free(text);
	say_release(&report.first);
}

static void
an_erased_record_leaves_nothing_but_its_place(void **state)
{
	struct fixture *f = *state;
	struct care_report report;
	struct record *record = NULL;
	struct say why = {0};
	char *id = add_member(f, "错录人", "000000197105030045", "13900002210");

	free(add_member(f, "张伟", "000000198501020010", "13900007733"));
	assert_int_equal(care_erase(f->db, &clerk, id, "本人要求", NULL), ERR_DENIED);
	must(care_erase(f->db, &admin, id, "本人要求", &why), &why);
	assert_int_equal(store_get(f->db, &clerk, id, STORE_MASKED, NULL, &record), ERR_NOTFOUND);
	assert_int_equal(care_verify(f->db, NULL, &report), 0);
	must(care_rebuild(f->db, NULL, &why), &why);
	assert_int_equal(found(f, ""), 1);
	db_close(f->db);
	f->db = NULL;
	char *shell = xprintf("! grep -aq 错录人 '%s'/station.db*", f->dir);

	assert_int_equal(system(shell), 0);
	free(shell);
	free(id);
}

static void
a_backup_is_restored_elsewhere_with_a_new_epoch(void **state)
{
	struct fixture *f = *state;
	struct db_options options = options_of(f);
	struct db *other = NULL;
	unsigned char was[32], is[32];
	struct say why = {0};
	char *file = xprintf("%s/a.gzb", f->folder), *elsewhere = xprintf("%s/b", f->folder);

	free(add_member(f, "张伟", "000000198501020010", "13900007733"));
	must(keep_init(f->dir, &test_clock, &why), &why);
	must(care_backup(f->db, NULL, file, NULL, &why), &why);
	must(care_digest(f->db, was), &why);
	assert_int_equal(care_restore(&options, file, NULL, NULL, &why), ERR_EXISTS);
	options.dir = elsewhere;
	must(care_restore(&options, file, NULL, NULL, &why), &why);
	must(db_open(&options, &other, &why), &why);
	must(care_digest(other, is), &why);
	assert_memory_equal(was, is, 32);
	assert_string_equal(db_unit(other)->id, db_unit(f->db)->id);
	db_close(other);
	/* A byte changed in the middle is no backup. */
	FILE *damaged = fopen(file, "r+b");

	fseek(damaged, 3000, SEEK_SET);
	fputc('x', damaged);
	fclose(damaged);
	options.dir = f->folder;
	say_release(&why);
	assert_int_equal(care_restore(&options, file, NULL, NULL, &why), ERR_DAMAGED);
	say_release(&why);
	free(file);
	free(elsewhere);
}

/* Whoever restores an older backup does not bring back what was destroyed by order. */
static void
what_was_erased_since_a_backup_is_erased_again(void **state)
{
	struct fixture *f = *state;
	struct db_options options = options_of(f);
	struct db *other = NULL;
	struct say why = {0};
	char *folder = xprintf("%s/stick", f->folder), *file = xprintf("%s/a.gzb", folder);
	char *elsewhere = xprintf("%s/b", f->folder), *shell;
	char *id = add_member(f, "错录人", "000000198501020010", "13900007733");
	struct care_report report;

	free(add_member(f, "张伟", "000000197105030045", "13900002210"));
	assert_int_equal(mkdir(folder, 0700), 0);
	must(keep_init(f->dir, &test_clock, &why), &why);
	must(care_backup(f->db, NULL, file, NULL, &why), &why);
	must(care_erase(f->db, &admin, id, "录错了人", &why), &why);
	options.dir = elsewhere;
	must(care_restore(&options, file, NULL, NULL, &why), &why);
	shell = xprintf("! grep -aq 错录人 '%s'/station.db* && grep -q 录错了人 '%s'/*.erased",
	    elsewhere, folder);
	assert_int_equal(system(shell), 0);
	must(db_open(&options, &other, &why), &why);
	assert_null(store_seen(other, id));
	assert_int_equal(care_verify(other, NULL, &report), 0);
	db_close(other);
	free(shell);
	free(id);
	free(elsewhere);
	free(file);
	free(folder);
}

static void
what_cannot_be_written_says_so(void **state)
{
	struct fixture *f = *state;
	struct db_options options = options_of(f);
	struct record *record = record_new(forms_find(f->forms, "member"));
	struct db *db = NULL;
	struct say why = {0};
	char *moved = xprintf("%s/moved.db", f->dir), *file = xprintf("%s/station.db", f->dir);

	set(record, "name", "张伟");
	options.readonly = true;
	must(db_open(&options, &db, &why), &why);
	assert_true(db_is_readonly(db));
	assert_int_equal(store_save(db, &clerk, record, NULL, NULL, &why), ERR_READONLY);
	db_close(db);
	assert_int_equal(store_save(f->db, &auditor, record, NULL, NULL, &why), ERR_DENIED);
	assert_int_equal(rename(file, moved), 0);
	assert_int_equal(store_save(f->db, &clerk, record, NULL, NULL, &why), ERR_MOVED);
	assert_int_equal(access(file, F_OK), -1);
	options.readonly = false;
	assert_int_equal(db_open(&options, &db, &why), ERR_MOVED);
	assert_int_equal(rename(moved, file), 0);
	must(store_save(f->db, &clerk, record, NULL, NULL, &why), &why);
	record_free(record);
	say_release(&why);
	free(moved);
	free(file);
}

static void
a_newer_store_is_read_only(void **state)
{
	struct fixture *f = *state;
	struct db_options options = options_of(f);
	struct db *db = NULL;
	struct say why = {0};
	char *file = xprintf("%s/station.db", f->dir);
	sqlite3 *sql = NULL;

	assert_int_equal(sqlite3_open(file, &sql), SQLITE_OK);
	assert_int_equal(sqlite3_exec(sql, "PRAGMA user_version=7", NULL, NULL, NULL), SQLITE_OK);
	sqlite3_close(sql);
	must(db_open(&options, &db, &why), &why);
	assert_true(db_is_readonly(db));
	char *text = say_text(&why, LANG_EN);

	assert_non_null(strstr(text, "version 7"));
	free(text);
	db_close(db);
	say_release(&why);
	free(file);
}

static char *
add_appeal(struct fixture *f)
{
	struct record *record = record_new(forms_find(f->forms, "appeal"));
	struct say why = {0};

	set(record, "subject_line", "冬季取暖费没有按时发");
	set(record, "naming", "1");
	set(record, "nature", "5");
	must(store_save(f->db, &clerk, record, NULL, NULL, &why), &why);
	char *id = xstrdup(record->id);

	record_free(record);
	return id;
}

/* What a record's fields are; a static string for each call. */
static const char *
value_of(struct fixture *f, const char *id, const char *field)
{
	static char value[200];
	struct record *record = NULL;

	assert_int_equal(store_get(f->db, &clerk, id, STORE_FULL, NULL, &record), 0);
	snprintf(value, sizeof value, "%s",
	    record_get(record, field) ? record_get(record, field) : "");
	record_free(record);
	return value;
}

static int
open_appeals(struct fixture *f, day_t *due)
{
	struct store_query query = {.form = forms_find(f->forms, "appeal"), .only = STORE_OPEN,
	    .order = STORE_DUE, .limit = 10};
	struct store_page page;

	assert_int_equal(store_list(f->db, &clerk, &query, &page), 0);
	int count = page.count;

	*due = count ? page.row[0].due : DAY_NONE;
	store_page_release(&page);
	return count;
}

static int
step_with(struct fixture *f, const struct actor *actor, const char *id, const char *step,
    const char *const fields[], enum text what)
{
	struct say why = {0};
	int err = store_event(f->db, actor, id, step, fields, NULL, &why);

	assert_int_equal(why.id, what);
	say_release(&why);
	return err;
}

static int
step(struct fixture *f, const struct actor *actor, const char *id, const char *step,
    const char *name, const char *value, enum text what)
{
	const char *const fields[] = {name, value, NULL};

	return step_with(f, actor, id, step, fields, what);
}

/* From the first day (2026-11-24) to the end; what is due follows, and rebuild agrees. */
static void
an_appeal_goes_its_way(void **state)
{
	static const char *const answer[] = {
		"outcome", "1", "reply", "已补发", "basis", "站里的办法", NULL};
	struct fixture *f = *state;
	char *id = add_appeal(f);
	struct events events;
	unsigned char before[32], after[32];
	day_t due;

	assert_string_equal(value_of(f, id, "state"), "1");
	assert_string_equal(value_of(f, id, "registrar"), "王秀兰");
	assert_string_equal(value_of(f, id, "due"),
	    "2026-12-01"); /* the own target of 5 working days */
	assert_int_equal(step(f, &clerk, id, "accept", NULL, NULL, T_PROCEDURE_ROLE), ERR_DENIED);
	assert_int_equal(step(f, &auditor, id, "accept", NULL, NULL, T_DB_NO_RIGHT), ERR_DENIED);
	assert_int_equal(step(f, &chair, id, "close", NULL, NULL, T_PROCEDURE_STATE), ERR_DENIED);
	assert_int_equal(step(f, &chair, id, "accept", NULL, NULL, TEXT_NONE), 0);
	assert_int_equal(step(f, &chair, id, "assign", "handler", "孙海燕", TEXT_NONE), 0);
	assert_string_equal(value_of(f, id, "handler"), "孙海燕");
	assert_int_equal(open_appeals(f, &due), 1);
	assert_int_equal(step_with(f, &handler, id, "propose", answer, TEXT_NONE), 0);
	assert_string_equal(value_of(f, id, "reply"), "已补发");
	assert_int_equal(step(f, &chair, id, "approve", NULL, NULL, TEXT_NONE), 0);
	assert_int_equal(step(f, &chair, id, "close", NULL, NULL, T_PROCEDURE_STATE), ERR_DENIED);
	assert_int_equal(step(f, &handler, id, "deliver", "reply_means", "1", TEXT_NONE), 0);
	assert_int_equal(step(f, &handler, id, "call_back", "satisfied_result", "2",
	    T_PROCEDURE_OTHER), ERR_DENIED);
	assert_int_equal(step(f, &clerk, id, "call_back", "satisfied_result", "2", TEXT_NONE), 0);
	assert_int_equal(step(f, &chair, id, "close", NULL, NULL, TEXT_NONE), 0);
	assert_int_equal(open_appeals(f, &due), 0);
	assert_string_equal(value_of(f, id, "due"), "");
	assert_int_equal(store_events(f->db, &auditor, id, &events), 0);
	assert_int_equal(events.count, 7);
	assert_string_equal(events.event[1].field[1], "孙海燕");
	for (char **pair = events.event[2].field; *pair; pair += 2)
		assert_string_equal(pair[1], strcmp(*pair, "reply") == 0 ? "****"
		    : strcmp(*pair, "basis") == 0 ? "站里的办法" : "1");
	events_release(&events);
	assert_int_equal(care_digest(f->db, before), 0);
	assert_int_equal(care_rebuild(f->db, NULL, NULL), 0);
	assert_int_equal(care_digest(f->db, after), 0);
	assert_memory_equal(before, after, sizeof before);
	free(id);
}

/* A step of another person meanwhile is no change of what a clerk has open. */
static void
a_step_meanwhile_is_no_conflict(void **state)
{
	struct fixture *f = *state;
	char *id = add_appeal(f);
	struct record *record = NULL;
	struct say why = {0};

	assert_int_equal(store_get(f->db, &clerk, id, STORE_FULL, NULL, &record), 0);
	set(record, "concerned", "后勤");
	assert_int_equal(step(f, &chair, id, "accept", "acceptance", "受理", TEXT_NONE), 0);
	assert_int_equal(step(f, &handler, id, "handle", "handling", "去看过", TEXT_NONE), 0);
	must(store_save(f->db, &clerk, record, NULL, NULL, &why), &why);
	record_free(record);
	assert_string_equal(value_of(f, id, "concerned"), "后勤");
	assert_string_equal(value_of(f, id, "handling"), "去看过");
	assert_string_equal(value_of(f, id, "state"), "3");
	free(id);
}

/* Saves a notice with this number or none and tells the number it has then. */
static const char *
publish(struct fixture *f, const char *number, const char *published)
{
	static char given[60];
	struct record *record = record_new(forms_find(f->forms, "notice"));
	struct say why = {0};

	set(record, "title", "关于开展冬季送温暖摸底的通知");
	set(record, "number", number);
	set(record, "published_on", published);
	must(store_save(f->db, &clerk, record, NULL, NULL, &why), &why);
	snprintf(given, sizeof given, "%s",
	    record_get(record, "number") ? record_get(record, "number") : "");
	record_free(record);
	return given;
}

static void
numbers_follow_each_other(void **state)
{
	struct fixture *f = *state;
	char *first = add_appeal(f), *second = add_appeal(f);

	assert_string_equal(value_of(f, first, "number"), "SQ03032026112401");
	assert_string_equal(value_of(f, second, "number"), "SQ03032026112402");
	free(first);
	free(second);
	assert_string_equal(publish(f, NULL, "2026-11-24"), ""); /* nothing to follow */
	assert_string_equal(publish(f, "三站工发〔2025〕40号", "2025-12-30"), "三站工发〔2025〕40号");
	assert_string_equal(publish(f, NULL, NULL), ""); /* not published yet */
	assert_string_equal(publish(f, NULL, "2026-11-24"), "三站工发〔2026〕1号");
	assert_string_equal(publish(f, "三站工发〔2026〕7号", "2026-11-24"), "三站工发〔2026〕7号");
	assert_string_equal(publish(f, NULL, "2026-11-24"), "三站工发〔2026〕8号");
	assert_string_equal(publish(f, "〔20x6〕号", "2026-11-24"), "〔20x6〕号");
	assert_string_equal(publish(f, NULL, "2026-11-24"), "三站工发〔2026〕9号");
}

static char *
draft_document(struct fixture *f, const char *title, const char *replaces)
{
	static const char *const values[][2] = {{"doc_kind", "08"}, {"to", "各小组"}, {"body", "摸底。"},
		{"signature", "三站"}, {"dated", "2026-11-24"}, {"secrecy", "1"}, {"scope", "2"},
		{"want_receipt", "2"}};
	struct record *record = record_new(forms_find(f->forms, "notice"));
	struct say why = {0};

	for (size_t i = 0; i < sizeof values / sizeof *values; i++)
		set(record, values[i][0], values[i][1]);
	set(record, "title", title);
	set(record, "replaces", replaces);
	must(store_save(f->db, &clerk, record, NULL, NULL, &why), &why);
	char *id = xstrdup(record->id);

	record_free(record);
	return id;
}

static int
issue(struct fixture *f, const char *id, const char *number, enum text what)
{
	assert_int_equal(step(f, &chair, id, "sign", NULL, NULL, TEXT_NONE), 0);
	return step(f, &clerk, id, "issue", number ? "number" : NULL, number, what);
}

/* The number comes with the issue: what is thrown away before leaves no gap. */
static void
documents_are_numbered_when_issued(void **state)
{
	struct fixture *f = *state;
	char *id[4];

	for (int i = 0; i < 4; i++)
		id[i] = draft_document(f, "一件通知", NULL);
	assert_int_equal(issue(f, id[0], "三站工发〔2026〕1号", TEXT_NONE), 0);
	assert_int_equal(step(f, &chair, id[1], "sign", NULL, NULL, TEXT_NONE), 0);
	assert_int_equal(step(f, &clerk, id[1], "discard", "sign_note", "不发", TEXT_NONE), 0);
	assert_string_equal(value_of(f, id[1], "number"), "");
	assert_int_equal(issue(f, id[2], "三站工发〔2026〕1号", T_DB_NUMBER_TAKEN), ERR_INPUT);
	assert_int_equal(step(f, &clerk, id[2], "issue", NULL, NULL, TEXT_NONE), 0);
	assert_string_equal(value_of(f, id[2], "number"), "三站工发〔2026〕2号");
	assert_int_equal(issue(f, id[3], NULL, TEXT_NONE), 0);
	assert_string_equal(value_of(f, id[3], "number"), "三站工发〔2026〕3号");
	for (int i = 0; i < 4; free(id[i++]))
		;
}

/* Both know of each other from one commit on; and nobody types into what was signed. */
static void
one_document_takes_the_place_of_another(void **state)
{
	struct fixture *f = *state;
	struct record *record = NULL;
	struct say why = {0};
	char *old = draft_document(f, "旧的", NULL);
	char *fresh = draft_document(f, "新的", old);

	assert_int_equal(issue(f, fresh, NULL, T_DB_NOT_REPLACED), ERR_DENIED); /* not out yet */
	assert_string_equal(value_of(f, fresh, "state"), "3");
	assert_int_equal(issue(f, old, "三站工发〔2026〕1号", TEXT_NONE), 0);
	assert_int_equal(step(f, &clerk, fresh, "issue", NULL, NULL, TEXT_NONE), 0);
	assert_string_equal(value_of(f, old, "replaced_by"), fresh);
	assert_int_equal(store_get(f->db, &clerk, fresh, STORE_FULL, NULL, &record), 0);
	set(record, "body", "改一改。");
	assert_int_equal(store_save(f->db, &clerk, record, NULL, NULL, &why), ERR_DENIED);
	assert_int_equal(why.id, T_PROCEDURE_FIXED);
	say_release(&why);
	record_free(record);
	free(old);
	free(fresh);
}

static void
reads_of_protected_fields_are_audited(void **state)
{
	struct fixture *f = *state;
	struct record *record = NULL;
	struct audit audit;
	char *id = add_member(f, "张伟", "000000198501020010", "13900007733");

	assert_int_equal(store_get(f->db, &auditor, id, STORE_FULL, "看看", &record), ERR_DENIED);
	assert_int_equal(store_get(f->db, &admin, id, STORE_FULL, "核对", &record), 0);
	record_free(record);
	assert_int_equal(audit_list(f->db, &clerk, NULL, 10, &audit), ERR_DENIED);
	assert_int_equal(audit_list(f->db, &auditor, id, 10, &audit), 0);
	assert_int_equal(audit.count, 1);
	assert_string_equal(audit.entry[0].reason, "核对");
	assert_string_equal(audit.entry[0].account, "lgd");
	audit_release(&audit);
	/* Many at once: an entry for each, or nothing read. */
	char *second = add_member(f, "李桂珍", "000000195801020020", "13900007734");
	const char *const ids[] = {id, second}, *const wrong[] = {id, "no.such.1"};
	struct record *both[2];

	assert_int_equal(store_get_all(f->db, &admin, wrong, 2, "导出", both), ERR_NOTFOUND);
	assert_null(both[0]);
	assert_int_equal(store_get_all(f->db, &admin, ids, 2, "导出", both), 0);
	assert_string_equal(record_get(both[1], "mobile"), "13900007734");
	record_free(both[0]);
	record_free(both[1]);
	assert_int_equal(audit_list(f->db, &auditor, NULL, 10, &audit), 0);
	assert_int_equal(audit.count, 3);
	assert_string_equal(audit.entry[1].reason, "导出");
	audit_release(&audit);
	free(second);
	free(id);
}

static off_t
log_bytes(const struct fixture *f)
{
	char *path = xprintf("%s/station.db-wal", f->dir);
	struct stat st;
	int gone = stat(path, &st);

	free(path);
	return gone ? -1 : st.st_size;
}

/* Whoever opens the store reads its log file: it may not grow with every save of the day. */
static void
the_log_file_is_folded_in(void **state)
{
	struct fixture *f = *state;
	struct db_options options = options_of(f);
	off_t bytes = 0, most = 0;
	int folded = 0, saves = 0;

	for (; folded == 0 && saves < 2000; saves++) {
		free(add_member(f, "张秀芹", "000000197105030045", "13900002210"));
		bytes = log_bytes(f);
		folded += bytes < most;
		most = bytes > most ? bytes : most;
	}
	assert_int_equal(folded, 1);
	assert_int_equal(bytes, 0);
	assert_in_range(most, 15 << 20, 18 << 20);
	free(add_member(f, "张秀芹", "000000197105030045", "13900002210"));
	assert_true(log_bytes(f) > 0);
	db_close(f->db);
	f->db = NULL;
	assert_int_equal(log_bytes(f), -1);
	assert_int_equal(db_open(&options, &f->db, &(struct say){0}), 0);

	struct store_query query = {.form = forms_find(f->forms, "member")};
	int64_t count = 0;

	assert_int_equal(store_count(f->db, &clerk, &query, &count), 0);
	assert_int_equal(count, saves + 1);
}

/* Pairs in common against all; what the other has more counts a fifth. */
static void
likeness_is_of_pairs(void **state)
{
	(void)state;
	assert_int_equal(alike_texts("取暖费没有发", "取暖费没有发"), 100);
	assert_int_equal(alike_texts("取暖费，没有发。", "取暖费 没有发"), 100);
	assert_int_equal(alike_texts("取暖费没有发", "篮球架的网破了"), 0);
	assert_int_equal(alike_texts("取暖费没有发", "取暖费没有按时发"), 71); /* 4 of 5, 3 more */
	assert_int_equal(alike_texts("ＡＢＣ", "abc"), 100);
	assert_int_equal(alike_texts("", "取暖费"), 0);
}

/* The likest first; the same person's at less; never the record itself, never who may not read. */
static void
matters_that_are_alike_are_found(void **state)
{
	struct fixture *f = *state;
	char *id = add_appeal(f);
	struct record *record = record_new(forms_find(f->forms, "appeal"));
	struct record *itself = NULL;
	struct alikes alikes;

	set(record, "subject_line", "取暖费没按时发");
	assert_int_equal(store_alike(f->db, &clerk, record, &alikes), 0);
	assert_int_equal(alikes.count, 1);
	assert_string_equal(alikes.alike[0].record->id, id);
	assert_false(alikes.alike[0].same_person);
	assert_null(alikes.alike[0].record->seen);
	alikes_release(&alikes);
	set(record, "subject_line", "篮球架的网破了");
	assert_int_equal(store_alike(f->db, &clerk, record, &alikes), 0);
	assert_int_equal(alikes.count, 0);
	assert_int_equal(store_get(f->db, &clerk, id, STORE_FULL, NULL, &itself), 0);
	assert_int_equal(store_alike(f->db, &clerk, itself, &alikes), 0);
	assert_int_equal(alikes.count, 0);
	record_free(itself);
	record_free(record);
	free(id);
}

static int
due_of(struct fixture *f, const char *id)
{
	return (int)day_parse(value_of(f, id, "due"));
}

/* A target of the unit's own is set, and what is open moves with it; a legal limit stays. */
static void
targets_are_settings(void **state)
{
	struct fixture *f = *state;
	const struct setting *setting = setting_find("clock_answer");
	char *id = add_appeal(f), *value = NULL;
	struct say why = {0};
	unsigned char before[32], after[32];

	assert_int_equal(due_of(f, id), day_parse("2026-12-01"));
	must(setting_set(f->db, NULL, &admin, setting, "2", &why), &why);
	assert_int_equal(due_of(f, id), day_parse("2026-11-26"));
	assert_int_equal(setting_get(f->db, NULL, setting, &value), 0);
	assert_string_equal(value, "2");
	assert_int_equal(setting_set(f->db, NULL, &clerk, setting, "9", &why), ERR_DENIED);
	assert_int_equal(setting_set(f->db, NULL, &admin, setting, "0", &why), ERR_INPUT);
	must(setting_set(f->db, NULL, &admin, setting, "60", &why), &why);
	assert_int_equal(due_of(f, id), day_parse("2026-12-09")); /* art. 23: 15 days */
	assert_int_equal(care_digest(f->db, before), 0);
	assert_int_equal(care_rebuild(f->db, NULL, NULL), 0);
	assert_int_equal(care_digest(f->db, after), 0);
	assert_memory_equal(before, after, sizeof before);
	say_release(&why);
	free(value);
	free(id);
}

static char *
add_about(struct fixture *f, const char *phone)
{
	struct record *record = record_new(forms_find(f->forms, "appeal"));
	struct say why = {0};

	set(record, "subject_line", "西区自来水又断了");
	set(record, "where_when", "西区");
	set(record, "subject", "0903");
	set(record, "naming", "1");
	set(record, "name", "张秀芹");
	set(record, "phone", phone);
	set(record, "nature", "6");
	must(store_save(f->db, &clerk, record, NULL, NULL, &why), &why);
	char *id = xstrdup(record->id);

	record_free(record);
	return id;
}

/* Any number at once, all or none; taken apart again one by one. */
static void
matters_are_joined_to_the_first(void **state)
{
	struct fixture *f = *state;
	char *ids[4], *first = NULL;
	const char *id[4];
	struct related related;
	struct say why = {0};

	for (int i = 0; i < 4; i++)
		ids[i] = add_about(f, i < 2 ? "13900002201" : i == 2 ? "13900002202"
								     : "13900002203");
	for (int i = 0; i < 4; i++)
		id[i] = ids[3 - i];
	assert_int_equal(store_join(f->db, &clerk, id, 4, NULL, &why), ERR_DENIED);
	assert_int_equal(store_join(f->db, &chair, id, 1, NULL, &why), ERR_USAGE);
	assert_int_equal(step(f, &chair, ids[2], "withdraw", "handling", "不说了", TEXT_NONE), 0);
	assert_int_equal(store_join(f->db, &chair, id, 4, NULL, &why), ERR_DENIED);
	assert_string_equal(value_of(f, ids[3], "joined"), ""); /* none, then */
	assert_int_equal(step(f, &chair, ids[2], "reconsider", "handling", "还要说", TEXT_NONE), 0);
	must(store_join(f->db, &chair, id, 4, &first, &why), &why);
	assert_string_equal(first, ids[0]);
	assert_int_equal(store_related(f->db, &chair, first, &related), 0);
	assert_int_equal(related.joins, 3);
	assert_int_equal(related.persons, 3);
	assert_null(related.joined);
	related_release(&related);
	assert_int_equal(step(f, &chair, ids[1], "unjoin", NULL, NULL, TEXT_NONE), 0);
	assert_int_equal(store_related(f->db, &chair, first, &related), 0);
	assert_int_equal(related.joins, 2);
	related_release(&related);
	free(first);
	say_release(&why);
	for (int i = 0; i < 4; i++)
		free(ids[i]);
}

/* The same class and place again, soon after it was closed: it was not mended. */
static void
what_was_not_mended_is_marked(void **state)
{
	static const char *const answer[] = {"outcome", "1", "reply", "修好了", NULL};
	struct fixture *f = *state;
	char *before = add_about(f, "13900002201"), *open = NULL, *again = NULL;
	struct related related;
	struct say why = {0};

	assert_int_equal(step(f, &chair, before, "accept", NULL, NULL, TEXT_NONE), 0);
	assert_int_equal(step_with(f, &chair, before, "answer", answer, TEXT_NONE), 0);
	assert_int_equal(step(f, &clerk, before, "deliver", "reply_means", "1", TEXT_NONE), 0);
	assert_int_equal(step(f, &clerk, before, "call_back", "satisfied_result", "1",
	    TEXT_NONE), 0);
	open = add_about(f, "13900002202"); /* not closed yet: a double, no more */
	assert_int_equal(store_related(f->db, &chair, open, &related), 0);
	assert_null(related.again);
	related_release(&related);
	assert_int_equal(step(f, &chair, before, "close", NULL, NULL, TEXT_NONE), 0);
	now_ms += 40 * DAY_MS;
	again = add_about(f, "13900002203");
	assert_int_equal(store_related(f->db, &chair, again, &related), 0);
	assert_string_equal(related.again, before);
	related_release(&related);
	must(setting_set(f->db, NULL, &admin, setting_find("recur_days"), "39", &why), &why);
	assert_int_equal(store_related(f->db, &chair, again, &related), 0);
	assert_null(related.again);
	related_release(&related);
	now_ms -= 40 * DAY_MS;
	say_release(&why);
	free(before);
	free(open);
	free(again);
}

/* Taken in and settled at once, or not taken in at all. */
static void
a_matter_settled_at_once_is_one_commit(void **state)
{
	static const char *const fields[] = {
		"outcome", "2", "reply", "说明了", "satisfied_result", "1", NULL};
	static const char *const angry[] = {
		"outcome", "2", "reply", "说明了", "satisfied_result", "4", NULL};
	struct fixture *f = *state;
	struct store_query query = {.form = forms_find(f->forms, "appeal")};
	struct record *record = record_new(query.form);
	struct say why = {0};
	int64_t count = -1;

	set(record, "naming", "1");
	set(record, "name", "张秀芹");
	set(record, "nature", "1");
	set(record, "subject_line", "互助保障怎么理赔");
	assert_int_equal(store_take_in(f->db, &clerk, record, "settle", angry, NULL, &why),
	    ERR_INPUT);
	assert_int_equal(why.id, T_CHECK_OWN_WORDS);
	assert_null(record->id);
	assert_null(record_get(record, "number"));
	assert_int_equal(store_count(f->db, &clerk, &query, &count), 0);
	assert_int_equal(count, 0);
	must(store_take_in(f->db, &clerk, record, "settle", fields, NULL, &why), &why);
	assert_string_equal(value_of(f, record->id, "state"), "5");
	assert_string_equal(value_of(f, record->id, "reply"), "说明了");
	assert_string_equal(value_of(f, record->id, "called_back"), "2026-11-24");
	assert_int_equal(store_take_in(f->db, &clerk, record, "settle", fields, NULL, &why),
	    ERR_USAGE);
	say_release(&why);
	record_free(record);
}

int
main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)
	const struct CMUnitTest tests[] = {
		TEST(a_member_is_saved_and_found),
		TEST(the_second_to_save_the_same_field_sees_both),
		TEST(different_fields_of_two_people_are_both_kept),
		TEST(a_draft_belongs_to_its_clerk_and_goes_with_the_save),
		TEST(rebuild_reproduces_and_verify_finds_a_change),
		TEST(an_erased_record_leaves_nothing_but_its_place),
		TEST(a_backup_is_restored_elsewhere_with_a_new_epoch),
		TEST(what_was_erased_since_a_backup_is_erased_again),
		TEST(what_cannot_be_written_says_so),
		TEST(a_newer_store_is_read_only),
		TEST(an_appeal_goes_its_way),
		TEST(a_step_meanwhile_is_no_conflict),
		TEST(targets_are_settings),
		TEST(matters_are_joined_to_the_first),
		TEST(what_was_not_mended_is_marked),
		TEST(likeness_is_of_pairs),
		TEST(matters_that_are_alike_are_found),
		TEST(a_matter_settled_at_once_is_one_commit),
		TEST(numbers_follow_each_other),
		TEST(documents_are_numbered_when_issued),
		TEST(one_document_takes_the_place_of_another),
		TEST(reads_of_protected_fields_are_audited),
		TEST(the_log_file_is_folded_in),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
