#include "unit.h"

#include <sys/resource.h>

#include "base/charset.h"
#include "base/err.h"
#include "base/utf8.h"

static struct charset_decoder *
decoder(enum charset charset, bool substitute)
{
	struct charset_decoder *d = NULL;

	assert_int_equal(charset_decoder_new(charset, substitute, NULL, &d), 0);
	return d;
}

static struct charset_encoder *
encoder(enum charset charset)
{
	struct charset_encoder *e = NULL;

	assert_int_equal(charset_encoder_new(charset, NULL, &e), 0);
	return e;
}

/* Decodes bytes in pieces of so many; wrong ones show as U+FFFD. */
static void
assert_decodes(enum charset charset, const char *bytes, size_t len, const char *want)
{
	for (size_t piece = 1; piece <= len; piece++) {
		struct charset_decoder *d = decoder(charset, true);
		struct buf out = BUF_EMPTY;

		for (size_t at = 0; at < len; at += piece)
			assert_int_equal(charset_decode(d, bytes + at,
			    piece < len - at ? piece : len - at, &out), 0);
		assert_int_equal(charset_decode_end(d, &out), 0);
		assert_string_equal(buf_text(&out), want);
		buf_release(&out);
		charset_decoder_free(d);
	}
}
#define DECODES(charset, bytes, want) assert_decodes(charset, bytes, sizeof bytes - 1, want)

/* Runs first: no converter has been loaded yet, and no file can be opened. */
static void
a_missing_converter_is_named_and_an_open_one_is_kept(void **state)
{
	struct charset_decoder *gbk = decoder(CHARSET_GBK, true), *big5 = NULL;
	struct rlimit limit, none;
	struct buf out = BUF_EMPTY;
	struct say say = {TEXT_NONE, {NULL}};
	int err;

	(void)state;
	assert_int_equal(getrlimit(RLIMIT_NOFILE, &limit), 0);
	none = limit;
	none.rlim_cur = 0;
	assert_int_equal(setrlimit(RLIMIT_NOFILE, &none), 0);
	err = charset_decoder_new(CHARSET_BIG5, true, &say, &big5);
	charset_decode(gbk, "\xB9\xA4", 2, &out);
	charset_decoder_reset(gbk);
	charset_decode(gbk, "\x98\x38\xF5\x37", 4, &out);
	assert_int_equal(setrlimit(RLIMIT_NOFILE, &limit), 0);
	assert_int_equal(err, ERR_NOTFOUND);
	assert_null(big5);
	assert_int_equal(say.id, T_CHARSET_MISSING);
	assert_string_equal(say.arg[0], "BIG5");
	assert_string_equal(buf_text(&out), "工𫖯");
	say_release(&say);
	buf_release(&out);
	charset_decoder_free(gbk);
}

static void
encodings_are_found_by_their_usual_names(void **state)
{
	static const struct {
		const char *name;
		enum charset charset;
	} row[] = {
		{"UTF-8", CHARSET_UTF8}, {"utf8", CHARSET_UTF8}, {"GB2312", CHARSET_GBK},
		{"cp936", CHARSET_GBK}, {"EUC-CN", CHARSET_GBK}, {"gb18030", CHARSET_GB18030},
		{"Big-5", CHARSET_BIG5}, {"CP950", CHARSET_BIG5}, {"UTF-16", CHARSET_UTF16LE},
		{"utf_16be", CHARSET_UTF16BE},
	};
	enum charset charset = CHARSET_COUNT;
	struct say say = {TEXT_NONE, {NULL}};

	(void)state;
	for (size_t i = 0; i < sizeof row / sizeof *row; i++) {
		assert_int_equal(charset_find(row[i].name, NULL, &charset), 0);
		assert_int_equal(charset, row[i].charset);
		assert_int_equal(charset_find(charset_name(charset), NULL, &charset), 0);
		assert_int_equal(charset, row[i].charset);
	}
	assert_int_equal(charset_find("latin1", &say, &charset), ERR_NOTFOUND);
	assert_int_equal(say.id, T_CHARSET_UNKNOWN);
	assert_int_equal(charset_find("", &say, &charset), ERR_NOTFOUND);
	assert_int_equal(charset_find("-", &say, &charset), ERR_NOTFOUND);
	say_release(&say);
}

