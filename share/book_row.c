#include "share/book_row.h"

#include "base/buf.h"

#include <stdlib.h>
#include <string.h>

struct merge {
	int column;
	long first, last;
	char *value; /* once its first row was met */
};

struct book_row {
	struct merge *merge; /* by first row once sorted */
	int merges, met;     /* met: their first row was passed */
	bool sorted;
	struct merge *open[ROW_CELLS_MAX]; /* the last of each column */
	int open_to;
	size_t filled; /* bytes given again */
	long line;
	bool hidden;
	char *kept[ROW_CELLS_MAX];     /* or NULL: at offset-1 of text; offset 0: empty */
	size_t offset[ROW_CELLS_MAX];
	char *cell[ROW_CELLS_MAX];
	int count; /* cells up to the last with a value */
	enum row_state state;
	struct buf text;
};

struct book_row *
book_row_new(void)
{
	return xcalloc(1, sizeof(struct book_row));
}

void
book_row_free(struct book_row *row)
{
	if (!row)
		return;
	for (int i = 0; i < row->merges; i++)
		free(row->merge[i].value);
	free(row->merge);
	buf_release(&row->text);
	free(row);
}

void
book_row_merge(struct book_row *row, int column, long first, long last)
{
	if (last <= first || column >= ROW_CELLS_MAX || row->merges == BOOK_MERGES_MAX)
		return;
	if (row->merges % 64 == 0)
		row->merge = xrealloc(row->merge,
		    (size_t)(row->merges + 64) * sizeof *row->merge);
	row->merge[row->merges++] = (struct merge){column, first, last, NULL};
}

static int
by_first(const void *a, const void *b)
{
	const struct merge *x = a, *y = b;

	return x->first != y->first ? (x->first > y->first) - (x->first < y->first)
	    : x->column - y->column;
}

void
book_row_begin(struct book_row *row, long line, bool hidden)
{
	if (!row->sorted && row->merges)
		qsort(row->merge, (size_t)row->merges, sizeof *row->merge, by_first);
	row->sorted = true;
	row->line = line;
	row->hidden = hidden;
	memset(row->kept, 0, (size_t)row->count * sizeof *row->kept);
	memset(row->offset, 0, (size_t)row->count * sizeof *row->offset);
	row->count = 0;
	row->state = ROW_WHOLE;
	buf_clear(&row->text);
}

static bool
is_empty(const struct book_row *row, int column)
{
	return !row->kept[column] && !row->offset[column];
}

static char *
cell_text(const struct book_row *row, int column)
{
	if (row->kept[column])
		return row->kept[column];
	return row->offset[column] ? row->text.data + row->offset[column] - 1 : NULL;
}

void
book_row_put(struct book_row *row, int column, char *kept, const char *text, size_t len)
{
	if (column >= ROW_CELLS_MAX) {
		row->state = ROW_BROKEN;
		return;
	}
	len = kept ? strlen(kept) : len;
	if (row->text.len + len > ROW_BYTES_MAX - ROW_CELLS_MAX) {
		row->state = ROW_TOO_LONG;
		return;
	}
	row->kept[column] = kept;
	row->offset[column] = kept ? 0 : row->text.len + 1;
	if (!kept) {
		buf_add(&row->text, text, len);
		buf_putc(&row->text, '\0');
	}
	if (column >= row->count)
		row->count = column + 1;
}

/* Merges whose first row this is take its value, one a column. */
static void
open_merges(struct book_row *row)
{
	for (; row->met < row->merges && row->merge[row->met].first <= row->line; row->met++) {
		struct merge *merge = &row->merge[row->met];
		const char *value = cell_text(row, merge->column);

		if (merge->first != row->line || !value)
			continue;
		merge->value = xstrdup(value);
		row->open[merge->column] = merge;
		if (merge->column >= row->open_to)
			row->open_to = merge->column + 1;
	}
}

/* false: more would be given again than any table holds. */
static bool
fill_down(struct book_row *row)
{
	open_merges(row);
	for (int i = 0; i < row->open_to; i++) {
		const struct merge *merge = row->open[i];

		if (!merge || merge->last < row->line || !is_empty(row, i))
			continue;
		row->filled += strlen(merge->value);
		book_row_put(row, i, merge->value, NULL, 0);
	}
	return row->filled <= BOOK_MEMORY;
}

/* What is kept elsewhere counts too: the whole row goes through one message. */
static bool
is_too_long(const struct book_row *row)
{
	size_t bytes = row->text.len;

	for (int i = 0; i < row->count; i++)
		bytes += row->kept[i] ? strlen(row->kept[i]) : 0;
	return bytes > ROW_BYTES_MAX;
}

bool
book_row_give(struct book_row *row, const struct book_sink *sink, int64_t done, int64_t size,
    enum book_fault *fault)
{
	static char empty[] = "";

	if (!fill_down(row)) {
		*fault = BOOK_BOMB;
		return false;
	}
	if (row->count == 0 && row->state == ROW_WHOLE)
		return true;
	if (is_too_long(row))
		row->state = ROW_TOO_LONG;
	for (int i = 0; i < row->count; i++) {
		char *text = cell_text(row, i);

		row->cell[i] = text ? text : empty;
	}
	const struct row out = {.cell = row->cell, .line = row->line, .state = row->state,
		.count = row->state == ROW_TOO_LONG ? 0 : row->count, .hidden = row->hidden};

	return sink->row(sink->arg, &out, done, size);
}
