#include "tui/choice.h"

#include "tui/input.h"
#include "tui/paint.h"

#include "base/buf.h"
#include "base/width.h"

#include <stdlib.h>
#include <string.h>

struct choice {
	struct widget w;
	struct {
		char *words, *note;
	} item[CHOICE_MAX];
	int count, current;
	int top; /* the item in the first row */
};

static const char keys[CHOICE_MAX + 1] = "1234567890abcdefghijklmnopqrstuvwxyz";

#define WORDS 4
#define GAP 5

static void
draw_item(const struct choice *c, int row, int note, int cols)
{
	int i = c->top + row;

	paint_char(c->w.win, row, 0, i == c->current ? '>' : ' ');
	paint_char(c->w.win, row, 2, keys[i]);
	paint_text(c->w.win, row, WORDS, cols - WORDS, c->item[i].words);
	if (c->item[i].note)
		paint_text(c->w.win, row, note, cols - note, c->item[i].note);
}

static void
draw(CDKOBJS *obj, boolean box)
{
	struct choice *c = (struct choice *)obj;
	int cols = getmaxx(c->w.win), rows = getmaxy(c->w.win), widest = 0;

	(void)box;
	werase(c->w.win);
	for (int i = 0; i < c->count; i++)
		if (width_of_text(c->item[i].words) > widest)
			widest = width_of_text(c->item[i].words);
	if (c->current < c->top)
		c->top = c->current;
	if (c->current >= c->top + rows)
		c->top = c->current - rows + 1;
	for (int row = 0; row < rows && c->top + row < c->count; row++)
		draw_item(c, row, WORDS + widest + GAP, cols);
	c->w.cursor_row = c->current - c->top;
	c->w.cursor_col = 2;
}

static bool
go(struct choice *c, int to)
{
	if (to < 0 || to >= c->count || to == c->current)
		return false;
	c->current = to;
	return true;
}

static int
inject(CDKOBJS *obj, chtype key)
{
	struct choice *c = (struct choice *)obj;
	const char *at = key > 0 && key < 128 ? strchr(keys, (int)key) : NULL;

	if (at && *at && at - keys < c->count) {
		c->current = (int)(at - keys);
		c->w.changed = true;
		return 1;
	}
	switch ((int)key) {
	case INPUT_UP:
		return go(c, c->current - 1);
	case INPUT_DOWN:
		return go(c, c->current + 1);
	case INPUT_HOME:
		return go(c, 0);
	case INPUT_END:
		return go(c, c->count - 1);
	case INPUT_ENTER:
		c->w.changed = c->count > 0;
		return c->count > 0;
	default:
		return 0;
	}
}

void
choice_clear(struct choice *c)
{
	for (int i = 0; i < c->count; i++) {
		free(c->item[i].words);
		free(c->item[i].note);
	}
	c->count = c->current = c->top = 0;
	c->w.changed = false;
}

static void
destroy(CDKOBJS *obj)
{
	struct choice *c = (struct choice *)obj;

	choice_clear(c);
	widget_release(&c->w);
}

struct choice *
choice_new(CDKSCREEN *screen)
{
	static const CDKFUNCS funcs = WIDGET_FUNCS(draw, inject, destroy);

	return widget_new(screen, sizeof(struct choice), &funcs);
}

struct widget *
choice_widget(struct choice *c)
{
	return &c->w;
}

void
choice_add(struct choice *c, const char *words, const char *note)
{
	if (c->count == CHOICE_MAX)
		return;
	c->item[c->count].words = xstrdup(words);
	c->item[c->count++].note = xstrdup(note);
}

int
choice_count(const struct choice *c)
{
	return c->count;
}

bool
choice_taken(struct choice *c, int *which)
{
	if (!c->w.changed)
		return false;
	c->w.changed = false;
	*which = c->current;
	return true;
}
