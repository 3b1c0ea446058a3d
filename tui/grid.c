#include "tui/grid_int.h"

#include "tui/input.h"
#include "tui/paint.h"

#include "base/width.h"

#include <stdlib.h>
#include <string.h>

#define COLUMN_COLS 80 /* one page beside the other from twice this on */

static struct grid_field
ask(struct grid *g, int i)
{
	struct grid_field field = {.value = BUF_EMPTY, .meaning = BUF_EMPTY};

	g->owner.field(g->owner.arg, i, &field);
	return field;
}

void
grid_forget(struct grid_field *field)
{
	buf_release(&field->value);
	buf_release(&field->meaning);
}

static struct widget *
editor(const struct grid *g)
{
	return g->is_long ? longtext_widget(g->text) : entry_widget(g->line);
}

/* --- painting --- */

static int
rows_of(const struct grid_field *field)
{
	if (field->hidden)
		return 0;
	return (field->rows > 1 ? field->rows : 1) + field->gap;
}

/* A long text that is not being edited: its first lines. */
static void
paint_long(WINDOW *win, int row, int col, int rows, int cols, const char *s)
{
	size_t at = 0;

	for (int i = 0; i < rows && s[at]; i++) {
		size_t next = longtext_break(s, at, cols);
		size_t end = next > at && s[next - 1] == '\n' ? next - 1 : next;
		char *line = xstrndup(s + at, end - at);

		paint_text(win, row + i, col, cols, line);
		free(line);
		at = next;
	}
}

static void
paint_value(struct grid *g, const struct grid_field *field, int row, int col, int end)
{
	const char *value = buf_text(&field->value);
	int cols = end - col - GRID_VALUE;

	if (!*value && field->wanted && !field->fixed)
		value = "____";
	else if (*value && field->secret)
		value = "********";
	if (field->rows > 1) {
		paint_long(g->w.win, row, col + GRID_VALUE, field->rows - 1, cols - 1, value);
		return;
	}
	if (field->meaning.len && cols > GRID_VALUE_COLS + 1)
		cols = GRID_VALUE_COLS + 1;
	paint_text(g->w.win, row, col + GRID_VALUE, cols, value);
}

void
grid_paint_editor(struct grid *g, const struct grid_field *field, int row, int col, int cols)
{
	struct widget *w = editor(g);
	int rows = field->rows > 1 ? field->rows : 1;

	if (rows > getmaxy(g->w.win) - row)
		rows = getmaxy(g->w.win) - row;
	widget_place(w, getbegy(g->w.win) + row, getbegx(g->w.win) + col, rows, cols);
	if (!w->win)
		return;
	w->obj.hasFocus = g->w.obj.hasFocus;
	drawCDKObject(w, FALSE);
	g->w.cursor_row = row + w->cursor_row;
	g->w.cursor_col = getbegx(w->win) - getbegx(g->w.win) + w->cursor_col;
}

static void
paint_field(struct grid *g, int i, const struct grid_field *field, int row, int col, int end)
{
	char mark = field->mark;
	bool current = i == g->current && g->w.obj.hasFocus;

	if (current && !mark)
		mark = '>';
	paint_right(g->w.win, row, col + GRID_LABEL + 1, field->label);
	if (!(current && g->is_long) || field->mark)
		paint_char(g->w.win, row, col + GRID_MARK, mark);
	if (field->rows < 2)
		paint_sentence(g->w.win, row, col + GRID_MEANING, end - col - GRID_MEANING,
		    buf_text(&field->meaning));
	if (i == g->current && g->is_long)
		grid_paint_editor(g, field, row, col + GRID_MARK, end - col - GRID_MARK);
	else if (i == g->current)
		grid_paint_editor(g, field, row, col + GRID_VALUE - 1, GRID_VALUE_COLS + 2);
	else
		paint_value(g, field, row, col, end);
}

/* The row where field `upto` begins on its page, counted from the page's first. */
static int
row_of(struct grid *g, int page, int upto, int *below)
{
	int row = 0;

	for (int i = 0; i <= upto && i < g->count; i++) {
		struct grid_field field = ask(g, i);

		if (field.page == page && i < upto)
			row += rows_of(&field);
		if (i == upto)
			*below = rows_of(&field);
		grid_forget(&field);
	}
	return row;
}

/* How many of the page's rows lie above the window so that the current field is inside. */
static int
scrolled(struct grid *g, int page, int rows)
{
	int below = 0, row;

	if (page != g->page || g->current < 0)
		return 0;
	row = row_of(g, page, g->current, &below);
	if (row + below <= rows)
		return 0;
	return below < rows ? row + below - rows : row;
}

