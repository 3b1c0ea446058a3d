/* The self-service desk: what a worker is told, and what nobody is. */
#include "unit.h"

#include "base/buf.h"
#include "base/err.h"
#include "base/pack.h"
#include "db/keep.h"
#include "db/kiosk.h"
#include "db/kiosk_store.h"
#include "db/sealing.h"
#include "db/store.h"

#include <stdio.h>
#include <unistd.h>

static const struct actor clerk = {"wxl", "王秀兰", ROLE_CLERK, "test"};
static const struct actor chair = {"zql", "赵庆林", ROLE_CHAIR, "test"};
static const struct actor admin = {"lgd", "李国栋", ROLE_INFOADMIN, "test"};

#define EVENING INT64_C(1795431600000) /* 2026-11-23 19:00 */

static int64_t now_ms;

static int64_t
test_now(void *arg)
{
	(void)arg;
	return now_ms;
}

static const struct clock test_clock = {test_now, NULL};

struct fixture {
	char folder[32];
	struct forms *forms;
	struct db *db;
	struct keep *keep;
	struct kiosk_store *store;
	struct kiosk *kiosk;
};

static void
must(int err, struct say *why)
{
	char *text = err ? say_text(why, LANG_EN) : NULL;

	if (err)
		fail_msg("%d %s", err, text);
	say_release(why);
}

static int
set_up(void **state)
{
	struct fixture *f = xcalloc(1, sizeof *f);
	struct unit unit = {.name = (char *)"第三作业站工会", .level = LEVEL_STATION,
		.code = (char *)"0303", .upper = (char *)""};
	struct say why = {0};

	now_ms = EVENING;
	strcpy(f->folder, "/tmp/kiosk-XXXXXX");
	assert_non_null(mkdtemp(f->folder));
	f->forms = forms_new();
	assert_int_equal(forms_add_shipped(f->forms, NULL), 0);
	char *dir = xprintf("%s/data", f->folder);
	struct db_options options = {.dir = dir, .forms = f->forms, .clock = &test_clock};

	must(db_init(&options, &unit, &why), &why);
	must(db_open(&options, &f->db, &why), &why);
	must(keep_init(dir, &test_clock, &why), &why);
	must(keep_open(dir, &test_clock, &f->keep, &why), &why);
	must(sealing_adopt(f->db, f->keep), &why);
	f->store = kiosk_store_new(f->db, f->keep, LANG_ZH, "10.0.0.1", 0);
	f->kiosk = kiosk_here(f->store);
	free(dir);
	*state = f;
	return 0;
}

static int
tear_down(void **state)
{
	struct fixture *f = *state;
	char *remove = xprintf("rm -rf '%s'", f->folder);

	kiosk_free(f->kiosk);
	keep_close(f->keep);
	db_close(f->db);
	forms_free(f->forms);
	assert_int_equal(system(remove), 0);
	free(remove);
	free(f);
	return 0;
}

/* --- making things --- */

struct pair {
	const char *field, *value;
};

static char *
add(struct fixture *f, const char *kind, const struct pair *pair)
{
	struct record *record = record_new(forms_find(f->forms, kind));
	struct say why = {0};

	for (; pair->field; pair++) {
		assert_true(form_field(record->form, pair->field) >= 0);
		record_set(record, form_field(record->form, pair->field), pair->value);
	}
	must(store_save(f->db, &admin, record, NULL, NULL, &why), &why);
	char *id = xstrdup(record->id);

	record_free(record);
	return id;
}

static const struct pair plain[] = {{"naming", "1"}, {"name", "周顺发"}, {"phone", "13900002201"},
    {"nature", "5"}, {"subject", "0703"}, {"subject_line", "取暖费没有按时发"},
    {"content", "往年十月底就发。"}, {"request", "补发。"}, {NULL, NULL}};

static void
step(struct fixture *f, const struct actor *actor, const char *id, const char *name,
    const char *const fields[])
{
	struct say why = {0};

	must(store_event(f->db, actor, id, name, fields, NULL, &why), &why);
}

