#include "unit.h"

#include <curses.h>
#include <locale.h>
#include <stdio.h>
#include <wchar.h>

#include "base/utf8.h"
#include "base/width.h"

static int
narrow(void **state)
{
	(void)state;
	width_set_ambiguous(false);
	return 0;
}

static void
characters_have_the_columns_terminals_give_them(void **state)
{
	static const struct {
		uint32_t cp;
		int narrow, wide;
	} row[] = {
		{0, 0, 0}, {'\n', -1, -1}, {0x7F, -1, -1}, {0x9F, -1, -1}, {'~', 1, 1},
		{'a', 1, 1},
		{0xA0, 1, 1}, {0xAD, 1, 1}, {0xB7, 1, 2}, {0xD7, 1, 2}, {0x300, 0, 0},
		{0x200B, 0, 0},
		{0x200D, 0, 0}, {0x2014, 1, 2}, {0x201C, 1, 2}, {0x2026, 1, 2}, {0x2460, 1, 2},
		{0x2500, 1, 2}, {0x3000, 2, 2}, {0x3007, 2, 2}, {0x30FB, 2, 2}, {0x3013, 2, 2},
		{0x3400, 2, 2}, {0x4DAE, 2, 2}, {0x4DC0, 1, 1}, {0x4E00, 2, 2}, {0x9FFF, 2, 2},
		{0xAC00, 2, 2}, {0xD800, -1, -1}, {0xDFFF, -1, -1}, {0xE000, 1, 2}, {0xF90A, 2, 2},
		{0xFE0F, 0, 0}, {0xFEFF, 0, 0}, {0xFF01, 2, 2}, {0xFF5E, 2, 2}, {0xFF61, 1, 1},
		{0xFFFD, 1, 2}, {0x1160, 0, 0}, {0x1F600, 2, 2}, {0x20000, 2, 2}, {0x2A6DF, 2, 2},
		{0x2FFFD, 2, 2}, {0x30EDD, 2, 2}, {0x31350, 2, 2}, {0x3FFFD, 2, 2}, {0xE0100, 0, 0},
		{0x10FFFD, 1, 2}, {0x110000, -1, -1}, {0xFFFFFFFF, -1, -1},
	};

	(void)state;
	for (size_t i = 0; i < sizeof row / sizeof *row; i++) {
		width_set_ambiguous(false);
		assert_int_equal(width_of_char(row[i].cp), row[i].narrow);
		width_set_ambiguous(true);
		assert_int_equal(width_of_char(row[i].cp), row[i].wide);
	}
}

static void
texts_are_cut_between_cells(void **state)
{
	const char *s = "e\u0301工会·x";
	int used = 0;

	(void)state;
	assert_int_equal(width_of_text(s), 7);
	assert_int_equal(width_cut(s, 0, &used), 0);
	assert_int_equal(width_cut(s, 1, &used), 3);
	assert_int_equal(width_cut(s, 2, &used), 3);
	assert_int_equal(used, 1);
	assert_int_equal(width_cut(s, 3, NULL), 6);
	assert_int_equal(width_cut(s, 99, &used), strlen(s));
	assert_int_equal(used, 7);
	width_set_ambiguous(true);
	assert_int_equal(width_of_text(s), 8);
}

static void
assert_fits(const char *s, int columns, const char *want)
{
	struct buf out = BUF_EMPTY;

	width_fit(&out, s, columns);
	assert_string_equal(buf_text(&out), want);
	buf_release(&out);
}

static void
fields_are_filled_to_the_column(void **state)
{
	(void)state;
	assert_fits("工会", 5, "工会 ");
	assert_fits("工会", 4, "工会");
	assert_fits("工会", 3, "工 ");
	assert_fits("工会", 0, "");
	assert_fits("", 2, "  ");
	assert_fits("a\tb\xFF" "c", 6, "a b?c ");
	assert_fits("e\u0301x", 1, "e\u0301");
	assert_fits("\u0301x", 2, "\u0301x ");
}

