/*
 * The sheet's XML is looked through once for what has to change (marks), then copied with the
 * changes. The rows themselves come as they are packed, so that their number is not bound by
 * memory.
 */
#include "share/xlsx_fill.h"

#include "share/parts.h"
#include "share/xlsx_int.h"
#include "share/xlsx_plain.h"
#include "share/xlsx_refs.h"

#include <expat.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <zip.h>

#define SHEET_MAX ((size_t)8 << 20) /* bytes of a template's sheet: it has no data yet */
#define PART_MAX ((size_t)1 << 20)  /* of a part that is changed as text */
#define MARKS_MAX 2000000
#define DEPTH_MAX 64

/* Something of the XML that may have to change. */
enum mark_kind {
	MARK_ROW,     /* a whole row */
	MARK_LINE,    /* digits of a row's r */
	MARK_PLACE,   /* A12 of a cell's r */
	MARK_FORMULA, /* text of a formula */
	MARK_RANGES,  /* of merges, lists, formats */
	MARK_VALUE,   /* a whole v beside a formula */
	MARK_DROP,    /* a whole element that need not be there */
};
struct mark {
	enum mark_kind kind;
	size_t at, end;
	long line;  /* of the row it stands in, 0 outside */
	bool blank; /* a row: nothing is written in it */
};

/* Numbers of cells' styles, by column; NULL: none. */
struct styles {
	char **style;
	int count;
};

struct fill {
	struct wire_in *in;
	struct buf xml, before, behind, row; /* row: being packed */
	size_t given; /* of the text that is being packed */
	enum { BEFORE, ROWS, BEHIND } stage;
	long heading, rows, done; /* lines: last of the headings; to come; packed */
	long samples; /* below the headings, as good as blank unless something is reckoned there */
	struct xlsx_growth growth;
	struct mark *mark;
	int marks;
	struct buf tag;     /* of generated rows: attributes */
	struct styles column, cell; /* of their cells: of the columns, of the row looked like */
	char prefix[16];    /* of element names, with its colon */
	char *sheet;        /* its name, as XML has it */
	enum book_fault fault;
	/* while it is looked through */
	XML_Parser parser;
	size_t start[DEPTH_MAX], start_end[DEPTH_MAX];
	int depth, current; /* mark of the row, -1 outside */
	long line;
	bool in_cell, has_formula, has_value, styled, in_area;
	size_t value_at, value_end;
};

/* --- looking through it -------------------------------------------------------------------------
 */

static void
stop(struct fill *f, enum book_fault fault)
{
	if (!f->fault)
		f->fault = fault;
	XML_StopParser(f->parser, XML_FALSE);
}

static struct mark *
add_mark(struct fill *f, enum mark_kind kind, size_t at, size_t end)
{
	if (f->marks == MARKS_MAX) {
		stop(f, BOOK_LARGE);
		return &f->mark[f->marks - 1];
	}
	if ((f->marks & (f->marks - 1)) == 0)
		f->mark = xrealloc(f->mark,
		    (size_t)(f->marks ? f->marks * 2 : 1) * sizeof *f->mark);
	f->mark[f->marks] = (struct mark){.kind = kind, .at = at, .end = end, .line = f->line};
	return &f->mark[f->marks++];
}

static const char *
local_name(const char *name)
{
	const char *colon = strchr(name, ':');

	return colon ? colon + 1 : name;
}

/* Where the value of an attribute stands in the tag that begins at f->start. */
static bool
find_value(const struct fill *f, const char *name, size_t *at, size_t *end)
{
	const char *tag = f->xml.data + f->start[f->depth], *stop_at = f->xml.data +
	    f->start_end[f->depth];
	size_t len = strlen(name);

	for (const char *s = tag; s + len + 2 < stop_at; s++) {
		if (!strchr(" \t\r\n", *s) || strncmp(s + 1, name, len) != 0)
			continue;
		const char *q = s + 1 + len;

		q += strspn(q, " \t\r\n");
		if (*q != '=')
			continue;
		q += 1 + strspn(q + 1, " \t\r\n");
		const char *close = *q == '"' || *q == '\'' ? strchr(q + 1, *q) : NULL;

		if (!close || close >= stop_at)
			return false;
		*at = (size_t)(q + 1 - f->xml.data);
		*end = (size_t)(close - f->xml.data);
		return true;
	}
	return false;
}

