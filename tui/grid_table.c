/* A grid as a table: rows of records, columns of their fields. */
#include "tui/grid_int.h"

#include "tui/input.h"
#include "tui/paint.h"

#include "base/width.h"

#include <stdio.h>
#include <stdlib.h>

#define MARK 1    /* of the row */
#define NUMBER 5  /* ends before this column */
#define FIRST 7   /* column; one before it is its mark or bracket */
#define GAP 2
#define HEADINGS 1 /* rows */

/* Where a field's column stands; cols 0: not shown now. */
struct column {
	int col, cols;
};

bool
grid_is_table(const struct grid *g)
{
	return g->table != NULL;
}

static int
row_now(const struct grid *g)
{
	return g->table->row(g->owner.arg);
}

static struct grid_field
ask_cell(const struct grid *g, int row, int i)
{
	struct grid_field field = {.value = BUF_EMPTY, .meaning = BUF_EMPTY};

	g->table->cell(g->owner.arg, row, i, &field);
	return field;
}

/* --- columns --- */

static int
next_column(const struct column *column, int count, int i)
{
	while (i < count && !column[i].cols)
		i++;
	return i;
}

/* Does the current field's column fit when the scrolling ones begin with `left`? */
static bool
fits(const struct grid *g, const struct column *column, int col, int left)
{
	for (int i = left; i < g->count && i <= g->current; i++)
		if (column[i].cols)
			col += column[i].cols + GAP;
	return col - GAP < getmaxx(g->w.win);
}

/* The first column stays; of the others those are shown that have room, the current one always. */
static void
place_columns(struct grid *g, struct column *column)
{
	int first = next_column(column, g->count, 0), cols = getmaxx(g->w.win);
	int col = FIRST + (first < g->count ? column[first].cols + GAP : 0);

	if (g->left <= first || g->current <= first)
		g->left = first + 1;
	if (g->current > first && g->current < g->left)
		g->left = g->current;
	while (g->left < g->current && !fits(g, column, col, g->left))
		g->left++;
	if (first < g->count)
		column[first].col = FIRST;
	for (int i = first + 1; i < g->count; i++) {
		bool shown = i >= g->left && col + column[i].cols < cols;

		column[i].col = col;
		if (!column[i].cols)
			continue;
		if (shown)
			col += column[i].cols + GAP;
		else
			column[i].cols = 0;
		if (!shown && i >= g->left)
			cols = 0; /* what has no room ends the line */
	}
}

/* Widths and headings; the caller's (free). */
static struct column *
find_columns(struct grid *g)
{
	struct column *column = xcalloc((size_t)g->count + 1, sizeof *column);

	for (int i = 0; i < g->count; i++) {
		struct grid_field field = ask_cell(g, row_now(g), i);

		column[i].cols = field.cols;
		grid_forget(&field);
	}
	place_columns(g, column);
	return column;
}

static void
paint_headings(struct grid *g, const struct column *column)
{
	for (int i = 0; i < g->count; i++) {
		struct grid_field field = ask_cell(g, row_now(g), i);

		if (column[i].cols)
			paint_text(g->w.win, 0, column[i].col, column[i].cols + 1, field.label);
		grid_forget(&field);
	}
}

/* --- rows --- */

static void
paint_cell(struct grid *g, const struct column *column, int row, int i, int line)
{
	struct grid_field field = ask_cell(g, row, i);
	const char *value = buf_text(&field.value);
	int col = column[i].col, cols = column[i].cols;

	if (row == row_now(g) && i == g->current && g->w.obj.hasFocus) {
		grid_paint_editor(g, &field, line, col - 1, cols + 2);
	} else {
		paint_char(g->w.win, line, col - 1, field.mark);
		paint_text(g->w.win, line, col, cols, *value || !field.wanted ? value : "____");
	}
	grid_forget(&field);
}

static void
paint_row(struct grid *g, const struct column *column, int row, int line)
{
	char mark = g->table->mark(g->owner.arg, row), number[16];

	if (!mark && row == row_now(g))
		mark = '>';
	paint_char(g->w.win, line, MARK, mark);
	snprintf(number, sizeof number, "%d", row + 1);
	paint_right(g->w.win, line, NUMBER, number);
	for (int i = 0; i < g->count; i++)
		if (column[i].cols)
			paint_cell(g, column, row, i, line);
}

static int
rows_shown(const struct grid *g)
{
	int rows = g->w.win ? getmaxy(g->w.win) - HEADINGS : 1;

	return rows > 1 ? rows : 1;
}

void
grid_paint_table(struct grid *g)
{
	struct column *column = find_columns(g);
	int rows = g->table->rows(g->owner.arg), shown = rows_shown(g), now = row_now(g);

	if (now < g->top)
		g->top = now;
	if (now >= g->top + shown)
		g->top = now - shown + 1;
	paint_headings(g, column);
	for (int i = 0; i < shown && g->top + i < rows; i++)
		paint_row(g, column, g->top + i, HEADINGS + i);
	free(column);
}

/* --- keys --- */

/* The field was settled. */
static bool
enter_row(struct grid *g, int row, int from, int step)
{
	int to;

	if (row < 0 || row == row_now(g) || !g->table->go(g->owner.arg, row))
		return true;
	to = grid_seek(g, from, step, false);
	grid_load(g, to >= 0 ? to : grid_seek(g, 0, 1, false));
	return true;
}

bool
grid_turn_row(struct grid *g, int step)
{
	return enter_row(g, row_now(g) + step, step > 0 ? 0 : g->count - 1, step);
}

/* As many rows down, up if negative; the last one is where the rows end. */
static bool
step_rows(struct grid *g, int n)
{
	int rows = g->table->rows(g->owner.arg), to = row_now(g) + n;

	grid_settle(g);
	grid_reload(g);
	if (to > rows)
		to = rows - 1;
	if (to < 0)
		to = 0;
	return enter_row(g, to, g->current, 1);
}

bool
grid_table_key(struct grid *g, int key)
{
	switch (key) {
	case INPUT_DOWN:
		return step_rows(g, 1);
	case INPUT_UP:
		return step_rows(g, -1);
	case INPUT_PGDN:
		return step_rows(g, rows_shown(g));
	case INPUT_PGUP:
		return step_rows(g, -rows_shown(g));
	default:
		return false;
	}
}
