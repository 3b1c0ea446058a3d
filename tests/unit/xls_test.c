#include "unit.h"

#include "base/buf.h"
#include "tests/unit/book_make.h"

static const char *const one_sheet[] = {"会员", NULL};
static const char *const no_texts[] = {NULL};

/* Ends the workbook and reads it. */
static char *
read_book(struct book_xls *xls, const char *stream)
{
	size_t len;
	char *file = book_make_compound(stream, xls->bytes.data, xls->bytes.len, &len);
	char *seen = book_read(&book_xls, file, len);

	free(file);
	buf_release(&xls->bytes);
	return seen;
}

static void
expect(struct book_xls *xls, const char *want)
{
	char *seen = read_book(xls, "Workbook");

	assert_string_equal(seen, want);
	free(seen);
}

static void
begin(struct book_xls *xls, const char *const shared[])
{
	*xls = (struct book_xls){.sheets = 0};
	book_xls_begin(xls, one_sheet, shared, false);
	book_xls_sheet(xls);
}

static void
texts_numbers_days(void **state)
{
	static const char *const shared[] = {"姓名", "张三丰", NULL};
	struct book_xls xls;

	(void)state;
	begin(&xls, shared);
	book_xls_shared(&xls, 0, 0, 0);
	book_xls_shared(&xls, 1, 0, 1);
	book_xls_number(&xls, 1, 1, 1, 32216);
	book_xls_number(&xls, 1, 2, 2, 32216);
	book_xls_number(&xls, 1, 3, 3, 32203);
	book_xls_number(&xls, 1, 4, 4, 0.75);
	book_xls_number(&xls, 1, 5, 0, 13904551234);
	book_xls_number(&xls, 1, 6, 0, 231226198803140021.0);
	book_xls_number(&xls, 1, 7, 0, 0.1);
	book_xls_end(&xls);
	expect(&xls, "[会员]\n1: 姓名\n2: 张三丰|1988-03-14|1988-03-14|1988-03|18:00|13904551234|"
		     "2.3122619880314E+17|0.1\n");
}

static void
records_that_hold_numbers_in_little_room(void **state)
{
	struct book_xls xls;

	(void)state;
	begin(&xls, no_texts);
	/* integers, hundredths, the upper part of a double */
	book_xls_record(&xls, 0x27E, "\0\0\0\0\0\0\x22\0\0\0", 10);
	book_xls_record(&xls, 0xBD, "\0\0\1\0\0\0\x23\0\0\0\0\0\0\0\xF0\x3F\2\0", 18);
	book_xls_record(&xls, 0x205, "\0\0\3\0\0\0\1\0", 8);
	book_xls_record(&xls, 0x205, "\0\0\4\0\0\0\x2A\1", 8);
	/* a negative integer */
	book_xls_record(&xls, 0x27E, "\0\0\5\0\0\0\xFE\xFF\xFF\xFF", 10);
	book_xls_end(&xls);
	expect(&xls, "[会员]\n1: 8|0.08|1|TRUE|#N/A|-1\n");
}

static void
what_formulas_gave(void **state)
{
	struct book_xls xls;

	(void)state;
	begin(&xls, no_texts);
	book_xls_record(&xls, 0x06, "\0\0\0\0\0\0\0\0\0\0\0\0\x08\x40\0\0", 16);
	book_xls_record(&xls, 0x06, "\0\0\1\0\0\0\0\0\0\0\0\0\xFF\xFF\0\0", 16);
	book_xls_record(&xls, 0x207, "\2\0\1\xE5\x5D\x1A\x4F", 7);
	book_xls_record(&xls, 0x06, "\0\0\2\0\0\0\1\0\1\0\0\0\xFF\xFF\0\0", 16);
	book_xls_record(&xls, 0x06, "\0\0\3\0\0\0\3\0\0\0\0\0\xFF\xFF\0\0", 16);
	book_xls_record(&xls, 0x204, "\0\0\4\0\0\0\3\0\0abc", 12);
	book_xls_end(&xls);
	expect(&xls, "[会员]\n1: 3|工会|TRUE||abc\n");
}

