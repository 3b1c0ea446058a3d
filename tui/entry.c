#include "tui/entry.h"

#include "tui/paint.h"

#include "base/utf8.h"
#include "base/width.h"

#include <stdlib.h>
#include <string.h>

struct entry {
	struct widget w;
	struct edit edit;
	size_t left; /* offset of the first cell shown */
	bool secret;
};

/* The columns of bytes from..to, secret or not. */
static int
columns(const char *text, size_t from, size_t to)
{
	char *part = xstrndup(text + from, to - from);
	int cols = width_of_text(part);

	free(part);
	return cols;
}

/*
 * Keeps the cursor inside: the cell under it must fit whole. Goes a third of the width at a time:
 * each time all of it is sent anew, and the line may be slow.
 */
static void
scroll_to_cursor(struct entry *e, const char *text, size_t at, int cols)
{
	size_t next = width_next(text, at), end = strlen(text);
	int third = cols / 3;

	if (columns(text, 0, end) < cols) {
		e->left = 0;
		return;
	}
	if (e->left > at)
		while (e->left > at || (e->left > 0 && columns(text, e->left, at) < third))
			e->left = width_prev(text, e->left);
	if (columns(text, e->left, next) + (next == at) > cols)
		while (e->left < at && columns(text, e->left, next) + (next == at) > cols - third)
			e->left = width_next(text, e->left);
	/* Shows more when something was deleted at the end. */
	if (columns(text, e->left, end) < third)
		while (e->left > 0 && columns(text, e->left, end) < cols - third)
			e->left = width_prev(text, e->left);
}

static void
draw(CDKOBJS *obj, boolean box)
{
	struct entry *e = (struct entry *)obj;
	int cols = getmaxx(e->w.win) - 2;
	char *stars = NULL;
	const char *text = edit_text(&e->edit);
	size_t at = e->edit.at;

	(void)box;
	if (e->secret) {
		at = utf8_count(text) - utf8_count(text + at);
		stars = xcalloc(utf8_count(text) + 1, 1);
		memset(stars, '*', utf8_count(text));
		text = stars;
	}
	werase(e->w.win);
	if (obj->hasFocus)
		scroll_to_cursor(e, text, at, cols);
	else
		e->left = 0;
	paint_text(e->w.win, 0, 1, cols, text + e->left);
	if (obj->hasFocus) {
		paint_char(e->w.win, 0, 0, '[');
		paint_char(e->w.win, 0, cols + 1, ']');
		e->w.cursor_col = 1 + columns(text, e->left, at);
		e->w.cursor_row = 0;
	}
	free(stars);
}

static int
inject(CDKOBJS *obj, chtype key)
{
	struct entry *e = (struct entry *)obj;

	return edit_key(&e->edit, (int)key, &e->w.changed);
}

static void
destroy(CDKOBJS *obj)
{
	struct entry *e = (struct entry *)obj;

	edit_release(&e->edit);
	widget_release(&e->w);
}

struct entry *
entry_new(CDKSCREEN *screen, size_t max_chars)
{
	static const CDKFUNCS funcs = WIDGET_FUNCS(draw, inject, destroy);
	struct entry *e = widget_new(screen, sizeof *e, &funcs);

	edit_init(&e->edit, max_chars, false);
	return e;
}

struct widget *
entry_widget(struct entry *e)
{
	return &e->w;
}

void
entry_set_secret(struct entry *e, bool secret)
{
	e->secret = secret;
}

void
entry_set(struct entry *e, const char *text)
{
	edit_set(&e->edit, text ? text : "");
	e->left = 0;
}

void
entry_set_max(struct entry *e, const char *text, size_t max_chars)
{
	e->edit.max = max_chars;
	entry_set(e, text);
}

bool
entry_is_at_end(const struct entry *e)
{
	return e->edit.at == e->edit.text.len;
}

const char *
entry_text(const struct entry *e)
{
	return edit_text(&e->edit);
}