static void
mark_value(struct fill *f, enum mark_kind kind, const char *name)
{
	size_t at, end;

	if (find_value(f, name, &at, &end))
		add_mark(f, kind, at, end);
}

static int
column_of(const char *place)
{
	int column = 0;

	for (; *place >= 'A' && *place <= 'Z' && column <= BOOK_COLUMNS_MAX; place++)
		column = column * 26 + (*place - 'A' + 1);
	return column - 1;
}

static void
keep_style(struct styles *styles, int column, const char *style)
{
	if (column < 0 || column >= ROW_CELLS_MAX)
		return;
	while (styles->count <= column) {
		styles->style = xrealloc(styles->style,
		    (size_t)(styles->count + 1) * sizeof *styles->style);
		styles->style[styles->count++] = NULL;
	}
	free(styles->style[column]);
	styles->style[column] = xstrdup(style);
}

static void
styles_release(struct styles *styles)
{
	for (int i = 0; i < styles->count; i++)
		free(styles->style[i]);
	free(styles->style);
	*styles = (struct styles){NULL, 0};
}

static const char *
style_of(const struct fill *f, int column)
{
	if (column < f->cell.count && f->cell.style[column])
		return f->cell.style[column];
	return column < f->column.count ? f->column.style[column] : NULL;
}

/* The attributes of the row that the new ones are to look like. */
static void
keep_tag(struct fill *f, const char *const *attr)
{
	buf_clear(&f->tag);
	for (; *attr; attr += 2)
		if (strcmp(attr[0], "r") != 0 && strcmp(attr[0], "spans") != 0 &&
		    !strchr(attr[0], ':'))
			buf_printf(&f->tag, " %s=\"%s\"", attr[0], attr[1]);
}

static void
begin_row(struct fill *f, const char *const *attr)
{
	const char *line = parts_attr(attr, "r");

	f->line = line ? strtol(line, NULL, 10) : f->line + 1;
	if (f->line < 1 || f->line > BOOK_LINES_MAX) {
		stop(f, BOOK_DAMAGED);
		return;
	}
	f->current = f->marks;
	add_mark(f, MARK_ROW, f->start[f->depth], 0)->blank = true;
	mark_value(f, MARK_LINE, "r");
	/* The first one below the headings, as long as nothing is found in it. */
	f->in_area = !f->styled && f->line > f->heading;
	if (f->in_area)
		keep_tag(f, attr);
}

static void
begin_cell(struct fill *f, const char *const *attr)
{
	const char *place = parts_attr(attr, "r"), *style = parts_attr(attr, "s");

	f->in_cell = true;
	f->has_formula = f->has_value = false;
	mark_value(f, MARK_PLACE, "r");
	if (f->in_area && place && style)
		keep_style(&f->cell, column_of(place), style);
}

/* Columns have styles of their own, for cells that are not there. */
static void
column_style(struct fill *f, const char *const *attr)
{
	const char *first = parts_attr(attr, "min"), *last = parts_attr(attr, "max"),
		   *style = parts_attr(attr, "style");

	if (!first || !last || !style)
		return;
	long end = strtol(last, NULL, 10);

	for (long i = strtol(first, NULL, 10); i <= end && i <= ROW_CELLS_MAX; i++)
		keep_style(&f->column, (int)i - 1, style);
}

