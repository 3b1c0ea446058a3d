#include "share/export.h"

#include "base/charset.h"
#include "base/utf8.h"
#include "base/width.h"
#include "db/audit.h"
#include "db/refusal.h"
#include "forms/type.h"
#include "share/export_book.h"
#include "share/export_int.h"
#include "share/outfile.h"
#include "share/outgoing.h"

#include <jansson.h>
#include <stdlib.h>
#include <string.h>

#define STOP 1 /* no error, but no more rows */
#define WIDTH_MAX 40 /* characters of a workbook's column */

struct export {
	struct db *db;
	const struct actor *actor;
	const struct form *form;
	const struct export_options *options;
	FILE *to;
	struct charset_encoder *encoder; /* NULL: UTF-8 */
	struct export_book *book;        /* .xlsx */
	struct say *why;
	int64_t rows;
	day_t today;
	struct outgoing records;
	char **mended; /* ids of what goes out again, as many as rows; else NULL */
};

static bool
is_long_number(const char *text)
{
	return strlen(text) >= 12 && strspn(text, "0123456789") >= 12 &&
	    strspn(text, "0123456789Xx") == strlen(text);
}

bool
export_is_formula(const char *text)
{
	static const char *const wide[] = {"＝", "＋", "－", "＠"};
	bool formula = *text && strchr("=+-@\t\r", *text);

	for (size_t i = 0; i < sizeof wide / sizeof *wide; i++)
		formula = formula || strncmp(text, wide[i], strlen(wide[i])) == 0;
	return formula;
}

void
export_cell(FILE *to, const char *text, char before)
{
	bool number = is_long_number(text);
	bool quoted = number || text[strcspn(text, ",\"\r\n;\t")];

	if (before)
		putc(before, to);
	if (quoted)
		putc('"', to);
	if (export_is_formula(text))
		putc('\'', to);
	for (const char *s = text; *s; s++) {
		if (*s == '"')
			putc('"', to);
		putc(*s, to);
	}
	if (number)
		putc('\t', to);
	if (quoted)
		putc('"', to);
}

/* Codes go out as their names: numbers differ between systems. */
static char *
cell_text(struct export *ex, const struct record *record, int i)
{
	const struct field *field = &ex->form->field[i];
	const struct codes *codes = forms_codes(db_forms(ex->db), field->choices);
	const struct code *code = codes && record->value[i]
	    ? codes_find(codes, record->value[i], DAY_NONE) : NULL;
	const struct type_context context = {
		.forms = db_forms(ex->db),
		.field = field,
		.lang = ex->options->lang,
		.today = ex->today,
	};

	if (code)
		return xstrdup(code->name[ex->options->lang]);
	if (!record->value[i])
		return xstrdup("");

	/* What a terminal would obey has come from elsewhere: a sheet is also looked at there. */
	char *shown = type_show(&context, record->value[i]), *tame = utf8_tame(shown);

	free(shown);
	return tame;
}

/* Writes a made row in the sheet's encoding; what the encoding lacks is 〓, never something else. */
static void
put_row(struct export *ex, const char *row)
{
	struct buf bytes = BUF_EMPTY;

	if (!ex->encoder) {
		fputs(row, ex->to);
		return;
	}
	charset_encode(ex->encoder, row, &bytes, NULL);
	fwrite(buf_text(&bytes), 1, bytes.len, ex->to);
	buf_release(&bytes);
}

/* A row of cells: the record's, or the headings where it is NULL. */
static void
write_cells(struct export *ex, const struct record *record)
{
	char *row = NULL, separator = ex->options->format == EXPORT_TSV ? '\t' : ',';
	size_t size;
	FILE *to = open_memstream(&row, &size);

	for (int i = 0; to && i < ex->form->field_count; i++) {
		char *text = record ? cell_text(ex, record, i)
		    : xstrdup(ex->form->field[i].label[ex->options->lang]);

		export_cell(to, text, i > 0 ? separator : 0);
		free(text);
	}
	if (to) {
		fputs("\r\n", to);
		fclose(to);
		put_row(ex, row);
	}
	free(row);
}

/* --- .xlsx ---------------------------------------------------------------------------------------
 */

/* As wide as the heading and most values are. */
static int
column_width(const struct export *ex, const struct field *field)
{
	int heading = width_of_text(field->label[ex->options->lang]);
	int value = field->type->columns < WIDTH_MAX ? field->type->columns : WIDTH_MAX;

	return (heading > value ? heading : value) + 2;
}

/* The heading, the width, and the names of the codes that are in force today. */
static void
write_column(struct export *ex, const struct field *field)
{
	const struct codes *codes = forms_codes(db_forms(ex->db), field->choices);
	int count = codes ? codes->code_count : 0, cells = 0;
	const char **cell = xcalloc((size_t)count + 2, sizeof *cell);
	char width[16];

	snprintf(width, sizeof width, "%d", column_width(ex, field));
	cell[cells++] = field->label[ex->options->lang];
	cell[cells++] = width;
	for (int i = 0; i < count; i++)
		if (codes_find(codes, codes->code[i].code, ex->today) == &codes->code[i])
			cell[cells++] = codes->code[i].name[ex->options->lang];
	export_book_column(ex->book, cell, cells);
	free(cell);
}

