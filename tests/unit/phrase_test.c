#include "unit.h"

#include "db/care.h"
#include "db/phrase.h"
#include "db/store.h"

#include <stdio.h>
#include <unistd.h>

static const struct actor clerk = {"wxl", "王秀兰", ROLE_CLERK, "test"};
static const struct actor admin = {"lgd", "李国栋", ROLE_INFOADMIN, "test"};
static const struct actor chair = {"zql", "赵庆林", ROLE_CHAIR, "test"};

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
	struct forms *forms;
	struct db *db;
};

static int
set_up(void **state)
{
	struct fixture *f = xcalloc(1, sizeof *f);
	struct unit unit = {.name = (char *)"绥棱农场有限公司第三作业站",
	    .level = LEVEL_STATION, .code = (char *)"", .upper = (char *)""};
	struct form_diags diags = {0};

	strcpy(f->folder, "/tmp/phrase-XXXXXX");
	assert_non_null(mkdtemp(f->folder));
	f->forms = forms_new();
	assert_int_equal(forms_add_shipped(f->forms, &diags), 0);
	struct db_options options = {.dir = f->folder, .forms = f->forms, .clock = &test_clock};

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

static char *
add_member(struct fixture *f, const char *name)
{
	struct record *record = record_new(forms_find(f->forms, "member"));
	char *id;

	record_set(record, form_field(record->form, "name"), name);
	assert_int_equal(store_save(f->db, &clerk, record, NULL, NULL, NULL), 0);
	id = xstrdup(record->id);
	record_free(record);
	return id;
}

static const char *
learnt_words(struct fixture *f, const struct actor *actor, struct buf *out)
{
	struct phrases phrases;

	buf_clear(out);
	assert_int_equal(phrase_learnt(f->db, actor, &phrases), 0);
	for (int i = 0; i < phrases.count; i++)
		buf_printf(out, "%s %s %d\n", phrases.phrase[i].text, phrases.phrase[i].reading,
		    phrases.phrase[i].count);
	phrases_release(&phrases);
	return buf_text(out);
}

static void
learn_word(struct fixture *f, const struct actor *actor, const char *text, const char *reading)
{
	struct phrases phrases = {NULL, 0};

	phrases_add(&phrases, PHRASE_LEARNT, text, reading);
	phrases.phrase[0].count = 1;
	assert_int_equal(phrase_learn(f->db, actor, &phrases), 0);
	phrases_release(&phrases);
}

static void
learnt_words_are_the_clerks_own(void **state)
{
	struct fixture *f = *state;
	struct buf out = BUF_EMPTY;
	struct phrase_habit habit;

	assert_string_equal(learnt_words(f, &clerk, &out), "");
	learn_word(f, &clerk, "工会", "gong'hui");
	learn_word(f, &clerk, "张新秋", "zhang'xin'qiu");
	learn_word(f, &clerk, "工会", "gong'hui");
	learn_word(f, &chair, "名单", "ming'dan");
	assert_string_equal(learnt_words(f, &clerk, &out),
	    "张新秋 zhang'xin'qiu 1\n工会 gong'hui 2\n");
	assert_string_equal(learnt_words(f, &chair, &out), "名单 ming'dan 1\n");
	habit = phrase_habit(f->db, &clerk);
	assert_false(habit.codes);
	assert_int_equal(habit.fuzzy, 7);
	habit = (struct phrase_habit){.codes = true, .fuzzy = 2};
	assert_int_equal(phrase_set_habit(f->db, &clerk, &habit), 0);
	habit = phrase_habit(f->db, &clerk);
	assert_true(habit.codes);
	assert_int_equal(habit.fuzzy, 2);
	assert_false(phrase_habit(f->db, &chair).codes);
	buf_release(&out);
}

/* Only so many are kept: those chosen last. */
static void
learnt_words_have_an_end(void **state)
{
	struct fixture *f = *state;
	struct phrases many = {NULL, 0}, kept;

	for (int i = 0; i < PHRASE_MOST + 5; i++) {
		char *text = xprintf("词%d", i);

		phrases_add(&many, PHRASE_LEARNT, text, "ci");
		many.phrase[i].count = 1;
		many.phrase[i].last = 1000 + i;
		free(text);
	}
	assert_int_equal(phrase_learn(f->db, &clerk, &many), 0);
	assert_int_equal(phrase_learnt(f->db, &clerk, &kept), 0);
	assert_int_equal(kept.count, PHRASE_MOST);
	assert_string_equal(kept.phrase[0].text, "词5");
	phrases_release(&kept);
	phrases_release(&many);
}

static bool
has_phrase(const struct phrases *phrases, enum phrase_kind kind, const char *text)
{
	for (int i = 0; i < phrases->count; i++)
		if (phrases->phrase[i].kind == kind && strcmp(phrases->phrase[i].text, text) == 0)
			return true;
	return false;
}

static void
the_stations_words_are_offered_to_those_who_may_read_them(void **state)
{
	struct fixture *f = *state;
	struct phrases phrases;
	struct buf out = BUF_EMPTY;
	char *id = add_member(f, "张新秋");

	free(add_member(f, "王国庆"));
	assert_int_equal(phrase_station(f->db, &clerk, &phrases), 0);
	assert_true(has_phrase(&phrases, PHRASE_NAME, "张新秋"));
	assert_true(has_phrase(&phrases, PHRASE_NAME, "王国庆"));
	assert_true(has_phrase(&phrases, PHRASE_WORD, "绥棱农场有限公司第三作业站"));
	phrases_release(&phrases);
	/* An erased person's name is nobody's word any more. */
	learn_word(f, &clerk, "张新秋", "zhang'xin'qiu");
	learn_word(f, &chair, "王国庆", "wang'guo'qing");
	assert_int_equal(care_erase(f->db, &admin, id, "test", NULL), 0);
	assert_string_equal(learnt_words(f, &clerk, &out), "");
	assert_string_equal(learnt_words(f, &chair, &out), "王国庆 wang'guo'qing 1\n");
	assert_int_equal(phrase_station(f->db, &clerk, &phrases), 0);
	assert_false(has_phrase(&phrases, PHRASE_NAME, "张新秋"));
	phrases_release(&phrases);
	buf_release(&out);
	free(id);
}

int
main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)
	const struct CMUnitTest tests[] = {
		TEST(learnt_words_are_the_clerks_own),
		TEST(learnt_words_have_an_end),
		TEST(the_stations_words_are_offered_to_those_who_may_read_them),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