static void
on_start(void *arg, const XML_Char *full, const XML_Char **attr)
{
	static const char *const ranges[] = {
		"mergeCell", "hyperlink", "autoFilter", "protectedRange"};
	struct fill *f = arg;
	const char *name = local_name(full);

	if (++f->depth == DEPTH_MAX) {
		stop(f, BOOK_BOMB);
		return;
	}
	f->start[f->depth] = (size_t)XML_GetCurrentByteIndex(f->parser);
	f->start_end[f->depth] = f->start[f->depth] + (size_t)XML_GetCurrentByteCount(f->parser);
	if (strcmp(name, "sheetData") == 0)
		snprintf(f->prefix, sizeof f->prefix, "%.*s", (int)(name - full), full);
	else if (strcmp(name, "row") == 0)
		begin_row(f, (const char *const *)attr);
	else if (strcmp(name, "c") == 0 && f->current >= 0)
		begin_cell(f, (const char *const *)attr);
	else if (strcmp(name, "f") == 0 && f->in_cell)
		mark_value(f, MARK_RANGES, "ref");
	else if (strcmp(name, "col") == 0)
		column_style(f, (const char *const *)attr);
	mark_value(f, MARK_RANGES, "sqref");
	for (size_t i = 0; i < sizeof ranges / sizeof *ranges; i++)
		if (strcmp(name, ranges[i]) == 0)
			mark_value(f, MARK_RANGES, "ref");
}

static void
end_cell(struct fill *f)
{
	if (f->has_formula && f->value_end)
		add_mark(f, MARK_VALUE, f->value_at, f->value_end);
	bool sample = f->line > f->heading && f->line <= f->heading + f->samples;

	if (f->current >= 0 && (f->has_formula || (f->has_value && !sample)))
		f->mark[f->current].blank = false;
	f->in_cell = false;
	f->value_end = 0;
}

static void
end_row(struct fill *f, size_t end)
{
	struct mark *row = &f->mark[f->current];

	row->end = end;
	/* Something stands in it: data is not to look like that. */
	if (f->in_area && !row->blank) {
		buf_clear(&f->tag);
		styles_release(&f->cell);
	}
	f->styled = f->styled || f->in_area;
	f->in_area = false;
	f->current = -1;
}

static void
on_end(void *arg, const XML_Char *full)
{
	struct fill *f = arg;
	const char *name = local_name(full);
	size_t at = (size_t)XML_GetCurrentByteIndex(f->parser),
	    count = (size_t)XML_GetCurrentByteCount(f->parser),
	    end = count && at != f->start[f->depth] ? at + count : f->start_end[f->depth];

	if (strcmp(name, "row") == 0 && f->current >= 0) {
		end_row(f, end);
	} else if (strcmp(name, "c") == 0 && f->in_cell) {
		end_cell(f);
	} else if (f->in_cell && strcmp(name, "f") == 0) {
		f->has_formula = true;
		if (at > f->start_end[f->depth])
			add_mark(f, MARK_FORMULA, f->start_end[f->depth], at);
	} else if (f->in_cell && strcmp(name, "v") == 0) {
		f->has_value = true;
		f->value_at = f->start[f->depth];
		f->value_end = end;
	} else if (f->in_cell && strcmp(name, "is") == 0) {
		f->has_value = true;
	} else if (strcmp(name, "dimension") == 0) {
		add_mark(f, MARK_DROP, f->start[f->depth], end);
	} else if (strcmp(name, "formula1") == 0 || strcmp(name, "formula") == 0) {
		add_mark(f, MARK_FORMULA, f->start_end[f->depth], at);
	}
	if (strcmp(name, "sheetData") == 0)
		f->line = 0; /* what follows stands in no row */
	f->depth--;
}

static void
on_doctype(void *arg, const XML_Char *name, const XML_Char *system_id, const XML_Char *public_id,
    int has_internal_subset)
{
	(void)name, (void)system_id, (void)public_id, (void)has_internal_subset;
	stop(arg, BOOK_OUTSIDE);
}

