/*
 * Find-as-you-type by the index against looking at every record: the same rows, order and numbers,
 * for random members and random queries, after edits, erasures, rebuilding and tidying; and that
 * each kind of damage to the index is seen, by these comparisons and by care_verify.
 */
#include "unit.h"

#include "base/utf8.h"
#include "db/care.h"
#include "db/findkey.h"
#include "db/store.h"
#include "forms/check.h"

#include <sqlite3.h>
#include <stdio.h>
#include <unistd.h>

#define MEMBERS 8500 /* two chunks and a tail */
#define SLICE 500
#define PAGE 37
#define PAGES 4 /* of a long list that are compared */

static const struct actor admin = {"lgd", "李国栋", ROLE_INFOADMIN, "test"};
static int64_t now_ms = INT64_C(1795453200000);

static int64_t
test_now(void *arg)
{
	(void)arg;
	return now_ms += 10;
}

static const struct clock test_clock = {test_now, NULL};

/* --- the same dice with every compiler ----------------------------------------------------------
 */

static uint32_t dice = 20261127;

static int
roll(int sides)
{
	dice = dice * 1664525u + 1013904223u;
	return (int)((dice >> 8) % (uint32_t)sides);
}

static const char *const surnames[] = {"张", "王", "李", "刘", "曾", "单", "解", "仇", "欧阳", "尉迟",
	"𬭳", "䶮", "𰻝", "阳·", "古丽娜尔·", "Li ", "O'"};
static const char *const given[] = {"秀", "芹", "宪", "群", "伟", "小", "红", "明", "䶮", "𪸩", "买买提",
	"长", "乐", "重", "A", "2"};
static const char *const units[] = {"绥棱农场有限公司第三作业站", "八五九农场有限公司", "3号楼物业",
	"绥棱农场有限公司", "农机站", "hlj三道街"};
static const char *const employments[] = {"1", "1", "1", "4", "2", NULL};
#define ANY(list) (list)[roll(sizeof(list) / sizeof(list)[0])]

static char *
random_name(void)
{
	struct buf name = BUF_EMPTY;

	buf_puts(&name, ANY(surnames));
	for (int i = roll(3); i >= 0; i--)
		buf_puts(&name, ANY(given));
	return buf_take(&name);
}

/* --- the store and what is known of it ----------------------------------------------------------
 */

struct known {
	struct record *record; /* NULL: erased */
	char *sort, *find;
	bool incomplete;
	char *seen;  /* its last operation */
	int changed; /* the later, the higher */
};

struct station {
	char folder[32], *dir;
	struct forms *forms;
	const struct form *form;
	struct db *db;
	struct known member[MEMBERS];
	int changes;
};

static void
set(struct record *record, const char *field, const char *value)
{
	record_set(record, form_field(record->form, field), value);
}

static void
fill(struct record *record)
{
	char number[64];
	char *name = random_name();

	set(record, "name", name);
	free(name);
	snprintf(number, sizeof number, "23122619%02d%02d%02d%04d", 50 + roll(50), 1 + roll(12),
	    1 + roll(28), roll(10000));
	set(record, "doc_no", number);
	snprintf(number, sizeof number, "139%04d%04d", roll(10000), roll(300));
	set(record, "mobile", number);
	set(record, "work_unit", ANY(units));
	set(record, "employment", ANY(employments));
	set(record, "change_type", roll(5) ? "1" : "4");
	set(record, "address", ANY(units));
	if (roll(3)) /* the rest of what is required */
		for (int i = 0; i < record->form->field_count; i++)
			if (!record->value[i] && record->form->field[i].find == FIND_NONE &&
			    check_is_required(record, i, day_of(now_ms)))
				record_set(record, i, "2");
}

static void
note(struct station *s, struct known *k)
{
	struct checks checks = {0};

	free(k->sort);
	free(k->find);
	k->sort = find_sort_key(k->record);
	k->find = find_key(k->record);
	check_record(s->forms, k->record, day_of(now_ms), &checks);
	k->incomplete = checks_count(&checks, FINDING_MISSING) > 0;
	checks_release(&checks);
	if (!k->seen || strcmp(k->seen, k->record->seen) != 0)
		k->changed = ++s->changes;
	free(k->seen);
	k->seen = xstrdup(k->record->seen);
}

