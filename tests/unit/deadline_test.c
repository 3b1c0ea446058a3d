#include "unit.h"

#include "forms/procedure.h"

static struct calendar *calendar;
static struct forms *forms;
static const struct procedure *appeal;

static int
set_up(void **state)
{
	(void)state;
	calendar = calendar_new();
	forms = forms_new();
	if (forms_add_shipped(forms, NULL) != 0)
		return -1;
	appeal = procedure_of(forms_find(forms, "appeal"));
	return appeal ? 0 : -1;
}

static int
tear_down(void **state)
{
	(void)state;
	forms_free(forms);
	calendar_free(calendar);
	return 0;
}

/* 09:00 in China. */
static int64_t
at(const char *date)
{
	return day_parse(date) * DAY_MS + 3600000;
}

/* A record with these fields: name, value, …, NULL. */
static struct deadlines
compute_with(const char *const fields[], const struct deadline_fact *fact, int count, int64_t now)
{
	struct record *record = record_new(appeal->form);
	struct deadlines out;

	for (int i = 0; fields[i]; i += 2)
		record_set(record, form_field(appeal->form, fields[i]), fields[i + 1]);
	deadline_compute(calendar, appeal->clock, appeal->clock_count, record, fact, count, now,
	    &out);
	record_free(record);
	return out;
}

static struct deadlines
compute(const char *nature, const struct deadline_fact *fact, int count, int64_t now)
{
	const char *const fields[] = {
		"naming", "1", "urgency", "1", "channel", "1", "nature", nature, NULL};

	return compute_with(fields, fact, count, now);
}

static const struct deadline *
find(const struct deadlines *deadlines, const char *id)
{
	for (int i = 0; i < deadlines->count; i++)
		if (strcmp(deadlines->deadline[i].rule->id, id) == 0)
			return &deadlines->deadline[i];
	return NULL;
}

static void
assert_clock(const struct deadlines *deadlines, const char *id, const char *plain,
    const char *rolled, enum deadline_state state, int left)
{
	const struct deadline *d = find(deadlines, id);
	char got[11];

	assert_non_null(d);
	day_format(d->due.plain, got);
	assert_string_equal(got, plain);
	day_format(d->due.rolled, got);
	assert_string_equal(got, rolled);
	assert_int_equal(d->state, state);
	assert_int_equal(d->left, left);
}

/* Registered on a Friday, accepted on the Monday, looked at a fortnight later. */
static void
an_appeal_has_its_legal_and_its_own_clocks(void **state)
{
	struct deadline_fact fact[] = {
		{"made", at("2026-11-06"), DAY_NONE},
		{"accept", at("2026-11-09"), DAY_NONE},
	};
	struct deadlines out = compute("5", fact, 2, at("2026-11-23"));

	(void)state;
	assert_int_equal(out.count, 3);
	/* past the earlier of the two days, but not late */
	assert_clock(&out, "tell", "2026-11-21", "2026-11-23", DEADLINE_AMBER, 0);
	assert_clock(&out, "finish", "2027-01-08", "2027-01-08", DEADLINE_RUNNING, 46);
	assert_true(find(&out, "finish")->due.unsure);
	assert_clock(&out, "answer", "2026-11-13", "2026-11-13", DEADLINE_LATE, -10);
	assert_string_equal(deadline_next(&out)->rule->id, "answer");
	out = compute("5", fact, 2, at("2026-11-24"));
	assert_clock(&out, "tell", "2026-11-21", "2026-11-23", DEADLINE_LATE, -1);
}

