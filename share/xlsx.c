/*
 * .xlsx (ECMA-376): the workbook's list of sheets, shared strings, number formats. Values are those
 * the writing program computed; formulas are not looked at.
 */
#include "share/xlsx_int.h"

#include "base/utf8.h"

#include <stdlib.h>
#include <string.h>

#define STYLES_MAX 65536
#define NAME_MAX_BYTES 255 /* of a part or a sheet */

struct sheet_entry {
	char *name, *relation;
	bool hidden;
	struct xlsx_merges merges; /* once it was checked */
};

struct relation {
	char *id, *type, *target;
};

/* A workbook while its small parts are read. */
struct book {
	struct xlsx xlsx;
	char *part; /* of the workbook itself */
	struct sheet_entry *sheet;
	int sheets;
	struct relation *relation;
	int relations;
	/* while styles are read */
	struct numfmt *format;
	int *format_id;
	int formats;
	bool in_cell_styles;
	/* while shared strings are read */
	struct buf text, plain; /* as it stands there, and what it says */
	bool in_text;
	int phonetic; /* depth of readings, which are no text of the cell */
};

/* --- relations: which part is what ---------------------------------------------------------------
 */

static void
relations_clear(struct book *book)
{
	for (int i = 0; i < book->relations; i++) {
		free(book->relation[i].id);
		free(book->relation[i].type);
		free(book->relation[i].target);
	}
	free(book->relation);
	book->relation = NULL;
	book->relations = 0;
}

static void
on_relation(void *arg, const char *name, const char *const *attr)
{
	struct book *book = arg;
	const char *id = parts_attr(attr, "Id"), *type = parts_attr(attr, "Type"),
		   *target = parts_attr(attr, "Target"), *mode = parts_attr(attr, "TargetMode");

	if (strcmp(name, "Relationship") != 0 || !id || !type || !target ||
	    (mode && strcmp(mode, "Internal") != 0))
		return;
	if (book->relations == BOOK_SHEETS_MAX * 4) {
		parts_stop(book->xlsx.parts, BOOK_LARGE);
		return;
	}
	const char *last = strrchr(type, '/');

	book->relation = xrealloc(book->relation,
	    (size_t)(book->relations + 1) * sizeof *book->relation);
	book->relation[book->relations++] = (struct relation){
		xstrdup(id), xstrdup(last ? last + 1 : type), xstrdup(target)};
}

/* The relations of a part stand beside it: xl/workbook.xml → xl/_rels/workbook.xml.rels. */
static enum book_fault
read_relations(struct book *book, const char *part)
{
	const struct parts_xml xml = {.start = on_relation, .arg = book};
	const char *slash = strrchr(part, '/');
	int folder = slash ? (int)(slash - part) + 1 : 0;
	char *rels = xprintf("%.*s_rels/%s.rels", folder, part, part + folder);

	relations_clear(book);
	enum book_fault fault = parts_read(book->xlsx.parts, rels, &xml);

	free(rels);
	return fault;
}

/* A target is a path from the root, or from the folder of the part it belongs to; a new string. */
static char *
resolve(const char *part, const char *target)
{
	const char *slash = strrchr(part, '/');
	struct buf path = BUF_EMPTY;

	if (*target == '/')
		return xstrdup(target + 1);
	buf_add(&path, part, slash ? (size_t)(slash - part) : 0);
	for (const char *s = target; *s;) {
		size_t len = strcspn(s, "/");
		char *up = len == 2 && strncmp(s, "..", 2) == 0 && path.len
		    ? strrchr(path.data, '/') : NULL;

		if (len == 2 && strncmp(s, "..", 2) == 0) {
			path.len = up ? (size_t)(up - path.data) : 0;
			if (path.data)
				path.data[path.len] = '\0';
		} else if (len && !(len == 1 && *s == '.')) {
			if (path.len)
				buf_putc(&path, '/');
			buf_add(&path, s, len);
		}
		s += len + (s[len] == '/');
	}
	return buf_take(&path);
}

