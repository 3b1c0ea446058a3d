#include "unit.h"

#include "station_make.h"

#include "base/buf.h"
#include "db/alike.h"
#include "db/audit.h"
#include "db/care.h"
#include "db/draft.h"
#include "db/keep.h"
#include "db/related.h"
#include "db/seal.h"
#include "db/sealing.h"
#include "db/settings.h"
#include "db/store.h"
#include "share/export.h"

#include <fcntl.h>
#include <stdio.h>
#include <unistd.h>

/* Words that stand in the matter and nowhere else. */
#define SECRET "龙爪槐"

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
	char folder[STATION_FOLDER];
	struct forms *forms;
	const struct form *form;
	struct db *db;
};

static int
set_up(void **state)
{
	struct fixture *f = xcalloc(1, sizeof *f);

	station_make(f->folder, &test_clock, &f->forms, &f->db);
	f->form = forms_find(f->forms, "appeal");
	*state = f;
	return 0;
}

static int
tear_down(void **state)
{
	struct fixture *f = *state;

	station_remove(f->folder, f->forms, f->db);
	free(f);
	return 0;
}

static void
set(struct record *record, const char *field, const char *value)
{
	assert_true(form_field(record->form, field) >= 0);
	record_set(record, form_field(record->form, field), value);
}

/* nature, accused, sensitive: NULL where there is none. */
static char *
add_matter(struct fixture *f, const char *nature, const char *accused, const char *sensitive,
    const char *about)
{
	struct record *record = record_new(f->form);
	struct say why = {0};
	char *content = xprintf("%s的事，照原话记。", about);

	set(record, "naming", "1");
	set(record, "name", "周顺发");
	set(record, "phone", "13900002201");
	set(record, "nature", nature);
	set(record, "subject", "1303");
	set(record, "subject_line", about);
	set(record, "content", content);
	set(record, "request", content);
	set(record, "accused", accused);
	set(record, "sensitive", sensitive);
	must(store_save(f->db, &clerk, record, NULL, NULL, &why), &why);
	char *id = xstrdup(record->id);

	record_free(record);
	free(content);
	return id;
}

/* --- all that somebody can reach, as bytes --- */

static void
add_record(struct buf *out, const struct record *record)
{
	buf_printf(out, "[%s", record->id);
	for (int i = 0; i < record->form->field_count; i++)
		buf_printf(out, "|%s", record->value[i] ? record->value[i] : "");
	buf_puts(out, "]\n");
}

static void
add_list(struct fixture *f, const struct actor *actor, const struct store_query *query,
    struct buf *out)
{
	struct store_page page;
	int64_t count = -1;
	bool more;

	if (store_list(f->db, actor, query, &page) == 0) {
		for (int i = 0; i < page.count; i++) {
			add_record(out, page.row[i].record);
			buf_printf(out, "key %s state %d due %d\n", page.row[i].key,
			    page.row[i].state, page.row[i].due);
		}
		buf_printf(out, "%d rows\n", page.count);
		store_page_release(&page);
	}
	store_count(f->db, actor, query, &count);
	buf_printf(out, "count %d\n", (int)count);
	store_count_most(f->db, actor, query, &count, &more);
	buf_printf(out, "most %d\n", (int)count);
}

static void
add_lists(struct fixture *f, const struct actor *actor, struct buf *out)
{
	static const char *const typed[] = {
		"", SECRET, "槐", "周顺发", "zsf", "2201", "longzhao", "SQ"};

	for (size_t i = 0; i < sizeof typed / sizeof *typed; i++)
		for (int order = STORE_BY_TITLE; order <= STORE_DUE; order++)
			for (int only = STORE_ALL; only <= STORE_OPEN; only++) {
				struct store_query query = {.form = f->form, .find = typed[i],
					.order = (enum store_order)order,
					.only = (enum store_only)only, .limit = 100};

				add_list(f, actor, &query, out);
			}
	struct store_query by_value = {.form = f->form, .field = "nature", .value = "4",
		.limit = 100};

	add_list(f, actor, &by_value, out);
}

static void
add_history(struct fixture *f, const struct actor *actor, const char *id, enum store_view view,
    struct buf *out)
{
	struct changes changes;

	if (store_history(f->db, actor, id, view, &changes) != 0)
		return;
	for (int i = 0; i < changes.count; i++)
		buf_printf(out, "%s %s %s\n", changes.change[i].who,
		    changes.change[i].before ? changes.change[i].before : "",
		    changes.change[i].after ? changes.change[i].after : "");
	changes_release(&changes);
}