static void
a_clock_that_is_stopped_was_met_or_missed(void **state)
{
	struct deadline_fact fact[] = {
		{"made", at("2026-11-06"), DAY_NONE},
		{"accept", at("2026-11-09"), DAY_NONE},
		{"tell", at("2026-11-23"), DAY_NONE},
		{"answer", at("2026-11-24"), DAY_NONE},
		{"close", at("2026-11-25"), DAY_NONE},
	};
	struct deadlines out = compute("5", fact, 5, at("2027-06-01"));

	(void)state;
	assert_int_equal(find(&out, "tell")->state, DEADLINE_MET);
	assert_int_equal(find(&out, "finish")->state, DEADLINE_MET);
	assert_int_equal(find(&out, "answer")->state, DEADLINE_MISSED);
	assert_int_equal(find(&out, "call_back")->state, DEADLINE_MET);
	assert_int_equal(find(&out, "tell")->left, 0);
	assert_null(deadline_next(&out));
}

static void
warnings_begin_in_time(void **state)
{
	struct deadline_fact fact[] = {
		{"made", at("2026-03-02"), DAY_NONE},
		{"accept", at("2026-03-02"), DAY_NONE},
	};
	struct deadlines out = compute("5", fact, 2, at("2026-04-12"));

	(void)state;
	assert_clock(&out, "finish", "2026-05-01", "2026-05-06", DEADLINE_RUNNING, 24);
	out = compute("5", fact, 2, at("2026-04-13")); /* 42 of 60 days */
	assert_int_equal(find(&out, "finish")->state, DEADLINE_AMBER);
	/* five working days: four of seven days is not yet 70 %, but only one is left */
	assert_clock(&out, "answer", "2026-03-09", "2026-03-09", DEADLINE_LATE, -35);
	out = compute("5", fact, 2, at("2026-03-05"));
	assert_int_equal(find(&out, "answer")->state, DEADLINE_RUNNING);
	out = compute("5", fact, 2, at("2026-03-06"));
	assert_int_equal(find(&out, "answer")->state, DEADLINE_AMBER);
	out = compute("1", fact, 1, at("2026-03-02")); /* tomorrow */
	assert_clock(&out, "question", "2026-03-03", "2026-03-03", DEADLINE_AMBER, 1);
}

static void
urgent_ones_count_hours(void **state)
{
	int64_t start = at("2026-11-06");
	struct deadline_fact fact[] = {
		{"made", start, DAY_NONE},
		{"handle", start + INT64_C(7200001), DAY_NONE},
	};
	static const char *const urgent[] = {"naming", "1", "nature", "2", "urgency", "3", NULL};
	struct deadlines out = compute_with(urgent, fact, 1, start + 3600000);

	(void)state;
	assert_int_equal(find(&out, "at_once")->state, DEADLINE_RUNNING);
	assert_clock(&out, "measure", "2026-11-07", "2026-11-07", DEADLINE_RUNNING, 1);
	out = compute_with(urgent, fact, 1, start + 5040000);
	assert_int_equal(find(&out, "at_once")->state, DEADLINE_AMBER);
	out = compute_with(urgent, fact, 1, start + 7200001);
	assert_int_equal(find(&out, "at_once")->state, DEADLINE_LATE);
	out = compute_with(urgent, fact, 2, start + 7200001);
	assert_int_equal(find(&out, "at_once")->state, DEADLINE_MISSED);
	assert_int_equal(find(&out, "measure")->state, DEADLINE_MET);
}

static void
an_extension_is_no_more_than_thirty_days(void **state)
{
	struct deadline_fact fact[] = {
		{"accept", at("2026-03-02"), DAY_NONE},
		{"extend", at("2026-04-20"), day_parse("2026-05-16")},
		{"extend", at("2026-05-10"), day_parse("2026-07-30")},
		{"extend", at("2026-05-11"), day_parse("2026-05-20")},
	};
	struct deadlines out = compute("5", fact, 2, at("2026-05-08"));

	(void)state;
	/* a Saturday, rolled on to Monday */
	assert_clock(&out, "finish", "2026-05-16", "2026-05-18", DEADLINE_AMBER, 10);
	out = compute("5", fact, 4, at("2026-05-12"));
	assert_clock(&out, "finish", "2026-05-31", "2026-06-01", DEADLINE_AMBER, 20);
}

