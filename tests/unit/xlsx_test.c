#include "unit.h"

#include "base/buf.h"
#include "tests/unit/book_make.h"

#include <stdio.h>
#include <stdlib.h>
#include <sys/mman.h>
#include <unistd.h>

static char *
read_text(const char *text, enum zip_fault fault)
{
	size_t len;
	char *book = book_make_xlsx(text, strlen(text), fault, &len);
	char *seen = book_read(&book_xlsx, book, len);

	free(book);
	return seen;
}

static void
expect(const char *text, const char *want)
{
	char *seen = read_text(text, ZIP_GOOD);

	assert_string_equal(seen, want);
	free(seen);
}

/* One sheet of such rows. */
static void
expect_rows(const char *rows, const char *want)
{
	char *text = xprintf("=== xl/worksheets/sheet1.xml\n<worksheet><sheetData>%s</sheetData>"
	    "</worksheet>", rows);
	char *all = xprintf("[会员]\n%s", want);

	expect(text, all);
	free(all);
	free(text);
}

static void
texts_of_all_kinds(void **state)
{
	(void)state;
	expect("=== xl/sharedStrings.xml\n"
	       "<sst><si><t>姓名</t></si><si><r><t>证件</t></r><r><rPr/><t xml:space='preserve'> 号码"
	       "</t></r><rPh><t>zhengjian</t></rPh></si><si><t>a_x000D_b&lt;</t></si></sst>\n"
	       "=== xl/worksheets/sheet1.xml\n"
	       "<worksheet><sheetData><row r='3'><c r='A3' t='s'><v>0</v></c><c r='B3' t='s'>"
	       "<v>1</v>"
	       "</c><c r='D3' t='s'><v>2</v></c><c r='E3' t='inlineStr'><is><t>乡</t><rPh><t>x</t>"
	       "</rPh><t>镇</t></is></c><c r='F3' t='str'><f>A1&amp;B1</f><v>合并</v></c></row>"
	       "</sheetData></worksheet>",
	    "[会员]\n3: 姓名|证件 号码||a\rb<|乡镇|合并\n");
}

static void
numbers_flags_and_faults(void **state)
{
	(void)state;
	expect_rows("<row><c><v>13904551234</v></c><c><v>1.3904551234E10</v></c>"
		    "<c><v>0.10000000000000001</v></c><c><v>-2.50</v></c><c s='5'><v>123</v></c>"
		    "<c t='b'><v>1</v></c><c t='b'><v>0</v></c><c t='e'><v>#N/A</v></c></row>",
	    "1: 13904551234|13904551234|0.1|-2.50|000123|TRUE|FALSE|#N/A\n");
}

/* Fifteen figures are all that a table program keeps. */
static void
a_spoilt_id_number_stays_visible(void **state)
{
	(void)state;
	expect_rows("<row><c><v>2.3122619880314E+17</v></c><c><v>231226198803140000</v></c>"
		    "<c><v>231226198803140021</v></c><c><v>6222021234567890123</v></c></row>",
	    "1: 2.3122619880314E+17|2.3122619880314E+17|231226198803140021|6222021234567890123\n");
}

static void
days_by_number_format(void **state)
{
	(void)state;
	expect_rows("<row><c s='1'><v>32216</v></c><c s='2'><v>32216.5</v></c><c s='3'><v>"
	    "32203</v></c>"
		    "<c s='3'><v>32216</v></c><c s='4'><v>0.75</v></c><c s='1'><v>59</v></c>"
		    "<c s='1'><v>60</v></c><c s='1'><v>61</v></c><c s='1'><v>-1</v></c>"
		    "<c s='1'><v>99999999</v></c><c t='d'><v>1988-03-14T00:00:00</v></c>"
		    "<c s='1'><v>32215.9999999</v></c></row>",
	    "1: 1988-03-14|1988-03-14 12:00|1988-03|1988-03-14|18:00|1900-02-28|60|1900-03-01|-1|"
	    "99999999|1988-03-14|1988-03-14\n");
	expect("=== xl/workbook.xml\n<workbook><workbookPr date1904='1'/><sheets><sheet name='会员'"
	       " r:id='r1'/></sheets></workbook>\n=== xl/worksheets/sheet1.xml\n<worksheet>"
	       "<sheetData>"
	       "<row><c s='1'><v>30754</v></c></row></sheetData></worksheet>",
	    "[会员]\n1: 1988-03-14\n");
}