static void
save(struct station *s, int first, int count)
{
	struct record *slice[SLICE] = {NULL};
	int left = 0;

	for (int i = first; i < first + count; i++)
		if (s->member[i].record)
			slice[left++] = s->member[i].record;
	assert_int_equal(store_save_all(s->db, &admin, slice, left, NULL), 0);
	for (int i = first; i < first + count; i++)
		if (s->member[i].record)
			note(s, &s->member[i]);
}

static int
set_up(void **state)
{
	struct station *s = xcalloc(1, sizeof *s);
	struct unit unit = {.name = (char *)"三站", .code = (char *)"0303", .upper = (char *)""};
	struct form_diags diags = {0};

	strcpy(s->folder, "/tmp/search-XXXXXX");
	assert_non_null(mkdtemp(s->folder));
	s->dir = xprintf("%s/data", s->folder);
	s->forms = forms_new();
	assert_int_equal(forms_add_shipped(s->forms, &diags), 0);
	s->form = forms_find(s->forms, "member");
	struct db_options options = {.dir = s->dir, .forms = s->forms, .clock = &test_clock};

	assert_int_equal(db_init(&options, &unit, NULL), 0);
	assert_int_equal(db_open(&options, &s->db, NULL), 0);
	for (int i = 0; i < MEMBERS; i++) {
		s->member[i].record = record_new(s->form);
		fill(s->member[i].record);
	}
	for (int i = 0; i < MEMBERS; i += SLICE)
		save(s, i, SLICE);
	*state = s;
	return 0;
}

static int
tear_down(void **state)
{
	struct station *s = *state;
	char *remove = xprintf("rm -rf '%s'", s->folder);

	for (int i = 0; i < MEMBERS; i++) {
		record_free(s->member[i].record);
		free(s->member[i].sort);
		free(s->member[i].find);
		free(s->member[i].seen);
	}
	db_close(s->db);
	forms_free(s->forms);
	assert_int_equal(system(remove), 0);
	free(remove);
	free(s->dir);
	free(s);
	return 0;
}

/* --- by looking at all --------------------------------------------------------------------------
 */

static int
compare(const void *a, const void *b, void *order)
{
	const struct known *x = *(const struct known *const *)a;
	const struct known *y = *(const struct known *const *)b;
	enum store_order sorting = *(const enum store_order *)order;
	int c = sorting == STORE_NEWEST ? y->changed - x->changed
	    : sorting == STORE_BY_TITLE ? strcmp(x->sort, y->sort) : 0;

	return c ? c : strcmp(x->record->id, y->record->id);
}

static bool
fits(const struct known *k, const struct store_query *q, const struct find_query *words)
{
	if (!k->record || !find_matches(words, k->find) ||
	    (q->only == STORE_INCOMPLETE && !k->incomplete))
		return false;
	const char *value = q->field ? record_get(k->record, q->field) : NULL;

	return !q->field || (value && strcmp(value, q->value) == 0);
}

/* Those that fit, in order; how many. */
static int
look_at_all(struct station *s, const struct store_query *q, const struct known *out[])
{
	struct find_query words;
	int count = 0;

	find_query_make(q->find, &words);
	for (int i = 0; i < MEMBERS; i++)
		if (fits(&s->member[i], q, &words))
			out[count++] = &s->member[i];
	find_query_release(&words);
	qsort_r(out, (size_t)count, sizeof *out, compare, (void *)&q->order);
	return count;
}

/* --- comparing ----------------------------------------------------------------------------------
 */

static bool
page_agrees(const struct store_page *page, const struct known *const want[], int left)
{
	int rows = left < PAGE ? left : PAGE;

	if (page->count != rows || page->more != (left > PAGE))
		return false;
	if (page->counted && (page->found_more ? page->found > left : page->found != left))
		return false; /* a first page: all that was found is still left */
	for (int i = 0; i < rows; i++)
		if (strcmp(page->row[i].record->id, want[i]->record->id) != 0)
			return false;
	return true;
}