static void
paint_page(struct grid *g, int page, int col, int end)
{
	int rows = getmaxy(g->w.win);
	int row = -scrolled(g, page, rows);

	for (int i = 0; i < g->count && row < rows; i++) {
		struct grid_field field = ask(g, i);

		if (field.page == page && !field.hidden) {
			if (row + field.gap >= 0)
				paint_field(g, i, &field, row + field.gap, col, end);
			row += rows_of(&field);
		}
		grid_forget(&field);
	}
}

static void
draw(CDKOBJS *obj, boolean box)
{
	struct grid *g = (struct grid *)obj;
	int cols = getmaxx(g->w.win);

	(void)box;
	werase(g->w.win);
	if (grid_is_table(g)) {
		grid_paint_table(g);
		return;
	}
	if (cols < 2 * COLUMN_COLS) {
		paint_page(g, g->page, 0, cols - GRID_RIGHT);
		return;
	}
	paint_page(g, g->page & ~1, 0, cols / 2 - GRID_RIGHT);
	paint_page(g, g->page | 1, cols / 2, cols - GRID_RIGHT);
}

/* --- moving --- */

static bool
can_go(struct grid *g, int i, bool wanted)
{
	struct grid_field field = ask(g, i);
	bool yes = !field.hidden && !field.fixed;

	if (wanted)
		yes = yes && (field.wanted || field.mark == '!');
	grid_forget(&field);
	return yes;
}

static void
load(struct grid *g)
{
	struct grid_field field = ask(g, g->current);

	g->page = field.page;
	g->is_long = field.rows > 1;
	g->whole = field.whole;
	g->w.typing = field.secret ? TYPING_NOTHING : field.typing;
	g->w.place++;
	widget_hide(entry_widget(g->line));
	widget_hide(longtext_widget(g->text));
	entry_set_secret(g->line, field.secret);
	if (g->is_long)
		longtext_set(g->text, buf_text(&field.value), field.max);
	else
		entry_set_max(g->line, buf_text(&field.value), field.max);
	grid_forget(&field);
}

void
grid_load(struct grid *g, int i)
{
	g->current = i;
	g->skipped = -1;
	load(g);
}

void
grid_settle(struct grid *g)
{
	if (g->current >= 0)
		g->owner.leave(g->owner.arg, g->current, grid_typed(g));
}

static void
enter(struct grid *g, int i)
{
	grid_settle(g);
	/* Leaving may have made the field go that was to be next. */
	if (!can_go(g, i, false)) {
		grid_reload(g);
		return;
	}
	grid_load(g, i);
}

int
grid_seek(struct grid *g, int from, int step, bool wanted)
{
	for (int i = from; i >= 0 && i < g->count; i += step)
		if (can_go(g, i, wanted))
			return i;
	return -1;
}

static bool
step_to(struct grid *g, int to)
{
	if (to >= 0)
		enter(g, to);
	return true; /* at the end nothing else should happen */
}

/* Settled first: what was typed decides which field is the next. */
static bool
step_from(struct grid *g, int from, int step)
{
	int to;

	grid_settle(g);
	to = grid_seek(g, from + step, step, false);
	if (to < 0)
		grid_reload(g);
	if (to < 0 && grid_is_table(g))
		return grid_turn_row(g, step);
	return step_to(g, to);
}

static int
page_of(struct grid *g, int i)
{
	struct grid_field field = ask(g, i);
	int page = field.page;

	grid_forget(&field);
	return page;
}

/* The first field of the next page that can be reached, or of the one before. */
static bool
turn_page(struct grid *g, int step)
{
	int i = g->current, to;

	while (i >= 0 && i < g->count && (page_of(g, i) == g->page || !can_go(g, i, false)))
		i += step;
	if (i < 0 || i >= g->count)
		return true;
	to = i;
	while (to > 0 && page_of(g, to - 1) == page_of(g, i))
		to--;
	return step_to(g, grid_seek(g, to, 1, false));
}

/*
 * To what is wanted next: behind the cursor, then (settled first) anywhere behind; in a table to
 * the next row.
 */
static bool
go_on(struct grid *g)
{
	int to;

	grid_settle(g);
	to = grid_seek(g, g->current + 1, 1, true);
	if (to < 0 && grid_is_table(g)) {
		grid_reload(g);
		return grid_turn_row(g, 1);
	}
	if (to < 0)
		to = grid_seek(g, g->current + 1, 1, false);
	if (to < 0) {
		grid_reload(g);
		return true;
	}
	return step_to(g, to);
}

/* Nothing can be typed in: the pages can still be looked at. */
static bool
look_at(struct grid *g, int step)
{
	int page = g->page + step;

	for (int i = 0; i < g->count; i++)
		if (page_of(g, i) == page)
			g->page = page;
	return g->page == page;
}

