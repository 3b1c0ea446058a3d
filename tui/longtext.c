#include "tui/longtext.h"

#include "tui/input.h"
#include "tui/paint.h"

#include "base/utf8.h"
#include "base/width.h"

#include <stdlib.h>
#include <string.h>

#define TEXT 2 /* column of the text */

struct longtext {
	struct widget w;
	struct edit edit;
	size_t *start; /* offsets where lines begin; [0] is 0 */
	int lines, room;
	int cols; /* that the lines were broken to; 0: to be broken anew */
	int top;
	int goal; /* column that Up and Down try to keep; -1: the cursor's */
};

static int
columns(const char *s, size_t from, size_t to)
{
	char *part = xstrndup(s + from, to - from);
	int cols = width_of_text(part);

	free(part);
	return cols;
}

static bool
is_word(char c)
{
	return (c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
}

/* A line ends at \n, or before the cell that does not fit; words of letters stay whole. */
size_t
longtext_break(const char *s, size_t at, int cols)
{
	size_t len = strcspn(s + at, "\n"), end = at, word;
	int used = 0;

	while (end < at + len) {
		unsigned char c = (unsigned char)s[end];
		bool plain = c < 0x7f && (unsigned char)s[end + 1] < 0x80;
		size_t next = plain ? end + 1 : width_next(s, end);
		int cell = next == end + 1 ? 1 : columns(s, end, next);

		if (used + cell > cols && end > at)
			break;
		used += cell;
		end = next;
	}
	if (end == at + len)
		return s[end] == '\n' ? end + 1 : end;
	word = end;
	while (word > at && is_word(s[word]) && is_word(s[word - 1]))
		word--;
	return word > at ? word : end;
}

static void
add_line(struct longtext *t, size_t start)
{
	if (t->lines == t->room) {
		t->room = t->room ? 2 * t->room : 16;
		t->start = xrealloc(t->start, (size_t)t->room * sizeof *t->start);
	}
	t->start[t->lines++] = start;
}

static void
break_lines(struct longtext *t, int cols)
{
	const char *s = edit_text(&t->edit);
	size_t at = 0;

	if (t->cols == cols)
		return;
	t->cols = cols;
	t->lines = 0;
	add_line(t, 0);
	while (s[at]) {
		size_t next = longtext_break(s, at, cols);

		if (s[next] || s[next - 1] == '\n')
			add_line(t, next);
		at = next;
	}
}

static int
line_of(const struct longtext *t, size_t at)
{
	int low = 0, high = t->lines - 1;

	while (low < high) {
		int middle = (low + high + 1) / 2;

		if (t->start[middle] <= at)
			low = middle;
		else
			high = middle - 1;
	}
	return low;
}

/* Behind the last character of a line; its \n is not part of it. */
static size_t
line_end(const struct longtext *t, int line)
{
	const char *s = edit_text(&t->edit);
	size_t end = line + 1 < t->lines ? t->start[line + 1] : strlen(s);

	return end > t->start[line] && s[end - 1] == '\n' ? end - 1 : end;
}

static int
text_cols(const struct longtext *t)
{
	int cols = (t->w.win ? getmaxx(t->w.win) : GRID_COLS) - TEXT - 1;

	return cols > 2 ? cols : 2;
}

static int
text_rows(const struct longtext *t)
{
	int rows = t->w.win ? getmaxy(t->w.win) : 1;

	return rows > 1 ? rows - 1 : rows;
}

static void
draw_count(struct longtext *t)
{
	char count[40];

	if (!t->edit.max || getmaxy(t->w.win) < 2)
		return;
	snprintf(count, sizeof count, "%zu / %zu", utf8_count(edit_text(&t->edit)), t->edit.max);
	paint_right(t->w.win, getmaxy(t->w.win) - 1, getmaxx(t->w.win), count);
}

static void
draw(CDKOBJS *obj, boolean box)
{
	struct longtext *t = (struct longtext *)obj;
	const char *s = edit_text(&t->edit);
	int rows, at;

	(void)box;
	werase(t->w.win);
	break_lines(t, text_cols(t));
	rows = text_rows(t);
	at = line_of(t, t->edit.at);
	if (t->top > at)
		t->top = at;
	if (t->top + rows <= at)
		t->top = at - rows + 1;
	for (int row = 0; row < rows && t->top + row < t->lines; row++) {
		size_t start = t->start[t->top + row];
		char *line = xstrndup(s + start, line_end(t, t->top + row) - start);

		paint_text(t->w.win, row, TEXT, getmaxx(t->w.win) - TEXT, line);
		free(line);
	}
	if (obj->hasFocus)
		paint_char(t->w.win, at - t->top, 0, '>');
	draw_count(t);
	t->w.cursor_row = at - t->top;
	t->w.cursor_col = TEXT + columns(s, t->start[at], t->edit.at);
}

/* The cursor to another line, as near to its column as may be. */
static bool
go_line(struct longtext *t, int line)
{
	const char *s = edit_text(&t->edit);
	int now = line_of(t, t->edit.at);
	size_t at, end;

	if (line < 0)
		line = 0;
	if (line >= t->lines)
		line = t->lines - 1;
	if (line == now)
		return false;
	if (t->goal < 0)
		t->goal = columns(s, t->start[now], t->edit.at);
	at = t->start[line];
	end = line_end(t, line);
	while (at < end && columns(s, t->start[line], width_next(s, at)) <= t->goal)
		at = width_next(s, at);
	/* The end of a broken line is the beginning of the next. */
	if (at == end && line + 1 < t->lines && t->start[line + 1] == end && at > t->start[line])
		at = width_prev(s, at);
	t->edit.at = at;
	return true;
}

static bool
edit(struct longtext *t, int key)
{
	bool changed = false, used = edit_key(&t->edit, key, &changed);

	if (changed) {
		t->w.changed = true;
		t->cols = 0;
	}
	t->goal = -1;
	return used;
}

static int
inject(CDKOBJS *obj, chtype key)
{
	struct longtext *t = (struct longtext *)obj;
	int line;

	break_lines(t, text_cols(t));
	line = line_of(t, t->edit.at);
	switch ((int)key) {
	case INPUT_UP:
		return go_line(t, line - 1);
	case INPUT_DOWN:
		return go_line(t, line + 1);
	case INPUT_PGUP:
		return go_line(t, line - text_rows(t));
	case INPUT_PGDN:
		return go_line(t, line + text_rows(t));
	case INPUT_ENTER:
		return edit(t, INPUT_NEWLINE);
	default:
		return edit(t, (int)key);
	}
}

static void
destroy(CDKOBJS *obj)
{
	struct longtext *t = (struct longtext *)obj;

	edit_release(&t->edit);
	free(t->start);
	widget_release(&t->w);
}

struct longtext *
longtext_new(CDKSCREEN *screen, size_t max_chars)
{
	static const CDKFUNCS funcs = WIDGET_FUNCS(draw, inject, destroy);
	struct longtext *t = widget_new(screen, sizeof *t, &funcs);

	edit_init(&t->edit, max_chars, true);
	t->goal = -1;
	return t;
}

struct widget *
longtext_widget(struct longtext *t)
{
	return &t->w;
}

void
longtext_set(struct longtext *t, const char *s, size_t max_chars)
{
	t->edit.max = max_chars;
	edit_set(&t->edit, s ? s : "");
	t->cols = 0;
	t->top = 0;
	t->goal = -1;
}

const char *
longtext_text(const struct longtext *t)
{
	return edit_text(&t->edit);
}
