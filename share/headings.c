#include "share/headings.h"

#include "base/digest.h"

#include <stdlib.h>
#include <string.h>

static void
row_forget(struct row *row)
{
	for (int i = 0; i < row->count; i++)
		free(row->cell[i]);
	free(row->cell);
	*row = (struct row){.count = 0};
}

static struct row
row_dup(const struct row *row)
{
	struct row copy = *row;

	copy.cell = xcalloc((size_t)row->count, sizeof *copy.cell);
	for (int i = 0; i < row->count; i++)
		copy.cell[i] = xstrdup(row->cell[i]);
	return copy;
}

void
headings_release(struct headings *headings)
{
	row_forget(&headings->ahead);
	for (int i = 0; i < headings->columns; i++)
		free(headings->text[i]);
	free(headings->text);
	free(headings->digest);
	memset(headings, 0, sizeof *headings);
}

static bool
is_blank(const char *cell)
{
	return cell[strspn(cell, " \t\r\n")] == '\0';
}

static const char *
cell_of(const struct row *row, int i)
{
	return i < row->count ? row->cell[i] : "";
}

static bool
is_filled(const struct row *row)
{
	for (int i = 0; i < row->count; i++)
		if (!is_blank(row->cell[i]))
			return true;
	return row->state != ROW_WHOLE;
}

/* A column that import_report.c puts behind those of the sheet. */
static bool
is_of_report(const char *cell)
{
	static const enum text added[] = {T_SHARE_REPORT_LINE, T_SHARE_REPORT_REASON};

	for (size_t i = 0; i < sizeof added / sizeof *added; i++)
		for (int lang = 0; lang < LANG_COUNT; lang++)
			if (strcmp(cell, text_get((enum lang)lang, added[i])) == 0)
				return true;
	return false;
}

static int
own_columns(const struct row *row)
{
	int own = 0;

	for (int i = 0; i < row->count; i++)
		own += !is_of_report(row->cell[i]);
	return own;
}

/* A heading row names the naming field and, where there is more than one column, another one. */
static bool
matches(const struct sheet *sheet, const struct row *row, int title, int field[])
{
	int matched = sheet_match(sheet, row->cell, row->count, field);

	for (int i = 0; i < row->count; i++)
		if (field[i] == title)
			return matched >= 2 || own_columns(row) == 1;
	return false;
}

static void
keep(struct headings *out, const struct row *row, const int field[])
{
	out->text = xcalloc((size_t)row->count, sizeof *out->text);
	out->columns = row->count;
	out->line = row->line;
	out->span = 1;
	out->digest = headings_digest(row, NULL);
	for (int i = 0; i < row->count; i++)
		out->text[i] = xstrdup(row->cell[i]);
	memcpy(out->field, field, (size_t)row->count * sizeof *field);
}

/* --- two rows ------------------------------------------------------------------------------------
 */

/* Could the row be the lower half? Data has a name where the names stand; a half has nothing there,
 * or the same word again (cells merged downwards). */
static bool
may_be_lower(const struct headings *upper, const struct row *row, int title)
{
	for (int i = 0; i < upper->columns; i++) {
		const char *cell = cell_of(row, i);
		bool other = !is_blank(cell) && strcmp(cell, upper->text[i]) != 0;

		if (upper->field[i] == title && other)
			return false;
	}
	return row->state == ROW_WHOLE;
}

/* An upper heading reaches to the right until the next. */
char **
headings_names(const struct row *upper, const struct row *lower, int columns)
{
	char **name = xcalloc((size_t)columns, sizeof *name);
	const char *group = "";

	for (int i = 0; i < columns; i++) {
		const char *above = cell_of(upper, i);
		const char *below = lower ? cell_of(lower, i) : "";

		group = is_blank(above) ? group : above;
		if (is_blank(below) || strcmp(above, below) == 0)
			name[i] = xstrdup(above);
		else
			name[i] = xprintf("%s%s", group, below);
	}
	return name;
}

static bool
is_taken(const int field[], int columns, int wanted)
{
	for (int i = 0; i < columns; i++)
		if (field[i] == wanted)
			return true;
	return false;
}

/* The column means what this one of its two names says, and is called so: in a report, too. */
static void
mean(int field[], char **name, int i, int meaning, const char *text)
{
	field[i] = meaning;
	free(name[i]);
	name[i] = xstrdup(text);
}

/* Takes what the names joined say; where they say nothing, what either row says alone. How many
 * columns have got a meaning that the upper row does not give. */
static int
settle(const struct headings *upper, const struct row *row, const int lower[], int columns,
    int field[], char **name)
{
	int gained = 0;

	for (int i = 0; i < columns; i++) {
		int above = i < upper->columns ? upper->field[i] : -1;

		if (field[i] < 0 && lower[i] >= 0 && !is_taken(field, columns, lower[i]))
			mean(field, name, i, lower[i], cell_of(row, i));
		if (field[i] < 0 && above >= 0 && !is_taken(field, columns, above))
			mean(field, name, i, above, upper->text[i]);
		gained += field[i] >= 0 && above < 0;
	}
	return gained;
}

