#include "unit.h"

#include "base/pinyin.h"
#include "db/findkey.h"

#define KEYS 4000

static uint32_t seed = 1;

static unsigned
roll(unsigned sides)
{
	seed = seed * 1664525 + 1013904223;
	return (seed >> 8) % sides;
}

/* A name, a title, a number; a syllable broken off or with something behind it. */
static char *
random_key(void)
{
	static const char *const odd[] = {"2026", "ouyang", "zhan", "zhangx", "z", "wps", "",
		"\xe5\xbc\xa0", "zz", "0", "a", "!", "zhang!", "zuo", "zuoz"};
	struct buf key = BUF_EMPTY;

	for (unsigned words = roll(5); words > 0; words--) { /* and the name itself, as always */
		const char *word = roll(4) ? pinyin_syllable((int)roll(roll(2) ? 12 : 400))
					   : odd[roll(sizeof odd / sizeof *odd)];

		buf_printf(&key, "%s%s", word, words > 1 ? " " : "");
	}
	buf_puts(&key, roll(2) ? " \xe5\xbc\xa0" : " x");
	return buf_take(&key);
}

static int
compare(const void *a, const void *b)
{
	return strcmp(*(char *const *)a, *(char *const *)b);
}

/* Codes go up with the keys, and a code's text stands between its keys and all that are smaller. */
static void
codes_are_in_the_order_of_keys(void **state)
{
	static char *key[KEYS];
	int different = 0;

	(void)state;
	for (int i = 0; i < KEYS; i++)
		key[i] = random_key();
	qsort(key, KEYS, sizeof *key, compare);
	for (int i = 0; i < KEYS; i++) {
		struct buf text = BUF_EMPTY;
		uint32_t code = find_code(key[i]), before = i ? find_code(key[i - 1]) : 0;

		assert_true(before <= code);
		find_code_text(code, &text);
		assert_true(strcmp(buf_text(&text), key[i]) <= 0);
		if (before < code) {
			assert_true(i == 0 || strcmp(key[i - 1], buf_text(&text)) < 0);
			different++;
		}
		buf_release(&text);
	}
	assert_true(different > 1000);
	for (int i = 0; i < KEYS; i++)
		free(key[i]);
}

/* Whoever has another surname or another given name has another code. */
static void
codes_tell_names_apart(void **state)
{
	(void)state;
	assert_true(find_code("chen guo dong 1") < find_code("chen hong 1"));
	assert_true(find_code("chen hong 1") < find_code("cheng li 1"));
	assert_true(find_code("zhang xin qiu 1") < find_code("zhang xin rong 1"));
	assert_int_equal(find_code("zhang xin qiu 1"), find_code("zhang xin qiu 2"));
	assert_true(find_code("") < find_code(" "));
	assert_true(find_code("zuo zuo zuo") < UINT32_C(1) << 30);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(codes_are_in_the_order_of_keys),
		cmocka_unit_test(codes_tell_names_apart),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