static void
answer(struct fixture *f, const char *id)
{
	static const char *const words[] = {"outcome", "1", "reply", "十二月五日前发到卡上。", "basis",
	    "取暖费管理办法第三条", NULL};

	step(f, &chair, id, "answer", words);
}

static const char *
find(struct fixture *f, const char *typed, const char *pin, struct kiosk_matter *out)
{
	static char said[200];
	struct say why = {0};
	int err = kiosk_find(f->kiosk, typed, pin, out, &why);
	char *text = say_text(&why, LANG_ZH);

	snprintf(said, sizeof said, "%d %s", err, text);
	free(text);
	say_release(&why);
	return said;
}

static bool
told(const struct kiosk_matter *m, enum text what)
{
	for (int i = 0; i < m->steps; i++)
		if (m->step[i].what == what)
			return true;
	return false;
}

/* --- a matter from code to rating --- */

static void
the_bringer_is_told_how_it_stands(void **state)
{
	struct fixture *f = *state;
	struct kiosk_matter m;
	struct say why = {0};
	char code[KEEP_QUERY_CODE], *id = add(f, "appeal", plain);

	must(keep_code_make(f->keep, &clerk, id, code), &why);
	step(f, &chair, id, "accept", NULL);
	assert_string_equal(find(f, code, NULL, &m), "0 ");
	assert_string_equal(m.line, "取暖费没有按时发");
	assert_string_equal(m.state, "受理");
	assert_true(told(&m, T_KIOSK_MADE) && told(&m, T_KIOSK_ACCEPTED));
	assert_false(m.rates || m.reserved);
	assert_string_equal(m.reply, "");
	assert_int_equal(m.due, day_parse("2026-11-30"));
	kiosk_matter_release(&m);
	/* nothing to read or to rate before there is an answer */
	assert_int_equal(kiosk_has_read(f->kiosk, NULL), ERR_DENIED);
	assert_int_equal(kiosk_rate(f->kiosk, 1, "", &m, NULL), ERR_DENIED);
	kiosk_matter_release(&m);
	answer(f, id);
	assert_string_equal(find(f, code, NULL, &m), "0 ");
	assert_string_equal(m.reply, "十二月五日前发到卡上。");
	assert_string_equal(m.basis, "取暖费管理办法第三条");
	assert_true(m.rates);
	assert_false(told(&m, T_KIOSK_DELIVERED));
	kiosk_matter_release(&m);
	must(kiosk_has_read(f->kiosk, &why), &why);
	must(kiosk_has_read(f->kiosk, &why), &why); /* read twice is delivered once */
	must(kiosk_rate(f->kiosk, 2, "", &m, &why), &why);
	assert_true(told(&m, T_KIOSK_DELIVERED) && told(&m, T_KIOSK_CALLED_BACK));
	assert_false(m.rates);
	kiosk_matter_release(&m);
	/* what was said cannot be said again */
	assert_int_equal(kiosk_rate(f->kiosk, 1, "", &m, NULL), ERR_DENIED);
	kiosk_matter_release(&m);
	step(f, &chair, id, "close", NULL);
	free(id);
}

/* By the table: back to work, the answer taken away, and counted. */
static void
who_is_not_satisfied_reopens_it(void **state)
{
	struct fixture *f = *state;
	struct kiosk_matter m;
	struct record *record = NULL;
	struct say why = {0};
	char code[KEEP_QUERY_CODE], *id = add(f, "appeal", plain);

	must(keep_code_make(f->keep, &clerk, id, code), &why);
	step(f, &chair, id, "accept", NULL);
	answer(f, id);
	assert_string_equal(find(f, code, NULL, &m), "0 ");
	kiosk_matter_release(&m);
	/* not without a word */
	assert_int_equal(kiosk_rate(f->kiosk, 4, "", &m, &why), ERR_INPUT);
	say_release(&why);
	kiosk_matter_release(&m);
	must(kiosk_rate(f->kiosk, 4, "还没有发到卡上。", &m, &why), &why);
	assert_string_equal(m.state, "办理");
	assert_true(told(&m, T_KIOSK_AGAIN));
	assert_string_equal(m.reply, "");
	kiosk_matter_release(&m);
	must(store_get(f->db, &chair, id, STORE_FULL, "test", &record), &why);
	assert_string_equal(record_get(record, "dissatisfied"), "1");
	assert_non_null(strstr(record_get(record, "handling"), "还没有发到卡上。"));
	record_free(record);
	free(id);
}

