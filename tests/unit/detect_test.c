#include "unit.h"

#include "base/charset.h"
#include "base/detect.h"
#include "base/err.h"
#include "base/utf8.h"

static void
assert_detected(const char *bytes, size_t len, enum charset want)
{
	enum charset charset = CHARSET_COUNT;

	assert_int_equal(detect_charset(bytes, len, &charset), 0);
	assert_int_equal(charset, want);
}

/* text in an encoding, as a file would hold it; wrong if the encoding does not have it all. */
static struct buf
file_of(const char *text, enum charset charset)
{
	struct charset_encoder *e = NULL;
	struct buf out = BUF_EMPTY;

	assert_int_equal(charset_encoder_new(charset, NULL, &e), 0);
	charset_encode(e, text, &out, NULL);
	charset_encoder_free(e);
	return out;
}

static void
small_files_are_recognised(void **state)
{
	static const struct {
		const char *text;
		bool traditional;
	} row[] = {
		{"张新秋\r\n", false},
		{"王建国\r\n李秀兰\r\n", false},
		{"姓名,性别,民族\r\n古丽娜尔·买买提,女,维吾尔族\r\n", false},
		{"绥棱农场有限公司工会 2026年会员名册\n", false},
		{"張新秋\r\n", true},
		{"姓名,性別\r\n陳麗華,女\r\n", true},
		{"工會會員名冊,第三管理區\n", true},
	};

	(void)state;
	for (size_t i = 0; i < sizeof row / sizeof *row; i++)
		for (enum charset c = 0; c < CHARSET_COUNT; c++) {
			struct buf file;

			/* Each in its own country's encodings. */
			if (c >= CHARSET_GBK && (c == CHARSET_BIG5) != row[i].traditional)
				continue;
			file = file_of(row[i].text, c);
			assert_detected(file.data, file.len,
			    c == CHARSET_GBK ? CHARSET_GB18030 : c);
			buf_release(&file);
		}
}

static void
marks_and_plain_files_leave_no_doubt(void **state)
{
	enum charset charset;

	(void)state;
	assert_detected("", 0, CHARSET_UTF8);
	assert_detected("a,1\r\n", 5, CHARSET_UTF8);
	assert_detected("\xEF\xBB\xBF\xFF", 4, CHARSET_UTF8);
	assert_detected("\xFF\xFE\x01\xD8", 4, CHARSET_UTF16LE);
	assert_detected("\xFE\xFF\xD8\x01", 4, CHARSET_UTF16BE);
	assert_detected("\x84\x31\x95\x33\xFF", 5, CHARSET_GB18030);
	assert_detected("工会\xE5\xB7", 8, CHARSET_UTF8); /* the sample ended within a character */
	assert_detected("\xFF\xFF", 2, CHARSET_GB18030);
	assert_int_equal(detect_charset("PK\3\4\24\0\6\0\10\0\0\0!\0", 14, &charset), ERR_INPUT);
	assert_int_equal(detect_charset("\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1\0\0\0", 11, &charset),
	    ERR_INPUT);
}

static void
add_random(struct buf *file, unsigned first, unsigned last, bool big5)
{
	unsigned lead = first + (unsigned)rand() % (last - first + 1), trail;

	do
		trail = 0x40 + (unsigned)rand() % 0xBF;
	while ((big5 && trail > 0x7E && trail < 0xA1) ||
	    (!big5 && (trail < 0xA1 || (lead == 0xD7 && trail > 0xF9))));
	buf_putc(file, (char)lead);
	buf_putc(file, (char)trail);
}

/* A row: one of the common surnames, one or two characters of the first level by chance, perhaps
 * with the rest of a member's row. */
static void
add_row(struct buf *file, bool big5, bool csv)
{
	static const char *const gb[] = {"\xCD\xF5", "\xC0\xEE", "\xD5\xC5", "\xC1\xF5", "\xB3\xC2",
	    "\xD1\xEE", "\xD5\xD4", "\xBB\xC6", "\xD6\xDC", "\xCE\xE2"};
	static const char *const b5[] = {"\xA4\xFD", "\xA7\xF5", "\xB1\x69", "\xBC\x42", "\xB3\xAF",
	    "\xB7\xA8", "\xBB\xAF", "\xB6\xC0", "\xA9\x50", "\xA7\x64"};

	buf_puts(file, big5 ? b5[rand() % 10] : gb[rand() % 10]);
	for (int n = 1 + rand() % 2; n > 0; n--)
		add_random(file, big5 ? 0xA4 : 0xB0, big5 ? 0xC5 : 0xD7, big5);
	if (csv)
		buf_printf(file, ",%s,%d-%02d-%02d,138%08d", big5 ? "\xA8\x6B" : "\xC4\xD0",
		    1950 + rand() % 50, 1 + rand() % 12, 1 + rand() % 28, rand() % 100000000);
	buf_puts(file, "\r\n");
}

/* Mistakes among 1,000 files of so many rows. */
static int
mistakes(bool big5, bool csv, int rows)
{
	int wrong = 0;

	for (int i = 0; i < 1000; i++) {
		struct buf file = BUF_EMPTY;
		enum charset charset;

		for (int k = 0; k < rows; k++)
			add_row(&file, big5, csv);
		assert_int_equal(detect_charset(file.data, file.len, &charset), 0);
		wrong += charset != (big5 ? CHARSET_BIG5 : CHARSET_GB18030);
		buf_release(&file);
	}
	return wrong;
}

/* Names by chance are harder than real ones: most of their characters are in no list. */
static void
names_by_chance_are_mostly_recognised(void **state)
{
	static const int rows[] = {1, 2, 3, 5, 10, 50, 200};
	static const int most[2][7] = {{10, 2, 0, 0, 0, 0, 0}, {60, 8, 1, 0, 0, 0, 0}};

	(void)state;
	srand(17);
	for (int csv = 0; csv < 2; csv++)
		for (int big5 = 0; big5 < 2; big5++)
			for (size_t i = 0; i < sizeof rows / sizeof *rows; i++) {
				int wrong = mistakes(big5, csv, rows[i]);

				print_message("%s, %d rows of %s: %d of 1000 files wrong\n",
				    big5 ? "Big5" : "GB18030", rows[i], csv ? "CSV" : "names",
				    wrong);
				assert_true(wrong <= most[big5][i]);
			}
}

/* Whatever the bytes: an answer, and never a read beyond them. */
static void
noise_has_an_encoding_too(void **state)
{
	(void)state;
	srand(23);
	for (int i = 0; i < 20000; i++) {
		size_t len = (size_t)rand() % 24;
		char *bytes = xcalloc(len, 1);
		enum charset charset = CHARSET_COUNT;

		for (size_t k = 0; k < len; k++)
			bytes[k] = (char)(rand() >> 5);
		if (!detect_charset(bytes, len, &charset))
			assert_true(charset < CHARSET_COUNT);
		free(bytes);
	}
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(small_files_are_recognised),
		cmocka_unit_test(marks_and_plain_files_leave_no_doubt),
		cmocka_unit_test(names_by_chance_are_mostly_recognised),
		cmocka_unit_test(noise_has_an_encoding_too),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