static void
chinese_files_are_read_as_windows_wrote_them(void **state)
{
	(void)state;
	DECODES(CHARSET_GBK, "\xB9\xA4\xBB\xE1,1\n", "工会,1\n");
	DECODES(CHARSET_GBK, "\x80""5 \xA1\xA4\xA1\xAA", "€5 ·—");
	DECODES(CHARSET_GBK, "\xFE\x9F\xFE\x59\xA3\xA0", "\u4DAE\u9FB4\u3000");
	DECODES(CHARSET_GB18030, "\x98\x38\xF5\x37\xA8\xBF\xA6\xD9", "𫖯\u01F9\uFE10");
	DECODES(CHARSET_GB18030, "\x84\x31\x95\x33\xB9\xA4", "工");
	DECODES(CHARSET_BIG5, "\xA5\x5C\xBB\x5C\xB3\x5C\xF9\xD6", "功蓋許碁");
	DECODES(CHARSET_UTF8, "\xEF\xBB\xBF工\uE863\uE81E\uE7C7", "工䶮\u9FB4\u1E3F");
	DECODES(CHARSET_UTF16LE, "\xFF\xFE\xE5\x5D\x40\xD8\x00\xDC", "工𠀀");
	DECODES(CHARSET_UTF16LE, "\xFE\xFF\x5D\xE5\xD8\x40\xDC\x00", "工𠀀");
	DECODES(CHARSET_UTF16BE, "\x5D\xE5\x00\n", "工\n");
}

static void
wrong_bytes_cost_no_right_ones(void **state)
{
	(void)state;
	DECODES(CHARSET_GBK, "\xB9\n\xB9\xA4", "\uFFFD\n工");
	DECODES(CHARSET_GBK, "\xB9,\x81\x30,\xFF\xB9\xA4\xB9", "\uFFFD,\uFFFD0,\uFFFD工\uFFFD");
	DECODES(CHARSET_GB18030, "\x80\x81\x30\x81,", "\uFFFD\uFFFD0\uFFFD,");
	DECODES(CHARSET_GB18030, "\xFE\x39\xFE\x39工", "\uFFFD宸\uFFFD");
	DECODES(CHARSET_BIG5, "\xA5\x1B[A\xA5\x5C", "\uFFFD\x1B[A功");
	DECODES(CHARSET_UTF8, "a\xE4\xB8\xE4\xB8\xAD\xC0\x80", "a\uFFFD中\uFFFD\uFFFD");
	DECODES(CHARSET_UTF16LE, "\x40\xD8\xE5\x5D\x00\xDC\xE5", "\uFFFD工\uFFFD\uFFFD");
	DECODES(CHARSET_GBK, "a\0b", "a\uFFFD" "b");
}

static void
a_strict_reader_stops_and_tells_where(void **state)
{
	struct charset_decoder *d = decoder(CHARSET_GB18030, false);
	struct buf out = BUF_EMPTY;
	struct say say = {TEXT_NONE, {NULL}};
	struct charset_wrong wrong;

	(void)state;
	assert_int_equal(charset_decode(d, "\xB9\xA4\n\xBB", 4, &out), 0);
	assert_int_equal(charset_decoder_pending(d), 1);
	assert_int_equal(charset_decode(d, "\xE1\xFF\xB9\xA4", 4, &out), ERR_INPUT);
	assert_int_equal(charset_decode(d, "abc", 3, &out), ERR_INPUT);
	assert_string_equal(buf_text(&out), "工\n会");
	wrong = charset_decoder_wrong(d);
	assert_int_equal(wrong.count, 1);
	assert_int_equal(wrong.offset, 5);
	assert_int_equal(wrong.line, 2);
	charset_say_wrong(d, &say);
	assert_string_equal(say.arg[0], "2");
	assert_string_equal(say.arg[1], "6");
	charset_decoder_reset(d);
	assert_int_equal(charset_decode(d, "\xB9", 1, &out), 0);
	assert_int_equal(charset_decode_end(d, &out), ERR_INPUT);
	say_release(&say);
	buf_release(&out);
	charset_decoder_free(d);
}

static void
what_an_encoding_lacks_is_listed(void **state)
{
	struct charset_encoder *gbk = encoder(CHARSET_GBK), *big5 = encoder(CHARSET_BIG5);
	struct buf out = BUF_EMPTY, missing = BUF_EMPTY;
	char bytes[4];

	(void)state;
	assert_int_equal(charset_encode(gbk, "工会·—€", &out, NULL), 0);
	assert_string_equal(buf_text(&out), "\xB9\xA4\xBB\xE1\xA1\xA4\xA1\xAA\x80");
	buf_clear(&out);
	assert_int_equal(charset_encode(gbk, "张䶮,𬭳é䶮õ", &out, &missing), ERR_PARTIAL);
	assert_string_equal(buf_text(&out), "\xD5\xC5\xA1\xFE,\xA1\xFE\xA8\xA6\xA1\xFE?");
	assert_string_equal(buf_text(&missing), "䶮𬭳õ");
	buf_clear(&out);
	assert_int_equal(charset_encode(big5, "龙功", &out, NULL), ERR_PARTIAL);
	assert_string_equal(buf_text(&out), "\xA1\xBC\xA5\x5C");
	assert_int_equal(charset_encode_char(gbk, 0x2022, bytes), 0);
	assert_int_equal(charset_encode_char(gbk, 0xD800, bytes), 0);
	buf_release(&out);
	buf_release(&missing);
	charset_encoder_free(gbk);
	charset_encoder_free(big5);
}