/* --- what is kept close --- */

static void
of_a_close_matter_only_the_state_is_told(void **state)
{
	static const struct pair extra[][2] = {{{"naming", "3"}, {NULL, NULL}},
	    {{"nature", "4"}, {NULL, NULL}}, {{"sensitive", "1"}, {NULL, NULL}},
	    {{"accused", "孙海燕"}, {NULL, NULL}}};
	struct fixture *f = *state;

	for (int i = 0; i < 4; i++) {
		struct pair all[16];
		char code[KEEP_QUERY_CODE];
		struct kiosk_matter m;
		struct say why = {0};
		int n = 0;

		for (int k = 0; plain[k].field; k++)
			all[n++] = strcmp(plain[k].field, extra[i][0].field) == 0 ? extra[i][0]
			    : plain[k];
		all[n++] = extra[i][0];
		all[n] = (struct pair){NULL, NULL};
		char *id = add(f, "appeal", all);

		must(keep_code_make(f->keep, &clerk, id, code), &why);
		step(f, &chair, id, "accept", NULL);
		answer(f, id);
		assert_string_equal(find(f, code, NULL, &m), "0 ");
		assert_true(m.reserved);
		assert_string_equal(m.state, "答复");
		assert_string_equal(m.line, "");
		assert_string_equal(m.reply, "");
		assert_string_equal(m.basis, "");
		assert_false(m.rates);
		assert_int_equal(m.steps, 1); /* its making */
		kiosk_matter_release(&m);
		assert_int_equal(kiosk_has_read(f->kiosk, NULL), ERR_DENIED);
		assert_int_equal(kiosk_rate(f->kiosk, 1, "", &m, NULL), ERR_DENIED);
		kiosk_matter_release(&m);
		free(id);
	}
}

/* --- guesses --- */

static void
whoever_has_no_code_is_told_nothing(void **state)
{
	struct fixture *f = *state;
	char code[KEEP_QUERY_CODE], *id = add(f, "appeal", plain), none[100];
	struct kiosk_matter m;
	struct say why = {0};

	must(keep_code_make(f->keep, &clerk, id, code), &why);
	/* before any code, and behind the last one */
	assert_int_equal(kiosk_has_read(f->kiosk, NULL), ERR_DENIED);
	assert_int_equal(kiosk_set_pin(f->kiosk, "480156", NULL), ERR_DENIED);
	assert_int_equal(kiosk_rate(f->kiosk, 1, "", &m, NULL), ERR_DENIED);
	assert_string_equal(find(f, code, NULL, &m), "0 ");
	kiosk_matter_release(&m);
	kiosk_forget(f->kiosk);
	assert_int_equal(kiosk_set_pin(f->kiosk, "480156", NULL), ERR_DENIED);
	/* neither by name nor ID nor telephone nor number */
	static const char *const known[] = {"周顺发", "13900002201", "SQ03032026112301", "112301", ""};

	for (size_t i = 0; i < sizeof known / sizeof *known; i++)
		assert_string_equal(find(f, known[i], NULL, &m),
		    "-2 查询码不对：16 位数字，请看着回执再打一遍。 E262");
	/* a wrong one makes the one before forgotten */
	assert_string_equal(find(f, code, NULL, &m), "0 ");
	kiosk_matter_release(&m);
	find(f, "0000 0000 0000 0000", NULL, &m);
	assert_int_equal(kiosk_set_pin(f->kiosk, "480156", NULL), ERR_DENIED);
	/* a number that is there with a wrong PIN, without a PIN set, one that is not there */
	snprintf(none, sizeof none, "%s", find(f, "112399", "480156", &m));
	assert_string_equal(find(f, "112301", "480156", &m), none);
	assert_string_equal(find(f, code, NULL, &m), "0 ");
	kiosk_matter_release(&m);
	must(kiosk_set_pin(f->kiosk, "480156", &why), &why);
	assert_string_equal(find(f, "112301", "480157", &m), none);
	assert_string_equal(find(f, "112301", "480156", &m), "0 ");
	assert_string_equal(m.line, "取暖费没有按时发");
	kiosk_matter_release(&m);
	free(id);
}