/* A record holds 8,224 bytes; what is longer goes on, in characters of another width. */
static void
a_text_that_goes_on_in_the_next_record(void **state)
{
	struct book_xls xls = {.sheets = 0};

	(void)state;
	book_xls_begin(&xls, one_sheet, no_texts, false);
	xls.bytes.len -= 4 + 12; /* the shared strings and the end again */
	book_xls_record(&xls, 0xFC, "\2\0\0\0\2\0\0\0\5\0\0ab", 13);
	book_xls_record(&xls, 0x3C, "\1\xE5\x5D\x1A\x4F\x1A\x4F\1\0", 9);
	book_xls_record(&xls, 0x3C, "\0z", 2);
	book_xls_end(&xls);
	book_xls_sheet(&xls);
	book_xls_shared(&xls, 0, 0, 0);
	book_xls_shared(&xls, 0, 1, 1);
	book_xls_end(&xls);
	expect(&xls, "[会员]\n1: ab工会会|z\n");
}

static void
merged_hidden_unordered(void **state)
{
	static const char *const sheets[] = {"-藏", "会员", NULL};
	static const char *const shared[] = {"三站", NULL};
	struct book_xls xls = {.sheets = 0};
	char row[16] = {2, 0};

	(void)state;
	row[12] = 0x20;
	book_xls_begin(&xls, sheets, shared, false);
	book_xls_sheet(&xls);
	book_xls_end(&xls);
	book_xls_sheet(&xls);
	book_xls_record(&xls, 0x208, row, sizeof row);
	book_xls_number(&xls, 2, 0, 0, 3);
	book_xls_number(&xls, 1, 0, 0, 2);
	book_xls_shared(&xls, 0, 1, 0);
	book_xls_number(&xls, 0, 0, 0, 1);
	book_xls_record(&xls, 0xE5, "\1\0\0\0\2\0\1\0\1\0", 10);
	book_xls_end(&xls);
	expect(&xls, "[会员]\n1: 1|三站\n2: 2|三站\n-3: 3|三站\n");
}

static void
a_chart_inside_is_passed_over(void **state)
{
	struct book_xls xls;

	(void)state;
	begin(&xls, no_texts);
	book_xls_number(&xls, 0, 0, 0, 1);
	book_xls_record(&xls, 0x809, "\0\6\x20\0", 4);
	book_xls_number(&xls, 1, 1, 0, 99);
	book_xls_end(&xls);
	book_xls_number(&xls, 1, 0, 0, 2);
	book_xls_end(&xls);
	expect(&xls, "[会员]\n1: 1\n2: 2\n");
}

static void
passwords_and_strangers_are_named(void **state)
{
	struct book_xls xls = {.sheets = 0};

	(void)state;
	book_xls_begin(&xls, one_sheet, no_texts, true);
	expect(&xls, "fault 5\n");
	buf_puts(&xls.bytes, "secret");
	char *seen = read_book(&xls, "EncryptedPackage");

	assert_string_equal(seen, "fault 5\n");
	free(seen);
	buf_puts(&xls.bytes, "a letter");
	seen = read_book(&xls, "WordDocument");
	assert_string_equal(seen, "fault 7\n");
	free(seen);
	book_xls_record(&xls, 0x809, "\0\5\5\0", 4); /* Excel 95 */
	expect(&xls, "fault 7\n");
}

static void
what_breaks_the_rules_is_refused(void **state)
{
	static const struct {
		int type;
		const char *content;
		size_t len;
	} wrong[] = {
		{0xFD, "\0\0\0\0\0\0\x63\0\0\0", 10}, /* no such shared text */
		{0x203, "\0\0\0\0\0\0", 6},
		{0x204, "\0\0\0\0\0\0\xFF\xFF\0abc", 12},
		{0xE5, "\2\0\0\0\2\0\1\0\1\0", 10},
		{0xBD, "\0\0", 2},
		{0x207, "\x10\0\0a", 4},
	};

	(void)state;
	for (size_t i = 0; i < sizeof wrong / sizeof *wrong; i++) {
		struct book_xls xls;

		begin(&xls, no_texts);
		book_xls_number(&xls, 0, 0, 0, 1);
		book_xls_record(&xls, wrong[i].type, wrong[i].content, wrong[i].len);
		book_xls_end(&xls);
		expect(&xls, "[会员]\nfault 1\n");
	}
}

