/*
 * .xls of Excel 97 and later (BIFF8, [MS-XLS]) in its compound file. Read by code of our own: the
 * library there is for it trusts what the file says of itself, does not tell hidden sheets, rows
 * and merged cells, and does not know the Chinese number formats.
 *
 * A sheet is read to its end before its first row is given out, so a damaged one gives none.
 */
#include "base/buf.h"
#include "base/utf8.h"
#include "share/book_row.h"
#include "share/compound.h"
#include "share/numfmt.h"
#include "share/strings.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define RECORD_MAX 8228 /* bytes of one record */
#define WINDOW 32768    /* bytes read at once */
#define LINES 65536
#define CELLS_MAX 1200000 /* of a sheet; more are not for memories of such size */
#define STYLES_MAX 4096 /* the format's own limit is 4050 */
#define NESTED_MAX 8    /* charts inside sheets */
#define BIFF8 0x0600

enum record_type {
	RECORD_FORMULA = 0x0006,
	RECORD_EOF = 0x000A,
	RECORD_DATEMODE = 0x0022,
	RECORD_FILEPASS = 0x002F,
	RECORD_CONTINUE = 0x003C,
	RECORD_BOUNDSHEET = 0x0085,
	RECORD_MULRK = 0x00BD,
	RECORD_RSTRING = 0x00D6,
	RECORD_XF = 0x00E0,
	RECORD_MERGECELLS = 0x00E5,
	RECORD_SST = 0x00FC,
	RECORD_LABELSST = 0x00FD,
	RECORD_NUMBER = 0x0203,
	RECORD_LABEL = 0x0204,
	RECORD_BOOLERR = 0x0205,
	RECORD_STRING = 0x0207,
	RECORD_ROW = 0x0208,
	RECORD_RK = 0x027E,
	RECORD_FORMAT = 0x041E,
	RECORD_BOF = 0x0809,
};

enum cell_kind { CELL_NUMBER, CELL_SHARED, CELL_TEXT };

struct cell {
	uint16_t line, column; /* from 0 */
	uint16_t style;
	uint16_t kind;
	union {
		double number;
		uint32_t string;
	} as;
};

struct sheet_entry {
	char *name;
	uint32_t offset;
	bool shown;
};

struct format {
	int id;
	struct numfmt format;
};

struct xls {
	struct compound_stream *stream;
	/* what lies in the window, and the record read last */
	unsigned char window[WINDOW];
	uint32_t window_at, window_len, at;
	int type; /* enum record_type, or another */
	uint32_t len, taken; /* taken: bytes of the record used up as a text goes on */
	unsigned char record[RECORD_MAX];
	/* the workbook */
	struct sheet_entry *sheet;
	int sheets;
	struct format *format;
	int formats;
	struct numfmt *style;
	int styles;
	bool since1904;
	uint64_t sheet_bytes; /* of all sheets read so far */
	struct strings shared;
	/* the sheet */
	struct cell *cell;
	size_t cells, room;
	bool unordered;
	bool waiting; /* for the text of the formula read last: the last cell's */
	struct strings texts;
	bool hidden[LINES];
	struct book_row *row;
};

/* --- records -------------------------------------------------------------------------------------
 */

static bool
read_bytes(struct xls *x, void *to, uint32_t len)
{
	uint32_t inside = x->at - x->window_at;

	if (x->at < x->window_at || inside > x->window_len || len > x->window_len - inside) {
		uint32_t size = compound_size(x->stream);
		uint32_t left = x->at < size ? size - x->at : 0;

		x->window_at = x->at;
		x->window_len = left < WINDOW ? left : WINDOW;
		inside = 0;
		if (len > x->window_len ||
		    !compound_read(x->stream, x->at, x->window, x->window_len)) {
			x->window_len = 0;
			return false;
		}
	}
	memcpy(to, x->window + inside, len);
	x->at += len;
	return true;
}