static void
look_through(struct fill *f)
{
	f->parser = XML_ParserCreate("UTF-8");
	f->current = -1;
	if (!f->parser) {
		f->fault = BOOK_LARGE;
		return;
	}
	XML_SetUserData(f->parser, f);
	XML_SetElementHandler(f->parser, on_start, on_end);
	XML_SetStartDoctypeDeclHandler(f->parser, on_doctype);
	if (XML_Parse(f->parser, buf_text(&f->xml), (int)f->xml.len, 1) != XML_STATUS_OK &&
	    !f->fault)
		f->fault = BOOK_DAMAGED;
	XML_ParserFree(f->parser);
}

/* --- changing it --------------------------------------------------------------------------------
 */

/* Blank rows below the headings, and how many more are wanted. */
static void
measure(struct fill *f)
{
	struct xlsx_growth *g = &f->growth;
	bool below = false;

	g->first = f->heading + 1;
	g->last = f->heading;
	for (int i = 0; i < f->marks; i++) {
		const struct mark *m = &f->mark[i];

		if (m->kind != MARK_ROW || m->line <= f->heading)
			continue;
		below = !m->blank;
		g->last = below ? m->line - 1 : m->line;
		if (below)
			break;
	}
	g->more = f->rows - (g->last - g->first + 1);
	/* Where nothing stands, lists and formats are there for what is to come. */
	if (g->more < 0 || (!below && g->last < g->first))
		g->more = 0;
}

/* What stands in a row below the filled ones has moved; what was counted is counted anew. */
static void
change(const struct fill *f, const struct mark *m, struct buf *out)
{
	const char *text = f->xml.data + m->at;
	size_t len = m->end - m->at, letters = 0;

	switch (m->kind) {
	case MARK_LINE:
		buf_printf(out, "%ld", xlsx_refs_row(&f->growth, m->line));
		break;
	case MARK_PLACE:
		while (letters < len && text[letters] >= 'A')
			letters++;
		buf_add(out, text, letters);
		buf_printf(out, "%ld", xlsx_refs_row(&f->growth, m->line));
		break;
	case MARK_FORMULA:
		xlsx_refs_formula(&f->growth, text, len, out);
		break;
	case MARK_RANGES:
		xlsx_refs_ranges(&f->growth, text, len, out);
		break;
	default:
		break; /* goes */
	}
}

/* Copies what lies between two places, with the changes; i: the first mark that may lie there. */
static void
copy(const struct fill *f, size_t from, size_t to, int *i, struct buf *out)
{
	for (; *i < f->marks && f->mark[*i].at < to; ++*i) {
		const struct mark *m = &f->mark[*i];
		long wanted = f->rows > f->samples ? f->rows : f->samples;
		bool used = m->kind == MARK_ROW && m->line > f->heading &&
		    m->line <= f->growth.last && m->line <= f->heading + wanted;

		if (m->at < from || (m->kind == MARK_ROW && !used))
			continue;
		buf_add(out, f->xml.data + from, m->at - from);
		if (!used)
			change(f, m, out);
		from = m->end;
	}
	if (to > from)
		buf_add(out, f->xml.data + from, to - from);
}

/* Both halves of the sheet, between which the rows are put. */
static void
cut(struct fill *f)
{
	size_t at = 0;
	int i = 0;

	for (int k = 0; k < f->marks; k++)
		if (f->mark[k].kind == MARK_ROW && f->mark[k].line <= f->heading)
			at = f->mark[k].end;
	if (!at) {
		f->fault = BOOK_OTHER; /* these headings are not there */
		return;
	}
	copy(f, 0, at, &i, &f->before);
	copy(f, at, f->xml.len, &i, &f->behind);
}

static int
by_place(const void *a, const void *b)
{
	const struct mark *x = a, *y = b;

	return x->at < y->at ? -1 : x->at > y->at;
}

/* --- the rows -----------------------------------------------------------------------------------
 */

static void
add_column(struct buf *out, int column)
{
	char name[4];
	int i = sizeof name;

	for (column++; column > 0 && i > 0; column = (column - 1) / 26)
		name[--i] = (char)('A' + (column - 1) % 26);
	buf_add(out, name + i, sizeof name - (size_t)i);
}

