/* The rows of one sheet of an .xlsx workbook. */
#include "share/xlsx_int.h"

#include "share/book_row.h"

#include <stdlib.h>
#include <string.h>

#define UNKNOWN_MAX 1000000 /* elements that say nothing of cells */

enum cell_type { CELL_NUMBER, CELL_SHARED, CELL_INLINE, CELL_TEXT, CELL_BOOLEAN, CELL_DAY };

struct reading {
	struct xlsx *xlsx;
	const struct book_sink *sink; /* NULL: only looking whether the sheet is whole */
	struct book_row *row;
	long unknown;
	bool in_row;
	long line;
	/* the cell */
	bool in_cell, in_value;
	int phonetic;
	int column; /* from 0; -1 before the first */
	enum cell_type type;
	struct numfmt format;
	struct buf value;
};

static void
stop(struct reading *r, enum book_fault fault)
{
	parts_stop(r->xlsx->parts, fault);
}

/* --- places --------------------------------------------------------------------------------------
 */

/* Reads "AB12": column from 0, row from 1; where it ended, or NULL if that is no place. */
static const char *
read_place(const char *s, int *column, long *line)
{
	long value = 0;
	char *end;
	int letters = 0;

	for (; *s >= 'A' && *s <= 'Z' && letters < 4; s++, letters++)
		value = value * 26 + (*s - 'A' + 1);
	if (letters == 0 || value > BOOK_COLUMNS_MAX || *s < '1' || *s > '9')
		return NULL;
	*column = (int)value - 1;
	*line = strtol(s, &end, 10);
	return *line <= BOOK_LINES_MAX ? end : NULL;
}

static void
add_merge(struct reading *r, const char *range)
{
	int column, last_column;
	long first, last;
	const char *s = range ? read_place(range, &column, &first) : NULL;

	if (s && *s == ':' && read_place(s + 1, &last_column, &last))
		book_row_merge(r->row, column, first, last);
	else
		stop(r, BOOK_DAMAGED);
}

/* --- a row ---------------------------------------------------------------------------------------
 */

static void
begin_row(struct reading *r, const char *const *attr)
{
	const char *line = parts_attr(attr, "r"), *hidden = parts_attr(attr, "hidden");
	char *end = NULL;
	long number = line ? strtol(line, &end, 10) : r->line + 1;

	if ((line && (end == line || *end)) || number <= r->line || number > BOOK_LINES_MAX) {
		stop(r, BOOK_DAMAGED);
		return;
	}
	r->line = number;
	r->in_row = true;
	r->column = -1;
	if (r->sink)
		book_row_begin(r->row, number,
		    hidden && (strcmp(hidden, "1") == 0 || strcmp(hidden, "true") == 0));
}

static void
end_row(struct reading *r)
{
	enum book_fault fault = BOOK_FINE;
	int64_t done, size;

	r->in_row = false;
	parts_progress(r->xlsx->parts, &done, &size);
	if (r->sink && !book_row_give(r->row, r->sink, done, size, &fault))
		stop(r, fault);
}

/* --- a cell --------------------------------------------------------------------------------------
 */

static enum cell_type
cell_type(const char *t)
{
	static const struct {
		const char *t;
		enum cell_type type;
	} table[] = {
		{"n", CELL_NUMBER}, {"s", CELL_SHARED}, {"inlineStr", CELL_INLINE},
		{"str", CELL_TEXT}, {"e", CELL_TEXT}, {"b", CELL_BOOLEAN}, {"d", CELL_DAY},
	};

	for (size_t i = 0; t && i < sizeof table / sizeof table[0]; i++)
		if (strcmp(table[i].t, t) == 0)
			return table[i].type;
	return CELL_NUMBER;
}

static void
begin_cell(struct reading *r, const char *const *attr)
{
	const char *place = parts_attr(attr, "r"), *style = parts_attr(attr, "s");
	int column = r->column + 1;
	long line = r->line, number = style ? strtol(style, NULL, 10) : 0;
	const char *end = place ? read_place(place, &column, &line) : "";

	if (!r->in_row || !end || *end || line != r->line || column <= r->column ||
	    column >= BOOK_COLUMNS_MAX) {
		stop(r, BOOK_DAMAGED);
		return;
	}
	r->in_cell = true;
	r->column = column;
	r->type = cell_type(parts_attr(attr, "t"));
	r->format = number >= 0 && number < r->xlsx->styles ? r->xlsx->style[number]
	    : (struct numfmt){NUMFMT_PLAIN, 0};
	r->phonetic = 0;
	buf_clear(&r->value);
}

