#include "unit.h"

#include "base/err.h"
#include "base/transcode.h"
#include "base/utf8.h"
#include "base/width.h"

/* In one piece, and cut at every byte. */
static void
assert_becomes(enum charset charset, const char *text, const char *want)
{
	size_t len = strlen(text);

	for (size_t cut = 0; cut <= len; cut++) {
		struct buf out = BUF_EMPTY;
		struct transcoder *t;

		assert_int_equal(transcoder_new(charset, NULL, &t), 0);
		transcode(t, text, cut, &out);
		transcode(t, text + cut, len - cut, &out);
		assert_string_equal(buf_text(&out), want);
		buf_release(&out);
		transcoder_free(t);
	}
}

static void
test_characters(void **state)
{
	(void)state;
	width_set_ambiguous(true);
	assert_becomes(CHARSET_GBK, "工会a", "\xb9\xa4\xbb\xe1" "a");
	/* Second bytes that are \ | [ in ASCII. */
	assert_becomes(CHARSET_GBK, "誠", "\xd5\x5c");
	assert_becomes(CHARSET_BIG5, "功蓋許", "\xa5\x5c\xbb\x5c\xb3\x5c");
	assert_becomes(CHARSET_GB18030, "䶮𠮷", "\xfe\x9f\x95\x34\xb2\x35");
	/* What is two columns wide to both. */
	assert_becomes(CHARSET_GBK, "“·”—①", "\xa1\xb0\xa1\xa4\xa1\xb1\xa1\xaa\xa2\xd9");
	width_set_ambiguous(false);
}

static void
test_substitutes(void **state)
{
	(void)state;
	width_set_ambiguous(true);
	assert_becomes(CHARSET_GBK, "李䶮", "\xc0\xee\xa1\xfe");
	assert_becomes(CHARSET_BIG5, "李䶮买", "\xa7\xf5\xa1\xbc\xa1\xbc");
	assert_becomes(CHARSET_ASCII, "李a", "??a");
	/* A byte of one column for a sign that was counted as two. */
	assert_becomes(CHARSET_GBK, "€", "\xa1\xfe");
	assert_becomes(CHARSET_GBK, "ñ", "?");
	/* Two bytes for one column. */
	width_set_ambiguous(false);
	assert_becomes(CHARSET_GBK, "“·”—│┌①", "\".\"-|+?");
	/* No width, no bytes. */
	assert_becomes(CHARSET_GBK, "a\u0301\u200b\xc2\x85" "b", "ab");
}

static void
test_sequences(void **state)
{
	(void)state;
	assert_becomes(CHARSET_GBK, "\033[1;24r\033[m工\033[K\033M",
	    "\033[1;24r\033[m\xb9\xa4\033[K\033M");
	assert_becomes(CHARSET_GBK, "\033(0\033)B\016\017q\033*Bx", "qx");
	assert_becomes(CHARSET_GBK, "\033]0;工会a\007b", "\033]0;a\007b");
	assert_becomes(CHARSET_GBK, "\033]0;工会a\033\\b", "\033]0;a\033\\b");
	assert_becomes(CHARSET_GBK, "\033\033[A\033[\xe5" "1mz", "\033[A\033[1mz");
	/* Halves of characters. */
	assert_becomes(CHARSET_GBK, "\xe5\xb7\033[m\xe5\xb7" "a\xb7\xff" "b", "\033[mab");
}

/* No character of the table takes other columns than it was counted for. */
static void
test_columns(void **state)
{
	static const enum charset old[] = {CHARSET_GBK, CHARSET_BIG5, CHARSET_ASCII};

	(void)state;
	for (int wide = 0; wide < 2; wide++)
		for (size_t i = 0; i < 3; i++) {
			struct transcoder *t;
			struct buf out = BUF_EMPTY;
			char utf8[4];

			width_set_ambiguous(wide);
			assert_int_equal(transcoder_new(old[i], NULL, &t), 0);
			for (uint32_t c = 0xa0; c < 0x30000; c++) {
				int len = utf8_encode(c, utf8), width = width_of_char(c);

				buf_clear(&out);
				transcode(t, utf8, (size_t)len, &out);
				assert_int_equal(out.len, width < 0 ? 0 : width);
				/* and it never grows on its way */
				assert_true(out.len <= (size_t)len);
			}
			buf_release(&out);
			transcoder_free(t);
		}
	width_set_ambiguous(false);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(test_characters),
		cmocka_unit_test(test_substitutes),
		cmocka_unit_test(test_sequences),
		cmocka_unit_test(test_columns),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