static bool
is_at_end(const struct grid *g)
{
	return !g->is_long && entry_is_at_end(g->line);
}

/* A value that goes as a whole: with what is typed in its place, or with Backspace. */
static int
begin_anew(struct grid *g, int key)
{
	entry_set(g->line, "");
	g->whole = false;
	if (input_is_char(key))
		widget_key(editor(g), key);
	editor(g)->changed = false;
	g->grew = input_is_char(key);
	g->w.changed = true;
	return 1;
}

static int
inject(CDKOBJS *obj, chtype key)
{
	struct grid *g = (struct grid *)obj;
	int skipped = g->skipped;

	if (g->first && g->first(g->owner.arg, (int)key))
		return 1;
	g->grew = false;
	g->skipped = -1;
	if (skipped >= 0 && key == INPUT_ENTER)
		return 1;
	if (skipped >= 0 &&
	    (key == INPUT_TAB || (key == INPUT_DOWN && !grid_is_table(g))))
		return step_from(g, skipped, 1);
	if (g->current < 0)
		return key == INPUT_PGDN ? look_at(g, 1) : key == INPUT_PGUP && look_at(g, -1);
	if (g->whole && (input_is_char((int)key) || key == INPUT_BACKSPACE))
		return begin_anew(g, (int)key);
	if (widget_key(editor(g), (int)key)) {
		g->whole = false;
		g->grew = input_is_char((int)key) && is_at_end(g);
		g->w.changed |= editor(g)->changed;
		editor(g)->changed = false;
		return 1;
	}
	if (grid_is_table(g) && grid_table_key(g, (int)key))
		return 1;
	switch ((int)key) {
	case INPUT_ENTER:
		return go_on(g);
	case INPUT_TAB:
	case INPUT_DOWN:
		return step_from(g, g->current, 1);
	case INPUT_BACKTAB:
	case INPUT_UP:
		return step_from(g, g->current, -1);
	case INPUT_PGDN:
		return turn_page(g, 1);
	case INPUT_PGUP:
		return turn_page(g, -1);
	default:
		return 0;
	}
}

static void
destroy(CDKOBJS *obj)
{
	widget_release((struct widget *)obj);
}

struct grid *
grid_new(CDKSCREEN *screen, const struct grid_owner *owner, int count)
{
	static const CDKFUNCS funcs = WIDGET_FUNCS(draw, inject, destroy);
	struct grid *g = widget_new(screen, sizeof *g, &funcs);

	g->owner = *owner;
	g->count = count;
	g->current = g->skipped = -1;
	g->line = entry_new(screen, 0);
	g->text = longtext_new(screen, 0);
	widget_make_part(entry_widget(g->line));
	widget_make_part(longtext_widget(g->text));
	return g;
}

void
grid_set_table(struct grid *g, const struct grid_table *table, grid_first *first)
{
	g->table = table;
	g->first = first;
}

struct widget *
grid_widget(struct grid *g)
{
	return &g->w;
}

int
grid_current(const struct grid *g)
{
	return g->current;
}

int
grid_page(const struct grid *g)
{
	return g->page;
}

int
grid_meaning_cols(const struct grid *g)
{
	int cols = g->w.win ? getmaxx(g->w.win) : COLUMN_COLS;

	return (cols < 2 * COLUMN_COLS ? cols : cols / 2) - GRID_RIGHT - GRID_MEANING;
}

void
grid_go(struct grid *g, int i)
{
	int to = grid_seek(g, i, 1, false);

	if (to < 0)
		to = grid_seek(g, i, -1, false);
	if (to >= 0 && to != g->current)
		enter(g, to);
}

const char *
grid_typed(const struct grid *g)
{
	return g->is_long ? longtext_text(g->text) : entry_text(g->line);
}

void
grid_type(struct grid *g, const char *text)
{
	struct grid_field field;

	if (g->current < 0)
		return;
	field = ask(g, g->current);
	if (g->is_long)
		longtext_set(g->text, text, field.max);
	else
		entry_set_max(g->line, text, field.max);
	g->w.changed = true;
	grid_forget(&field);
}

bool
grid_grew(const struct grid *g)
{
	return g->grew;
}

void
grid_skip(struct grid *g)
{
	int from = g->current;

	/* A row of a table is not left before somebody says so. */
	if (grid_is_table(g) && grid_seek(g, from + 1, 1, true) < 0)
		return;
	go_on(g);
	g->skipped = g->current != from ? from : -1;
}

void
grid_reload(struct grid *g)
{
	if (g->current >= 0)
		load(g);
}