static void
merged_cells_go_down_not_sideways(void **state)
{
	(void)state;
	expect("=== xl/worksheets/sheet1.xml\n<worksheet><sheetData>"
	       "<row r='1'><c r='A1' t='str'><v>标题</v></c></row>"
	       "<row r='2'><c r='A2'><v>1</v></c><c r='B2' t='str'><v>三站</v></c></row>"
	       "<row r='3'><c r='A3'><v>2</v></c></row>"
	       "<row r='4' hidden='1'><c r='A4'><v>3</v></c></row>"
	       "<row r='5'><c r='A5'><v>4</v></c></row></sheetData>"
	       "<mergeCells><mergeCell ref='A1:C1'/><mergeCell ref='B2:B4'/></mergeCells>"
	       "</worksheet>",
	    "[会员]\n1: 标题\n2: 1|三站\n3: 2|三站\n-4: 3|三站\n5: 4\n");
}

static void
hidden_sheets_are_not_read(void **state)
{
	(void)state;
	expect("=== xl/workbook.xml\n<workbook><sheets><sheet name='甲' state='hidden' r:id='r1'/>"
	       "<sheet name='乙' r:id='r2'/><sheet name='丙' state='veryHidden' r:id='r1'/>"
	       "<sheet name='丁' r:id='r3'/></sheets></workbook>\n"
	       "=== xl/worksheets/sheet2.xml\n<worksheet><sheetData><row><c><v>2</v></c></row>"
	       "</sheetData></worksheet>\n"
	       "=== xl/worksheets/sheet3.xml\n<x:worksheet xmlns:x='x'><x:sheetData><x:row>"
	       "<x:c><x:v>3"
	       "</x:v></x:c></x:row></x:sheetData></x:worksheet>",
	    "[乙]\n1: 2\n[丁]\n1: 3\n");
}

/* A damaged sheet gives no row at all. */
static void
what_breaks_the_rules_is_refused(void **state)
{
	static const char *const rows[] = {
		"<row r='2'><c><v>1</v></c></row><row r='2'/>",
		"<row r='2'><c><v>1</v></c></row><row r='1'/>",
		"<row r='x'/>",
		"<row r='1048577'/>",
		"<row><c r='B1'/><c r='A1'/></row>",
		"<row><c r='A2'/></row>",
		"<row><c r='XFE1'/></row>",
		"<row><c r='AAAA1'/></row>",
		"<row><c r='1'/></row>",
		"<row><c t='s'><v>0</v></c></row>",
		"<row><c><v>1</v></c></row><c/>",
		"<row><c><v>1</v></c></row><row><c></row>",
		"<row><c><v>1</v></c></row></sheetData><mergeCell ref='A1'/><sheetData>",
	};

	(void)state;
	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
		expect_rows(rows[i], "fault 1\n");
}

static void
damaged_files_are_refused(void **state)
{
	static const char text[] = "=== xl/worksheets/sheet1.xml\n<worksheet><sheetData><row>"
	    "<c><v>1"
				   "</v></c></row></sheetData></worksheet>";
	static const enum zip_fault faults[] = {ZIP_WRONG_SUM, ZIP_WRONG_SIZE, ZIP_TWICE};

	(void)state;
	for (size_t i = 0; i < sizeof faults / sizeof *faults; i++) {
		char *seen = read_text(text, faults[i]);

		assert_string_equal(seen, "fault 1\n");
		free(seen);
	}
	expect("=== xl/workbook.xml\n<workbook><sheets><sheet name='甲' r:id='r2'/></sheets>"
	    "</workbook>",
	    "fault 1\n");
}

static void
a_file_cut_off_anywhere_is_refused(void **state)
{
	static const char text[] = "";
	size_t len;
	char *book = book_make_xlsx(text, 0, ZIP_GOOD, &len);

	(void)state;
	for (size_t cut = 0; cut < len; cut += 7) {
		char *seen = book_read(&book_xlsx, book, cut);

		assert_string_equal(seen, "fault 1\n");
		free(seen);
	}
	free(book);
}

