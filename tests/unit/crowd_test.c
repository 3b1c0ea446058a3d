/* Who may still come in, at each count and for each throw of the dice. */
#include "tests/unit/unit.h"

#include "share/crowd.h"

#define DICE 10000

static const struct serve_limits limits = {
	.clerks = 100, .strangers = 40, .strangers_address = 20};

/* Of all throws, how many let one more in. */
static int
admitted(int all, int strangers, int strangers_address)
{
	struct crowd crowd = {all, strangers, strangers_address};
	int count = 0;

	for (unsigned dice = 0; dice < DICE; dice++)
		count += crowd_admits(&crowd, &limits, dice);
	return count;
}

static void
below_half_everybody_comes_in(void **state)
{
	(void)state;
	assert_int_equal(admitted(0, 0, 0), DICE);
	assert_int_equal(admitted(99, 19, 9), DICE);
}

static void
at_a_limit_nobody_does(void **state)
{
	(void)state;
	assert_int_equal(admitted(100, 0, 0), 0);
	assert_int_equal(admitted(40, 40, 0), 0);
	assert_int_equal(admitted(20, 20, 20), 0);
	assert_int_equal(admitted(99, 41, 21), 0);
}

/* A flood from one address: some of its good users still get through, fewer with each stranger. */
static void
between_them_ever_fewer_do(void **state)
{
	int before = DICE;

	(void)state;
	for (int there = 10; there < 20; there++) {
		int now = admitted(there, there, there);

		assert_true(now < before && now > 0);
		before = now;
	}
	/* Strangers at other addresses do not count against this one. */
	assert_int_equal(admitted(30, 15, 2), DICE);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(below_half_everybody_comes_in),
		cmocka_unit_test(at_a_limit_nobody_does),
		cmocka_unit_test(between_them_ever_fewer_do),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