static void
what_was_reopened_runs_anew(void **state)
{
	struct deadline_fact fact[] = {
		{"made", at("2026-03-02"), DAY_NONE},
		{"answer", at("2026-03-03"), DAY_NONE},
		{"close", at("2026-03-04"), DAY_NONE},
		{"reopen", at("2026-03-10"), DAY_NONE},
		{"answer", at("2026-03-11"), DAY_NONE},
		{"reopen", at("2026-03-12"), DAY_NONE},
	};
	struct deadlines out = compute("1", fact, 4, at("2026-03-10"));

	(void)state;
	assert_clock(&out, "rework", "2026-03-13", "2026-03-13", DEADLINE_RUNNING, 3);
	assert_int_equal(find(&out, "question")->state, DEADLINE_MET);
	out = compute("1", fact, 6, at("2026-03-12"));
	assert_clock(&out, "rework", "2026-03-17", "2026-03-17", DEADLINE_RUNNING, 5);
	/* but not while it runs */
	fact[4].step = "handle";
	out = compute("1", fact, 6, at("2026-03-12"));
	assert_clock(&out, "rework", "2026-03-13", "2026-03-13", DEADLINE_AMBER, 1);
}

static void
clocks_depend_on_who_and_what(void **state)
{
	static const char *const nameless[] = {"naming", "2", "nature", "5", "channel", "12", NULL};
	struct deadline_fact fact[] = {{"made", at("2026-11-06"), DAY_NONE}};
	struct deadlines out = compute_with(nameless, fact, 1, at("2026-11-09"));

	(void)state;
	assert_int_equal(out.count, 1); /* no name left: nothing is owed to the person */
	assert_clock(&out, "return", "2026-11-13", "2026-11-13", DEADLINE_RUNNING, 4);
	assert_int_equal(compute("7", fact, 1, at("2026-11-09")).count, 0);
	assert_int_equal(compute("", fact, 1, at("2026-11-09")).count, 0);
	assert_int_equal(compute("4", fact, 1, at("2026-11-09")).count, 1); /* to be told */
}

/* What was left when it stood still is left afterwards; what was late stays late. */
static void
a_pause_gives_back_what_was_left(void **state)
{
	struct deadline_fact fact[] = {
		{"made", at("2026-03-02"), DAY_NONE},
		{"accept", at("2026-03-02"), DAY_NONE},
		{"shelve", at("2026-03-04"), DAY_NONE},
		{"resume", at("2026-03-16"), DAY_NONE},
	};
	struct deadlines out = compute("2", fact, 3, at("2026-06-01"));

	(void)state;
	assert_clock(&out, "answer", "2026-03-09", "2026-03-09", DEADLINE_PAUSED, -84);
	assert_string_equal(deadline_next(&out)->rule->id, "tell"); /* a legal limit goes on */
	out = compute("2", fact, 4, at("2026-03-16")); /* three of five working days */
	assert_clock(&out, "answer", "2026-03-19", "2026-03-19", DEADLINE_RUNNING, 3);
	fact[2].at = at("2026-03-10");
	out = compute("2", fact, 3, at("2026-03-11"));
	assert_clock(&out, "answer", "2026-03-09", "2026-03-09", DEADLINE_LATE, -2);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(an_appeal_has_its_legal_and_its_own_clocks),
		cmocka_unit_test(a_clock_that_is_stopped_was_met_or_missed),
		cmocka_unit_test(warnings_begin_in_time),
		cmocka_unit_test(urgent_ones_count_hours),
		cmocka_unit_test(an_extension_is_no_more_than_thirty_days),
		cmocka_unit_test(what_was_reopened_runs_anew),
		cmocka_unit_test(clocks_depend_on_who_and_what),
		cmocka_unit_test(a_pause_gives_back_what_was_left),
	};

	return cmocka_run_group_tests(tests, set_up, tear_down);
}
