#include "tui/sheet_view.h"

#include "base/buf.h"
#include "base/norm.h"
#include "base/pinyin.h"

#include <stdlib.h>
#include <string.h>

#define SAMPLES 3

void
sheet_view_release(struct sheet_view *view)
{
	for (int i = 0; i < view->sheets; i++)
		free(view->sheet[i]);
	for (int i = 0; i < view->columns; i++)
		free(view->column[i].heading);
	for (int i = 0; i < view->rows; i++) {
		for (int c = 0; c < view->row[i].cells; c++)
			free(view->row[i].cell[c]);
		free(view->row[i].cell);
	}
	free(view->sheet);
	free(view->column);
	free(view->row);
	free(view->encoding);
	free(view->digest);
	free(view->layout);
	memset(view, 0, sizeof *view);
}

/* --- an answer -----------------------------------------------------------------------------------
 */

/* Splits a line at its tabs, in place; how many parts, each borrowed from it. */
static int
split(char *line, char ***out)
{
	int count = 0;

	*out = NULL;
	for (char *part = line; part; count++) {
		char *tab = strchr(part, '\t');

		if (tab)
			*tab++ = '\0';
		*out = xrealloc(*out, (size_t)(count + 1) * sizeof **out);
		(*out)[count] = part;
		part = tab;
	}
	return count;
}

static void
add_sheet(struct sheet_view *view, char *const part[])
{
	if (strcmp(part[1], "*") == 0)
		view->current = view->sheets;
	view->sheet = xrealloc(view->sheet, (size_t)(view->sheets + 1) * sizeof *view->sheet);
	view->sheet[view->sheets++] = xstrdup(part[2]);
}

static void
add_row(struct sheet_view *view, char *const part[], int parts)
{
	view->row = xrealloc(view->row, (size_t)(view->rows + 1) * sizeof *view->row);
	struct sheet_row *row = &view->row[view->rows++];

	*row = (struct sheet_row){.line = strtol(part[1], NULL, 10), .cells = parts - 2,
	    .cell = xcalloc((size_t)parts, sizeof *row->cell)};
	for (int i = 0; i < row->cells; i++)
		row->cell[i] = xstrdup(part[i + 2]);
}

static void
add_column(struct sheet_view *view, const struct form *form, char *const part[])
{
	view->column = xrealloc(view->column, (size_t)(view->columns + 1) * sizeof *view->column);
	view->column[view->columns++] = (struct sheet_column){
		xstrdup(part[2]), form_field(form, part[1])};
}

static void
replace(char **to, const char *text)
{
	free(*to);
	*to = xstrdup(text);
}

static void
take(struct sheet_view *view, const struct form *form, char *line)
{
	char **part;
	int parts = split(line, &part);

	if (strcmp(part[0], "encoding") == 0 && parts >= 2)
		replace(&view->encoding, part[1]);
	else if (strcmp(part[0], "sheet") == 0 && parts >= 3)
		add_sheet(view, part);
	else if (strcmp(part[0], "row") == 0 && parts >= 2)
		add_row(view, part, parts);
	else if (strcmp(part[0], "digest") == 0 && parts >= 2)
		replace(&view->digest, part[1]);
	else if (strcmp(part[0], "layout") == 0 && parts >= 2)
		replace(&view->layout, part[1]);
	else if (strcmp(part[0], "column") == 0 && parts >= 3)
		add_column(view, form, part);
	if (strcmp(part[0], "heading") == 0 && parts >= 3) {
		view->heading = strtol(part[1], NULL, 10);
		view->span = (int)strtol(part[2], NULL, 10);
	}
	free(part);
}

void
sheet_view_read(struct sheet_view *view, const struct form *form, const char *answer)
{
	char *copy = xstrdup(answer);

	sheet_view_release(view);
	for (char *line = copy, *next; line; line = next) {
		next = strchr(line, '\n');
		if (next)
			*next++ = '\0';
		take(view, form, line);
	}
	free(copy);
}

/* --- for the screen ------------------------------------------------------------------------------
 */

char *
sheet_view_samples(const struct sheet_view *view, int column)
{
	struct buf out = BUF_EMPTY;
	int count = 0;

	for (int i = 0; i < view->rows && count < SAMPLES; i++) {
		const struct sheet_row *row = &view->row[i];

		if (row->line < view->heading + view->span || column >= row->cells ||
		    !*row->cell[column])
			continue;
		if (count++)
			buf_puts(&out, "、");
		buf_puts(&out, row->cell[column]);
	}
	return buf_take(&out);
}

static bool
has_initials(const char *label, const char *typed)
{
	char *all = pinyin_initials_all(label);
	size_t len = strlen(typed);
	bool has = false;

	for (const char *s = all; *s && !has; s += strcspn(s, " "), s += *s == ' ')
		has = strcspn(s, " ") == len && strncmp(s, typed, len) == 0;
	free(all);
	return has;
}

static bool
is_called(const struct field *field, const char *typed)
{
	char *key = norm_key(typed);
	bool is = strcmp(field->name, typed) == 0;

	for (int lang = 0; lang < LANG_COUNT; lang++)
		is = is || norm_key_is(key, field->label[lang]);
	free(key);
	return is;
}

/* Only one of the fields may be meant. */
static int
only_one(const struct form *form, const char *typed, bool (*fits)(const char *, const char *))
{
	int found = -2;

	for (int i = 0; i < form->field_count; i++) {
		if (!fits(form->field[i].label[LANG_ZH], typed))
			continue;
		if (found >= 0)
			return -2;
		found = i;
	}
	return found;
}

int
sheet_field_typed(const struct form *form, const char *typed)
{
	char *end;
	long number = strtol(typed, &end, 10);

	if (!*typed || strcmp(typed, "-") == 0 || (!*end && number == 0))
		return -1;
	if (!*end)
		return number > 0 && number <= form->field_count ? (int)number - 1 : -2;
	for (int i = 0; i < form->field_count; i++)
		if (is_called(&form->field[i], typed))
			return i;
	int found = only_one(form, typed, has_initials);

	return found >= 0 ? found : only_one(form, typed, pinyin_match);
}
