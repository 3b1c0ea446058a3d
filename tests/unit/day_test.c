#include "unit.h"

#include "base/day.h"

static void
civil_days_round_trip(void **state)
{
	(void)state;
	for (day_t d = day_from_civil(1899, 12, 1); d <= day_from_civil(2101, 1, 31); d++) {
		struct civil c = day_civil(d);

		assert_true(day_is_valid(c.year, c.month, c.day));
		assert_int_equal(day_from_civil(c.year, c.month, c.day), d);
	}
	assert_int_equal(day_from_civil(1970, 1, 1), 0);
	assert_int_equal(day_weekday(day_from_civil(2026, 11, 23)), 1);
	assert_int_equal(day_weekday(day_from_civil(1969, 12, 28)), 7);
}

static void
only_real_dates_are_parsed(void **state)
{
	char out[11];

	(void)state;
	day_format(day_parse("2024-02-29"), out);
	assert_string_equal(out, "2024-02-29");
	assert_int_equal(day_parse("2026-02-29"), DAY_NONE);
	assert_int_equal(day_parse("2026-2-9"), DAY_NONE);
	assert_int_equal(day_parse("2026-00-10"), DAY_NONE);
	assert_int_equal(day_parse("20260-1-10"), DAY_NONE);
	assert_int_equal(day_parse("-026-01-10"), DAY_NONE);
	assert_int_equal(day_parse("-000-02-29"), DAY_NONE);
	assert_int_equal(day_parse("2026-01-10 "), DAY_NONE);
}

static void
instants_are_read_at_plus_eight(void **state)
{
	char out[20];

	(void)state;
	/* 2026-11-23T17:00Z is already the 24th in China. */
	day_time_format(INT64_C(1795453200000), out);
	assert_string_equal(out, "2026-11-24 01:00:00");
	day_time_format(-1, out);
	assert_string_equal(out, "1970-01-01 07:59:59");
	assert_int_equal(day_minute(0), 480);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(civil_days_round_trip),
		cmocka_unit_test(only_real_dates_are_parsed),
		cmocka_unit_test(instants_are_read_at_plus_eight),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