static bool
next_record(struct xls *x)
{
	unsigned char head[4];

	if (!read_bytes(x, head, sizeof head))
		return false;
	x->type = compound_u16(head);
	x->len = compound_u16(head + 2);
	x->taken = 0;
	return x->len <= RECORD_MAX && read_bytes(x, x->record, x->len);
}

static bool
next_type_is(struct xls *x, int type)
{
	unsigned char head[2];
	uint32_t at = x->at;
	bool is = read_bytes(x, head, sizeof head) && compound_u16(head) == type;

	x->at = at;
	return is;
}

/* So many bytes of the record from where it was taken up to; NULL if it is shorter. */
static const unsigned char *
take(struct xls *x, uint32_t len)
{
	const unsigned char *bytes = x->record + x->taken;

	if (len > x->len - x->taken)
		return NULL;
	x->taken += len;
	return bytes;
}

/* A record that is full goes on in the next one. */
static bool
go_on(struct xls *x)
{
	return x->taken < x->len ||
	    (next_type_is(x, RECORD_CONTINUE) && next_record(x) && x->len > 0);
}

static bool
skip(struct xls *x, uint32_t len)
{
	while (len > 0) {
		if (!go_on(x))
			return false;
		uint32_t part = len < x->len - x->taken ? len : x->len - x->taken;

		x->taken += part;
		len -= part;
	}
	return true;
}

/* --- texts ---------------------------------------------------------------------------------------
 */

/* Characters of UTF-16, or of its low bytes alone; after a break a new byte says which. */
static bool
take_characters(struct xls *x, uint32_t count, bool wide, struct buf *out)
{
	uint32_t high = 0;

	for (; count > 0; count--) {
		if (x->taken == x->len) {
			if (!go_on(x))
				return false;
			wide = *take(x, 1) & 1;
		}
		const unsigned char *bytes = take(x, wide ? 2 : 1);

		if (!bytes)
			return false;
		uint32_t c = wide ? compound_u16(bytes) : *bytes;

		if (high && c >= 0xDC00 && c <= 0xDFFF)
			c = 0x10000 + ((high - 0xD800) << 10) + (c - 0xDC00);
		high = c >= 0xD800 && c <= 0xDBFF ? c : 0;
		if (!high && c)
			utf8_add(out, c);
	}
	return true;
}

/* A text whose length is known: flags, then characters, then what only matters to the eye. */
static bool
take_text(struct xls *x, uint32_t count, struct buf *out)
{
	const unsigned char *flags = go_on(x) ? take(x, 1) : NULL;
	uint32_t runs = 0, extra = 0;

	if (!flags)
		return false;
	int flag = *flags;
	const unsigned char *run = flag & 8 ? take(x, 2) : NULL,
			    *more = flag & 4 ? take(x, 4) : NULL;

	if ((flag & 8 && !run) || (flag & 4 && !more))
		return false;
	runs = run ? compound_u16(run) : 0;
	extra = more ? compound_u32(more) : 0;
	return take_characters(x, count, flag & 1, out) && skip(x, runs * 4) && skip(x, extra);
}

static enum book_fault
read_shared(struct xls *x)
{
	const unsigned char *head = take(x, 8);
	uint32_t count = head ? compound_u32(head + 4) : 0;
	struct buf text = BUF_EMPTY;
	enum book_fault fault = head ? BOOK_FINE : BOOK_DAMAGED;

	for (uint32_t i = 0; i < count && !fault; i++) {
		const unsigned char *length = go_on(x) ? take(x, 2) : NULL;

		buf_clear(&text);
		if (!length || !take_text(x, compound_u16(length), &text))
			fault = BOOK_DAMAGED;
		else if (!strings_add(&x->shared, buf_text(&text), text.len))
			fault = BOOK_LARGE;
	}
	buf_release(&text);
	return fault;
}

/* --- the workbook --------------------------------------------------------------------------------
 */

