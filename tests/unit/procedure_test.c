#include "unit.h"

#include "base/err.h"
#include "forms/procedure.h"

static const struct procedure *appeal;
static struct forms *forms;

static int
set_up(void **state)
{
	(void)state;
	appeal = procedure_of("appeal");
	forms = forms_new();
	return forms_add_shipped(forms, NULL) || !appeal;
}

static int
tear_down(void **state)
{
	(void)state;
	forms_free(forms);
	return 0;
}

static const char *const said[] = {"text", "已到现场了解", NULL};
static const char *const assigned[] = {"handler", "孙海燕", NULL};

static int64_t
at(const char *date)
{
	return day_parse(date) * DAY_MS + 3600000;
}

static int
check(const struct procedure_event *past, int count, enum role role, const char *step,
    const char *const *field, enum text what)
{
	struct procedure_event event = {step, at("2026-11-23"), field, NULL};
	struct say why = {0};
	int err = procedure_check(appeal, past, count, role, &event, &why);

	assert_int_equal(why.id, what);
	say_release(&why);
	return err;
}

/* --- the table --- */

static unsigned
reachable(unsigned from)
{
	unsigned all = from, before;

	do {
		before = all;
		for (int i = 0; i < appeal->count; i++)
			if (appeal->step[i].from & all && appeal->step[i].to)
				all |= 1u << appeal->step[i].to;
	} while (all != before);
	return all;
}

static void
no_state_is_a_dead_end(void **state)
{
	unsigned all = reachable(1u << appeal->first);

	(void)state;
	for (int i = 0; i < appeal->count; i++)
		assert_int_equal(appeal->step[i].from & ~all, 0);
	for (int s = 1; s < 32; s++) {
		if (!(all & 1u << s))
			continue;
		assert_string_not_equal(procedure_state_name(appeal, forms, s, LANG_ZH), "");
		/* work can end from everywhere, and what ended can be taken up again */
		assert_true(reachable(1u << s) & 1u << APPEAL_CLOSED);
		assert_true(reachable(1u << s) & 1u << APPEAL_HANDLED);
		/* somebody above a clerk has a step to take */
		const struct procedure_step *next[16];

		assert_true(procedure_next(appeal, s, ROLE_CHAIR, next, 16) > 0);
		assert_int_equal(procedure_next(appeal, s, ROLE_AUDITOR, next, 16), 0);
	}
	assert_string_equal(procedure_state_name(appeal, forms, 77, LANG_ZH), "");
}

static void
steps_fit_the_form(void **state)
{
	const struct form *form = forms_find(forms, "appeal");

	(void)state;
	for (int i = 0; i < appeal->count; i++) {
		const struct procedure_step *step = &appeal->step[i];

		assert_int_equal(step->needs & ~step->takes, 0);
		assert_true(step->from && step->roles);
		assert_ptr_equal(procedure_step(appeal, step->id), step);
		assert_string_not_equal(text_get(LANG_EN, step->name), "");
	}
	for (int i = 0; i < appeal->write_count; i++) {
		assert_true(form_field(form, appeal->write[i].field) >= 0);
		assert_non_null(procedure_step(appeal, appeal->write[i].step));
	}
	assert_null(procedure_of("member"));
	assert_null(procedure_step(appeal, "burn"));
}

/* --- steps --- */

static void
an_appeal_goes_its_way(void **state)
{
	static const char *const steps[] = {
		"tell", "accept", "assign", "handle", "handle",
		"answer", "close", "reopen", "answer", "close"};
	static const int states[] = {1, 2, 3, 3, 3, 4, 5, 3, 4, 5};
	struct procedure_event past[10];

	(void)state;
	assert_int_equal(procedure_state(appeal, NULL, 0), APPEAL_REGISTERED);
	for (int i = 0; i < 10; i++) {
		const char *const *field = strcmp(steps[i], "assign") == 0 ? assigned : said;

		assert_int_equal(check(past, i, ROLE_CHAIR, steps[i], field, TEXT_NONE), 0);
		past[i] = (struct procedure_event){steps[i], at("2026-11-23"), field, NULL};
		assert_int_equal(procedure_state(appeal, past, i + 1), states[i]);
		assert_int_equal(procedure_is_open(appeal, states[i]), states[i] != 5);
	}
}