/* A thousand from one place, two seconds each: a few are looked at, none finds anything. */
static void
a_thousand_guesses_lead_to_a_lock(void **state)
{
	struct fixture *f = *state;
	char code[KEEP_QUERY_CODE], *id = add(f, "appeal", plain), shut[100];
	struct kiosk_matter m;
	struct say why = {0};
	int looked = 0;

	must(keep_code_make(f->keep, &clerk, id, code), &why);
	for (int i = 0; i < 1000; i++) {
		char guess[KEEP_QUERY_CODE];
		int sum = 10;

		snprintf(guess, sizeof guess, "%015d", i * 7919);
		for (int k = 0; k < 15; k++) {
			sum = (sum + guess[k] - '0') % 10;
			sum = (sum ? sum : 10) * 2 % 11;
		}
		snprintf(guess + 15, 2, "%d", (11 - sum) % 10);
		const char *said = find(f, guess, NULL, &m);

		assert_int_equal(m.steps, 0);
		looked += strcmp(said, "-7 没有这个查询码。 E263") == 0;
		now_ms += 2000;
	}
	assert_true(looked >= 40 && looked <= 45); /* 10, and one a minute */
	/* right or wrong, code or number: the same */
	snprintf(shut, sizeof shut, "%s", find(f, "0000 0000 0000 0000", NULL, &m));
	assert_non_null(strstr(shut, "E264"));
	assert_string_equal(find(f, code, NULL, &m), shut);
	assert_string_equal(find(f, "112301", "480156", &m), shut);
	/* the household next to it, and this one after a minute */
	now_ms += 60000;
	assert_string_equal(find(f, code, NULL, &m), "0 ");
	kiosk_matter_release(&m);
	free(id);
}

/* A village in line at one desk is no guesser. */
static void
right_codes_cost_nothing(void **state)
{
	struct fixture *f = *state;
	char code[KEEP_QUERY_CODE], *id = add(f, "appeal", plain);
	struct kiosk_matter m;
	struct say why = {0};

	must(keep_code_make(f->keep, &clerk, id, code), &why);
	for (int i = 0; i < 50; i++) {
		assert_string_equal(find(f, code, NULL, &m), "0 ");
		kiosk_matter_release(&m);
	}
	free(id);
}

/* Five wrong ones, from anywhere at any time, and a PIN is off until it is set again. */
static void
a_pin_is_off_behind_five_guesses(void **state)
{
	struct fixture *f = *state;
	static const char *const weak[] = {"48015", "1111111", "123456", "987654", "48o156", ""};
	char code[KEEP_QUERY_CODE], *id = add(f, "appeal", plain);
	struct kiosk_matter m;
	struct say why = {0};

	must(keep_code_make(f->keep, &clerk, id, code), &why);
	assert_string_equal(find(f, code, NULL, &m), "0 ");
	kiosk_matter_release(&m);
	for (size_t i = 0; i < sizeof weak / sizeof *weak; i++)
		assert_int_equal(kiosk_set_pin(f->kiosk, weak[i], NULL), ERR_INPUT);
	must(kiosk_set_pin(f->kiosk, "480156", &why), &why);
	for (int i = 0; i < 5; i++) {
		assert_true(strncmp(find(f, "112301", "480157", &m), "-7", 2) == 0);
		now_ms += 3600000;
	}
	assert_true(strncmp(find(f, "112301", "480156", &m), "-7", 2) == 0);
	assert_string_equal(find(f, code, NULL, &m), "0 ");
	kiosk_matter_release(&m);
	must(kiosk_set_pin(f->kiosk, "480156", &why), &why);
	assert_string_equal(find(f, "112301", "480156", &m), "0 ");
	kiosk_matter_release(&m);
	free(id);
}

/* --- papers --- */

