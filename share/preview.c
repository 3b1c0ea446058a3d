#include "share/preview.h"

#include "base/width.h"
#include "db/rights.h"
#include "share/headings.h"
#include "share/mapping.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define ROWS 30          /* looked at, as many as headings may stand in */
#define COLUMNS_MOST 200 /* shown */
#define CELL_COLS 40     /* of a cell, shown */

struct look {
	struct db *db;
	const struct actor *actor;
	const struct form *form;
	const char *file;
	const struct preview_options *options;
	void (*put)(void *arg, const char *line);
	void *arg;
	struct say *why;
	char *sheet; /* the one looked at; NULL: not settled */
	struct row row[ROWS]; /* its first ones, own */
	int rows;
	int64_t heading; /* line; 0 none */
	int span;
	int field[ROW_CELLS_MAX]; /* of columns; where headings were found */
	int columns;
};

/* --- lines -------------------------------------------------------------------------------------
 */

/* A cell with what would end it made blank, cut to what is shown. */
static void
add_cell(struct buf *line, const char *cell)
{
	size_t len = width_cut(cell, CELL_COLS, NULL);

	buf_putc(line, '\t');
	for (size_t i = 0; i < len; i++)
		buf_putc(line, strchr("\t\r\n", cell[i]) ? ' ' : cell[i]);
}

static void
put(const struct look *l, const char *word, const char *first, const char *second)
{
	struct buf line = BUF_EMPTY;

	buf_puts(&line, word);
	add_cell(&line, first);
	if (second)
		add_cell(&line, second);
	l->put(l->arg, buf_text(&line));
	buf_release(&line);
}

static void
put_row(const struct look *l, const struct row *row)
{
	struct buf line = BUF_EMPTY;

	buf_printf(&line, "row\t%lld", (long long)row->line);
	for (int i = 0; i < row->count && i < COLUMNS_MOST; i++)
		add_cell(&line, row->cell[i]);
	l->put(l->arg, buf_text(&line));
	buf_release(&line);
}

/* --- reading -------------------------------------------------------------------------------------
 */

static void
forget_rows(struct look *l)
{
	while (l->rows > 0) {
		struct row *row = &l->row[--l->rows];

		for (int i = 0; i < row->count; i++)
			free(row->cell[i]);
		free(row->cell);
	}
}

static int
keep_rows(struct look *l, struct rows *rows)
{
	struct row row;
	int got = 0;

	forget_rows(l);
	while (l->rows < ROWS && (got = rows_next(rows, &row)) > 0) {
		struct row *copy = &l->row[l->rows++];

		*copy = row;
		copy->cell = xcalloc((size_t)row.count, sizeof *copy->cell);
		for (int i = 0; i < row.count; i++)
			copy->cell[i] = xstrdup(row.cell[i]);
	}
	return got < 0 ? got : 0;
}

/* Which sheet has headings that speak for themselves, and where: the import's own way. */
static int
find_headings(struct look *l)
{
	struct rows *rows = NULL;
	struct headings headings = {.columns = 0};
	struct sheet *sheet = sheet_new(l->form);
	int err = rows_new(l->file, l->options->charset, &rows, l->why);
	int got = err ? err : headings_find(rows, sheet, l->form->title, l->options->sheet,
	    &headings);

	if (got > 0) {
		l->sheet = xstrdup(rows_sheet(rows));
		l->heading = headings.line;
		l->span = headings.span;
		l->columns = headings.columns;
		memcpy(l->field, headings.field, sizeof l->field);
	} else if (got < 0 && !err) {
		rows_explain(rows, l->why);
	}
	headings_release(&headings);
	sheet_free(sheet);
	rows_free(rows);
	return got < 0 ? got : 0;
}

/* All sheets are named; the rows of the one looked at are kept. */
static int
read_sheets(struct look *l)
{
	struct rows *rows = NULL;
	int err = rows_new(l->file, l->options->charset, &rows, l->why), got = 1;

	if (err)
		return err;
	put(l, "encoding", rows_encoding(rows), NULL);
	for (bool kept = false; got > 0; got = rows_next_sheet(rows)) {
		const char *name = rows_sheet(rows);
		bool wanted = !kept && (!l->sheet || strcmp(l->sheet, name) == 0);

		put(l, "sheet", wanted ? "*" : "-", name);
		if (wanted)
			got = keep_rows(l, rows);
		kept = kept || wanted;
		if (got < 0)
			break;
	}
	if (got < 0)
		rows_explain(rows, l->why);
	rows_free(rows);
	return got < 0 ? got : 0;
}

/* --- headings ------------------------------------------------------------------------------------
 */

