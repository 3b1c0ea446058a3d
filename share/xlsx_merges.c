#include "share/xlsx_merges.h"

#include <stdlib.h>
#include <string.h>

#define ELEMENT "mergeCell"
#define ELEMENT_LEN (sizeof ELEMENT - 1)
#define TAG_MAX 256 /* bytes of such an element; they have one attribute */
#define ROOT "worksheet"
#define ROOT_LEN (sizeof ROOT - 1)
#define KEPT 32 /* bytes, for what begins at the end of a block; more than a closing tag has */

/* --- places --------------------------------------------------------------------------------------
 */

const char *
xlsx_place(const char *s, int *column, long *line)
{
	long value = 0, number = 0;
	int letters = 0;

	for (; *s >= 'A' && *s <= 'Z' && letters < 4; s++, letters++)
		value = value * 26 + (*s - 'A' + 1);
	if (letters == 0 || value > BOOK_COLUMNS_MAX || *s < '1' || *s > '9')
		return NULL;
	for (; *s >= '0' && *s <= '9'; s++)
		if ((number = number * 10 + (*s - '0')) > BOOK_LINES_MAX)
			return NULL;
	*column = (int)value - 1;
	*line = number;
	return s;
}

bool
xlsx_merge_read(const char *range, struct xlsx_merge *out)
{
	const char *s = range ? xlsx_place(range, &out->column, &out->first) : NULL;
	int last_column;

	return s && *s == ':' && xlsx_place(s + 1, &last_column, &out->last);
}

/* --- picking out ---------------------------------------------------------------------------------
 */

static void
add(struct xlsx_merges *merges, const char *tag, size_t len)
{
	const char *ref = memmem(tag, len, "ref=", 4);
	struct xlsx_merge merge;

	merges->seen++;
	/* The tag ends with a bracket, which is no place: nothing is read beyond it. */
	if (!ref || !xlsx_merge_read(ref + 5, &merge) || merge.last <= merge.first ||
	    merges->count == BOOK_MERGES_MAX)
		return;
	merges->merge = xgrow(merges->merge, merges->count, sizeof merge);
	merges->merge[merges->count++] = merge;
}

/* Is the word at s an element's name, and not the list's (mergeCells)? */
static bool
is_element(const char *begin, const char *s)
{
	return s > begin && (s[-1] == '<' || s[-1] == ':') &&
	    strchr(" \t\r\n/>", s[ELEMENT_LEN]);
}

/* </worksheet>, </x:worksheet>; or <worksheet/>, which has nothing in it. */
static bool
has_end(const char *begin, const char *end)
{
	for (const char *s = begin;
	    (s = memmem(s, (size_t)(end - s), ROOT, ROOT_LEN)); s += ROOT_LEN) {
		const char *tag = s, *close = memchr(s, '>', (size_t)(end - s));

		while (tag > begin && s - tag < KEPT && tag[-1] != '<')
			tag--;
		if (close && (*tag == '/' || close[-1] == '/'))
			return true;
	}
	return false;
}

static void
scan(void *arg, const char *bytes, size_t len)
{
	struct xlsx_merges *merges = arg;
	struct buf *window = &merges->window;

	buf_add(window, bytes, len);
	const char *begin = window->data, *end = begin + window->len, *s = begin;
	const char *keep = window->len > KEPT ? end - KEPT : begin;

	merges->ended |= has_end(begin, end);
	while ((s = memmem(s, (size_t)(end - s), ELEMENT, ELEMENT_LEN))) {
		const char *close = memchr(s, '>', (size_t)(end - s));

		if (!close && end - s < TAG_MAX) {
			keep = s > begin && s - 1 < keep ? s - 1 : keep;
			break;
		}
		if (close && is_element(begin, s))
			add(merges, s, (size_t)(close - s) + 1);
		s += ELEMENT_LEN;
		keep = s > keep ? s : keep;
	}
	window->len = (size_t)(end - keep);
	memmove(window->data, keep, window->len + 1);
}

enum book_fault
xlsx_merges_find(struct parts *parts, const char *part, struct xlsx_merges *merges)
{
	enum book_fault fault = parts_check(parts, part, scan, merges);

	return fault || merges->ended ? fault : BOOK_DAMAGED;
}

void
xlsx_merges_give(const struct xlsx_merges *merges, struct book_row *row)
{
	for (int i = 0; i < merges->count; i++)
		book_row_merge(row, merges->merge[i].column, merges->merge[i].first,
		    merges->merge[i].last);
}

void
xlsx_merges_release(struct xlsx_merges *merges)
{
	free(merges->merge);
	buf_release(&merges->window);
	memset(merges, 0, sizeof *merges);
}
