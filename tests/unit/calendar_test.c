#include "unit.h"

#include "base/calendar.h"
#include "base/err.h"

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

static void
assert_day(day_t day, const char *date)
{
	char got[11];

	day_format(day, got);
	assert_string_equal(got, date);
}

/* The whole of two years: a day wrong in the table would show in its month. */
static void
months_have_the_known_working_days(void **state)
{
	static const int days[2][12] = {
		{19, 19, 21, 22, 19, 20, 23, 21, 23, 18, 20, 23},
		{21, 16, 22, 21, 19, 21, 23, 21, 22, 18, 21, 23},
	};

	(void)state;
	for (int y = 0; y < 2; y++)
		for (int m = 1; m <= 12; m++) {
			int year = 2025 + y;
			day_t end = m == 12 ? day_from_civil(year + 1, 1, 1)
					    : day_from_civil(year, m + 1, 1);

			assert_int_equal(calendar_count(calendar,
					     day_from_civil(year, m, 1) - 1, end - 1),
			    days[y][m - 1]);
		}
	assert_int_equal(calendar_count(calendar, day_parse("2024-02-03"), day_parse("2024-02-18")),
	    7);
	assert_int_equal(calendar_count(calendar, 5, 5), 0);
	assert_int_equal(calendar_count(calendar, 9, 5), 0);
}

static void
working_days_are_counted_without_the_first(void **state)
{
	static const struct {
		const char *start;
		int n;
		const char *end;
	} rows[] = {
		{"2026-02-12", 5, "2026-02-26"}, {"2026-02-13", 1, "2026-02-14"},
		{"2026-02-14", 1, "2026-02-24"}, {"2026-09-18", 5, "2026-09-24"},
		{"2026-09-30", 3, "2026-10-10"}, {"2026-04-30", 5, "2026-05-11"},
		{"2025-12-31", 1, "2026-01-04"}, {"2026-11-06", 5, "2026-11-13"},
		{"2026-11-06", 0, "2026-11-06"},
	};

	(void)state;
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		struct calendar_end end =
		    calendar_working_days(calendar, day_parse(rows[i].start), rows[i].n);

		assert_day(end.plain, rows[i].end);
		assert_int_equal(end.plain, end.rolled);
		assert_false(end.unsure);
	}
	assert_true(calendar_working_days(calendar, day_parse("2026-12-31"), 1).unsure);
}

static void
days_end_on_a_working_day(void **state)
{
	static const struct {
		const char *start;
		int n;
		const char *plain, *rolled;
		bool unsure;
	} rows[] = {
		{"2026-02-01", 15, "2026-02-16", "2026-02-24", false},
		{"2026-03-02", 60, "2026-05-01", "2026-05-06", false},
		{"2026-11-06", 15, "2026-11-21", "2026-11-23", false},
		{"2026-11-23", 60, "2027-01-22", "2027-01-22", true},
		{"2026-11-09", 60, "2027-01-08", "2027-01-08", true},
		/* the end of the year is known, what follows it is not */
		{"2026-12-16", 15, "2026-12-31", "2026-12-31", false},
	};

	(void)state;
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		struct calendar_end end =
		    calendar_days(calendar, day_parse(rows[i].start), rows[i].n);

		assert_day(end.plain, rows[i].plain);
		assert_day(end.rolled, rows[i].rolled);
		assert_int_equal(end.unsure, rows[i].unsure);
	}
}

