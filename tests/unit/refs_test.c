#include "unit.h"

#include "share/xlsx_refs.h"

#include <stdio.h>

/* Headings end in row 3, rows 4 and 5 are blank, five rows come. */
static const struct xlsx_growth two = {4, 5, 3};
/* Something stands right below the headings. */
static const struct xlsx_growth none = {4, 3, 5};

static void
check(const struct xlsx_growth *growth, void (*move)(const struct xlsx_growth *, const char *,
    size_t, struct buf *), const char *text, const char *wanted)
{
	struct buf out = BUF_EMPTY;

	move(growth, text, strlen(text), &out);
	assert_string_equal(buf_text(&out), wanted);
	buf_release(&out);
}

static void
formulas_grow_with_their_rows(void **state)
{
	static const struct {
		const char *text, *wanted;
	} table[] = {
		{"COUNTA(B4:B5)", "COUNTA(B4:B8)"},
		{"SUM($B$4:$B$5)+F6", "SUM($B$4:$B$8)+F9"},
		{"B3", "B3"},
		{"SUM(B1:B3)", "SUM(B1:B3)"},
		{"B4*2", "B4*2"},
		{"SUM(A4:A4)", "SUM(A4:A4)"},
		{"IF(B6=\"B6\",'B6'!B6,LOG10(B7))", "IF(B9=\"B6\",'B6'!B6,LOG10(B10))"},
		{"COUNTIF(D4:D5,&quot;D6&quot;)&amp;D6", "COUNTIF(D4:D8,&quot;D6&quot;)&amp;D9"},
		{"表!B4:B9+B9", "表!B4:B9+B12"},
		{"SUM(代码B6)", "SUM(代码B6)"},
		{"ABCD6+X6Y", "ABCD6+X6Y"},
		{"A1048576", "A1048579"},
		{"\"unended B6", "\"unended B6"},
		{"", ""},
	};

	(void)state;
	for (size_t i = 0; i < sizeof table / sizeof *table; i++)
		check(&two, xlsx_refs_formula, table[i].text, table[i].wanted);
	check(&none, xlsx_refs_formula, "SUM(B1:B3)+B4", "SUM(B1:B3)+B9");
}

static void
ranges_grow_with_their_rows(void **state)
{
	(void)state;
	check(&two, xlsx_refs_ranges, "D4:D5", "D4:D8");
	check(&two, xlsx_refs_ranges, "A1:H1 D4 D4:D1000 A6:H6", "A1:H1 D4 D4:D1003 A9:H9");
	check(&two, xlsx_refs_ranges, "D4:D1048576", "D4:D1048576");
	check(&two, xlsx_refs_ranges, "A3:A4", "A3:A4");
	check(&none, xlsx_refs_ranges, "A2:A3 A4:B4", "A2:A3 A9:B9");
	assert_int_equal(xlsx_refs_row(&two, 5), 5);
	assert_int_equal(xlsx_refs_row(&two, 6), 9);
}

static void
check_outside(const struct xlsx_growth *growth, long rows, const char *sheet, const char *text,
    const char *wanted)
{
	struct buf out = BUF_EMPTY;

	xlsx_refs_outside(growth, rows, sheet, text, strlen(text), &out);
	assert_string_equal(buf_text(&out), wanted);
	buf_release(&out);
}

static void
names_of_the_workbook_follow(void **state)
{
	(void)state;
	check_outside(&two, 5, "名册", "名册!$A$4:$F$5", "名册!$A$4:$F$8");
	check_outside(&two, 5, "名册", "名册!$B$6", "名册!$B$9");
	check_outside(&two, 5, "名册", "名册!$A$1:$F$7,名册!$A$9:$F$10",
	    "名册!$A$1:$F$10,名册!$A$12:$F$13");
	check_outside(&two, 5, "名 册", "'名 册'!$A$1:$F$5", "'名 册'!$A$1:$F$8");
	check_outside(&two, 5, "名册", "名册!$1:$3", "名册!$1:$3");
	check_outside(&two, 5, "名册", "代码!$A$1:$A$9", "代码!$A$1:$A$9");
	check_outside(&two, 5, "名册", "大名册!$A$9", "大名册!$A$9");
	check_outside(&two, 5, "名册", "'名册 '!$A$9", "'名册 '!$A$9");
	check_outside(&two, 5, "名册", "COUNTIF(名册!E4:E5,\"名册!E6\")+A9",
	    "COUNTIF(名册!E4:E8,\"名册!E6\")+A9");
	check_outside(&two, 5, "a", "", "");
	/* The print area ends with the headings, below which there is nothing. */
	check_outside(&(struct xlsx_growth){4, 3, 0}, 5, "名册", "名册!$A$1:$F$3", "名册!$A$1:$F$8");
	check_outside(&(struct xlsx_growth){4, 3, 0}, 5, "名册", "名册!$A$1:$F$90", "名册!$A$1:$F$90");
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(formulas_grow_with_their_rows),
		cmocka_unit_test(names_of_the_workbook_follow),
		cmocka_unit_test(ranges_grow_with_their_rows),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