static enum book_fault
add_sheet(struct xls *x)
{
	const unsigned char *head = take(x, 7);
	struct buf name = BUF_EMPTY;

	if (!head)
		return BOOK_DAMAGED;
	if (x->sheets == BOOK_SHEETS_MAX)
		return BOOK_LARGE;
	if (!take_text(x, head[6], &name)) {
		buf_release(&name);
		return BOOK_DAMAGED;
	}
	x->sheet = xrealloc(x->sheet, (size_t)(x->sheets + 1) * sizeof *x->sheet);
	x->sheet[x->sheets++] = (struct sheet_entry){
		.offset = compound_u32(head),
		.shown = (head[4] & 3) == 0 && head[5] == 0, /* a sheet of cells, not a chart */
		.name = buf_take(&name),
	};
	return BOOK_FINE;
}

static enum book_fault
add_format(struct xls *x)
{
	const unsigned char *head = take(x, 4);
	struct buf code = BUF_EMPTY;
	enum book_fault fault = BOOK_DAMAGED;

	if (x->formats == STYLES_MAX)
		return BOOK_LARGE;
	if (head && take_text(x, compound_u16(head + 2), &code)) {
		x->format = xrealloc(x->format, (size_t)(x->formats + 1) * sizeof *x->format);
		x->format[x->formats++] = (struct format){
			compound_u16(head), numfmt_of(buf_text(&code))};
		fault = BOOK_FINE;
	}
	buf_release(&code);
	return fault;
}

static enum book_fault
add_style(struct xls *x)
{
	const unsigned char *head = take(x, 4);
	int id = head ? compound_u16(head + 2) : 0;
	struct numfmt format = numfmt_builtin(id);

	if (!head)
		return BOOK_DAMAGED;
	if (x->styles == STYLES_MAX)
		return BOOK_LARGE;
	for (int i = 0; i < x->formats; i++)
		if (x->format[i].id == id)
			format = x->format[i].format;
	x->style = xrealloc(x->style, (size_t)(x->styles + 1) * sizeof *x->style);
	x->style[x->styles++] = format;
	return BOOK_FINE;
}

static enum book_fault
take_global(struct xls *x)
{
	switch (x->type) {
	case RECORD_FILEPASS:
		return BOOK_PASSWORD;
	case RECORD_DATEMODE:
		x->since1904 = x->len >= 2 && x->record[0] == 1;
		return BOOK_FINE;
	case RECORD_FORMAT:
		return add_format(x);
	case RECORD_XF:
		return add_style(x);
	case RECORD_BOUNDSHEET:
		return add_sheet(x);
	case RECORD_SST:
		return read_shared(x);
	default:
		return BOOK_FINE;
	}
}

static enum book_fault
read_globals(struct xls *x)
{
	enum book_fault fault = BOOK_FINE;

	if (!next_record(x) || x->type != RECORD_BOF || x->len < 4)
		return BOOK_DAMAGED;
	if (compound_u16(x->record) != BIFF8)
		return BOOK_OLD;
	while (!fault) {
		if (!next_record(x))
			return BOOK_DAMAGED;
		if (x->type == RECORD_EOF)
			return BOOK_FINE;
		fault = take_global(x);
	}
	return fault;
}

/* --- cells ---------------------------------------------------------------------------------------
 */

static struct cell *
add_cell(struct xls *x, uint16_t line, uint16_t column, uint16_t style, enum cell_kind kind)
{
	if (x->cells == CELLS_MAX)
		return NULL;
	if (x->cells == x->room) {
		x->room += 65536;
		x->cell = xrealloc(x->cell, x->room * sizeof *x->cell);
	}
	const struct cell *last = x->cells ? &x->cell[x->cells - 1] : NULL;
	struct cell *cell = &x->cell[x->cells++];

	x->unordered |= last &&
	    (last->line > line || (last->line == line && last->column >= column));
	*cell = (struct cell){.line = line, .column = column, .style = style, .kind = kind};
	return cell;
}

/* A cell whose place and style begin the record. */
static struct cell *
add_placed(struct xls *x, const unsigned char *head, enum cell_kind kind)
{
	return add_cell(x, compound_u16(head), compound_u16(head + 2), compound_u16(head + 4),
	    kind);
}