static void
add_one(struct fixture *f, const struct actor *actor, const char *id, struct buf *out)
{
	struct record *record = NULL;
	struct events events;
	struct related related;

	for (int view = STORE_MASKED; view <= STORE_FULL; view++) {
		for (int reason = 0; reason < 2; reason++) {
			if (store_get(f->db, actor, id, (enum store_view)view,
			    reason ? "核对" : NULL, &record) == 0)
				add_record(out, record);
			record_free(record);
			record = NULL;
		}
		add_history(f, actor, id, (enum store_view)view, out);
	}
	if (store_get_all(f->db, actor, &id, 1, "核对", &record) == 0)
		add_record(out, record);
	record_free(record);
	if (store_events(f->db, actor, id, &events) == 0)
		for (int i = 0; i < events.count; i++) {
			buf_printf(out, "%s by %s:", events.event[i].step, events.event[i].who);
			for (char **value = events.event[i].field; *value; value++)
				buf_printf(out, " %s", *value);
		}
	events_release(&events);
	if (store_related(f->db, actor, id, &related) == 0) {
		buf_printf(out, "related %s %d %d %d", id, related.repeats, related.joins,
		    related.persons);
		related_release(&related);
	}
}

static void
add_alikes(struct fixture *f, const struct actor *actor, struct buf *out)
{
	struct record *typed = record_new(f->form);
	struct alikes alikes;

	set(typed, "subject_line", SECRET "被砍了");
	set(typed, "content", SECRET "的事，照原话记。");
	set(typed, "name", "周顺发");
	set(typed, "phone", "13900002201");
	if (store_alike(f->db, actor, typed, &alikes) == 0) {
		for (int i = 0; i < alikes.count; i++)
			add_record(out, alikes.alike[i].record);
		alikes_release(&alikes);
	}
	record_free(typed);
}

static void
add_rest(struct fixture *f, const struct actor *actor, struct buf *out)
{
	struct record *record = NULL;
	struct drafts drafts;
	struct audit audit;
	struct moves moves;
	struct say why = {0};

	if (draft_list(f->db, actor, &drafts) == 0)
		for (int i = 0; i < drafts.count; i++)
			buf_printf(out, "draft %s %s %s\n", drafts.draft[i].record,
			    drafts.draft[i].title, drafts.draft[i].body);
	drafts_release(&drafts);
	if (audit_list(f->db, actor, NULL, 1000, &audit) == 0)
		for (int i = 0; i < audit.count; i++)
			buf_printf(out, "audit %s %s\n", audit.entry[i].record,
			    audit.entry[i].reason);
	audit_release(&audit);
	if (store_find(f->db, actor, f->form, form_field(f->form, "subject_line"), SECRET "被砍了",
	    &record) == 0)
		add_record(out, record);
	record_free(record);
	/* another arrangement each time, so that something moves */
	static int turn;
	const char *year = turn++ % 2 ? "2026 off 1/1-3" : "2026 off 1/1-3 12/8-12/11";

	if (setting_calendar(f->db, actor, year, &moves, &why) == 0)
		for (int i = 0; i < moves.count; i++)
			buf_printf(out, "moved %s %s\n", moves.moved[i].record,
			    moves.moved[i].title);
	moves_release(&moves);
	say_release(&why);
}

static void
add_export(struct fixture *f, const struct actor *actor, bool unmask, struct buf *out)
{
	char *path = xprintf("%s/out.csv", f->folder), bytes[4096];
	struct export_options options = {.format = EXPORT_CSV, .output = path, .unmask = unmask,
		.reason = "核对", .lang = LANG_ZH};
	struct say why = {0};
	int64_t rows = 0;
	ssize_t got = 0;

	if (export_file(f->db, actor, f->form, &options, &rows, &why) == 0) {
		int fd = open(path, O_RDONLY);

		while ((got = read(fd, bytes, sizeof bytes)) > 0)
			buf_add(out, bytes, (size_t)got);
		close(fd);
	}
	say_release(&why);
	unlink(path);
	free(path);
}

static char *
all_of(struct fixture *f, const struct actor *actor, const char *id)
{
	struct buf out = BUF_EMPTY;

	add_lists(f, actor, &out);
	add_one(f, actor, id, &out);
	add_alikes(f, actor, &out);
	add_rest(f, actor, &out);
	add_export(f, actor, false, &out);
	add_export(f, actor, true, &out);
	return buf_take(&out);
}

