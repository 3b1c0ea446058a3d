/*
 * JSON read in place says what jansson says: of random texts, most of them nearly right, both find
 * the same numbers and strings, or both find that they are wrong.
 */
#include "unit.h"

#include "base/scan.h"
#include "base/utf8.h"

#include <jansson.h>

static uint64_t random_state;

/* splitmix64 */
static int
roll(int below)
{
	uint64_t z = random_state += UINT64_C(0x9e3779b97f4a7c15);

	z = (z ^ z >> 30) * UINT64_C(0xbf58476d1ce4e5b9);
	z = (z ^ z >> 27) * UINT64_C(0x94d049bb133111eb);
	return (int)((z ^ z >> 31) % (uint64_t)below);
}

static void
add_string(struct buf *out)
{
	static const char *const pieces[] = {"a", "张", "\\n", "\\\"", "\\\\", "\\/", "\\u0041",
		"\\u5f20", "\\ud840\\udc00", "\xf0\xa0\x80\x80", " ", "[1,2]", "\\b\\f\\r\\t",
		"\\uD83D\\uDE00", "\x7f", "\\u007f", "\\u00e9",
		/* wrong ones */ "\\u0000", "\\ud840", "\\udc00", "\\x", "\\u12", "\n", "\x01",
		"\\ud840\\u0041", "\\", "\"", "\\u12g4"};

	buf_putc(out, '"');
	for (int i = roll(5); i > 0; i--)
		buf_puts(out, pieces[roll(roll(4) ? 17 : (int)(sizeof pieces / sizeof *pieces))]);
	buf_putc(out, '"');
}

static void
add_number(struct buf *out)
{
	static const char *const odd[] = {"01", "-0", "0", "-", "1.0", "1e3", "+1", "-01", "",
		"123456789012345678", "- 1", "0x10", "1E2", "--1"};

	if (roll(4))
		buf_printf(out, "%d", roll(2000) - 1000);
	else
		buf_puts(out, odd[roll((int)(sizeof odd / sizeof *odd))]);
}

static void
add_blanks(struct buf *out)
{
	static const char *const blanks[] = {"", "", "", "", " ", "\t", "\r\n", "\v"};

	buf_puts(out, blanks[roll(roll(4) ? 7 : 8)]);
}

/* [number, string or null, string] and what is nearly so. */
static char *
make_text(void)
{
	struct buf out = BUF_EMPTY;

	add_blanks(&out);
	buf_putc(&out, '[');
	add_number(&out);
	add_blanks(&out);
	buf_putc(&out, ',');
	add_blanks(&out);
	if (roll(3))
		add_string(&out);
	else
		buf_puts(&out, roll(8) ? "null" : "nul");
	buf_puts(&out, roll(20) ? "," : "");
	add_string(&out);
	add_blanks(&out);
	buf_puts(&out, roll(20) ? "]" : "");
	buf_puts(&out, roll(20) ? "" : "x");
	return buf_take(&out);
}

static void
assert_same(const char *text)
{
	json_error_t error;
	json_t *tree = json_loads(text, 0, &error);
	char *copy = xstrdup(text);
	struct scan scan = {.at = copy};
	bool right = json_array_size(tree) == 3 && json_is_integer(json_array_get(tree, 0)) &&
	    (json_is_string(json_array_get(tree, 1)) || json_is_null(json_array_get(tree, 1))) &&
	    json_is_string(json_array_get(tree, 2));

	scan_take(&scan, '[');
	int64_t number = scan_int(&scan);

	scan_take(&scan, ',');
	const char *first = scan_string_or_null(&scan);

	scan_take(&scan, ',');
	const char *second = scan_string(&scan);

	scan_take(&scan, ']');
	if (scan_ended(&scan) != right)
		fail_msg("%s: %d, %s", text, right, error.text);
	if (right) {
		const char *want = json_string_value(json_array_get(tree, 1));

		assert_true(number == json_integer_value(json_array_get(tree, 0)));
		assert_true(!first == !want);
		if (first)
			assert_string_equal(first, want);
		assert_string_equal(second, json_string_value(json_array_get(tree, 2)));
	}
	json_decref(tree);
	free(copy);
}

static void
it_finds_what_a_tree_has(void **state)
{
	int right = 0;

	(void)state;
	for (random_state = 1; right < 100000; right++) {
		char *text = make_text();

		assert_same(text);
		free(text);
	}
}

static void
what_is_wrong_stays_wrong(void **state)
{
	char text[] = "[1]2";
	struct scan scan = {.at = text};

	(void)state;
	scan_take(&scan, '[');
	assert_false(scan_maybe(&scan, '"'));
	assert_null(scan_string(&scan));
	assert_int_equal(scan_int(&scan), 0);
	assert_false(scan_maybe(&scan, '1'));
	assert_false(scan_ended(&scan));
	char long_one[] = "1234567890123456789";

	scan = (struct scan){.at = long_one};
	assert_int_equal(scan_int(&scan), 0);
	assert_true(scan.wrong);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(it_finds_what_a_tree_has),
		cmocka_unit_test(what_is_wrong_stays_wrong),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