static void
a_file_cut_off_anywhere_gives_no_rows(void **state)
{
	struct book_xls xls;
	size_t len;

	(void)state;
	begin(&xls, no_texts);
	for (int i = 0; i < 100; i++)
		book_xls_number(&xls, i, 0, 0, i);
	book_xls_end(&xls);
	char *file = book_make_compound("Workbook", xls.bytes.data, xls.bytes.len, &len);

	buf_release(&xls.bytes);
	for (size_t cut = 0; cut + 512 < len; cut += 61) {
		char *seen = book_read(&book_xls, file, cut);

		assert_non_null(strstr(seen, "fault"));
		assert_null(strstr(seen, "1: "));
		free(seen);
	}
	free(file);
}

/* A chain of sectors that bites its tail must end. */
static void
chains_that_never_end_are_refused(void **state)
{
	struct book_xls xls;
	size_t len;

	(void)state;
	begin(&xls, no_texts);
	for (int i = 0; i < 100; i++)
		book_xls_number(&xls, i, 0, 0, i);
	char *file = book_make_compound("Workbook", xls.bytes.data, xls.bytes.len, &len);

	buf_release(&xls.bytes);
	for (size_t at = 512 + 8; at < 512 + 24; at += 4)
		memcpy(file + at, "\2\0\0\0", 4);
	memcpy(file + 1024 + 128 + 120, "\xFF\xFF\xFF\x7F", 4); /* and a stream of 2 GB */
	char *seen = book_read(&book_xls, file, len);

	assert_non_null(strstr(seen, "fault 1"));
	free(seen);
	free(file);
}

/* Small streams lie in small sectors; what is small is not for the file to say. */
static void
a_header_with_a_limit_of_its_own_is_refused(void **state)
{
	struct book_xls xls;
	size_t len;

	(void)state;
	begin(&xls, no_texts);
	for (int i = 0; i < 400; i++)
		book_xls_number(&xls, i, 0, 0, i);
	book_xls_end(&xls);
	char *file = book_make_compound("Workbook", xls.bytes.data, xls.bytes.len, &len);

	buf_release(&xls.bytes);
	memcpy(file + 56, "\1\x10\0\0", 4);
	char *seen = book_read(&book_xls, file, len);

	assert_string_equal(seen, "fault 1\n");
	free(seen);
	free(file);
}

/* The second would be read again and again, were there more of them. */
static void
sheets_that_lie_on_one_another_are_refused(void **state)
{
	static const char *const sheets[] = {"甲", "乙", NULL};
	struct book_xls xls = {.sheets = 0};

	(void)state;
	book_xls_begin(&xls, sheets, no_texts, false);
	book_xls_sheet(&xls);
	for (int i = 0; i < 100; i++)
		book_xls_number(&xls, i, 0, 0, 7);
	book_xls_end(&xls);
	memcpy(xls.bytes.data + xls.sheet_place[1], xls.bytes.data + xls.sheet_place[0], 4);
	size_t len;
	char *file = book_make_compound("Workbook", xls.bytes.data, xls.bytes.len, &len);
	char *seen = book_read(&book_xls, file, len);

	assert_non_null(strstr(seen, "100: 7\n[乙]\nfault 3\n"));
	free(seen);
	free(file);
	buf_release(&xls.bytes);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(texts_numbers_days),
		cmocka_unit_test(records_that_hold_numbers_in_little_room),
		cmocka_unit_test(what_formulas_gave),
		cmocka_unit_test(a_text_that_goes_on_in_the_next_record),
		cmocka_unit_test(merged_hidden_unordered),
		cmocka_unit_test(a_chart_inside_is_passed_over),
		cmocka_unit_test(passwords_and_strangers_are_named),
		cmocka_unit_test(what_breaks_the_rules_is_refused),
		cmocka_unit_test(a_file_cut_off_anywhere_gives_no_rows),
		cmocka_unit_test(chains_that_never_end_are_refused),
		cmocka_unit_test(a_header_with_a_limit_of_its_own_is_refused),
		cmocka_unit_test(sheets_that_lie_on_one_another_are_refused),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