/* Joins the row to the headings if it is their lower half. */
static bool
join(struct headings *out, const struct sheet *sheet, const struct row *row, int title)
{
	int columns = row->count > out->columns ? row->count : out->columns;
	int below[ROW_CELLS_MAX], both[ROW_CELLS_MAX];

	if (!may_be_lower(out, row, title))
		return false;
	const struct row upper = {.cell = out->text, .count = out->columns};
	char **name = headings_names(&upper, row, columns);

	for (int i = 0; i < columns; i++)
		below[i] = -1;
	sheet_match(sheet, row->cell, row->count, below);
	sheet_match(sheet, name, columns, both);
	bool joined = settle(out, row, below, columns, both, name) > 0;
	struct headings half = {.text = name, .columns = columns};

	if (joined) {
		memcpy(half.field, both, (size_t)columns * sizeof *both);
		half.seen = true;
		half.line = out->line;
		half.span = 2;
		half.digest = headings_digest(&upper, row);
		headings_release(out);
		*out = half;
	} else {
		headings_release(&half);
	}
	return joined;
}

/* --- sheets --------------------------------------------------------------------------------------
 */

static int
look_behind(struct rows *rows, const struct sheet *sheet, int title, struct headings *out)
{
	struct row row;
	int got = rows_next(rows, &row);

	if (got > 0 && !join(out, sheet, &row, title)) {
		out->ahead = row_dup(&row);
		out->has_ahead = true;
	}
	return got < 0 ? got : 1;
}

static int
find_here(struct rows *rows, const struct sheet *sheet, int title, struct headings *out)
{
	int field[ROW_CELLS_MAX];
	struct row row;
	int got = 0;

	for (int i = 0; i < HEADINGS_ROWS && (got = rows_next(rows, &row)) > 0; i++) {
		out->seen = out->seen || is_filled(&row);
		if (row.hidden || !matches(sheet, &row, title, field))
			continue;
		keep(out, &row, field);
		return look_behind(rows, sheet, title, out);
	}
	return got < 0 ? got : 0;
}

int
headings_find(struct rows *rows, const struct sheet *sheet, int title, const char *only,
    struct headings *out)
{
	int got;

	do {
		bool wanted = !only || strcmp(rows_sheet(rows), only) == 0;

		got = wanted ? find_here(rows, sheet, title, out) : 0;
	} while (got == 0 && (got = rows_next_sheet(rows)) == 1);
	return got;
}

/* --- known ones ----------------------------------------------------------------------------------
 */

char *
headings_digest(const struct row *upper, const struct row *lower)
{
	int columns = lower && lower->count > upper->count ? lower->count : upper->count;
	char **name = headings_names(upper, lower, columns);
	unsigned char bytes[DIGEST_BYTES];
	struct buf keys = BUF_EMPTY, hex = BUF_EMPTY;

	while (columns > 0 && is_blank(name[columns - 1]))
		free(name[--columns]);
	for (int i = 0; i < columns; i++) {
		char *key = sheet_heading_key(name[i]);

		buf_printf(&keys, "%s\n", key);
		free(key);
		free(name[i]);
	}
	free(name);
	digest(buf_text(&keys), keys.len, bytes);
	for (int i = 0; i < DIGEST_BYTES; i++)
		buf_printf(&hex, "%02x", bytes[i]);
	buf_release(&keys);
	return buf_take(&hex);
}

static bool
is_known(const char *digest, const struct row *upper, const struct row *lower)
{
	char *own = headings_digest(upper, lower);
	bool same = strcmp(own, digest) == 0;

	free(own);
	return same;
}

static void
keep_known(struct headings *out, const struct row *upper, const struct row *lower)
{
	int columns = lower && lower->count > upper->count ? lower->count : upper->count;

	out->text = headings_names(upper, lower, columns);
	out->columns = columns;
	out->line = upper->line;
	out->span = lower ? 2 : 1;
	for (int i = 0; i < columns; i++)
		out->field[i] = -1;
}

static int
find_known_here(struct rows *rows, const char *digest, struct headings *out)
{
	struct row row, before = {.count = 0};
	bool found = false;
	int got = 0;

	for (int i = 0; i < HEADINGS_ROWS && !found && (got = rows_next(rows, &row)) > 0; i++) {
		out->seen = out->seen || is_filled(&row);
		if (is_known(digest, &row, NULL))
			keep_known(out, &row, NULL);
		else if (before.count && is_known(digest, &before, &row))
			keep_known(out, &before, &row);
		found = out->text != NULL;
		row_forget(&before);
		before = row_dup(&row);
	}
	row_forget(&before);
	return got < 0 ? got : found;
}

int
headings_find_known(struct rows *rows, const char *digest, const char *only, struct headings *out)
{
	int got;

	do {
		bool wanted = !only || strcmp(rows_sheet(rows), only) == 0;

		got = wanted ? find_known_here(rows, digest, out) : 0;
	} while (got == 0 && (got = rows_next_sheet(rows)) == 1);
	return got;
}

int
headings_others(struct rows *rows, const struct sheet *sheet, int title, struct buf *names)
{
	int got;

	while ((got = rows_next_sheet(rows)) == 1) {
		struct headings headings = {.columns = 0};

		got = find_here(rows, sheet, title, &headings);
		headings_release(&headings);
		if (got < 0)
			return got;
		if (got == 0)
			continue;
		if (names->len)
			buf_puts(names, "、");
		buf_puts(names, rows_sheet(rows));
	}
	return got;
}