static void
what_is_not_possible_is_refused(void **state)
{
	static const char *const blank[] = {"text", " \n", NULL};
	static const char *const foreign[] = {"text", "x", "handler", "孙海燕", NULL};
	struct procedure_event past[] = {{"accept", at("2026-11-09"), NULL, NULL},
	    {"answer", at("2026-11-10"), blank, NULL}};

	(void)state;
	assert_int_equal(check(past, 0, ROLE_CHAIR, "close", said, T_PROCEDURE_STATE), ERR_DENIED);
	assert_int_equal(check(past, 0, ROLE_CLERK, "accept", said, T_PROCEDURE_ROLE), ERR_DENIED);
	assert_int_equal(check(past, 0, ROLE_CHAIR, "decline", NULL, T_PROCEDURE_TEXT), ERR_INPUT);
	assert_int_equal(check(past, 0, ROLE_CHAIR, "decline", blank, T_PROCEDURE_TEXT), ERR_INPUT);
	assert_int_equal(check(past, 0, ROLE_CHAIR, "burn", said, T_ERR_USAGE), ERR_USAGE);
	assert_int_equal(check(past, 0, ROLE_CHAIR, "accept", foreign, T_ERR_USAGE), ERR_USAGE);
	assert_int_equal(check(past, 1, ROLE_CHAIR, "assign", said, T_PROCEDURE_HANDLER),
	    ERR_INPUT);
	assert_int_equal(check(past, 1, ROLE_CHAIR, "close", said, T_PROCEDURE_STATE), ERR_DENIED);
	/* an answer without words, from wherever it came, closes nothing */
	assert_int_equal(check(past, 2, ROLE_CHAIR, "close", said, T_PROCEDURE_UNANSWERED),
	    ERR_INPUT);
}

static void
an_extension_keeps_to_the_law(void **state)
{
	static const struct {
		const char *due;
		enum text what;
	} rows[] = {
		{"2027-01-08", T_PROCEDURE_EXTENSION}, {"2027-01-09", TEXT_NONE},
		{"2027-02-07", TEXT_NONE}, {"2027-02-08", T_PROCEDURE_EXTENSION},
		{"2027-02-30", T_PROCEDURE_DUE}, {"", T_PROCEDURE_DUE},
	};
	struct procedure_event past[] = {{"accept", at("2026-11-09"), NULL, NULL}};

	(void)state;
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		const char *const field[] = {"text", "等管理区批复", "due", rows[i].due, NULL};

		check(past, 1, ROLE_CHAIR, "extend", field, rows[i].what);
	}
	assert_int_equal(check(past, 1, ROLE_INFOADMIN, "extend", NULL, T_PROCEDURE_ROLE),
	    ERR_DENIED);
}

/* Two machines' events together: what was no longer possible changes nothing. */
static void
late_events_change_nothing(void **state)
{
	struct procedure_event past[] = {
		{"accept", 1, NULL, NULL}, {"answer", 2, said, NULL}, {"close", 3, said, NULL},
		{"handle", 4, said, NULL}, {"accept", 5, NULL, NULL},
		{"from_a_newer_version", 6, said, NULL}, {"", 7, NULL, NULL},
	};

	(void)state;
	assert_int_equal(procedure_state(appeal, past, 7), APPEAL_CLOSED);
}

/* Lists and sheets have what the steps said; a second look gives the same. */
static void
steps_write_the_record(void **state)
{
	static const char *const again[] = {"text", "已补发", NULL};
	static const char *const later[] = {"text", "等批复", "due", "2027-01-20", NULL};
	struct procedure_event past[] = {
		{"answer", at("2026-11-08"), again, "孙海燕"}, /* not possible yet */
		{"accept", at("2026-11-09"), said, "赵庆林"},
		{"assign", at("2026-11-09"), assigned, "赵庆林"},
		{"handle", at("2026-11-10"), said, "孙海燕"},
		{"handle", at("2026-11-11"), again, "孙海燕"},
		{"extend", at("2026-11-12"), later, "赵庆林"},
	};
	struct record *record = record_new(forms_find(forms, "appeal"));

	(void)state;
	for (int round = 0; round < 2; round++) {
		procedure_write(appeal, past, 6, record);
		assert_string_equal(record_get(record, "state"), "3");
		assert_string_equal(record_get(record, "acceptance"), "已到现场了解");
		assert_string_equal(record_get(record, "handler"), "孙海燕");
		assert_string_equal(record_get(record, "handling"), "已到现场了解\n已补发");
		assert_string_equal(record_get(record, "extensions"), "1");
		assert_string_equal(record_get(record, "extension_by"), "赵庆林");
		assert_null(record_get(record, "reply"));
	}
	record_free(record);
}