static enum book_fault
add_number(struct xls *x, const unsigned char *head, double number)
{
	struct cell *cell = add_placed(x, head, CELL_NUMBER);

	if (cell)
		cell->as.number = number;
	return cell ? BOOK_FINE : BOOK_LARGE;
}

static enum book_fault
add_string(struct xls *x, const unsigned char *head, const char *text, size_t len)
{
	struct cell *cell = add_placed(x, head, CELL_TEXT);

	if (!cell || !strings_add(&x->texts, text, len))
		return BOOK_LARGE;
	cell->as.string = (uint32_t)x->texts.count - 1;
	return BOOK_FINE;
}

/* Bits of a double as they lie in the file. */
static double
read_double(const unsigned char *bytes)
{
	uint64_t bits = compound_u32(bytes) | (uint64_t)compound_u32(bytes + 4) << 32;
	double number;

	memcpy(&number, &bits, sizeof number);
	return number;
}

/* A number in 30 bits: an integer or the upper part of a double, as it is or a hundredfold. */
static double
read_rk(uint32_t rk)
{
	uint64_t bits = (uint64_t)(rk & ~3u) << 32;
	double number;

	if (rk & 2)
		number = (int32_t)rk >> 2;
	else
		memcpy(&number, &bits, sizeof number);
	return rk & 1 ? number / 100 : number;
}

static enum book_fault
add_several(struct xls *x)
{
	if (x->len < 6)
		return BOOK_DAMAGED;
	uint16_t line = compound_u16(x->record), column = compound_u16(x->record + 2);

	for (uint32_t at = 4; at + 6 + 2 <= x->len; at += 6, column++) {
		struct cell *cell = add_cell(x, line, column, compound_u16(x->record + at),
		    CELL_NUMBER);

		if (!cell)
			return BOOK_LARGE;
		cell->as.number = read_rk(compound_u32(x->record + at + 2));
	}
	return BOOK_FINE;
}

static enum book_fault
add_flag(struct xls *x, const unsigned char *head, int value, bool error)
{
	static const struct {
		int value;
		const char *text;
	} errors[] = {{0x00, "#NULL!"}, {0x07, "#DIV/0!"}, {0x0F, "#VALUE!"}, {0x17, "#REF!"},
	    {0x1D, "#NAME?"}, {0x24, "#NUM!"}, {0x2A, "#N/A"}};
	const char *text = value ? "TRUE" : "FALSE";

	for (size_t i = 0; error && i < sizeof errors / sizeof errors[0]; i++)
		if (errors[i].value == value || i == 0)
			text = errors[i].text;
	return add_string(x, head, text, strlen(text));
}

/* What a formula gave: a number, or by a mark in its place a flag, an error, nothing, or a text
 * that stands in the next record. */
static enum book_fault
add_result(struct xls *x, const unsigned char *head)
{
	const unsigned char *value = head + 6;

	if (compound_u16(value + 6) != 0xFFFF)
		return add_number(x, head, read_double(value));
	if (value[0] == 1 || value[0] == 2)
		return add_flag(x, head, value[2], value[0] == 2);
	if (value[0] == 0) {
		x->waiting = true;
		return add_string(x, head, "", 0);
	}
	return BOOK_FINE;
}

static enum book_fault
add_label(struct xls *x, const unsigned char *head)
{
	const unsigned char *length = take(x, 2);
	struct buf text = BUF_EMPTY;
	enum book_fault fault = BOOK_DAMAGED;

	if (length && take_text(x, compound_u16(length), &text))
		fault = add_string(x, head, buf_text(&text), text.len);
	buf_release(&text);
	return fault;
}

static enum book_fault
take_result_text(struct xls *x)
{
	const unsigned char *length = take(x, 2);
	struct buf text = BUF_EMPTY;
	enum book_fault fault = BOOK_FINE;

	if (!length || !take_text(x, compound_u16(length), &text))
		fault = BOOK_DAMAGED;
	else if (x->waiting && !strings_add(&x->texts, buf_text(&text), text.len))
		fault = BOOK_LARGE;
	else if (x->waiting)
		x->cell[x->cells - 1].as.string = (uint32_t)x->texts.count - 1;
	x->waiting = false;
	buf_release(&text);
	return fault;
}