static void
a_year_is_keyed_and_given_back(void **state)
{
	static const char year[] = "2027 off 1/1-3 2/5-11 5/31-6/2 work 1/24 2/14";
	struct buf text = BUF_EMPTY;

	(void)state;
	assert_false(calendar_knows(calendar, 2027));
	calendar_format(calendar, 2027, &text);
	assert_string_equal(buf_text(&text), "");
	assert_int_equal(calendar_add(calendar, year, NULL), 0);
	calendar_format(calendar, 2027, &text);
	assert_string_equal(buf_text(&text), year);
	assert_false(calendar_is_working(calendar, day_parse("2027-02-05")));
	assert_true(calendar_is_working(calendar, day_parse("2027-02-14")));
	assert_false(calendar_days(calendar, day_parse("2026-11-23"), 60).unsure);

	/* once more, corrected; in Chinese, with a day of the December before */
	assert_int_equal(calendar_add(calendar,
			     "2027，休 2026/12/31、1/1-3；\n班　2026/12/27", NULL), 0);
	buf_clear(&text);
	calendar_format(calendar, 2027, &text);
	assert_string_equal(buf_text(&text), "2027 off 2026/12/31 1/1-3 work 2026/12/27");
	assert_true(calendar_is_working(calendar, day_parse("2027-02-05")));
	assert_false(calendar_is_working(calendar, day_parse("2026-12-31")));
	buf_clear(&text);
	calendar_format(calendar, 2025, &text);
	assert_string_equal(buf_text(&text), "2025 off 1/1 1/28-2/4 4/4-6 5/1-5 5/31-6/2 10/1-8 "
					     "work 1/26 2/8 4/27 9/28 10/11");
	buf_release(&text);
}

static void
what_is_keyed_wrongly_is_named(void **state)
{
	static const struct {
		const char *text;
		enum text what;
		const char *word;
	} rows[] = {
		{"", T_CALENDAR_NO_YEAR, ""},
		{"off 1/1", T_CALENDAR_NO_YEAR, "off"},
		{"1027 off 1/1", T_CALENDAR_NO_YEAR, "1027"},
		{"2027 1/1", T_CALENDAR_NEITHER, "1/1"},
		{"2027 holiday 1/1", T_CALENDAR_NEITHER, "holiday"},
		{"2027 off 2/29", T_CALENDAR_DAY, "2/29"},
		{"2027 off 2/5-4", T_CALENDAR_DAY, "2/5-4"},
		{"2027 off 2/5-3/", T_CALENDAR_DAY, "2/5-3/"},
		{"2027 off 2/005", T_CALENDAR_DAY, "2/005"},
		{"2027 off 2/5x", T_CALENDAR_DAY, "2/5x"},
		{"2027 off 2026/11/30", T_CALENDAR_DAY, "2026/11/30"},
		{"2027 off 2028/1/1", T_CALENDAR_DAY, "2028/1/1"},
		{"2027 off 2/5 2/1-9", T_CALENDAR_TWICE, "2/1-9"},
		{"2027 off 2/6 work 2/6", T_CALENDAR_TWICE, "2/6"},
		{"2027 off 1/1 work 2/4", T_CALENDAR_WEEKDAY, "2/4"},
		{"2027", T_CALENDAR_NOTHING_OFF, "2027"},
		{"2027 work 2/14 2028 off 1/1", T_CALENDAR_NOTHING_OFF, "2027"},
	};

	(void)state;
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		struct say why = {0};

		assert_int_equal(calendar_add(calendar, rows[i].text, &why), ERR_INPUT);
		assert_int_equal(why.id, rows[i].what);
		assert_string_equal(why.arg[0], rows[i].word);
		say_release(&why);
	}
	/* nothing of a wrong text is taken, not even its right years */
	assert_int_equal(calendar_add(calendar, "2026 off 1/1 2027 off 13/1", NULL), ERR_INPUT);
	assert_false(calendar_knows(calendar, 2027));
	assert_false(calendar_is_working(calendar, day_parse("2026-10-01")));
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(months_have_the_known_working_days),
		cmocka_unit_test(working_days_are_counted_without_the_first),
		cmocka_unit_test(days_end_on_a_working_day),
		cmocka_unit_test(what_is_keyed_wrongly_is_named),
		cmocka_unit_test(a_year_is_keyed_and_given_back),
	};

	return cmocka_run_group_tests(tests, set_up, tear_down);
}
