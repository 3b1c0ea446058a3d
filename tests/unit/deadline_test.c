#include "unit.h"

#include "forms/deadline.h"

static struct calendar *calendar;

static int
set_up(void **state)
{
	(void)state;
	calendar = calendar_new();
	return 0;
}

static int
tear_down(void **state)
{
	(void)state;
	calendar_free(calendar);
	return 0;
}

/* 09:00 in China. */
static int64_t
at(const char *date)
{
	return day_parse(date) * DAY_MS + 3600000;
}

static struct deadlines
compute(const char *nature, const struct deadline_fact *fact, int count, int64_t now)
{
	struct deadline_matter matter = {nature, "1", false, fact, count};
	struct deadlines out;

	deadline_compute(calendar, &matter, now, &out);
	return out;
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
		{DEADLINE_REGISTERED, at("2026-11-06"), DAY_NONE},
		{DEADLINE_ACCEPTED, at("2026-11-09"), DAY_NONE},
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
		{DEADLINE_REGISTERED, at("2026-11-06"), DAY_NONE},
		{DEADLINE_ACCEPTED, at("2026-11-09"), DAY_NONE},
		{DEADLINE_TOLD, at("2026-11-23"), DAY_NONE},
		{DEADLINE_ANSWERED, at("2026-11-24"), DAY_NONE},
		{DEADLINE_CLOSED, at("2026-11-25"), DAY_NONE},
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
		{DEADLINE_REGISTERED, at("2026-03-02"), DAY_NONE},
		{DEADLINE_ACCEPTED, at("2026-03-02"), DAY_NONE},
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
		{DEADLINE_REGISTERED, start, DAY_NONE},
		{DEADLINE_HANDLED, start + INT64_C(7200001), DAY_NONE},
	};
	struct deadline_matter matter = {"2", "3", false, fact, 1};
	struct deadlines out;

	(void)state;
	deadline_compute(calendar, &matter, start + 3600000, &out);
	assert_int_equal(find(&out, "at_once")->state, DEADLINE_RUNNING);
	assert_clock(&out, "measure", "2026-11-07", "2026-11-07", DEADLINE_RUNNING, 1);
	deadline_compute(calendar, &matter, start + 5040000, &out);
	assert_int_equal(find(&out, "at_once")->state, DEADLINE_AMBER);
	deadline_compute(calendar, &matter, start + 7200001, &out);
	assert_int_equal(find(&out, "at_once")->state, DEADLINE_LATE);
	matter.count = 2;
	deadline_compute(calendar, &matter, start + 7200001, &out);
	assert_int_equal(find(&out, "at_once")->state, DEADLINE_MISSED);
	assert_int_equal(find(&out, "measure")->state, DEADLINE_MET);
}

static void
an_extension_is_no_more_than_thirty_days(void **state)
{
	struct deadline_fact fact[] = {
		{DEADLINE_ACCEPTED, at("2026-03-02"), DAY_NONE},
		{DEADLINE_EXTENDED, at("2026-04-20"), day_parse("2026-05-16")},
		{DEADLINE_EXTENDED, at("2026-05-10"), day_parse("2026-07-30")},
		{DEADLINE_EXTENDED, at("2026-05-11"), day_parse("2026-05-20")},
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
		{DEADLINE_REGISTERED, at("2026-03-02"), DAY_NONE},
		{DEADLINE_ANSWERED, at("2026-03-03"), DAY_NONE},
		{DEADLINE_CLOSED, at("2026-03-04"), DAY_NONE},
		{DEADLINE_REOPENED, at("2026-03-10"), DAY_NONE},
		{DEADLINE_ANSWERED, at("2026-03-11"), DAY_NONE},
		{DEADLINE_REOPENED, at("2026-03-12"), DAY_NONE},
	};
	struct deadlines out = compute("1", fact, 4, at("2026-03-10"));

	(void)state;
	assert_clock(&out, "rework", "2026-03-13", "2026-03-13", DEADLINE_RUNNING, 3);
	assert_int_equal(find(&out, "question")->state, DEADLINE_MET);
	out = compute("1", fact, 6, at("2026-03-12"));
	assert_clock(&out, "rework", "2026-03-17", "2026-03-17", DEADLINE_RUNNING, 5);
	/* but not while it runs */
	fact[4].event = DEADLINE_HANDLED;
	out = compute("1", fact, 6, at("2026-03-12"));
	assert_clock(&out, "rework", "2026-03-13", "2026-03-13", DEADLINE_AMBER, 1);
}

static void
clocks_depend_on_who_and_what(void **state)
{
	struct deadline_fact fact[] = {
		{DEADLINE_REGISTERED, at("2026-11-06"), DAY_NONE},
		{DEADLINE_FORWARDED, at("2026-11-06"), DAY_NONE},
	};
	struct deadline_matter matter = {"5", NULL, true, fact, 2};
	struct deadlines out;

	(void)state;
	deadline_compute(calendar, &matter, at("2026-11-09"), &out);
	assert_int_equal(out.count, 1); /* no name left: nothing is owed to the person */
	assert_clock(&out, "return", "2026-11-13", "2026-11-13", DEADLINE_RUNNING, 4);
	out = compute("7", fact, 1, at("2026-11-09"));
	assert_int_equal(out.count, 0);
	out = compute(NULL, fact, 2, at("2026-11-09"));
	assert_int_equal(out.count, 0);
	out = compute("55", fact, 2, at("2026-11-09"));
	assert_int_equal(out.count, 0);
	out = compute("", fact, 2, at("2026-11-09"));
	assert_int_equal(out.count, 0);
}

/* Facts that never come, or come from a wrong clock, do no harm. */
static void
every_rule_can_be_met(void **state)
{
	(void)state;
	for (int i = 0; deadline_rule(i); i++) {
		const struct deadline_rule *rule = deadline_rule(i);

		assert_true(rule->ends && rule->length > 0 && rule->starts != DEADLINE_NOTHING);
		assert_false(rule->ends & 1u << rule->starts);
		assert_true(*text_get(LANG_ZH, rule->name));
	}
	assert_null(deadline_rule(-1));
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
		cmocka_unit_test(every_rule_can_be_met),
	};

	return cmocka_run_group_tests(tests, set_up, tear_down);
}