static void
add_text(struct buf *out, const char *text)
{
	char *plain = xlsx_plain(text);

	for (const char *s = plain; *s; s++) {
		unsigned char c = (unsigned char)*s;

		if (c == '&' || c == '<' || c == '>')
			buf_puts(out, c == '&' ? "&amp;" : c == '<' ? "&lt;" : "&gt;");
		else if (c >= ' ' || c == '\n' || c == '\t')
			buf_putc(out, *s);
	}
	free(plain);
}

/* A new string. */
static char *
escaped(const char *text)
{
	struct buf out = BUF_EMPTY;

	add_text(&out, text);
	return buf_take(&out);
}

static void
add_cell(struct fill *f, int column, long line, const char *text)
{
	const char *p = f->prefix, *style = style_of(f, column);

	if (!style && !*text)
		return;
	buf_printf(&f->row, "<%sc r=\"", p);
	add_column(&f->row, column);
	buf_printf(&f->row, "%ld\"", line);
	if (style)
		buf_printf(&f->row, " s=\"%s\"", style);
	if (*text) {
		buf_printf(&f->row, " t=\"inlineStr\"><%sis><%st xml:space=\"preserve\">", p, p);
		add_text(&f->row, text);
		buf_printf(&f->row, "</%st></%sis></%sc>", p, p, p);
	} else {
		buf_puts(&f->row, "/>");
	}
}

/* The next row from the station; false: there is none, or f->fault. */
static bool
next_row(struct fill *f)
{
	enum wire_type type = f->done < f->rows ? wire_next(f->in) : WIRE_END;
	const struct row *row = &f->in->row;
	long line = f->heading + f->done + 1;

	buf_clear(&f->row);
	if (type != WIRE_ROW) {
		if (f->done < f->rows)
			f->fault = BOOK_SYSTEM;
		return false;
	}
	buf_printf(&f->row, "<%srow r=\"%ld\"%s>", f->prefix, line, buf_text(&f->tag));
	for (int i = 0; i < row->count || i < f->cell.count; i++)
		add_cell(f, i, line, i < row->count ? row->cell[i] : "");
	buf_printf(&f->row, "</%srow>", f->prefix);
	f->done++;
	return true;
}

/* --- packing ------------------------------------------------------------------------------------
 */

/* The text being packed now, and not yet given; NULL at the end, or f->fault. */
static const struct buf *
current(struct fill *f)
{
	for (;;) {
		const struct buf *text = f->stage == BEFORE ? &f->before
		    : f->stage == ROWS ? &f->row : &f->behind;

		if (f->given < text->len)
			return text;
		if (f->stage == BEHIND)
			return NULL;
		f->given = 0;
		if (f->stage == BEFORE)
			f->stage = ROWS;
		else if (!next_row(f))
			f->stage = BEHIND;
		if (f->fault)
			return NULL;
	}
}

static zip_int64_t
give(struct fill *f, char *to, zip_uint64_t room)
{
	zip_uint64_t done = 0;
	const struct buf *text;

	while (done < room && (text = current(f))) {
		size_t n = text->len - f->given;

		n = n < room - done ? n : (size_t)(room - done);
		memcpy(to + done, text->data + f->given, n);
		f->given += n;
		done += n;
	}
	return f->fault ? -1 : (zip_int64_t)done;
}

static zip_int64_t
sheet_source(void *arg, void *data, zip_uint64_t len, zip_source_cmd_t command)
{
	struct fill *f = arg;

	switch (command) {
	case ZIP_SOURCE_SUPPORTS:
		return zip_source_make_command_bitmap(ZIP_SOURCE_OPEN, ZIP_SOURCE_READ,
		    ZIP_SOURCE_CLOSE, ZIP_SOURCE_STAT, ZIP_SOURCE_ERROR, ZIP_SOURCE_FREE, -1);
	case ZIP_SOURCE_STAT:
		zip_stat_init(data);
		return sizeof(zip_stat_t);
	case ZIP_SOURCE_READ:
		return give(f, data, len);
	case ZIP_SOURCE_ERROR:
		((int *)data)[0] = ZIP_ER_READ;
		((int *)data)[1] = 0;
		return 2 * sizeof(int);
	default:
		return 0;
	}
}