static void
only_what_may_hang_on_a_wall_hangs(void **state)
{
	static const struct pair papers[][10] = {
		{{"doc_kind", "08"}, {"title", "开会"},
		    {"secrecy", "1"}, {"published_on", "2026-11-01"}},
		{{"doc_kind", "08"}, {"title", "没有发布"}, {"secrecy", "1"}},
		{{"doc_kind", "08"}, {"title", "内部"}, {"secrecy", "2"},
		    {"published_on", "2026-11-01"}},
		{{"doc_kind", "08"}, {"title", "撤回的"},
		    {"secrecy", "1"}, {"published_on", "2026-11-01"},
		    {"withdrawn", "写错了"}},
		{{"doc_kind", "08"}, {"title", "过期的"},
		    {"secrecy", "1"}, {"published_on", "2026-11-01"},
		    {"valid_until", "2026-11-22"}},
		{{"doc_kind", "11"}, {"title", "请示"},
		    {"secrecy", "1"}, {"published_on", "2026-11-01"}},
		{{"doc_kind", "28"}, {"title", "农资价格"},
		    {"secrecy", "1"}, {"published_on", "2026-11-01"},
		    {"disclosure_class", "6"}, {"posted_from", "2026-11-20"},
		    {"posted_to", "2027-12-31"}},
		{{"doc_kind", "28"}, {"title", "还没到日子"}, {"secrecy", "1"},
		    {"published_on", "2026-11-01"}, {"disclosure_class", "6"},
		    {"posted_from", "2027-12-24"}, {"posted_to", "2027-12-31"}},
		{{"doc_kind", "21"}, {"title", "入会公示"},
		    {"secrecy", "1"}, {"published_on", "2026-11-01"},
		    {"posted_from", "2026-11-20"}, {"posted_to", "2027-12-27"},
		    {"objections", "张三提的"}},
	};
	static const bool hangs[] = {true, false, false, false, false, false, true, false, true};
	struct fixture *f = *state;
	struct kiosk_items items;
	struct say why = {0};

	for (size_t i = 0; i < sizeof papers / sizeof *papers; i++) {
		char *id = add(f, "notice", papers[i]);
		struct kiosk_paper paper;
		int err = kiosk_paper(f->kiosk, id, &paper, NULL);

		assert_int_equal(err, hangs[i] ? 0 : ERR_NOTFOUND);
		if (!err)
			assert_string_equal(paper.title, papers[i][1].value);
		kiosk_paper_release(&paper);
		free(id);
	}
	must(kiosk_shelves(f->kiosk, &items, &why), &why);
	assert_int_equal(items.count, 3);
	assert_string_equal(items.item[0].title, "通知");
	assert_string_equal(items.item[1].title, "公示");
	assert_string_equal(items.item[2].title, "承包费和农资");
	kiosk_items_release(&items);
	must(kiosk_papers(f->kiosk, "6", &items, &why), &why);
	assert_int_equal(items.count, 1);
	assert_string_equal(items.item[0].title, "农资价格");
	kiosk_items_release(&items);
	/* no other record is a paper */
	char *id = add(f, "appeal", plain);
	struct kiosk_paper paper;

	assert_int_equal(kiosk_paper(f->kiosk, id, &paper, NULL), ERR_NOTFOUND);
	kiosk_paper_release(&paper);
	free(id);
}

/* --- handing in --- */

