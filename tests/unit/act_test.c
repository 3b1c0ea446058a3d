#include "unit.h"

#include "tui/act.h"
#include "tui/input.h"

static void
test_every_key_is_one_action(void **state)
{
	(void)state;
	for (enum act act = 0; act < ACT_COUNT; act++) {
		const struct act_row *row = act_row(act);

		assert_int_equal(act_of_key(row->key), act);
		if (row->twin != INPUT_NONE)
			assert_int_equal(act_of_key(row->twin), act);
	}
	assert_int_equal(act_of_key(INPUT_NONE), ACT_COUNT);
	assert_int_equal(act_of_key('a'), ACT_COUNT);
}

static void
test_every_action_speaks(void **state)
{
	(void)state;
	for (enum act act = 0; act < ACT_COUNT; act++)
		for (enum lang lang = 0; lang < LANG_COUNT; lang++) {
			assert_true(*act_row(act)->name[lang]);
			assert_true(*text_get(lang, act_row(act)->label));
			assert_true(*text_get(lang, act_row(act)->help));
		}
}

/* Flow control, screen, tmux and input methods keep their keys. */
static void
test_keys_kept_free(void **state)
{
	(void)state;
	for (const char *c = "sqabcz"; *c; c++)
		assert_int_equal(act_of_key(INPUT_CTRL(*c)), ACT_COUNT);
}

/* Every function key can be had without one. */
static void
test_function_keys_have_twins(void **state)
{
	(void)state;
	for (int n = 1; n <= 12; n++)
		if (act_of_key(INPUT_F(n)) != ACT_COUNT)
			assert_int_not_equal(act_row(act_of_key(INPUT_F(n)))->twin, INPUT_NONE);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_every_key_is_one_action),
		cmocka_unit_test(test_every_action_speaks),
		cmocka_unit_test(test_keys_kept_free),
		cmocka_unit_test(test_function_keys_have_twins),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