/* A new string, or NULL if there is no such relation; id or type may be NULL: any. */
static char *
related_part(const struct book *book, const char *part, const char *id, const char *type)
{
	for (int i = 0; i < book->relations; i++)
		if ((!id || strcmp(book->relation[i].id, id) == 0) &&
		    (!type || strcmp(book->relation[i].type, type) == 0))
			return resolve(part, book->relation[i].target);
	return NULL;
}

/* --- the workbook --------------------------------------------------------------------------------
 */

static bool
is_true(const char *value)
{
	return value && (strcmp(value, "1") == 0 || strcmp(value, "true") == 0);
}

static void
on_workbook(void *arg, const char *name, const char *const *attr)
{
	struct book *book = arg;

	if (strcmp(name, "workbookPr") == 0)
		book->xlsx.since1904 = is_true(parts_attr(attr, "date1904"));
	if (strcmp(name, "sheet") != 0)
		return;
	const char *title = parts_attr(attr, "name"), *id = parts_attr(attr, "id"),
		   *state = parts_attr(attr, "state");

	if (!title || !id || strlen(title) > NAME_MAX_BYTES) {
		parts_stop(book->xlsx.parts, BOOK_DAMAGED);
		return;
	}
	if (book->sheets == BOOK_SHEETS_MAX) {
		parts_stop(book->xlsx.parts, BOOK_LARGE);
		return;
	}
	book->sheet = xrealloc(book->sheet, (size_t)(book->sheets + 1) * sizeof *book->sheet);
	book->sheet[book->sheets++] = (struct sheet_entry){
		.name = xstrdup(title), .relation = xstrdup(id),
		.hidden = state && strcmp(state, "visible") != 0};
}

/* --- number formats ------------------------------------------------------------------------------
 */

static int
number(const char *const *attr, const char *name)
{
	const char *value = parts_attr(attr, name);

	return value ? (int)strtol(value, NULL, 10) : -1;
}

static void
add_format(struct book *book, int id, const char *code)
{
	size_t count = (size_t)book->formats + 1;

	if (book->formats == STYLES_MAX) {
		parts_stop(book->xlsx.parts, BOOK_LARGE);
		return;
	}
	book->format = xrealloc(book->format, count * sizeof *book->format);
	book->format_id = xrealloc(book->format_id, count * sizeof *book->format_id);
	book->format[book->formats] = numfmt_of(code);
	book->format_id[book->formats++] = id;
}

static void
add_style(struct book *book, int id)
{
	struct xlsx *xlsx = &book->xlsx;
	struct numfmt format = numfmt_builtin(id);

	if (xlsx->styles == STYLES_MAX) {
		parts_stop(xlsx->parts, BOOK_LARGE);
		return;
	}
	for (int i = 0; i < book->formats; i++)
		if (book->format_id[i] == id)
			format = book->format[i];
	xlsx->style = xrealloc(xlsx->style, (size_t)(xlsx->styles + 1) * sizeof *xlsx->style);
	xlsx->style[xlsx->styles++] = format;
}

static void
on_style(void *arg, const char *name, const char *const *attr)
{
	struct book *book = arg;
	const char *code = parts_attr(attr, "formatCode");

	if (strcmp(name, "numFmt") == 0 && code)
		add_format(book, number(attr, "numFmtId"), code);
	else if (strcmp(name, "cellXfs") == 0)
		book->in_cell_styles = true;
	else if (strcmp(name, "xf") == 0 && book->in_cell_styles)
		add_style(book, number(attr, "numFmtId"));
}

static void
on_style_end(void *arg, const char *name)
{
	struct book *book = arg;

	if (strcmp(name, "cellXfs") == 0)
		book->in_cell_styles = false;
}

/* --- shared strings ------------------------------------------------------------------------------
 */

/* The character that _xHHHH_ at text stands for, or 0. */
static uint32_t
escaped(const char *text, size_t len)
{
	char digits[5];

	if (len < 7 || text[0] != '_' || text[1] != 'x' || text[6] != '_')
		return 0;
	memcpy(digits, text + 2, 4);
	digits[4] = '\0';
	return strspn(digits, "0123456789abcdefABCDEF") == 4
	    ? (uint32_t)strtoul(digits, NULL, 16) : 0;
}