/* Whatever can be written is read back as it was, but for what the decoder is meant to change. */
static void
every_character_goes_there_and_back(void **state)
{
	(void)state;
	for (enum charset charset = 0; charset < CHARSET_COUNT; charset++) {
		struct charset_encoder *e = encoder(charset);
		struct charset_decoder *d = decoder(charset, false);

		for (uint32_t c = 1; c < 0x110000; c += c < 0x30000 ? 1 : 37) {
			struct buf out = BUF_EMPTY, want = BUF_EMPTY;
			char bytes[4];
			int len = charset_encode_char(e, c, bytes);

			if (!len || (c >= 0xE000 && c < 0xF900) || c == 0xFEFF || c == 0xFFFE)
				continue;
			charset_decoder_reset(d);
			assert_int_equal(charset_decode(d, bytes, (size_t)len, &out), 0);
			utf8_add(&want, c);
			assert_string_equal(buf_text(&out), buf_text(&want));
			buf_release(&out);
			buf_release(&want);
		}
		charset_encoder_free(e);
		charset_decoder_free(d);
	}
}

/* Whatever comes, in whatever pieces: UTF-8 without NUL, and every byte accounted for. */
static void
noise_is_decoded_in_every_encoding(void **state)
{
	(void)state;
	srand(3);
	for (int turn = 0; turn < 600; turn++) {
		enum charset charset = (enum charset)(turn % CHARSET_COUNT);
		struct charset_decoder *d = decoder(charset, turn % 12 < 6);
		struct buf out = BUF_EMPTY;

		for (int i = 0; i < 40; i++) {
			char bytes[16];
			size_t len = (size_t)rand() % sizeof bytes;

			for (size_t k = 0; k < len; k++)
				bytes[k] = (char)(rand() >> 5);
			charset_decode(d, bytes, len, &out);
			assert_in_range(charset_decoder_pending(d), 0, 4);
		}
		charset_decode_end(d, &out);
		assert_true(utf8_is_valid(buf_text(&out), out.len, NULL));
		assert_int_equal(strlen(buf_text(&out)), out.len);
		buf_release(&out);
		charset_decoder_free(d);
	}
}

static void
test_locales(void **state)
{
	static const struct {
		const char *name;
		enum charset charset; /* CHARSET_COUNT: it says nothing */
	} rows[] = {
		{"zh_CN.GBK", CHARSET_GBK}, {"zh_CN.gb18030", CHARSET_GB18030},
		{"zh_CN.gb2312@pinyin", CHARSET_GBK}, {"zh_TW.Big5", CHARSET_BIG5},
		{"zh_CN", CHARSET_GBK}, {"zh_TW", CHARSET_BIG5}, {"en_US.UTF-8", CHARSET_UTF8},
		{"UTF-8", CHARSET_UTF8}, {"C.utf8", CHARSET_UTF8}, {"C", CHARSET_COUNT},
		{"POSIX", CHARSET_COUNT}, {"", CHARSET_COUNT}, {"en_US", CHARSET_COUNT},
		{"ja_JP.eucJP", CHARSET_COUNT}, {"x.UTF-16LE", CHARSET_COUNT},
		{".", CHARSET_COUNT}, {"@", CHARSET_COUNT}, {NULL, CHARSET_COUNT},
	};

	(void)state;
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
		enum charset charset = CHARSET_COUNT;
		bool found = charset_of_locale(rows[i].name, &charset);

		assert_int_equal(found, rows[i].charset != CHARSET_COUNT);
		if (found)
			assert_int_equal(charset, rows[i].charset);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(a_missing_converter_is_named_and_an_open_one_is_kept),
		cmocka_unit_test(encodings_are_found_by_their_usual_names),
		cmocka_unit_test(chinese_files_are_read_as_windows_wrote_them),
		cmocka_unit_test(wrong_bytes_cost_no_right_ones),
		cmocka_unit_test(a_strict_reader_stops_and_tells_where),
		cmocka_unit_test(what_an_encoding_lacks_is_listed),
		cmocka_unit_test(every_character_goes_there_and_back),
		cmocka_unit_test(noise_is_decoded_in_every_encoding),
		cmocka_unit_test(test_locales),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
