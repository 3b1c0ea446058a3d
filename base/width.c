#include "base/width.h"

#include <wchar.h>

#include "base/utf8.h"
#include "base/width_table.h"

/* One process is one session on one terminal. */
static bool ambiguous_wide;

void
width_set_ambiguous(bool wide)
{
	ambiguous_wide = wide;
}

bool
width_is_ambiguous_wide(void)
{
	return ambiguous_wide;
}

/* The run that holds cp: runs are sorted by their first code point, and the first begins at 0. */
static enum width_kind
kind_of(uint32_t cp)
{
	size_t low = 0, high = sizeof width_run / sizeof *width_run;

	while (high - low > 1) {
		size_t middle = low + (high - low) / 2;

		if (width_run[middle] >> 2 <= cp)
			low = middle;
		else
			high = middle;
	}
	return (enum width_kind)(width_run[low] & 3);
}

int
width_of_char(uint32_t cp)
{
	if (cp >= 0x20 && cp < 0x7F)
		return 1;
	if (cp >= 0x4E00 && cp < 0xA000)
		return 2;
	if (cp == 0)
		return 0;
	if (cp < 0xA0 || (cp >= 0xD800 && cp < 0xE000) || cp > 0x10FFFF)
		return -1;
	switch (kind_of(cp)) {
	case WIDTH_NONE:
		return 0;
	case WIDTH_WIDE:
		return 2;
	case WIDTH_AMBIGUOUS:
		return ambiguous_wide ? 2 : 1;
	case WIDTH_NARROW:
		break;
	}
	return 1;
}

/* What one code point is painted as: itself, a blank or "?"; bytes are moved over. */
static uint32_t
painted(const char **s)
{
	const char *from = *s;
	uint32_t cp = utf8_read(s);

	if (cp == UTF8_WRONG && *s - from == 1)
		return '?';
	return width_of_char(cp) < 0 ? ' ' : cp;
}

/* Moves over one cell; its columns, 0 at the end. Marks without a character are a cell of 0. */
static int
cell(const char **s, struct buf *out)
{
	const char *ahead = *s;
	uint32_t cp = painted(&ahead);
	int columns = width_of_char(cp);

	while (cp) {
		if (out)
			utf8_add(out, cp);
		*s = ahead;
		cp = painted(&ahead);
		if (width_of_char(cp) > 0)
			break;
	}
	return columns;
}

int
width_of_text(const char *s)
{
	int columns = 0;

	while (*s)
		columns += cell(&s, NULL);
	return columns;
}

size_t
width_cut(const char *s, int columns, int *used)
{
	const char *p = s, *end = s;
	int sum = 0;

	while (*p) {
		int more = cell(&p, NULL);

		if (sum + more > columns)
			break;
		sum += more;
		end = p;
	}
	if (used)
		*used = sum;
	return (size_t)(end - s);
}

void
width_fit(struct buf *out, const char *s, int columns)
{
	int used;
	const char *end = s + width_cut(s, columns, &used);

	while (s < end)
		cell(&s, out);
	for (; used < columns; used++)
		buf_putc(out, ' ');
}

size_t
width_next(const char *s, size_t at)
{
	const char *p = s + at;

	cell(&p, NULL);
	return (size_t)(p - s);
}

size_t
width_prev(const char *s, size_t at)
{
	const char *p = s, *before = s;

	/* From the start: texts are a line long, and wrong bytes are counted the same both ways. */
	while (*p && p < s + at) {
		before = p;
		cell(&p, NULL);
	}
	return (size_t)(before - s);
}

/* Signature and meaning of the C library's (POSIX): ncurses and CDK call these. */
int
wcwidth(wchar_t c)
{
	return width_of_char((uint32_t)c);
}

int
wcswidth(const wchar_t *s, size_t n)
{
	int sum = 0;

	for (; n > 0 && *s; s++, n--) {
		int columns = wcwidth(*s);

		if (columns < 0)
			return -1;
		sum += columns;
	}
	return sum;
}