static void
what_lies_outside_is_refused(void **state)
{
	(void)state;
	expect("=== xl/worksheets/sheet1.xml\n<!DOCTYPE x [<!ENTITY a SYSTEM "
	    "'file:///etc/passwd'>]>"
	       "<worksheet><sheetData><row><c t='str'><v>&a;</v></c></row></sheetData></worksheet>",
	    "[会员]\nfault 4\n");
	expect("=== xl/workbook.xml\n<!DOCTYPE x [<!ENTITY a 'aaaa'><!ENTITY b '&a;&a;&a;&a;'>]>"
	       "<workbook>&b;</workbook>",
	    "fault 4\n");
	expect("=== xl/sharedStrings.xml\n<!DOCTYPE x SYSTEM 'http://example.com/x'><sst/>",
	    "fault 4\n");
}

/* Repeats a text so many times between two others, as the only sheet. */
static void
expect_many(const char *before, const char *text, int times, const char *behind, const char *want)
{
	struct buf all = BUF_EMPTY;

	buf_printf(&all, "=== xl/worksheets/sheet1.xml\n<worksheet>%s", before);
	for (int i = 0; i < times; i++)
		buf_puts(&all, text);
	buf_printf(&all, "%s</worksheet>", behind);
	expect(buf_text(&all), want);
	buf_release(&all);
}

static void
absurd_sheets_are_refused(void **state)
{
	(void)state;
	expect_many("<sheetData><row>", "<c><v>1</v></c>", 16385, "</row></sheetData>",
	    "[会员]\nfault 1\n");
	expect_many("<sheetData><row><c t='str'><v>", "这么长的格子", 8000, "</v></c></row></sheetData>",
	    "[会员]\nfault 1\n");
	expect_many("", "<a>", 100, "", "[会员]\nfault 3\n");
	expect_many("<!-- ", "nothing but words ", 100000, "-->", "[会员]\nfault 3\n");
	expect_many("", "<x/>", 1000001, "", "[会员]\nfault 3\n");
}

/* Of the elements that say nothing, each cell may have some. */
static void
texts_in_cells_are_no_absurdity(void **state)
{
	struct buf row = BUF_EMPTY;

	(void)state;
	buf_puts(&row, "<row>");
	for (int i = 0; i < 1000; i++)
		buf_puts(&row, "<c><is/></c>");
	buf_puts(&row, "</row>");
	expect_many("<sheetData>", buf_text(&row), 1001, "</sheetData>", "[会员]\n");
	buf_release(&row);
}

/* Pairs of rows, the first of them with a value. */
static void
expect_merges(int blanks)
{
	struct buf text = BUF_EMPTY, want = BUF_EMPTY;

	buf_puts(&text, "=== xl/worksheets/sheet1.xml\n<x:worksheet><x:sheetData>");
	buf_puts(&want, "[会员]\n");
	for (int i = 1; i < 8000; i += 2) {
		buf_printf(&text, "<x:row r='%d'><x:c r='B%d'><x:v>%d</x:v></x:c></x:row>"
		    "<x:row r='%d'/>", i, i, i, i + 1);
		buf_printf(&want, "%d: |%d\n%d: |%d\n", i, i, i + 1, i);
	}
	buf_printf(&text, "</x:sheetData>%*s<x:mergeCells count='4000'>", blanks, "");
	for (int i = 1; i < 8000; i += 2)
		buf_printf(&text, "<x:mergeCell\n ref=\"B%d:B%d\"/>", i, i + 1);
	buf_puts(&text, "</x:mergeCells></x:worksheet>");
	expect(buf_text(&text), buf_text(&want));
	buf_release(&text);
	buf_release(&want);
}

/* Wherever the part's bytes are divided as they are read. */
static void
every_merge_is_found(void **state)
{
	(void)state;
	for (int blanks = 0; blanks < 40; blanks += 5)
		expect_merges(blanks);
	expect_rows("<row><c><v>1</v></c></row><!-- <mergeCell ref='A1:A2'/> -->", "fault 1\n");
}

/* --- what comes before the sheet was looked through ---------------------------------------------
 */

struct heads {
	int heads, rows, asked;
	bool wanted;
};

static void
count_sheet(void *arg, const char *name)
{
	(void)arg, (void)name;
}

static void
count_head(void *arg, const struct row *row)
{
	struct heads *h = arg;

	assert_int_equal(row->line, ++h->heads);
}

static bool
count_row(void *arg, const struct row *row, int64_t done, int64_t size)
{
	struct heads *h = arg;

	assert_int_equal(row->line, ++h->rows);
	assert_true(done <= size);
	return true;
}

static bool
is_wanted(void *arg)
{
	struct heads *h = arg;

	h->asked++;
	return h->wanted;
}