static const struct row *
row_at(const struct look *l, int64_t line)
{
	for (int i = 0; i < l->rows; i++)
		if (l->row[i].line == line)
			return &l->row[i];
	return NULL;
}

static const struct row *
row_behind(const struct look *l, const struct row *row)
{
	return row + 1 < l->row + l->rows ? row + 1 : NULL;
}

/* Headings that a layout knows, in one row or two; it then says what the columns are. */
static bool
find_known(struct look *l, struct mapping *out)
{
	for (int i = 0; i < l->rows; i++)
		for (int span = 1; span <= 2; span++) {
			const struct row *lower = span == 2 ? row_behind(l, &l->row[i]) : NULL;
			bool asked = l->options->heading &&
			    (l->row[i].line != l->options->heading || span != l->options->span);

			if (asked || (span == 2 && !lower))
				continue;
			char *digest = headings_digest(&l->row[i], lower);
			int err = mapping_known(l->db, l->actor, l->form, digest, out);

			free(digest);
			if (err)
				continue;
			l->heading = l->row[i].line;
			l->span = span;
			return true;
		}
	return false;
}

static int
filled(const struct row *row)
{
	int count = 0;

	for (int i = 0; i < row->count; i++)
		count += row->cell[i][strspn(row->cell[i], " ")] != '\0';
	return count;
}

/* Nothing speaks for itself: headings are the first row that has as many cells as any. */
static int64_t
guess_heading(const struct look *l)
{
	const struct row *best = NULL;

	for (int i = 0; i < l->rows; i++)
		if (!best || filled(&l->row[i]) > filled(best))
			best = &l->row[i];
	return best ? best->line : 0;
}

/* Where the person says they stand, or where they may; each column by its name. */
static void
take_heading(struct look *l, int64_t line)
{
	const struct row *upper = row_at(l, line);
	const struct row *lower = upper && l->options->span == 2 ? row_behind(l, upper) : NULL;

	l->heading = upper ? upper->line : 0;
	l->span = lower ? 2 : 1;
	if (!upper)
		return;
	struct sheet *sheet = sheet_new(l->form);

	l->columns = lower && lower->count > upper->count ? lower->count : upper->count;
	char **name = headings_names(upper, lower, l->columns);

	sheet_match(sheet, name, l->columns, l->field);
	for (int i = 0; i < l->columns; i++)
		free(name[i]);
	free(name);
	sheet_free(sheet);
}

static void
put_columns(const struct look *l, const struct mapping *known)
{
	const struct row *upper = row_at(l, l->heading);
	const struct row *lower = upper && l->span == 2 ? row_behind(l, upper) : NULL;
	char number[40];

	snprintf(number, sizeof number, "%lld", (long long)l->heading);
	put(l, "heading", number, l->span == 2 ? "2" : "1");
	if (!upper)
		return;
	int columns = lower && lower->count > upper->count ? lower->count : upper->count;
	char **name = headings_names(upper, lower, columns);
	char *digest = headings_digest(upper, lower);
	char *line = xprintf("digest\t%s", digest);

	l->put(l->arg, line);
	if (known)
		put(l, "layout", known->name, NULL);
	for (int i = 0; i < columns; i++) {
		int field = known ? (i < known->columns ? known->field[i] : -1)
		    : i < l->columns ? l->field[i] : -1;

		if (i < COLUMNS_MOST)
			put(l, "column", field < 0 ? "-" : l->form->field[field].name, name[i]);
		free(name[i]);
	}
	free(name);
	free(digest);
	free(line);
}

int
preview_file(struct db *db, const struct actor *actor, const struct form *form, const char *file,
    const struct preview_options *options, void (*put_line)(void *arg, const char *line),
    void *arg, struct say *why)
{
	struct look look = {.db = db, .actor = actor, .form = form, .file = file,
	    .options = options, .put = put_line, .arg = arg, .why = why};
	struct mapping known = {0};

	if (!rights_may(actor, ACTION_IMPORT, form->kind))
		return ERR_DENIED;
	int err = find_headings(&look);

	if (!err && options->sheet) {
		free(look.sheet);
		look.sheet = xstrdup(options->sheet);
	}
	if (!err)
		err = read_sheets(&look);
	if (!err) {
		bool is_known = find_known(&look, &known);

		if (!is_known && (options->heading || !look.heading))
			take_heading(&look,
			    options->heading ? options->heading : guess_heading(&look));
		for (int i = 0; i < look.rows; i++)
			put_row(&look, &look.row[i]);
		put_columns(&look, is_known ? &known : NULL);
	}
	mapping_release(&known);
	forget_rows(&look);
	free(look.sheet);
	return err;
}