/* The pages from the start, and one from the middle. */
static bool
list_agrees(struct station *s, struct store_query q, const struct known *const want[], int count)
{
	char *after = NULL;
	bool agrees = true;

	for (int at = 0, pages = 0; agrees && at <= count && pages < PAGES; pages++) {
		struct store_page page;

		q.after = after;
		agrees = store_list(s->db, &admin, &q, &page) == 0 &&
		    page_agrees(&page, want + at, count - at);
		at += PAGE;
		if (agrees && pages == 1 && count > 10 * PAGE && q.order == STORE_BY_TITLE) {
			at = count / 2;
			free(after);
			after = xprintf("%s|%s", want[at - 1]->sort, want[at - 1]->record->id);
		} else if (agrees && page.more) {
			free(after);
			after = xstrdup(page.row[page.count - 1].key);
		} else {
			at = count + 1;
		}
		store_page_release(&page);
	}
	free(after);
	return agrees;
}

static bool
count_agrees(struct station *s, const struct store_query *q, int count)
{
	int64_t all = -1, most = -1;
	bool more = false;

	return store_count(s->db, &admin, q, &all) == 0 && all == count &&
	    store_count_most(s->db, &admin, q, &most, &more) == 0 &&
	    (more ? most <= count : most == count);
}

static bool
agrees(struct station *s, const struct store_query *q)
{
	static const struct known *want[MEMBERS];
	int count = look_at_all(s, q, want);

	return list_agrees(s, *q, want, count) && count_agrees(s, q, count);
}

/* A beginning, a piece or the whole of one of a member's own words. */
static char *
random_word(struct station *s)
{
	static const char separator[] = {FIND_SEPARATOR, '\0'};
	const struct known *k = &s->member[roll(MEMBERS)];
	const char *key = k->find;
	struct buf word = BUF_EMPTY;

	for (int skip = roll(9); *key && skip; skip--)
		key += 1 + strcspn(key + 1, separator);
	key += *key == FIND_SEPARATOR;
	size_t len = strcspn(key, separator), at = 0;
	char *token = xstrndup(key, len);

	if ((unsigned char)*token >= 0x80)
		at = utf8_cut(token, (size_t)roll((int)utf8_count(token) + 1));
	buf_add(&word, token + at, utf8_cut(token + at, (size_t)roll(8)));
	free(token);
	return buf_take(&word);
}

static char *
random_find(struct station *s)
{
	struct buf find = BUF_EMPTY;

	for (int words = roll(4) ? 1 : 2; words > 0; words--) {
		char *word = random_word(s);

		buf_printf(&find, "%s%s", find.len ? " " : "", word);
		free(word);
	}
	return buf_take(&find);
}

static void
narrow(struct store_query *q, int how)
{
	static const struct {
		const char *field, *value;
		enum store_only only;
	} tabs[] = {
		{NULL, NULL, STORE_ALL}, {NULL, NULL, STORE_ALL}, {NULL, NULL, STORE_INCOMPLETE},
		{"employment", "4", STORE_ALL}, {"change_type", "4", STORE_ALL},
		{"employment", "1", STORE_INCOMPLETE}, {"mobile", "13900010001", STORE_ALL},
		{"employment", "", STORE_ALL},
	};

	q->field = tabs[how].field;
	q->value = tabs[how].value;
	q->only = tabs[how].only;
}

static const char *const fixed[] = {
	"", " ", "张", "曾", "秀", "䶮", "𬭳", "𰻝", "𪸩", "阳·", "阳", "·", "古丽娜尔·买买提", "买买提",
	"张秀", "曾宪", "曾宪群", "𬭳䶮", "z", "c", "s", "d", "zxq", "cxq", "dx", "sx", "zhang",
	"zhangxiu", "zhangxiuqin", "shan", "dan", "chan", "xie", "jie", "1", "13",
	"0001", "农", "农场", "农场有限公司", "场有限", "3", "3号", "hlj", "hlj三", "j三道", "o'",
	"li", "lixiu", "x", "没有", "五九农场有限公司第三", "zzzz", "张 0001", "农 z", "秀 宪 群", "曾 农场有限公司", "a",
	"A2", "秀A", "2"};
