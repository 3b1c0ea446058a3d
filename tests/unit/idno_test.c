#include "unit.h"

#include "forms/idno.h"

static day_t
today(void)
{
	return day_from_civil(2026, 11, 23);
}

static enum idno_fault
read(const char *spelling, struct idno *out)
{
	return idno_read(spelling, today(), out);
}

static void
published_examples_are_right(void **state)
{
	static const char *const good[] = {"11010519491231002X", "440308199901101512",
	    "810000199408230021", "830000199201300022"};
	struct idno id;

	(void)state;
	for (size_t i = 0; i < sizeof good / sizeof good[0]; i++) {
		assert_int_equal(read(good[i], &id), IDNO_OK);
		assert_string_equal(id.number, good[i]);
		assert_true(idno_area_is_known(good[i]));
	}
	assert_false(idno_area_is_known("000000"));
}

static void
fifteen_digits_are_completed(void **state)
{
	struct idno id;

	(void)state;
	assert_int_equal(read("610104620927690", &id), IDNO_OK);
	assert_string_equal(id.number, "610104196209276908");
	assert_true(id.upgraded);
	/* 996-999 were people born in the 19th century. */
	assert_int_equal(read("610104620927996", &id), IDNO_ANCIENT);
}

static void
each_fault_has_its_name(void **state)
{
	static const struct {
		const char *spelling;
		enum idno_fault fault;
	} bad[] = {
		{"11010519491231002", IDNO_SHORT}, {"11010519491231002X1", IDNO_CHARS},
		{"1101051949123100212", IDNO_LONG}, {"1101051949X231002X", IDNO_CHARS},
		{"231226198803140000", IDNO_SPOILT}, {"2.31226E+17", IDNO_FLOAT},
		{"2.31226198803E17", IDNO_FLOAT}, {"000000198802300016", IDNO_CALENDAR},
		{"000000198813140016", IDNO_CALENDAR}, {"000000202611240011", IDNO_FUTURE},
		{"000000189912310011", IDNO_ANCIENT}, {"110105194912310021", IDNO_CHECK},
		{"", IDNO_SHORT}, {"X", IDNO_SHORT},
	};
	struct idno id;

	(void)state;
	for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++)
		if (read(bad[i].spelling, &id) != bad[i].fault)
			fail_msg("%s: %d", bad[i].spelling, (int)read(bad[i].spelling, &id));
	read("110105194912310021", &id);
	assert_int_equal(id.right, 'X');
}

/* Every slip of one digit, and every swap of neighbours, is found. */
static void
slips_are_found(void **state)
{
	char number[] = "110105194912310021";
	struct idno id;

	(void)state;
	number[17] = idno_check_digit(number);
	for (int i = 0; i < 17; i++)
		for (char c = '0'; c <= '9'; c++) {
			char slip[sizeof number];

			memcpy(slip, number, sizeof number);
			slip[i] = c;
			if (c != number[i])
				assert_int_not_equal(read(slip, &id), IDNO_OK);
			memcpy(slip, number, sizeof number);
			slip[i] = i < 16 ? number[i + 1] : slip[i];
			slip[i + (i < 16)] = number[i];
			if (strcmp(slip, number))
				assert_int_not_equal(read(slip, &id), IDNO_OK);
		}
}

static void
birth_sex_and_age(void **state)
{
	struct civil leap = {2004, 2, 29};

	(void)state;
	assert_int_equal(idno_birth("000000198803140020"), day_from_civil(1988, 3, 14));
	assert_int_equal(idno_sex("000000198803140020"), 2);
	assert_int_equal(idno_sex("000000198509120010"), 1);
	assert_int_equal(idno_birth("E12345678"), DAY_NONE);
	assert_int_equal(idno_birth(NULL), DAY_NONE);
	assert_int_equal(idno_sex("000000198802300020"), 0);
	assert_int_equal(idno_age(leap, day_from_civil(2026, 2, 28)), 21);
	assert_int_equal(idno_age(leap, day_from_civil(2026, 3, 1)), 22);
	assert_int_equal(idno_age((struct civil){1985, 9, 12}, day_from_civil(2026, 9, 11)), 40);
	assert_int_equal(idno_age((struct civil){1985, 9, 12}, day_from_civil(2026, 9, 12)), 41);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(published_examples_are_right),
		cmocka_unit_test(fifteen_digits_are_completed),
		cmocka_unit_test(each_fault_has_its_name),
		cmocka_unit_test(slips_are_found),
		cmocka_unit_test(birth_sex_and_age),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
