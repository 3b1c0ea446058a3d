#include "share/xlsx_write.h"

#include "share/xlsx_plain.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>
#include <xlsxwriter.h>

#define CELLS_IN_MEMORY 500000 /* with more, texts stand in their cells and rows leave at once */
#define LINES_MAX 1048576      /* of a sheet, the format's own limit */
#define BLOCK 32768

static const char lists_name[] = "代码";

struct writer {
	lxw_workbook *book;
	lxw_worksheet *sheet, *lists;
	lxw_format *heading, *text;
	int columns, listed; /* listed: columns of the hidden sheet */
	lxw_row_t line;
	lxw_error error;
};

static void
keep(struct writer *w, lxw_error error)
{
	if (!w->error)
		w->error = error;
}

static void
open_book(struct writer *w, const char *path, const char *name, int64_t rows, int columns)
{
	lxw_workbook_options options = {
		.constant_memory = rows > CELLS_IN_MEMORY / (columns ? columns : 1)};

	w->book = workbook_new_opt(path, &options);
	w->sheet = workbook_add_worksheet(w->book, name);
	w->text = workbook_add_format(w->book);
	format_set_num_format(w->text, "@");
	w->heading = workbook_add_format(w->book);
	format_set_num_format(w->heading, "@");
	format_set_bold(w->heading);
	format_set_bottom(w->heading, LXW_BORDER_THIN);
	worksheet_freeze_panes(w->sheet, 1, 1);
}

/* The words that may stand in a column are the next column of the hidden sheet. */
static void
add_choices(struct writer *w, int column, int count)
{
	lxw_data_validation list;
	char name[LXW_MAX_COL_NAME_LENGTH], formula[64];

	lxw_col_to_name(name, (lxw_col_t)w->listed++, 0);
	snprintf(formula, sizeof formula, "='%s'!$%s$1:$%s$%d", lists_name, name, name, count);
	memset(&list, 0, sizeof list);
	list.validate = LXW_VALIDATION_TYPE_LIST_FORMULA;
	list.value_formula = formula;
	list.ignore_blank = LXW_VALIDATION_ON;
	list.dropdown = LXW_VALIDATION_ON;
	list.error_type = LXW_VALIDATION_ERROR_TYPE_WARNING; /* other words are taken in, too */
	keep(w, worksheet_data_validation_range(w->sheet, 1, (lxw_col_t)column, LINES_MAX - 1,
	    (lxw_col_t)column, &list));
}

static void
add_cell(struct writer *w, int column, const char *text)
{
	char *plain = strstr(text, "_x") ? xlsx_plain(text) : NULL;

	keep(w, worksheet_write_string(w->sheet, w->line, (lxw_col_t)column, plain ? plain : text,
	    w->text));
	free(plain);
}

static void
add_row(struct writer *w, const struct row *row)
{
	w->line++;
	for (int i = 0; i < row->count && i < w->columns; i++)
		if (*row->cell[i])
			add_cell(w, i, row->cell[i]);
}

/* --- messages ------------------------------------------------------------------------------------
 */

struct column {
	char **cell; /* heading, width, choices */
	int cells;
};

static void
columns_free(struct column *column, int count)
{
	for (int i = 0; i < count; i++) {
		for (int c = 0; c < column[i].cells; c++)
			free(column[i].cell[c]);
		free(column[i].cell);
	}
	free(column);
}

static void
keep_column(struct column *column, const struct row *row)
{
	column->cells = row->count;
	column->cell = xcalloc((size_t)row->count, sizeof *column->cell);
	for (int i = 0; i < row->count; i++)
		column->cell[i] = xstrdup(row->cell[i]);
}

static int
choices(const struct column *column)
{
	return column->cells > 2 ? column->cells - 2 : 0;
}

/* Row by row, as the library wants it where rows leave at once. false: there were no more. */
static bool
add_list_row(struct writer *w, const struct column *column, int count, int line)
{
	bool more = false;

	for (int i = 0, listed = 0; i < count; i++) {
		if (line < choices(&column[i])) {
			keep(w, worksheet_write_string(w->lists, (lxw_row_t)line, (lxw_col_t)listed,
			    column[i].cell[2 + line], NULL));
			more = true;
		}
		listed += choices(&column[i]) > 0;
	}
	return more;
}

static void
add_columns(struct writer *w, const struct column *column, int count)
{
	w->columns = count;
	for (int i = 0; i < count; i++) {
		double width = column[i].cells > 1 ? strtod(column[i].cell[1], NULL) : 10;

		keep(w, worksheet_set_column(w->sheet, (lxw_col_t)i, (lxw_col_t)i, width, w->text));
		keep(w, worksheet_write_string(w->sheet, 0, (lxw_col_t)i, column[i].cell[0],
		    w->heading));
		if (choices(&column[i]))
			add_choices(w, i, choices(&column[i]));
	}
	if (!w->listed)
		return;
	w->lists = workbook_add_worksheet(w->book, lists_name);
	worksheet_hide(w->lists);
	for (int line = 0; add_list_row(w, column, count, line); line++)
		;
}

/* N S C…, up to the first row or the end, which is then the message in `in`. */
static enum wire_type
take_head(struct writer *w, struct wire_in *in, const char *path)
{
	struct column *column = NULL;
	int count = 0;
	enum wire_type type = wire_next(in);
	int64_t rows = type == WIRE_COUNT ? in->size : 0;

	if (type == WIRE_COUNT)
		type = wire_next(in);
	if (type != WIRE_SHEET)
		return WIRE_BROKEN;
	char *name = xstrdup(in->name);

	while ((type = wire_next(in)) == WIRE_COLUMN && count < ROW_CELLS_MAX &&
	    in->row.count > 0) {
		column = xrealloc(column, (size_t)(count + 1) * sizeof *column);
		keep_column(&column[count++], &in->row);
	}
	open_book(w, path, name, rows, count);
	add_columns(w, column, count);
	columns_free(column, count);
	free(name);
	return type;
}

static enum book_fault
send_file(int fd, struct wire_out *out)
{
	char block[BLOCK];
	ssize_t got;
	off_t at = 0;

	for (; (got = pread(fd, block, sizeof block, at)) > 0; at += got)
		wire_data(out, block, (size_t)got);
	return got < 0 || at == 0 ? BOOK_SYSTEM : BOOK_FINE;
}

/* The library writes to a path; a file that is only memory has one. */
enum book_fault
xlsx_write(struct wire_in *in, struct wire_out *out)
{
	struct writer w = {.error = LXW_NO_ERROR};
	int fd = memfd_create("xlsx", MFD_CLOEXEC);
	char *path = xprintf("/proc/self/fd/%d", fd);
	enum wire_type type = fd < 0 ? WIRE_BROKEN : take_head(&w, in, path);

	for (; type == WIRE_ROW; type = wire_next(in))
		add_row(&w, &in->row);
	if (w.book)
		keep(&w, workbook_close(w.book));
	enum book_fault fault = type != WIRE_END || w.error ? BOOK_SYSTEM : send_file(fd, out);

	free(path);
	if (fd >= 0)
		close(fd);
	return fault;
}
