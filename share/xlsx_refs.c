#include "share/xlsx_refs.h"

#include "share/book.h"

#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

long
xlsx_refs_row(const struct xlsx_growth *g, long row)
{
	return row > g->last && g->last >= g->first - 1 ? row + g->more : row;
}

/* The end of a range: grows with what was put in, to the end of the sheet at most. */
static long
end_row(const struct xlsx_growth *g, long first, long last)
{
	long moved = last > g->last || (last == g->last && first <= g->last && g->last >= g->first)
	    ? last + g->more : last;

	return moved < BOOK_LINES_MAX ? moved : BOOK_LINES_MAX;
}

struct ref {
	size_t letters; /* bytes of "$AB$" */
	long row;
	size_t len;
};

/* A cell's place at text, within len bytes. */
static bool
read_ref(const char *text, size_t len, struct ref *out)
{
	size_t i = 0, letters;

	i += i < len && text[i] == '$';
	letters = i;
	while (i < len && isupper((unsigned char)text[i]))
		i++;
	if (i == letters || i - letters > 3)
		return false;
	i += i < len && text[i] == '$';
	out->letters = i;
	out->row = 0;
	while (i < len && isdigit((unsigned char)text[i]) && out->row <= BOOK_LINES_MAX)
		out->row = out->row * 10 + (text[i++] - '0');
	out->len = i;
	return i > out->letters && out->row >= 1 && out->row <= BOOK_LINES_MAX;
}

static void
add_ref(const char *text, const struct ref *ref, long row, struct buf *out)
{
	buf_add(out, text, ref->letters);
	buf_printf(out, "%ld", row);
}

/* A reference or a range at text; bytes read. */
static size_t
move(const struct xlsx_growth *g, const char *text, size_t len, const struct ref *first,
    struct buf *out)
{
	struct ref last;
	const char *behind = text + first->len;
	size_t rest = len - first->len;

	add_ref(text, first, xlsx_refs_row(g, first->row), out);
	if (rest < 2 || *behind != ':' || !read_ref(behind + 1, rest - 1, &last))
		return first->len;
	buf_putc(out, ':');
	add_ref(behind + 1, &last, end_row(g, first->row, last.row), out);
	return first->len + 1 + last.len;
}

static bool
is_word(char c)
{
	return isalnum((unsigned char)c) || c == '_' || c == '.' || (unsigned char)c >= 0x80;
}

/* Bytes of a string or of a quoted sheet's name that begins at text; 0: none does. */
static size_t
quoted(const char *text, size_t len)
{
	const char *quote = *text == '"' ? "\"" : *text == '\'' ? "'"
	    : len >= 6 && strncmp(text, "&quot;", 6) == 0 ? "&quot;" : NULL;
	size_t width = quote ? strlen(quote) : 0, i = width;

	if (!quote)
		return 0;
	while (i + width <= len && strncmp(text + i, quote, width) != 0)
		i++;
	return i + width <= len ? i + width : len;
}

void
xlsx_refs_formula(const struct xlsx_growth *g, const char *text, size_t len, struct buf *out)
{
	for (size_t i = 0, n; i < len; i += n) {
		struct ref ref;
		bool other = i > 0 && (text[i - 1] == '!' || is_word(text[i - 1]));

		n = quoted(text + i, len - i);
		if (n) {
			buf_add(out, text + i, n);
			continue;
		}
		if (!other && read_ref(text + i, len - i, &ref) &&
		    (i + ref.len == len || (!is_word(text[i + ref.len]) &&
		    text[i + ref.len] != '(' && text[i + ref.len] != '!'))) {
			n = move(g, text + i, len - i, &ref, out);
			continue;
		}
		/* The rest of a word; a range on another sheet stays whole. */
		n = 1;
		other = other && (is_word(text[i]) || text[i] == '$');
		while (other && i + n < len && (is_word(text[i + n]) || strchr("$:", text[i + n])))
			n++;
		buf_add(out, text + i, n);
	}
}

void
xlsx_refs_ranges(const struct xlsx_growth *g, const char *text, size_t len, struct buf *out)
{
	for (size_t i = 0, n; i < len; i += n) {
		struct ref ref;

		if (read_ref(text + i, len - i, &ref)) {
			n = move(g, text + i, len - i, &ref, out);
		} else {
			buf_putc(out, text[i]);
			n = 1;
		}
	}
}

/* --- from outside --------------------------------------------------------------------------------
 */

/* Bytes of "sheet!" at text, quoted or not, as it is escaped in XML; 0: something else. */
static size_t
sheet_prefix(const char *text, size_t len, const char *sheet)
{
	size_t name = strlen(sheet), quote = *text == '\'' ? 1 : 0, whole = name + 2 * quote + 1;

	if (len < whole || memcmp(text + quote, sheet, name) != 0 || text[whole - 1] != '!' ||
	    (quote && text[name + 1] != '\''))
		return 0;
	return whole;
}

/* A range over the headings reaches to the last of the rows, however few were there before. */
static size_t
move_outside(const struct xlsx_growth *g, long rows, const char *text, size_t len,
    const struct ref *first, struct buf *out)
{
	const char *behind = text + first->len;
	size_t rest = len - first->len;
	long heading = g->first - 1, least = heading + rows;
	struct ref last;

	if (rest < 2 || *behind != ':' || !read_ref(behind + 1, rest - 1, &last) ||
	    first->row > heading || last.row < heading)
		return move(g, text, len, first, out);
	long end = end_row(g, first->row, last.row);

	add_ref(text, first, first->row, out);
	buf_putc(out, ':');
	add_ref(behind + 1, &last, end > least ? end : least, out);
	return first->len + 1 + last.len;
}

void
xlsx_refs_outside(const struct xlsx_growth *g, long rows, const char *sheet, const char *text,
    size_t len, struct buf *out)
{
	for (size_t i = 0, n; i < len; i += n) {
		bool inside = i > 0 && is_word(text[i - 1]);
		size_t prefix = inside ? 0 : sheet_prefix(text + i, len - i, sheet);
		struct ref ref;

		n = prefix ? prefix : quoted(text + i, len - i);
		n = n ? n : 1;
		buf_add(out, text + i, n);
		if (prefix && read_ref(text + i + n, len - i - n, &ref))
			n += move_outside(g, rows, text + i + n, len - i - n, &ref, out);
	}
}