static bool
has(const char *all, const char *what)
{
	return strstr(all, what) != NULL;
}

static char *
lists_of(struct fixture *f, const struct actor *actor)
{
	struct buf out = BUF_EMPTY;

	add_lists(f, actor, &out);
	return buf_take(&out);
}

static void
leave_draft(struct fixture *f, const struct actor *actor, const char *id)
{
	struct draft draft = {.kind = (char *)"appeal", .record = (char *)id,
		.title = (char *)SECRET, .body = (char *)"{\"content\":\"" SECRET "\"}"};
	struct say why = {0};

	must(draft_put(f->db, actor, &draft, &why), &why);
	free(draft.id);
}

static int
step(struct fixture *f, const struct actor *actor, const char *id, const char *step,
    const char *name, const char *value, enum text what)
{
	const char *const fields[] = {name, value, NULL};
	struct say why = {0};
	int err = store_event(f->db, actor, id, step, fields, NULL, &why);

	assert_int_equal(why.id, what);
	say_release(&why);
	return err;
}

static struct keep *
open_keep(struct fixture *f)
{
	char *dir = xprintf("%s/data", f->folder);
	struct keep *keep = NULL;
	struct say why = {0};

	must(keep_init(dir, &test_clock, &why), &why);
	must(keep_open(dir, &test_clock, &keep, &why), &why);
	free(dir);
	return keep;
}

static void
give_key(struct fixture *f)
{
	struct keep *keep = open_keep(f);

	assert_int_equal(sealing_adopt(f->db, keep), 0);
	keep_close(keep);
}

/* --- recusal --- */

static void
whoever_is_accused_sees_nothing(void **state)
{
	static const struct {
		const char *accused;
		const struct actor *actor;
	} rows[] = {
		{"赵庆林", &chair}, {"zql", &chair}, {"陈建芳、赵庆林", &chair}, {"赵庆林，陈建芳", &chair},
		{"陈建芳 李国栋", &admin}, {"孙海燕;", &handler}, {"陈建芳", &auditor}, {"王秀兰", &clerk},
	};
	struct fixture *f = *state;

	give_key(f);
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		const struct actor *actor = rows[i].actor;
		char *before = lists_of(f, actor);
		char *id = add_matter(f, "4", rows[i].accused, NULL, SECRET "被砍了");

		leave_draft(f, actor, id);
		assert_int_equal(step(f, actor == &admin ? &chair : &admin, id, "screen",
		    "screening", SECRET "的事归纪检", TEXT_NONE), 0);
		char *after = lists_of(f, actor), *all = all_of(f, actor, id);

		assert_string_equal(before, after);
		if (has(all, SECRET) || has(all, id))
			fail_msg("%s: %s", rows[i].accused, all);
		assert_int_equal(store_event(f->db, actor, id, "tell", NULL, NULL, NULL),
		    actor->role == ROLE_AUDITOR ? ERR_DENIED : ERR_NOTFOUND);
		assert_int_equal(care_erase(f->db, actor, id, "不让人看", NULL), ERR_NOTFOUND);
		free(before);
		free(after);
		free(all);
		/* others are not kept from it by somebody else's name */
		all = all_of(f, actor == &chair ? &admin : &chair, id);
		assert_true(has(all, SECRET));
		free(all);
		if (actor != &admin) /* makes room for the next row */
			assert_int_equal(care_erase(f->db, &admin, id, "下一行", NULL), 0);
		free(id);
	}
}

/* A name is a whole name: 赵庆 is another person than 赵庆林. */
static void
part_of_a_name_is_nobody(void **state)
{
	struct fixture *f = *state;

	give_key(f);
	char *id = add_matter(f, "4", "赵庆", NULL, SECRET "被砍了");
	char *all = all_of(f, &chair, id);

	assert_true(has(all, SECRET));
	free(all);
	free(id);
}

/* --- reserved --- */