void
xlsx_text(struct buf *out, const char *text, size_t len)
{
	while (len > 0) {
		uint32_t c = escaped(text, len);
		const char *next = c ? NULL : memchr(text + 1, '_', len - 1);
		size_t taken = c ? 7 : next ? (size_t)(next - text) : len;

		if (c)
			utf8_add(out, c);
		else
			buf_add(out, text, taken);
		text += taken;
		len -= taken;
	}
}

static void
on_string(void *arg, const char *name, const char *const *attr)
{
	struct book *book = arg;

	(void)attr;
	if (strcmp(name, "si") == 0)
		buf_clear(&book->text);
	book->phonetic += strcmp(name, "rPh") == 0;
	book->in_text = strcmp(name, "t") == 0 && !book->phonetic;
}

static void
on_string_text(void *arg, const char *text, size_t len)
{
	struct book *book = arg;

	if (!book->in_text)
		return;
	buf_add(&book->text, text, len);
	if (book->text.len > BOOK_CELL_MAX)
		parts_stop(book->xlsx.parts, BOOK_DAMAGED);
}

static void
on_string_end(void *arg, const char *name)
{
	struct book *book = arg;
	struct buf *plain = &book->plain;

	book->phonetic -= strcmp(name, "rPh") == 0;
	book->in_text = false;
	if (strcmp(name, "si") != 0)
		return;
	buf_clear(plain);
	xlsx_text(plain, buf_text(&book->text), book->text.len);
	if (!strings_add(&book->xlsx.shared, buf_text(plain), plain->len))
		parts_stop(book->xlsx.parts, BOOK_LARGE);
}

/* --- all of it -----------------------------------------------------------------------------------
 */

/* Parts that a workbook may lack. */
static enum book_fault
read_optional(struct book *book, const char *type, const struct parts_xml *xml)
{
	char *part = related_part(book, book->part, NULL, type);
	enum book_fault fault = part && parts_has(book->xlsx.parts, part)
	    ? parts_read(book->xlsx.parts, part, xml) : BOOK_FINE;

	free(part);
	return fault;
}

static bool
is_binary(const char *part)
{
	size_t len = strlen(part);

	return len > 4 && strcmp(part + len - 4, ".bin") == 0;
}

static enum book_fault
read_workbook(struct book *book)
{
	const struct parts_xml workbook = {.start = on_workbook, .arg = book};
	const struct parts_xml styles = {.start = on_style, .end = on_style_end, .arg = book};
	const struct parts_xml shared = {
		.start = on_string, .end = on_string_end, .text = on_string_text, .arg = book};

	if (!parts_has(book->xlsx.parts, "_rels/.rels"))
		return BOOK_OTHER;
	enum book_fault fault = read_relations(book, "");

	book->part = fault ? NULL : related_part(book, "", NULL, "officeDocument");
	if (!fault && (!book->part || is_binary(book->part)))
		return BOOK_OTHER;
	if (!fault)
		fault = parts_read(book->xlsx.parts, book->part, &workbook);
	if (!fault && book->sheets == 0)
		return BOOK_OTHER;
	if (!fault)
		fault = read_relations(book, book->part);
	if (!fault)
		fault = read_optional(book, "styles", &styles);
	return fault ? fault : read_optional(book, "sharedStrings", &shared);
}

/* A new string; NULL for what is hidden, or a chart. */
static char *
part_of_sheet(const struct book *book, const struct sheet_entry *sheet)
{
	return sheet->hidden ? NULL
	    : related_part(book, book->part, sheet->relation, "worksheet");
}

static bool
is_too_large(const struct book *book)
{
	int64_t bytes = 0;

	for (int i = 0; i < book->sheets && bytes <= BOOK_SHEETS_BYTES; i++) {
		char *part = part_of_sheet(book, &book->sheet[i]);

		bytes += part ? parts_size(book->xlsx.parts, part) : 0;
		free(part);
	}
	return bytes > BOOK_SHEETS_BYTES;
}