#define FIXED ((int)(sizeof fixed / sizeof fixed[0]))

/* Does each of the queries agree? The first that does not is named unless that is expected. */
static bool
all_agree(struct station *s, int random, bool expected)
{
	bool right = true;

	for (int i = 0; right && i < FIXED + random; i++) {
		char *find = i < FIXED ? xstrdup(fixed[i]) : random_find(s);
		struct store_query q = {.form = s->form, .find = find, .limit = PAGE};

		narrow(&q, i < FIXED && (expected || i % 4) ? 0 : roll(8));
		q.order = roll(3) ? STORE_BY_TITLE : roll(4) ? STORE_NEWEST : STORE_DUE;
		right = agrees(s, &q);
		if (!right && !expected)
			print_message("“%s” field %s only %d order %d\n", find,
			    q.field ? q.field : "-", (int)q.only, (int)q.order);
		free(find);
	}
	return right;
}

/* --- the tests ----------------------------------------------------------------------------------
 */

static void
change(struct station *s, int i)
{
	struct record *record = s->member[i].record;
	char *name = record ? random_name() : NULL;

	if (!record)
		return;
	switch (roll(4)) {
	case 0: set(record, "name", name); break;
	case 1: set(record, "employment", ANY(employments)); break;
	case 2: set(record, "work_unit", ANY(units)); break;
	default: set(record, "phone2", "0455-4612345"); break; /* nothing that is filed */
	}
	free(name);
	save(s, i, 1);
}

static void
erase(struct station *s, int i)
{
	struct known *k = &s->member[i];

	if (!k->record)
		return;
	assert_int_equal(care_erase(s->db, &admin, k->record->id, "误录", NULL), 0);
	record_free(k->record);
	k->record = NULL;
}

static int64_t
ask(struct station *s, const char *sql)
{
	char *file = xprintf("%s/station.db", s->dir);
	sqlite3 *raw = NULL;
	sqlite3_stmt *stmt = NULL;

	assert_int_equal(sqlite3_open(file, &raw), SQLITE_OK);
	assert_int_equal(sqlite3_prepare_v2(raw, sql, -1, &stmt, NULL), SQLITE_OK);
	assert_int_equal(sqlite3_step(stmt), SQLITE_ROW);
	int64_t value = sqlite3_column_int64(stmt, 0);

	sqlite3_finalize(stmt);
	sqlite3_close(raw);
	free(file);
	return value;
}

static void
verify(struct station *s, int want)
{
	struct care_report report;

	assert_int_equal(care_verify(s->db, NULL, &report), want);
	say_release(&report.first);
}

static void
the_index_finds_what_looking_finds(void **state)
{
	struct station *s = *state;

	assert_int_equal(
	    ask(s, "SELECT count(DISTINCT chunk) FROM find_member WHERE chunk >= 0"), 2);
	assert_true(all_agree(s, 60, false));
	for (int i = 0; i < 250; i++)
		change(s, roll(MEMBERS));
	assert_true(all_agree(s, 40, false));
	for (int i = 0; i < 5; i++)
		erase(s, roll(MEMBERS));
	assert_true(all_agree(s, 20, false));
	verify(s, 0);
	assert_int_equal(care_rebuild(s->db, NULL, NULL), 0);
	assert_true(all_agree(s, 20, false));
}

static void
an_erased_name_leaves_no_token(void **state)
{
	struct station *s = *state;
	const char *sql = "SELECT count(*) FROM find_member WHERE instr(token, '鑫鑫')";

	set(s->member[100].record, "name", "鑫鑫鑫");
	save(s, 100, 1);
	for (int round = 0; round < 50 && !ask(s, sql); round++) { /* until it is filed */
		int first = SLICE * (1 + round % 16);

		for (int i = first; i < first + SLICE; i++)
			if (s->member[i].record)
				set(s->member[i].record, "name", round % 2 ? "解伟" : "解明");
		save(s, first, SLICE);
	}
	assert_int_equal(ask(s, sql), 1);
	set(s->member[100].record, "name", "王伟");
	save(s, 100, 1);
	assert_int_equal(ask(s, sql), 1);
	erase(s, 100);
	assert_int_equal(ask(s, sql), 0);
	assert_true(all_agree(s, 10, false));
	verify(s, 0);
}