static enum book_fault
add_merges(struct xls *x)
{
	const unsigned char *head = take(x, 2), *range;

	for (int count = head ? compound_u16(head) : 0; count > 0; count--) {
		if (!(range = take(x, 8)))
			return BOOK_DAMAGED;
		book_row_merge(x->row, compound_u16(range + 4), (long)compound_u16(range) + 1,
		    (long)compound_u16(range + 2) + 1);
	}
	return head ? BOOK_FINE : BOOK_DAMAGED;
}

/* Records that begin with the place and the style of a cell, and how long they are at least. */
static enum book_fault
take_cell(struct xls *x)
{
	static const struct {
		int type;
		uint32_t least;
	} table[] = {{RECORD_NUMBER, 14}, {RECORD_RK, 10}, {RECORD_LABELSST, 10},
	    {RECORD_LABEL, 8}, {RECORD_RSTRING, 8}, {RECORD_BOOLERR, 8}, {RECORD_FORMULA, 14}};
	const unsigned char *head = x->record;
	struct cell *cell;
	size_t i = 0;

	while (i < sizeof table / sizeof table[0] && table[i].type != x->type)
		i++;
	if (i == sizeof table / sizeof table[0])
		return BOOK_FINE;
	if (x->len < table[i].least)
		return BOOK_DAMAGED;
	x->waiting = false;
	x->taken = 6;
	switch (x->type) {
	case RECORD_NUMBER:
		return add_number(x, head, read_double(head + 6));
	case RECORD_RK:
		return add_number(x, head, read_rk(compound_u32(head + 6)));
	case RECORD_BOOLERR:
		return add_flag(x, head, head[6], head[7] != 0);
	case RECORD_FORMULA:
		return add_result(x, head);
	case RECORD_LABELSST:
		if (compound_u32(head + 6) >= x->shared.count)
			return BOOK_DAMAGED;
		cell = add_placed(x, head, CELL_SHARED);
		if (cell)
			cell->as.string = compound_u32(head + 6);
		return cell ? BOOK_FINE : BOOK_LARGE;
	default:
		return add_label(x, head);
	}
}

static enum book_fault
take_sheet_record(struct xls *x)
{
	switch (x->type) {
	case RECORD_ROW:
		if (x->len >= 16)
			x->hidden[compound_u16(x->record)] = x->record[12] & 0x20;
		return BOOK_FINE;
	case RECORD_MULRK:
		return add_several(x);
	case RECORD_MERGECELLS:
		return add_merges(x);
	case RECORD_STRING:
		return take_result_text(x);
	default:
		return take_cell(x);
	}
}

static enum book_fault
read_cells(struct xls *x, uint32_t offset)
{
	enum book_fault fault = BOOK_FINE;
	int depth = 1; /* charts stand inside, each with a beginning and an end */

	x->at = offset;
	if (!next_record(x) || x->type != RECORD_BOF)
		return BOOK_DAMAGED;
	while (!fault && depth > 0) {
		if (!next_record(x))
			return BOOK_DAMAGED;
		depth += (x->type == RECORD_BOF) - (x->type == RECORD_EOF);
		if (depth > NESTED_MAX)
			return BOOK_DAMAGED;
		if (depth == 1)
			fault = take_sheet_record(x);
	}
	/* Sheets that lie on one another are there to be read again and again. */
	x->sheet_bytes += x->at - offset;
	return x->sheet_bytes > compound_size(x->stream) && !fault ? BOOK_BOMB : fault;
}

/* --- rows ----------------------------------------------------------------------------------------
 */

static int
by_place(const void *a, const void *b)
{
	const struct cell *x = a, *y = b;

	return x->line != y->line ? x->line - y->line : x->column - y->column;
}