/* Before the first row leaves: a file that was damaged on its way is damaged as a whole. */
static enum book_fault
check_sheets(struct book *book)
{
	enum book_fault fault = is_too_large(book) ? BOOK_LARGE : BOOK_FINE;

	for (int i = 0; i < book->sheets && !fault; i++) {
		char *part = part_of_sheet(book, &book->sheet[i]);

		if (part)
			fault = xlsx_merges_find(book->xlsx.parts, part,
			    &book->sheet[i].merges);
		free(part);
	}
	return fault;
}

static enum book_fault
read_sheets(struct book *book, const struct book_sink *sink)
{
	enum book_fault fault = check_sheets(book);

	for (int i = 0; i < book->sheets && !fault; i++) {
		char *part = part_of_sheet(book, &book->sheet[i]);

		if (part)
			sink->sheet(sink->arg, book->sheet[i].name);
		if (part)
			fault = xlsx_sheet(&book->xlsx, part, &book->sheet[i].merges, sink);
		free(part);
	}
	return fault;
}

static void
book_release(struct book *book)
{
	for (int i = 0; i < book->sheets; i++) {
		free(book->sheet[i].name);
		free(book->sheet[i].relation);
		xlsx_merges_release(&book->sheet[i].merges);
	}
	free(book->sheet);
	relations_clear(book);
	free(book->part);
	free(book->format);
	free(book->format_id);
	buf_release(&book->text);
	buf_release(&book->plain);
	free(book->xlsx.style);
	strings_release(&book->xlsx.shared);
	parts_close(book->xlsx.parts);
}

enum book_fault
xlsx_find_sheet(struct parts *parts, const char *name, char **part)
{
	struct book book = {.xlsx.parts = parts};

	strings_init(&book.xlsx.shared, BOOK_MEMORY);
	enum book_fault fault = read_workbook(&book);

	*part = NULL;
	for (int i = 0; i < book.sheets && !fault && !*part; i++)
		if (strcmp(book.sheet[i].name, name) == 0)
			*part = part_of_sheet(&book, &book.sheet[i]);
	book.xlsx.parts = NULL; /* the caller's */
	book_release(&book);
	return fault || *part ? fault : BOOK_OTHER;
}

enum book_fault
xlsx_rows_of(struct parts *parts, const char *name, const struct book_sink *sink)
{
	struct book book = {.xlsx.parts = parts};
	struct xlsx_merges merges = {0};
	char *part = NULL;

	strings_init(&book.xlsx.shared, BOOK_MEMORY);
	enum book_fault fault = read_workbook(&book);

	for (int i = 0; i < book.sheets && !fault && !part; i++)
		if (strcmp(book.sheet[i].name, name) == 0)
			part = related_part(&book, book.part, book.sheet[i].relation, "worksheet");
	if (!fault)
		fault = part ? xlsx_merges_find(parts, part, &merges) : BOOK_OTHER;
	if (!fault)
		fault = xlsx_sheet(&book.xlsx, part, &merges, sink);
	xlsx_merges_release(&merges);
	free(part);
	book.xlsx.parts = NULL; /* the caller's */
	book_release(&book);
	return fault;
}

static enum book_fault
read_xlsx(int fd, const struct book_sink *sink)
{
	struct book book = {0};
	enum book_fault fault = parts_open(fd, &book.xlsx.parts);

	strings_init(&book.xlsx.shared, BOOK_MEMORY);
	if (!fault)
		fault = read_workbook(&book);
	if (!fault)
		fault = read_sheets(&book, sink);
	book_release(&book);
	return fault;
}

static bool
is_xlsx(const unsigned char *head, size_t len)
{
	return len >= 4 && memcmp(head, "PK\3\4", 4) == 0;
}

const struct book_reader book_xlsx = {.is = is_xlsx, .read = read_xlsx};