static void
put_shared(struct reading *r, const char *index)
{
	char *end, *text = NULL;
	unsigned long number = strtoul(index, &end, 10);

	if (end > index && !*end)
		text = strings_get(&r->xlsx->shared, number);
	if (!text)
		stop(r, BOOK_DAMAGED);
	else if (*text && r->sink)
		book_row_put(r->row, r->column, text, NULL, 0);
}

/* 2026-11-23T00:00:00 */
static void
put_day(struct reading *r, const char *text)
{
	const char *t = strchr(text, 'T');
	bool midnight = t && strspn(t + 1, "0:.Z") == strlen(t + 1);

	book_row_put(r->row, r->column, NULL, text, midnight ? (size_t)(t - text) : strlen(text));
}

static void
put_value(struct reading *r, const char *value, size_t len)
{
	struct buf shown = BUF_EMPTY;

	if (r->type == CELL_NUMBER)
		numfmt_show(r->format, value, r->xlsx->since1904, &shown);
	else if (r->type == CELL_BOOLEAN)
		buf_puts(&shown, strcmp(value, "1") == 0 ? "TRUE" : "FALSE");
	else
		xlsx_text(&shown, value, len);
	book_row_put(r->row, r->column, NULL, buf_text(&shown), shown.len);
	buf_release(&shown);
}

static void
end_cell(struct reading *r)
{
	const char *value = buf_text(&r->value);

	r->in_cell = false;
	if (!*value)
		return;
	if (r->type == CELL_SHARED)
		put_shared(r, value);
	else if (r->sink && r->type == CELL_DAY)
		put_day(r, value);
	else if (r->sink)
		put_value(r, value, r->value.len);
}

/* --- elements ------------------------------------------------------------------------------------
 */

static void
on_start(void *arg, const char *name, const char *const *attr)
{
	struct reading *r = arg;
	bool wanted = r->in_cell && !r->phonetic;

	if (strcmp(name, "c") == 0)
		begin_cell(r, attr);
	else if (strcmp(name, "v") == 0)
		r->in_value = wanted && r->type != CELL_INLINE;
	else if (strcmp(name, "t") == 0)
		r->in_value = wanted && r->type == CELL_INLINE;
	else if (strcmp(name, "row") == 0)
		begin_row(r, attr);
	else if (strcmp(name, "rPh") == 0)
		r->phonetic++;
	else if (strcmp(name, "mergeCell") == 0 && !r->sink)
		add_merge(r, parts_attr(attr, "ref"));
	else if (strcmp(name, "f") != 0 && ++r->unknown > UNKNOWN_MAX)
		stop(r, BOOK_BOMB);
}

static void
on_text(void *arg, const char *text, size_t len)
{
	struct reading *r = arg;

	if (!r->in_value)
		return;
	buf_add(&r->value, text, len);
	if (r->value.len > BOOK_CELL_MAX)
		stop(r, BOOK_DAMAGED);
}

static void
on_end(void *arg, const char *name)
{
	struct reading *r = arg;

	r->in_value = false;
	if (strcmp(name, "c") == 0 && r->in_cell)
		end_cell(r);
	else if (strcmp(name, "row") == 0 && r->in_row)
		end_row(r);
	else if (strcmp(name, "rPh") == 0 && r->phonetic)
		r->phonetic--;
}

enum book_fault
xlsx_sheet(struct xlsx *xlsx, const char *part, const struct book_sink *sink)
{
	struct reading *r = xcalloc(1, sizeof *r);
	const struct parts_xml xml = {.start = on_start, .end = on_end, .text = on_text, .arg = r};

	r->xlsx = xlsx;
	r->row = book_row_new();
	enum book_fault fault = parts_read(xlsx->parts, part, &xml);

	r->sink = sink;
	r->line = 0;
	r->unknown = 0;
	if (!fault)
		fault = parts_read(xlsx->parts, part, &xml);
	book_row_free(r->row);
	buf_release(&r->value);
	free(r);
	return fault;
}