static void
the_cursor_moves_by_cells_both_ways(void **state)
{
	const char *s = "e\u0301工\xFF\u0301x";
	static const size_t stop[] = {0, 3, 6, 9, 10};

	(void)state;
	for (size_t i = 0; i < 4; i++) {
		assert_int_equal(width_next(s, stop[i]), stop[i + 1]);
		assert_int_equal(width_prev(s, stop[i + 1]), stop[i]);
	}
	assert_int_equal(width_next(s, 10), 10);
	assert_int_equal(width_prev(s, 0), 0);
	assert_int_equal(width_prev(s, 5), 3);
}

/* Whatever the bytes: a field has its columns and is UTF-8, and cutting agrees with counting. */
static void
noise_fills_fields_too(void **state)
{
	static const char some[] = "中\u0301";

	(void)state;
	srand(11);
	for (int i = 0; i < 20000; i++) {
		char s[33] = "";
		int used, columns = rand() % 12;
		struct buf out = BUF_EMPTY;
		size_t end, at = 0;

		for (int k = rand() % 32; k > 0; k--)
			s[k - 1] = (char)(rand() % 3 ? rand() % 255 + 1 : some[rand() % 5]);
		end = width_cut(s, columns, &used);
		assert_true(used <= columns);
		assert_true(end <= strlen(s));
		width_fit(&out, s, columns);
		assert_int_equal(width_of_text(buf_text(&out)), columns);
		assert_true(utf8_is_valid(buf_text(&out), out.len, NULL));
		while (s[at]) {
			assert_int_equal(width_prev(s, width_next(s, at)), at);
			at = width_next(s, at);
		}
		assert_int_equal(at, strlen(s));
		buf_release(&out);
	}
}

static int
column_after(const wchar_t *s)
{
	mvaddwstr(0, 0, s);
	return getcurx(stdscr);
}

/* ncursesw calls the program's own wcwidth(): its cursor follows the switch, and U+31350, which
 * the C library of Debian 12 does not know, can be written. */
static void
ncurses_counts_with_this_table(void **state)
{
	FILE *nowhere = fopen("/dev/null", "r+");
	SCREEN *screen;
	cchar_t glyph;

	(void)state;
	assert_non_null(nowhere);
	assert_non_null(setlocale(LC_CTYPE, "C.UTF-8"));
	screen = newterm("vt100", nowhere, nowhere);
	if (!screen)
		skip();
	assert_int_equal(column_after(L"“─×”"), 4);
	width_set_ambiguous(true);
	assert_int_equal(column_after(L"“─×”"), 8);
	assert_int_equal(column_after(L"\U00031350"), 2);
	assert_int_equal(setcchar(&glyph, L"\U00031350", A_NORMAL, 0, NULL), OK);
	assert_int_equal(mvadd_wch(1, 3, &glyph), OK);
	assert_int_equal(getcurx(stdscr), 5);
	endwin();
	delscreen(screen);
	fclose(nowhere);
}

static void
wide_strings_of_the_c_library_agree(void **state)
{
	(void)state;
	assert_int_equal(wcwidth(L'·'), 1);
	assert_int_equal(wcswidth(L"工会·", 9), 5);
	assert_int_equal(wcswidth(L"工会·", 2), 4);
	assert_int_equal(wcswidth(L"工\n", 9), -1);
	width_set_ambiguous(true);
	assert_int_equal(wcswidth(L"工会·", 9), 6);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test_setup(characters_have_the_columns_terminals_give_them, narrow),
		cmocka_unit_test_setup(texts_are_cut_between_cells, narrow),
		cmocka_unit_test_setup(fields_are_filled_to_the_column, narrow),
		cmocka_unit_test_setup(the_cursor_moves_by_cells_both_ways, narrow),
		cmocka_unit_test_setup(noise_fills_fields_too, narrow),
		cmocka_unit_test_setup(ncurses_counts_with_this_table, narrow),
		cmocka_unit_test_setup(wide_strings_of_the_c_library_agree, narrow),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