static void
half_empty_chunks_are_emptied(void **state)
{
	struct station *s = *state;
	const char *sql = "SELECT count(*) FROM find_member WHERE chunk = 0";

	for (int i = 0; i < 5 * SLICE; i++)
		if (s->member[i].record)
			set(s->member[i].record, "name", i % 2 ? "单小红" : "仇长乐");
	for (int i = 0; i < 5 * SLICE; i += SLICE)
		save(s, i, SLICE);
	assert_true(ask(s, sql) > 0);
	assert_int_equal(care_housekeep(s->db), 0);
	assert_int_equal(ask(s, sql), 0);
	assert_true(all_agree(s, 20, false));
}

/* What may be wrong in the index: the rows in question, and what is done to them. */
static const struct {
	const char *rows, *damage;
} mutants[] = {
	{"chunk = 0 AND token = '曾'", "DELETE FROM find_member"},
	{"chunk = 1 AND token = '曾宪'", "DELETE FROM find_member"},
	{"chunk = 1 AND token = '农场'", "UPDATE find_member SET rows = x'0000'"},
	{"chunk = 0 AND token = 'z'", "DELETE FROM find_member"},
	{"chunk = 1 AND token = '0001'", "DELETE FROM find_member"},
	{"chunk = 0 AND token GLOB 'zhangxiu*'", "DELETE FROM find_member"},
	{"chunk = 1 AND token = '䶮'", "UPDATE find_member SET rows = "
	    "(SELECT rows FROM find_member WHERE chunk = 0 AND token = '䶮')"},
	{"chunk = -1 AND token = '00000000'", "UPDATE find_member SET rows = zeroblob(512)"},
	{"chunk = 0 AND token = char(1)", "UPDATE find_member SET rows = zeroblob(16384)"},
	{"token = char(2) || 'i'", "DELETE FROM find_member"},
	{"token = char(2) || 'employment=4'", "DELETE FROM find_member"},
};

static void
raw_run(sqlite3 *raw, const char *format, const char *a, const char *b)
{
	char *sql = sqlite3_mprintf(format, a, b);

	assert_int_equal(sqlite3_exec(raw, sql, NULL, NULL, NULL), SQLITE_OK);
	sqlite3_free(sql);
}

static void
damage_is_noticed(void **state)
{
	struct station *s = *state;
	char *file = xprintf("%s/station.db", s->dir);
	sqlite3 *raw = NULL;

	assert_int_equal(sqlite3_open(file, &raw), SQLITE_OK);
	for (size_t i = 0; i < sizeof mutants / sizeof mutants[0]; i++) {
		raw_run(raw, "CREATE TEMP TABLE kept AS SELECT * FROM find_member WHERE %s",
		    mutants[i].rows, NULL);
		raw_run(raw, "%s WHERE %s", mutants[i].damage, mutants[i].rows);
		if (all_agree(s, 60, true))
			fail_msg("unnoticed: %s, %s", mutants[i].rows, mutants[i].damage);
		if (i == 0)
			verify(s, ERR_DAMAGED);
		raw_run(raw, "DELETE FROM find_member WHERE %s; INSERT INTO find_member "
		    "SELECT * FROM kept; DROP TABLE kept", mutants[i].rows, NULL);
	}
	sqlite3_close(raw);
	free(file);
	assert_true(all_agree(s, 0, false));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(the_index_finds_what_looking_finds),
		cmocka_unit_test(damage_is_noticed),
		cmocka_unit_test(half_empty_chunks_are_emptied),
		cmocka_unit_test(an_erased_name_leaves_no_token),
	};

	return cmocka_run_group_tests(tests, set_up, tear_down);
}
