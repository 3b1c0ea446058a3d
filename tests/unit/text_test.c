#include "unit.h"

#include "base/err.h"

static void
places_are_filled_and_numbers_stand_at_the_end(void **state)
{
	struct buf b = BUF_EMPTY;
	char *s = text_format(LANG_EN, T_ERR_FULL, NULL);

	(void)state;
	assert_non_null(strstr(s, "disk is full"));
	assert_non_null(strstr(s, " E9"));
	free(s);
	text_add(&b, LANG_ZH, TEXT_NONE, NULL);
	assert_string_equal(buf_text(&b), "");
	buf_release(&b);
}

static void
every_code_has_a_sentence_and_a_status(void **state)
{
	(void)state;
	for (int err = ERR_USAGE; err >= ERR_IO; err--) {
		assert_int_not_equal(err_text(err), TEXT_NONE);
		assert_in_range(err_exit_status(err), 1, 5);
	}
	assert_int_equal(err_exit_status(0), 0);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(places_are_filled_and_numbers_stand_at_the_end),
		cmocka_unit_test(every_code_has_a_sentence_and_a_status),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
