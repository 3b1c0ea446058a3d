#include "tui/paint.h"

#include "base/buf.h"
#include "base/utf8.h"
#include "base/width.h"

#include <stdlib.h>
#include <string.h>
#include <wchar.h>

/* One cell: a character and the marks upon it, never anything that a terminal would obey. */
static void
cell(WINDOW *win, int row, int col, const char *from, const char *to)
{
	wchar_t wide[CCHARW_MAX + 1];
	cchar_t complex;
	int count = 0;

	while (from < to && count < CCHARW_MAX) {
		uint32_t cp = utf8_read(&from);
		int width = width_of_char(cp);

		if (count == 0 && width <= 0)
			cp = ' ';
		else if (cp == UTF8_WRONG)
			cp = '?';
		if (count == 0 || width == 0)
			wide[count++] = (wchar_t)cp;
	}
	wide[count] = L'\0';
	if (count && setcchar(&complex, wide, A_NORMAL, 0, NULL) == OK)
		mvwadd_wch(win, row, col, &complex);
}

int
paint_text(WINDOW *win, int row, int col, int cols, const char *text)
{
	int used = 0;
	size_t at = 0, end = width_cut(text, cols, NULL);

	if (row < 0 || row >= getmaxy(win) || cols <= 0)
		return 0;
	while (at < end) {
		size_t next = width_next(text, at);
		char one[64];
		size_t len = next - at < sizeof one ? next - at : sizeof one - 1;

		for (size_t i = 0; i < len; i++)
			one[i] = text[at + i];
		one[len] = '\0';
		if (col + used + width_of_text(one) > getmaxx(win))
			break;
		cell(win, row, col + used, text + at, text + at + len);
		used += width_of_text(one);
		at = next;
	}
	return used;
}

/* " E142" at the end, or "". */
static const char *
number_of(const char *text)
{
	const char *at = strrchr(text, ' ');

	if (!at || at[1] != 'E' || !at[2] || at[2 + strspn(at + 2, "0123456789")])
		return "";
	return at;
}

/* Bytes to the last stop in the first `len`; len if there is none. */
static size_t
to_last_stop(const char *text, size_t len)
{
	static const char *const stops[] = {"：", "，", "；", "。", ": ", ", ", "; "};
	char *cut = xstrndup(text, len);
	size_t end = 0;

	for (size_t i = 0; i < sizeof stops / sizeof *stops; i++)
		for (const char *at = cut; (at = strstr(at, stops[i])); at++)
			if ((size_t)(at - cut) > end)
				end = (size_t)(at - cut);
	free(cut);
	return end ? end : len;
}

void
paint_sentence(WINDOW *win, int row, int col, int cols, const char *text)
{
	const char *number = number_of(text);
	size_t all = strlen(text) - strlen(number);
	size_t fits = width_cut(text, cols - width_of_text(number), NULL);
	char *cut;

	if (fits >= all) {
		paint_text(win, row, col, cols, text);
		return;
	}
	cut = xstrndup(text, to_last_stop(text, fits));
	col += paint_text(win, row, col, cols, cut);
	paint_text(win, row, col, cols, number);
	free(cut);
}

void
paint_right(WINDOW *win, int row, int end, const char *text)
{
	int cols = width_of_text(text);
	int col = end > cols ? end - cols : 0;

	paint_text(win, row, col, end - col, text);
}

void
paint_char(WINDOW *win, int row, int col, char c)
{
	if (c && c != ' ')
		mvwaddch(win, row, col, (chtype)(unsigned char)c);
}