static void
put_cell(struct xls *x, const struct cell *cell)
{
	struct numfmt format = cell->style < x->styles ? x->style[cell->style]
	    : (struct numfmt){NUMFMT_PLAIN, 0};
	struct buf shown = BUF_EMPTY;
	char number[32];

	if (cell->kind != CELL_NUMBER) {
		char *text = strings_get(cell->kind == CELL_SHARED ? &x->shared : &x->texts,
		    cell->as.string);

		if (text && *text)
			book_row_put(x->row, cell->column, text, NULL, 0);
		return;
	}
	snprintf(number, sizeof number, "%.17g", cell->as.number);
	numfmt_show(format, number, x->since1904, &shown);
	book_row_put(x->row, cell->column, NULL, buf_text(&shown), shown.len);
	buf_release(&shown);
}

static enum book_fault
give_rows(struct xls *x, const struct book_sink *sink)
{
	enum book_fault fault = BOOK_FINE;
	bool more = true;

	if (x->unordered)
		qsort(x->cell, x->cells, sizeof *x->cell, by_place);
	for (size_t i = 0; more && i < x->cells;) {
		uint16_t line = x->cell[i].line;

		book_row_begin(x->row, (long)line + 1, x->hidden[line]);
		for (; i < x->cells && x->cell[i].line == line; i++)
			put_cell(x, &x->cell[i]);
		more = book_row_give(x->row, sink, (int64_t)i, (int64_t)x->cells, &fault);
	}
	return fault;
}

static enum book_fault
read_sheet(struct xls *x, uint32_t offset, const struct book_sink *sink)
{
	x->cells = 0;
	x->unordered = x->waiting = false;
	memset(x->hidden, 0, sizeof x->hidden);
	strings_init(&x->texts, BOOK_MEMORY / 4);
	x->row = book_row_new();
	enum book_fault fault = read_cells(x, offset);

	if (!fault)
		fault = give_rows(x, sink);
	book_row_free(x->row);
	strings_release(&x->texts);
	return fault;
}

static enum book_fault
read_workbook(struct xls *x, const struct book_sink *sink)
{
	enum book_fault fault = read_globals(x);

	for (int i = 0; i < x->sheets && !fault; i++) {
		if (!x->sheet[i].shown)
			continue;
		sink->sheet(sink->arg, x->sheet[i].name);
		fault = read_sheet(x, x->sheet[i].offset, sink);
	}
	return fault;
}

static void
xls_free(struct xls *x)
{
	for (int i = 0; i < x->sheets; i++)
		free(x->sheet[i].name);
	free(x->sheet);
	free(x->format);
	free(x->style);
	free(x->cell);
	strings_release(&x->shared);
	compound_stream_free(x->stream);
	free(x);
}

/* An .xlsx with a password lies encrypted in a compound file of its own. */
static enum book_fault
read_compound(struct compound *compound, const struct book_sink *sink)
{
	struct compound_stream *secret = compound_find(compound, "EncryptedPackage"),
			       *stream = compound_find(compound, "Workbook");
	bool encrypted = secret != NULL;

	compound_stream_free(secret);
	if (encrypted || !stream) {
		compound_stream_free(stream);
		return encrypted ? BOOK_PASSWORD : BOOK_OLD;
	}
	struct xls *x = xcalloc(1, sizeof *x);

	x->stream = stream;
	strings_init(&x->shared, BOOK_MEMORY / 2);
	enum book_fault fault = read_workbook(x, sink);

	xls_free(x);
	return fault;
}

static enum book_fault
read_xls(int fd, const struct book_sink *sink)
{
	struct compound *compound = NULL;
	enum book_fault fault = compound_open(fd, &compound);

	if (!fault)
		fault = read_compound(compound, sink);
	compound_close(compound);
	return fault;
}

static bool
is_xls(const unsigned char *head, size_t len)
{
	return len >= 8 && memcmp(head, "\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1", 8) == 0;
}

const struct book_reader book_xls = {.is = is_xls, .read = read_xls};