/* The element in which a word stands goes. */
static void
drop_element(struct buf *xml, const char *word)
{
	char *at;

	while (xml->len && (at = strstr(xml->data, word))) {
		char *begin = at, *end = strchr(at, '>');

		while (begin > xml->data && *begin != '<')
			begin--;
		if (!end)
			return;
		end++;
		memmove(begin, end, strlen(end) + 1);
		xml->len -= (size_t)(end - begin);
	}
}

static zip_source_t *
without_chain(struct fill *f, struct parts *parts, zip_t *to, const char *name)
{
	struct buf xml = BUF_EMPTY;

	f->fault = parts_get(parts, name, PART_MAX, &xml);
	drop_element(&xml, "calcChain");
	size_t len = xml.len;
	zip_source_t *source = f->fault ? NULL : zip_source_buffer(to, buf_take(&xml), len, 1);

	buf_release(&xml);
	return source;
}

/* What names of the workbook mean on the filled sheet: the print area, sums, lists. */
static void
move_names(const struct fill *f, const struct buf *xml, struct buf *out)
{
	static const char tag[] = "definedName ", close[] = "</";
	const char *s = xml->data, *end = s + xml->len, *next;

	while ((next = memmem(s, (size_t)(end - s), tag, sizeof tag - 1)) &&
	    (next = memchr(next, '>', (size_t)(end - next)))) {
		const char *text = next + 1;
		const char *last = memmem(text, (size_t)(end - text), close, sizeof close - 1);

		if (next[-1] == '/' || !last)
			last = text;
		buf_add(out, s, (size_t)(text - s));
		xlsx_refs_outside(&f->growth, f->rows, f->sheet, text, (size_t)(last - text), out);
		s = last;
	}
	buf_add(out, s, (size_t)(end - s));
}

static zip_source_t *
with_names(struct fill *f, struct parts *parts, zip_t *to, const char *name)
{
	struct buf xml = BUF_EMPTY, moved = BUF_EMPTY;

	f->fault = parts_get(parts, name, PART_MAX, &xml);
	if (!f->fault && xml.len)
		move_names(f, &xml, &moved);
	size_t len = moved.len;
	zip_source_t *source = f->fault ? NULL : zip_source_buffer(to, buf_take(&moved), len, 1);

	buf_release(&moved);
	buf_release(&xml);
	return source;
}

static bool
ends_with(const char *name, const char *end)
{
	size_t len = strlen(name), n = strlen(end);

	return len >= n && strcmp(name + len - n, end) == 0;
}

/* What the order of formulas was is written anew by whoever opens it. */
static zip_source_t *
source_of(struct fill *f, struct parts *parts, zip_t *to, int i, const char *sheet)
{
	const char *name = parts_name(parts, i);

	if (strcmp(name, sheet) == 0)
		return zip_source_function(to, sheet_source, f);
	if (ends_with(name, "workbook.xml"))
		return with_names(f, parts, to, name);
	if (ends_with(name, "[Content_Types].xml") || ends_with(name, "workbook.xml.rels"))
		return without_chain(f, parts, to, name);
	f->fault = parts_check(parts, name, NULL, NULL);
	return f->fault ? NULL : zip_source_zip(to, parts_zip(parts), (zip_uint64_t)i, 0, 0, -1);
}

static void
pack_all(struct fill *f, struct parts *parts, zip_t *to, const char *sheet)
{
	for (int i = 0; !f->fault && parts_name(parts, i); i++) {
		const char *name = parts_name(parts, i);
		size_t len = strlen(name);

		if (ends_with(name, "calcChain.xml") || (len && name[len - 1] == '/'))
			continue;
		zip_source_t *source = source_of(f, parts, to, i, sheet);

		if (!source || zip_file_add(to, name, source, ZIP_FL_ENC_UTF_8) < 0) {
			zip_source_free(source);
			if (!f->fault)
				f->fault = BOOK_SYSTEM;
		}
	}
}