static int
begin_book(struct export *ex)
{
	int64_t rows = 0;
	int err = outgoing_count(&ex->records, &rows);

	if (!err)
		err = export_book_new(ex->form->label[ex->options->lang], rows, &ex->book, ex->why);
	for (int i = 0; !err && i < ex->form->field_count; i++)
		write_column(ex, &ex->form->field[i]);
	return err;
}

static void
write_book_row(struct export *ex, const struct record *record)
{
	int count = ex->form->field_count;
	char **cell = xcalloc((size_t)count, sizeof *cell);

	for (int i = 0; i < count; i++)
		cell[i] = cell_text(ex, record, i);
	export_book_row(ex->book, cell, count);
	for (int i = 0; i < count; i++)
		free(cell[i]);
	free(cell);
}

static int
end_book(struct export *ex)
{
	struct export_book *book = ex->book;

	ex->book = NULL;
	return export_book_end(book, ex->to, ex->why);
}

/* --- all formats ---------------------------------------------------------------------------------
 */

static void
write_json(struct export *ex, const struct record *record)
{
	json_t *object = json_object();

	json_object_set_new(object, "id", json_string(record->id));
	for (int i = 0; i < ex->form->field_count; i++)
		if (record->value[i])
			json_object_set_new(object, ex->form->field[i].name,
			    json_string(record->value[i]));
	json_dumpf(object, ex->to, JSON_COMPACT);
	putc('\n', ex->to);
	json_decref(object);
}

static void
note_id(struct export *ex, const char *id)
{
	if (!ex->options->mended)
		return;
	ex->mended = xrealloc(ex->mended, (size_t)ex->rows * sizeof *ex->mended);
	ex->mended[ex->rows - 1] = xstrdup(id);
}

/* Once nobody takes what is written, there is no more to be done. */
static int
write_row(void *arg, const struct record *record)
{
	struct export *ex = arg;

	if (ex->options->format == EXPORT_JSON)
		write_json(ex, record);
	else if (ex->book)
		write_book_row(ex, record);
	else
		write_cells(ex, record);
	ex->rows++;
	note_id(ex, record->id);
	return ferror(ex->to) ? STOP : 0;
}

static int
write_all(struct export *ex)
{
	enum export_format format = ex->options->format;
	int err = format == EXPORT_XLSX ? begin_book(ex) : 0;

	if (format == EXPORT_CSV || format == EXPORT_TSV) {
		if (!ex->encoder)
			fputs("\xEF\xBB\xBF", ex->to);
		write_cells(ex, NULL);
	}
	if (!err)
		err = outgoing_each(&ex->records, write_row, ex);
	if (err == STOP)
		err = 0; /* who closes the file says why */
	return !err && ex->book ? end_book(ex) : err;
}

static int
open_encoder(struct export *ex, struct say *why)
{
	enum charset charset = CHARSET_UTF8;
	int err = ex->options->charset ? charset_find(ex->options->charset, why, &charset) : 0;

	if (err || charset == CHARSET_UTF8 || ex->options->format == EXPORT_JSON ||
	    ex->options->format == EXPORT_XLSX)
		return err;
	return charset_encoder_new(charset, why, &ex->encoder);
}

enum export_format
export_format_find(const char *name)
{
	static const char *const names[EXPORT_FORMATS] = {"csv", "tsv", "json", "xlsx"};
	int i = 0;

	while (i < EXPORT_FORMATS && strcmp(names[i], name) != 0)
		i++;
	return (enum export_format)i;
}

int
export_file(struct db *db, const struct actor *actor, const struct form *form,
    const struct export_options *options, int64_t *rows, struct say *why)
{
	struct export ex = {
		.db = db, .actor = actor, .form = form, .options = options,
		.today = day_of(clock_now(db_clock(db))), .why = why,
		.records = {.db = db, .actor = actor, .form = form,
		    .only = options->mended ? STORE_MENDED : STORE_ALL,
		    .unmask = options->unmask, .reason = options->reason},
	};
	struct outfile *file = NULL;
	int err = outgoing_check(&ex.records, why);

	if (!err)
		err = open_encoder(&ex, why);
	if (!err)
		err = outfile_new(options->output, &file, why);
	/* Before the first byte leaves: who reads may close the line when he has what he wants. */
	if (!err)
		err = audit_add(db, actor, options->unmask ? "export unmasked" : "export", NULL,
		    form->kind, options->reason);
	if (!err) {
		ex.to = outfile_stream(file);
		err = write_all(&ex);
	}
	if (err)
		outfile_cancel(file);
	else
		err = outfile_end(file, why);
	if (!err && options->mended)
		err = refusal_sent(db, (const char *const *)ex.mended, (int)ex.rows, why);
	for (int64_t i = 0; ex.mended && i < ex.rows; i++)
		free(ex.mended[i]);
	free(ex.mended);
	export_book_cancel(ex.book);
	charset_encoder_free(ex.encoder);
	if (!err && rows)
		*rows = ex.rows;
	return err;
}
