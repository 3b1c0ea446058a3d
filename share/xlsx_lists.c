#include "share/xlsx_lists.h"

#include "share/parts.h"
#include "share/xlsx_int.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define LISTS_MAX 200
#define CHOICES_MAX 900 /* a message has no more cells */

struct list {
	char *ranges, *formula;
};

struct lists {
	struct parts *parts;
	struct list list[LISTS_MAX];
	int count;
	bool in_list, in_formula;
	struct buf text;
	/* choices being gathered from cells */
	int column;
	long first, last;
	const char **cell;
	int cells;
};

/* --- finding them -------------------------------------------------------------------------------
 */

static void
on_start(void *arg, const char *name, const char *const *attr)
{
	struct lists *l = arg;
	const char *type = parts_attr(attr, "type"), *ranges = parts_attr(attr, "sqref");

	if (strcmp(name, "dataValidation") == 0) {
		l->in_list = type && ranges && strcmp(type, "list") == 0 && l->count < LISTS_MAX;
		if (l->in_list)
			l->list[l->count] = (struct list){.ranges = xstrdup(ranges)};
	}
	l->in_formula = l->in_list && strcmp(name, "formula1") == 0;
	buf_clear(&l->text);
}

static void
on_text(void *arg, const char *text, size_t len)
{
	struct lists *l = arg;

	if (l->in_formula && l->text.len < BOOK_CELL_MAX)
		buf_add(&l->text, text, len);
}

static void
on_end(void *arg, const char *name)
{
	struct lists *l = arg;

	if (l->in_formula && strcmp(name, "formula1") == 0) {
		free(l->list[l->count].formula);
		l->list[l->count].formula = xstrdup(buf_text(&l->text));
	}
	l->in_formula = false;
	if (strcmp(name, "dataValidation") == 0 && l->in_list) {
		l->count++;
		l->in_list = false;
	}
}

/* --- choices ------------------------------------------------------------------------------------
 */

static void
add_choice(struct lists *l, const char *text, size_t len)
{
	while (len && *text == ' ') {
		text++;
		len--;
	}
	while (len && text[len - 1] == ' ')
		len--;
	if (l->cells < CHOICES_MAX)
		l->cell[l->cells++] = xstrndup(text, len);
}

/* "男,女" */
static void
add_written(struct lists *l, const char *formula)
{
	for (const char *s = formula + 1; *s && *s != '"';) {
		size_t len = strcspn(s, ",\"");

		add_choice(l, s, len);
		s += len + (s[len] == ',');
	}
}

static bool
take_row(void *arg, const struct row *row, int64_t done, int64_t size)
{
	struct lists *l = arg;

	(void)done, (void)size;
	if (row->line >= l->first && row->line <= l->last && l->column < row->count &&
	    *row->cell[l->column])
		add_choice(l, row->cell[l->column], strlen(row->cell[l->column]));
	return row->line < l->last;
}

static void
take_sheet(void *arg, const char *name)
{
	(void)arg, (void)name;
}

/* $A$1: where it ends, or NULL. */
static const char *
read_cell(const char *s, int *column, long *line)
{
	char *end;

	*column = 0;
	s += *s == '$';
	for (; *s >= 'A' && *s <= 'Z' && *column <= BOOK_COLUMNS_MAX; s++)
		*column = *column * 26 + (*s - 'A' + 1);
	s += *s == '$';
	*line = strtol(s, &end, 10);
	return *column > 0 && end > s && *line >= 1 && *line <= BOOK_LINES_MAX ? end : NULL;
}

/* '代码'!$A$1:$A$9, of this sheet without its name; one column only. */
static enum book_fault
add_cells(struct lists *l, const char *formula, const char *own)
{
	const struct book_sink sink = {.sheet = take_sheet, .row = take_row, .arg = l};
	const char *mark = strrchr(formula, '!'), *s = mark ? mark + 1 : formula;
	int last_column;

	s = read_cell(s, &l->column, &l->first);
	if (!s || *s != ':' || !(s = read_cell(s + 1, &last_column, &l->last)) || *s ||
	    last_column != l->column)
		return BOOK_FINE; /* names and formulas: nothing is known of it */
	l->column--;
	size_t from = mark && *formula == '\'', to = mark ? (size_t)(mark - formula) : 0;

	if (from && to > 1)
		to--;
	char *name = mark ? xstrndup(formula + from, to - from) : xstrdup(own);
	enum book_fault fault = xlsx_rows_of(l->parts, name, &sink);

	free(name);
	return fault == BOOK_OTHER ? BOOK_FINE : fault;
}

/* A message for each range; l->cell has room for the columns before the choices. */
static void
give(struct lists *l, const char *ranges, struct wire_out *out)
{
	char first_text[16], last_text[16];

	for (const char *s = ranges; *s; s += strcspn(s, " "), s += strspn(s, " ")) {
		int first, last;
		long line;
		const char *end = read_cell(s, &first, &line);

		if (!end)
			continue;
		last = first;
		if (*end == ':' && !read_cell(end + 1, &last, &line))
			last = first;
		snprintf(first_text, sizeof first_text, "%d", first - 1);
		snprintf(last_text, sizeof last_text, "%d", last - 1);
		l->cell[0] = first_text;
		l->cell[1] = last_text;
		wire_column(out, l->cell, l->cells);
	}
}

static enum book_fault
give_list(struct lists *l, const struct list *list, const char *own, struct wire_out *out)
{
	enum book_fault fault = BOOK_FINE;

	l->cell = xcalloc(CHOICES_MAX + 1, sizeof *l->cell);
	l->cells = 2;
	if (list->formula && *list->formula == '"')
		add_written(l, list->formula);
	else if (list->formula)
		fault = add_cells(l, list->formula, own);
	if (!fault && l->cells > 2 && l->cells < CHOICES_MAX)
		give(l, list->ranges, out);
	for (int i = 2; i < l->cells; i++)
		free((char *)l->cell[i]);
	free(l->cell);
	return fault;
}

enum book_fault
xlsx_lists(int fd, struct wire_in *in, struct wire_out *out)
{
	struct lists *l = xcalloc(1, sizeof *l);
	const struct parts_xml xml = {on_start, on_end, on_text, l};
	char *sheet = wire_next(in) == WIRE_SHEET ? xstrdup(in->name) : NULL, *part = NULL;
	enum book_fault fault = sheet ? parts_open(fd, &l->parts) : BOOK_SYSTEM;

	if (!fault)
		fault = xlsx_find_sheet(l->parts, sheet, &part);
	if (!fault)
		fault = parts_read(l->parts, part, &xml);
	for (int i = 0; i < l->count && !fault; i++)
		fault = give_list(l, &l->list[i], sheet, out);
	for (int i = 0; i < LISTS_MAX; i++) {
		free(l->list[i].ranges);
		free(l->list[i].formula);
	}
	parts_close(l->parts);
	buf_release(&l->text);
	free(sheet);
	free(part);
	free(l);
	return fault;
}
