/* The rows of one sheet of an .xlsx workbook. */
#include "share/xlsx_int.h"

#include "share/book_row.h"

#include <stdlib.h>
#include <string.h>

#define UNKNOWN_MAX 1000000 /* elements that say nothing of cells … */
#define UNKNOWN_IN_CELL 8   /* … and so many more for each cell: <is>, runs of a text */
#define ASKED 512           /* rows, between which one asks whether the sheet is wanted */

enum cell_type { CELL_NUMBER, CELL_SHARED, CELL_INLINE, CELL_TEXT, CELL_BOOLEAN, CELL_DAY };

struct reading {
	struct xlsx *xlsx;
	const struct book_sink *sink; /* NULL: only looking whether the sheet is whole */
	const struct book_sink *out;  /* whose sheet it is */
	struct book_row *row;
	long unknown, merges, rows;
	bool unwanted;
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

static bool
is_letter(const char *name, char letter)
{
	return name[0] == letter && !name[1];
}

static void
stop(struct reading *r, enum book_fault fault)
{
	parts_stop(r->xlsx->parts, fault);
}

static void
check_merge(struct reading *r, const char *range)
{
	struct xlsx_merge merge;

	r->merges++;
	if (!xlsx_merge_read(range, &merge))
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
give_row(struct reading *r)
{
	enum book_fault fault = BOOK_FINE;
	int64_t done, size;

	parts_progress(r->xlsx->parts, &done, &size);
	if (!book_row_give(r->row, r->sink, done, size, &fault))
		stop(r, fault);
}

static void
end_row(struct reading *r)
{
	r->in_row = false;
	if (r->sink) {
		give_row(r);
	} else if (++r->rows % ASKED == 0 && r->out->wanted && !r->out->wanted(r->out->arg)) {
		r->unwanted = true;
		stop(r, BOOK_FINE);
	}
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

/* What a cell says of itself. Asked for each of them all at once: it takes time. */
struct cell_attr {
	const char *place, *style, *type;
};

static struct cell_attr
cell_attr(const char *const *attr)
{
	struct cell_attr cell = {NULL, NULL, NULL};

	for (; *attr; attr += 2)
		if (is_letter(attr[0], 'r'))
			cell.place = attr[1];
		else if (is_letter(attr[0], 's'))
			cell.style = attr[1];
		else if (is_letter(attr[0], 't'))
			cell.type = attr[1];
	return cell;
}

static void
begin_cell(struct reading *r, const char *const *attr)
{
	struct cell_attr cell = cell_attr(attr);
	int column = r->column + 1;
	long line = r->line, number = cell.style ? strtol(cell.style, NULL, 10) : 0;
	const char *end = cell.place ? xlsx_place(cell.place, &column, &line) : "";

	if (!r->in_row || !end || *end || line != r->line || column <= r->column ||
	    column >= BOOK_COLUMNS_MAX) {
		stop(r, BOOK_DAMAGED);
		return;
	}
	r->in_cell = true;
	r->unknown -= UNKNOWN_IN_CELL;
	r->column = column;
	r->type = cell_type(cell.type);
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

	if (is_letter(name, 'c'))
		begin_cell(r, attr);
	else if (is_letter(name, 'v'))
		r->in_value = wanted && r->type != CELL_INLINE;
	else if (is_letter(name, 't'))
		r->in_value = wanted && r->type == CELL_INLINE;
	else if (strcmp(name, "row") == 0)
		begin_row(r, attr);
	else if (strcmp(name, "rPh") == 0)
		r->phonetic++;
	else if (strcmp(name, "mergeCell") == 0)
		check_merge(r, parts_attr(attr, "ref"));
	else if (!is_letter(name, 'f') && ++r->unknown > UNKNOWN_MAX)
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
	if (is_letter(name, 'v') || is_letter(name, 't'))
		return;
	if (is_letter(name, 'c') && r->in_cell)
		end_cell(r);
	else if (strcmp(name, "row") == 0 && r->in_row)
		end_row(r);
	else if (strcmp(name, "rPh") == 0 && r->phonetic)
		r->phonetic--;
}

/* Reads the part once. sink: NULL to look only. */
static enum book_fault
read_once(struct reading *r, const char *part, const struct xlsx_merges *merges,
    const struct book_sink *sink)
{
	const struct parts_xml xml = {.start = on_start, .end = on_end, .text = on_text, .arg = r};

	r->sink = sink;
	r->line = r->unknown = r->merges = 0;
	r->row = sink ? book_row_new() : NULL;
	if (sink)
		xlsx_merges_give(merges, r->row);
	enum book_fault fault = parts_read(r->xlsx->parts, part, &xml);

	book_row_free(r->row);
	return fault;
}

/* The first rows of a sheet on their way to its sink. */
struct head {
	const struct book_sink *sink;
	int rows;
};

static bool
take_head(void *arg, const struct row *row, int64_t done, int64_t size)
{
	struct head *head = arg;

	(void)done, (void)size;
	head->sink->head(head->sink->arg, row);
	return ++head->rows < BOOK_HEAD;
}

static enum book_fault
read_head(struct reading *r, const char *part, const struct xlsx_merges *merges)
{
	struct head head = {r->out, 0};
	const struct book_sink sink = {.row = take_head, .arg = &head};
	enum book_fault fault = read_once(r, part, merges, &sink);

	r->unwanted = !fault && !r->out->wanted(r->out->arg);
	r->in_row = r->in_cell = r->in_value = false;
	return fault;
}

enum book_fault
xlsx_sheet(struct xlsx *xlsx, const char *part, const struct xlsx_merges *merges,
    const struct book_sink *sink)
{
	struct reading *r = xcalloc(1, sizeof *r);

	r->xlsx = xlsx;
	r->out = sink;
	enum book_fault fault = sink->head ? read_head(r, part, merges) : BOOK_FINE;

	if (!fault && !r->unwanted)
		fault = read_once(r, part, merges, NULL);
	if (!fault && !r->unwanted && r->merges != merges->seen)
		fault = BOOK_DAMAGED;
	if (!fault && !r->unwanted)
		fault = read_once(r, part, merges, sink);
	buf_release(&r->value);
	free(r);
	return fault;
}
