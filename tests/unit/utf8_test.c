#include "unit.h"

#include "base/utf8.h"

static void
every_code_point_goes_there_and_back(void **state)
{
	(void)state;
	for (uint32_t cp = 0; cp < 0x110010; cp++) {
		char bytes[UTF8_MAX];
		uint32_t back = 0;
		int len = utf8_encode(cp, bytes);

		if (cp > 0x10FFFF || (cp >= 0xD800 && cp < 0xE000)) {
			assert_int_equal(len, 0);
			continue;
		}
		assert_int_equal(utf8_decode(bytes, (size_t)len, &back), len);
		assert_int_equal(back, cp);
		if (len > 1)
			assert_int_equal(utf8_decode(bytes, (size_t)len - 1, &back), -1);
	}
}

static void
wrong_forms_are_refused_at_their_first_byte(void **state)
{
	static const char *const wrong[] = {
		"\x80", "\xBF", "\xC0\x80", "\xC1\xBF", "\xE0\x80\x80", "\xE0\x9F\xBF",
		"\xED\xA0\x80", "\xED\xBF\xBF", "\xF0\x80\x80\x80", "\xF0\x8F\xBF\xBF",
		"\xF4\x90\x80\x80", "\xF5\x80\x80\x80", "\xFF", "\xE4\xB8", "\xF0\xA0\x80",
		"\xE4X", "\xF0\xA0X",
	};
	uint32_t cp = 7;
	size_t bad = 99;

	(void)state;
	for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
		char text[8] = "中";

		assert_int_equal(utf8_decode(wrong[i], strlen(wrong[i]), &cp), -1);
		assert_int_equal(cp, 7);
		strncat(text, wrong[i], 4);
		assert_false(utf8_is_valid(text, strlen(text), &bad));
		assert_int_equal(bad, 3);
	}
	assert_int_equal(utf8_decode("", 0, &cp), 0);
	assert_true(utf8_is_valid("a中𬭳\xF4\x8F\xBF\xBF", 12, NULL));
}

static void
strings_are_counted_and_cut_by_characters(void **state)
{
	const char *s = "a中\xFF𬭳";

	(void)state;
	assert_int_equal(utf8_count(s), 4);
	assert_int_equal(utf8_cut(s, 0), 0);
	assert_int_equal(utf8_cut(s, 2), 4);
	assert_int_equal(utf8_cut(s, 3), 5);
	assert_int_equal(utf8_cut(s, 9), 9);
}

/* What came out of a feed, as text, with "?" for what was bad. */
static void
feed_all(struct utf8_feed *feed, const char *bytes, struct buf *out)
{
	uint32_t cp = 0;

	for (; *bytes; bytes++)
		switch (utf8_feed(feed, (unsigned char)*bytes, &cp)) {
		case UTF8_CHAR:
			utf8_add(out, cp);
			break;
		case UTF8_BAD:
			buf_putc(out, '?');
			break;
		case UTF8_MORE:
			break;
		}
}

static void
a_feed_finds_its_way_after_wrong_bytes(void **state)
{
	struct utf8_feed feed = UTF8_FEED_EMPTY;
	struct buf out = BUF_EMPTY;

	(void)state;
	feed_all(&feed, "工\xE4\xB8" "a\xE4中\xFF𬭳\xF0\xA0", &out);
	assert_string_equal(buf_text(&out), "工a中?𬭳");
	assert_int_equal(feed.skipped, 4);
	assert_int_equal(feed.len, 2);
	buf_release(&out);
}

/* Whatever comes: no code point that strict decoding would not give, no byte unaccounted for. */
static void
noise_gives_only_real_characters(void **state)
{
	struct utf8_feed feed = UTF8_FEED_EMPTY;
	size_t whole = 0, count = 200000;
	char bytes[UTF8_MAX];
	uint32_t cp = 0;

	(void)state;
	srand(7);
	for (size_t i = 0; i < count; i++) {
		enum utf8_step step = utf8_feed(&feed, (unsigned char)(rand() >> 5), &cp);

		if (step != UTF8_CHAR)
			continue;
		assert_in_range(utf8_encode(cp, bytes), 1, 4);
		whole += (size_t)utf8_encode(cp, bytes);
	}
	assert_int_equal(whole + feed.skipped + feed.len, count);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(every_code_point_goes_there_and_back),
		cmocka_unit_test(wrong_forms_are_refused_at_their_first_byte),
		cmocka_unit_test(strings_are_counted_and_cut_by_characters),
		cmocka_unit_test(a_feed_finds_its_way_after_wrong_bytes),
		cmocka_unit_test(noise_gives_only_real_characters),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