static void
what_is_handed_in_is_a_matter(void **state)
{
	struct fixture *f = *state;
	struct kiosk_letter letter = {.sort = KIOSK_QUESTION, .text = "互助保障怎么理赔？\n去年住院。",
	    .name = "", .phone = ""};
	struct kiosk_receipt receipt;
	struct kiosk_matter m;
	struct say why = {0};
	struct store_page page;
	struct store_query query = {.form = forms_find(f->forms, "appeal"), .limit = 10};

	must(kiosk_hand_in(f->kiosk, &letter, &receipt, &why), &why);
	assert_string_equal(find(f, receipt.code, NULL, &m), "0 ");
	assert_string_equal(m.number, receipt.number);
	assert_string_equal(m.state, "登记");
	assert_string_equal(m.line, "互助保障怎么理赔？");
	kiosk_matter_release(&m);
	kiosk_receipt_release(&receipt);
	must(store_list(f->db, &clerk, &query, &page), &why);
	assert_int_equal(page.count, 1);
	assert_true(page.row[0].incomplete); /* the clerk looks it through */
	assert_string_equal(record_get(page.row[0].record, "channel"), "14");
	assert_string_equal(record_get(page.row[0].record, "nature"), "1");
	assert_string_equal(record_get(page.row[0].record, "naming"), "2");
	assert_string_equal(record_get(page.row[0].record, "registrar"), "自助台");
	store_page_release(&page);
	/* with a name, as any form reads it */
	letter = (struct kiosk_letter){KIOSK_APPEAL, "地界说不清。", "周顺发", "139 0000 2201"};
	must(kiosk_hand_in(f->kiosk, &letter, &receipt, &why), &why);
	kiosk_receipt_release(&receipt);
	letter.phone = "12";
	assert_int_equal(kiosk_hand_in(f->kiosk, &letter, &receipt, &why), ERR_INPUT);
	assert_int_not_equal(why.id, TEXT_NONE);
	say_release(&why);
	kiosk_receipt_release(&receipt);
	letter = (struct kiosk_letter){KIOSK_APPEAL, " \n ", "", ""};
	assert_int_equal(kiosk_hand_in(f->kiosk, &letter, &receipt, NULL), ERR_INPUT);
	kiosk_receipt_release(&receipt);
}

/* One hand cannot fill the clerk's list; ten minutes later one more may come. */
static void
letters_are_counted(void **state)
{
	struct fixture *f = *state;
	struct kiosk_letter letter = {KIOSK_SUGGESTION, "多摆两条长凳。", "", ""};
	struct kiosk_receipt receipt;
	struct say why = {0};

	for (int i = 0; i < 6; i++) {
		must(kiosk_hand_in(f->kiosk, &letter, &receipt, &why), &why);
		kiosk_receipt_release(&receipt);
	}
	assert_int_equal(kiosk_hand_in(f->kiosk, &letter, &receipt, &why), ERR_DENIED);
	assert_int_equal(why.id, T_KEEP_LETTERS);
	say_release(&why);
	kiosk_receipt_release(&receipt);
	now_ms += 600000;
	must(kiosk_hand_in(f->kiosk, &letter, &receipt, &why), &why);
	kiosk_receipt_release(&receipt);
}

/* --- questions from a stranger's hands --- */

static void
what_is_no_question_is_refused(void **state)
{
	struct fixture *f = *state;
	struct buf question = BUF_EMPTY, result = BUF_EMPTY;

	for (int ask = -1; ask <= KIOSK_ASK_COUNT; ask++) {
		buf_clear(&question);
		pack_int(&question, ask);
		pack_text(&question, "1");
		pack_text(&question, NULL);
		pack_text(&question, "more than any question has");
		pack_text(&question, "and more");
		pack_text(&question, "still");
		assert_int_equal(kiosk_store_answer(f->store, question.data, question.len,
		    &result), ERR_INPUT);
		assert_int_equal(result.len, 0);
	}
	assert_int_equal(kiosk_store_answer(f->store, "", 0, &result), ERR_INPUT);
	for (size_t len = 0; len + 1 < question.len; len++)
		kiosk_store_answer(f->store, question.data, len, &result);
	buf_release(&question);
	buf_release(&result);
}

#define EACH(test) cmocka_unit_test_setup_teardown(test, set_up, tear_down)

int
main(void)
{
	const struct CMUnitTest tests[] = {
		EACH(the_bringer_is_told_how_it_stands),
		EACH(who_is_not_satisfied_reopens_it),
		EACH(of_a_close_matter_only_the_state_is_told),
		EACH(whoever_has_no_code_is_told_nothing),
		EACH(a_thousand_guesses_lead_to_a_lock),
		EACH(right_codes_cost_nothing),
		EACH(a_pin_is_off_behind_five_guesses),
		EACH(only_what_may_hang_on_a_wall_hangs),
		EACH(what_is_handed_in_is_a_matter),
		EACH(letters_are_counted),
		EACH(what_is_no_question_is_refused),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