static void
a_reserved_matter_is_for_a_few(void **state)
{
	static const char *const nature[] = {"4", "6"}, *const sensitive[] = {NULL, "2"};
	struct fixture *f = *state;

	for (int i = 0; i < 2; i++) {
		char *id = add_matter(f, nature[i], NULL, sensitive[i], SECRET "被砍了");

		assert_int_equal(step(f, &admin, id, "accept", "acceptance", SECRET, TEXT_NONE),
		    0);
		char *all = all_of(f, &clerk, id);

		assert_false(has(all, SECRET));
		assert_true(has(all, id)); /* that it is there, its number, its state */
		free(all);
		assert_int_equal(step(f, &clerk, id, "handle", "handling", "去看过",
		    T_DB_RESERVED), ERR_DENIED);
		all = all_of(f, &handler, id);
		assert_false(has(all, SECRET));
		free(all);
		assert_int_equal(step(f, &chair, id, "assign", "handler", "孙海燕", TEXT_NONE), 0);
		for (int who = 0; who < 3; who++) {
			all = all_of(f, who == 0 ? &handler : who == 1 ? &chair : &auditor, id);
		assert_true(has(all, SECRET));
			free(all);
		}
		assert_int_equal(care_erase(f->db, &admin, id, "下一件", NULL), 0);
		free(id);
	}
}

/* By words nobody finds it, in no sheet it goes, nothing is likened to it. */
static void
a_reserved_matter_is_in_no_search_and_no_sheet(void **state)
{
	struct fixture *f = *state;
	char *id = add_matter(f, "4", NULL, NULL, SECRET "被砍了");
	struct store_query query = {.form = f->form, .find = SECRET, .limit = 9};
	struct buf out = BUF_EMPTY;
	int64_t count = -1;

	assert_int_equal(store_count(f->db, &chair, &query, &count), 0);
	assert_int_equal(count, 0);
	add_export(f, &chair, true, &out);
	add_alikes(f, &chair, &out);
	assert_false(has(buf_text(&out), SECRET));
	assert_false(has(buf_text(&out), id));
	char *open = add_matter(f, "6", NULL, NULL, SECRET "被砍了");

	add_export(f, &chair, true, &out);
	add_alikes(f, &chair, &out);
	assert_true(has(buf_text(&out), SECRET)); /* one that is not would be */
	buf_release(&out);
	free(open);
	free(id);
}

/* --- sealed --- */

static void
opens(struct keep *keep, const struct actor *actor, const char *id, const char *sealed,
    const char *expect)
{
	char *plain = NULL;
	struct say why = {0};
	int err = keep_unseal(keep, actor, id, "当面答复", sealed, &plain, &why);

	assert_int_equal(err, expect ? 0 : ERR_DENIED);
	if (expect)
		assert_string_equal(plain, expect);
	free(plain);
	say_release(&why);
}

/* Sealed for whoever accuses; the keeper opens it to no accused, nor to a clerk. */
static void
a_seal_is_opened_to_none_of_the_accused(void **state)
{
	struct fixture *f = *state;
	struct record *record = record_new(f->form);
	struct say why = {0};
	char *clear = add_matter(f, "6", NULL, NULL, "路灯坏了");

	set(record, "naming", "1");
	set(record, "name", "!周顺发");
	set(record, "nature", "4");
	set(record, "accused", "赵庆林");
	/* without a key nothing of it is written, and what was typed stays */
	assert_int_equal(store_save(f->db, &clerk, record, NULL, NULL, &why), ERR_INPUT);
	assert_int_equal(why.id, T_SEALING_CANNOT);
	assert_string_equal(record_get(record, "name"), "!周顺发");
	struct keep *keep = open_keep(f);

	assert_int_equal(sealing_adopt(f->db, keep), 0);
	must(store_save(f->db, &clerk, record, NULL, NULL, &why), &why);
	const char *sealed = record_get(record, "name");

	assert_true(seal_is_sealed(sealed));
	assert_true(record_is_sealed(sealed));
	opens(keep, &admin, record->id, sealed, "!周顺发");
	opens(keep, &handler, record->id, sealed, "!周顺发");
	opens(keep, &chair, record->id, sealed, NULL);
	opens(keep, &clerk, record->id, sealed, NULL);
	/* changed by somebody who may, it is sealed anew or stays */
	char *kept = xstrdup(sealed);

	set(record, "where_when", "站部");
	must(store_save(f->db, &admin, record, NULL, NULL, &why), &why);
	assert_string_equal(record_get(record, "name"), kept);
	free(kept);
	free(clear);
	record_free(record);
	keep_close(keep);
	say_release(&why);
}

int
main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)
	const struct CMUnitTest tests[] = {
		TEST(whoever_is_accused_sees_nothing),
		TEST(part_of_a_name_is_nobody),
		TEST(a_reserved_matter_is_for_a_few),
		TEST(a_reserved_matter_is_in_no_search_and_no_sheet),
		TEST(a_seal_is_opened_to_none_of_the_accused),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