static void
send_packed(struct fill *f, zip_source_t *packed, struct wire_out *out)
{
	char block[32768];
	zip_int64_t got;

	if (zip_source_open(packed) != 0) {
		f->fault = BOOK_SYSTEM;
		return;
	}
	while ((got = zip_source_read(packed, block, sizeof block)) > 0)
		wire_data(out, block, (size_t)got);
	zip_source_close(packed);
	if (got < 0)
		f->fault = BOOK_SYSTEM;
}

static void
pack(struct fill *f, struct parts *parts, const char *sheet, struct wire_out *out)
{
	zip_error_t error;
	zip_source_t *packed = zip_source_buffer_create(NULL, 0, 0, &error);
	zip_t *to = NULL;

	if (packed) {
		zip_source_keep(packed);
		to = zip_open_from_source(packed, ZIP_CREATE | ZIP_TRUNCATE, &error);
	}
	if (!to) {
		zip_source_free(packed);
		f->fault = BOOK_SYSTEM;
		return;
	}
	pack_all(f, parts, to, sheet);
	if (f->fault || zip_close(to) != 0) {
		zip_discard(to);
		if (!f->fault)
			f->fault = BOOK_SYSTEM;
	} else {
		send_packed(f, packed, out);
	}
	zip_source_free(packed);
}

/* --- all of it ----------------------------------------------------------------------------------
 */

/* N S C: the rows to come, the sheet's name, the last line of the headings and how many below it
 * give up their place. */
static char *
take_head(struct fill *f)
{
	char *sheet = NULL;

	if (wire_next(f->in) == WIRE_COUNT && f->in->size >= 0 && f->in->size < BOOK_LINES_MAX) {
		f->rows = (long)f->in->size;
		if (wire_next(f->in) == WIRE_SHEET)
			sheet = xstrdup(f->in->name);
	}
	if (sheet && wire_next(f->in) == WIRE_COLUMN && f->in->row.count == 2) {
		f->heading = strtol(f->in->row.cell[0], NULL, 10);
		f->samples = strtol(f->in->row.cell[1], NULL, 10);
	}
	if (!sheet || f->heading < 1 || f->heading + f->rows > BOOK_LINES_MAX)
		f->fault = BOOK_SYSTEM;
	return sheet;
}

static void
fill_release(struct fill *f)
{
	styles_release(&f->column);
	styles_release(&f->cell);
	free(f->mark);
	free(f->sheet);
	buf_release(&f->xml);
	buf_release(&f->before);
	buf_release(&f->behind);
	buf_release(&f->row);
	buf_release(&f->tag);
	free(f);
}

enum book_fault
xlsx_fill(int fd, struct wire_in *in, struct wire_out *out)
{
	struct fill *f = xcalloc(1, sizeof *f);
	struct parts *parts = NULL;
	char *part = NULL;

	f->in = in;
	char *sheet = take_head(f);

	if (!f->fault)
		f->fault = parts_open(fd, &parts);
	if (!f->fault)
		f->fault = xlsx_find_sheet(parts, sheet, &part);
	if (!f->fault)
		f->fault = parts_get(parts, part, SHEET_MAX, &f->xml);
	if (!f->fault) {
		f->sheet = escaped(sheet);
		look_through(f);
	}
	if (!f->fault) {
		if (f->marks)
			qsort(f->mark, (size_t)f->marks, sizeof *f->mark, by_place);
		measure(f);
		cut(f);
	}
	if (!f->fault)
		pack(f, parts, part, out);
	enum book_fault fault = f->fault;

	parts_close(parts);
	free(part);
	free(sheet);
	fill_release(f);
	return fault;
}