static enum book_fault
count_rows(const char *end, struct heads *h)
{
	const struct book_sink sink = {.sheet = count_sheet, .row = count_row, .arg = h,
	    .head = count_head, .wanted = is_wanted};
	struct buf text = BUF_EMPTY;
	size_t len;

	buf_puts(&text, "=== xl/worksheets/sheet1.xml\n<worksheet><sheetData>");
	for (int i = 0; i < 2000; i++)
		buf_puts(&text, "<row><c><v>1</v></c></row>");
	buf_puts(&text, end);
	char *book = book_make_xlsx(buf_text(&text), text.len, ZIP_GOOD, &len);
	int fd = memfd_create("book", 0);

	assert_int_equal(write(fd, book, len), len);
	enum book_fault fault = book_xlsx.read(fd, &sink);

	close(fd);
	free(book);
	buf_release(&text);
	return fault;
}

static void
the_head_of_a_sheet_comes_first(void **state)
{
	struct heads all = {.wanted = true}, none = {.wanted = false}, broken = {.wanted = true},
		     cut = {.wanted = true};

	(void)state;
	assert_int_equal(count_rows("</sheetData></worksheet>", &all), BOOK_FINE);
	assert_int_equal(all.heads, BOOK_HEAD);
	assert_int_equal(all.rows, 2000);
	assert_true(all.asked > 2);
	/* Nobody wants it: what is wrong behind its head is not even met. */
	assert_int_equal(count_rows("<row><c></row></worksheet>", &none), BOOK_FINE);
	assert_int_equal(none.heads, BOOK_HEAD);
	assert_int_equal(none.rows, 0);
	assert_int_equal(count_rows("<row><c></row></worksheet>", &broken), BOOK_DAMAGED);
	assert_int_equal(broken.heads, BOOK_HEAD);
	assert_int_equal(broken.rows, 0);
	/* A part that has no end is known before that. */
	assert_int_equal(count_rows("</sheetData>", &cut), BOOK_DAMAGED);
	assert_int_equal(cut.heads, 0);
}

static void
bombs_are_refused(void **state)
{
	char *seen = read_text("", ZIP_BOMB);

	(void)state;
	assert_string_equal(seen, "fault 3\n");
	free(seen);
	seen = read_text("=== x\nsome bytes", ZIP_HEAPED);
	assert_string_equal(seen, "fault 1\n");
	free(seen);
	seen = read_text("", ZIP_LYING_BOMB);
	assert_string_equal(seen, "fault 1\n");
	free(seen);
}

static void
cells_beyond_what_a_record_has_break_the_row(void **state)
{
	(void)state;
	expect_rows("<row><c r='A1'><v>1</v></c><c r='ALM1'><v>2</v></c></row>"
		    "<row><c r='A2'><v>1</v></c><c r='ALM2'/></row>",
	    "1!: 1\n2: 1\n");
}

static void
other_packed_files_are_named_so(void **state)
{
	static const char odt[] = "=== _rels/.rels\n<Relationships/>";

	(void)state;
	expect(odt, "fault 6\n");
	expect("=== _rels/.rels\n<Relationships><Relationship Id='a' Target='xl/workbook.bin' "
	       "Type='x/officeDocument'/></Relationships>",
	    "fault 6\n");
	char *seen = read_text("", ZIP_ENCRYPTED);

	assert_string_equal(seen, "fault 5\n");
	free(seen);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(texts_of_all_kinds),
		cmocka_unit_test(numbers_flags_and_faults),
		cmocka_unit_test(a_spoilt_id_number_stays_visible),
		cmocka_unit_test(days_by_number_format),
		cmocka_unit_test(merged_cells_go_down_not_sideways),
		cmocka_unit_test(hidden_sheets_are_not_read),
		cmocka_unit_test(what_breaks_the_rules_is_refused),
		cmocka_unit_test(damaged_files_are_refused),
		cmocka_unit_test(a_file_cut_off_anywhere_is_refused),
		cmocka_unit_test(what_lies_outside_is_refused),
		cmocka_unit_test(absurd_sheets_are_refused),
		cmocka_unit_test(texts_in_cells_are_no_absurdity),
		cmocka_unit_test(every_merge_is_found),
		cmocka_unit_test(the_head_of_a_sheet_comes_first),
		cmocka_unit_test(bombs_are_refused),
		cmocka_unit_test(cells_beyond_what_a_record_has_break_the_row),
		cmocka_unit_test(other_packed_files_are_named_so),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