static void
clocks_follow_the_steps(void **state)
{
	const struct form *form = forms_find(forms, "appeal");
	struct record *record = record_new(form);
	struct calendar *calendar = calendar_new();
	struct procedure_event past[] = {
		{"answer", at("2026-11-06"), said, NULL}, /* not possible yet: stops nothing */
		{"accept", at("2026-11-09"), NULL, NULL},
		{"tell", at("2026-11-10"), NULL, NULL},
	};
	struct deadlines out;

	(void)state;
	record_set(record, form_field(form, "nature"), "5");
	record_set(record, form_field(form, "channel"), "12");
	procedure_deadlines(appeal, calendar, record, at("2026-11-06"), past, 3, at("2026-11-11"),
	    &out);
	assert_int_equal(out.count, 4);
	assert_int_equal(out.deadline[0].state, DEADLINE_MET); /* told */
	assert_int_equal(out.deadline[1].state, DEADLINE_MET); /* not handed back */
	assert_int_equal(out.deadline[2].left, 58);
	assert_int_equal(out.deadline[3].ended, 0);
	record_set(record, form_field(form, "naming"), "2");
	procedure_deadlines(appeal, calendar, record, at("2026-11-06"), past, 3, at("2026-11-11"),
	    &out);
	assert_int_equal(out.count, 2); /* nameless: neither telling nor answering is owed */
	calendar_free(calendar);
	record_free(record);
}

/*
 * 10,000 random walks of random roles. What procedure_check() lets through must keep: closing only
 * what was answered in words since it was accepted or reopened; nothing by a role without the
 * right; the state by the table. Mutants seen caught here: closing from work, roles ignored, states
 * ignored.
 */
static void
random_walks_keep_the_guards(void **state)
{
	const char *const both[] = {"text", "x", "handler", "y", NULL};
	const char *const *const fields[] = {said, assigned, both, NULL};
	unsigned dice = 20261123;
	int closed = 0;

	(void)state;
	for (int walk = 0; walk < 10000; walk++) {
		struct procedure_event past[24];
		bool answered = false, accepted = false;
		int n = 0;

		for (int try = 0; try < 48 && n < 24; try++) {
			dice = dice * 1664525u + 1013904223u;
			const struct procedure_step *step =
			    &appeal->step[(dice >> 8) % (unsigned)appeal->count];
			enum role role = (dice >> 16) % ROLE_COUNT;
			struct procedure_event event = {
				step->id, try + 1, fields[(dice >> 24) % 4], NULL};
			int before = procedure_state(appeal, past, n);

			if (procedure_check(appeal, past, n, role, &event, NULL))
				continue;
			past[n++] = event;
			int after = procedure_state(appeal, past, n);

			assert_true(step->roles & 1u << role);
			assert_int_equal(after, step->to ? step->to : before);
			accepted |= strcmp(step->id, "accept") == 0;
			if (strcmp(step->id, "reopen") == 0 || strcmp(step->id, "accept") == 0)
				answered = false;
			if (strcmp(step->id, "answer") == 0)
				answered = procedure_field(&event, "text") != NULL;
			if (after == APPEAL_CLOSED) {
				assert_true(answered && accepted);
				closed++;
			}
		}
	}
	assert_true(closed > 50); /* the walks come so far */
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(no_state_is_a_dead_end),
		cmocka_unit_test(steps_fit_the_form),
		cmocka_unit_test(an_appeal_goes_its_way),
		cmocka_unit_test(what_is_not_possible_is_refused),
		cmocka_unit_test(an_extension_keeps_to_the_law),
		cmocka_unit_test(late_events_change_nothing),
		cmocka_unit_test(steps_write_the_record),
		cmocka_unit_test(clocks_follow_the_steps),
		cmocka_unit_test(random_walks_keep_the_guards),
	};

	return cmocka_run_group_tests(tests, set_up, tear_down);
}
