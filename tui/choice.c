#include "tui/choice.h"

#include "tui/input.h"
#include "tui/paint.h"

#include "base/buf.h"
#include "base/width.h"

#include <stdlib.h>

struct choice {
	struct widget w;
	struct {
		char *words, *note;
	} item[CHOICE_MAX];
	int count, current;
};

#define WORDS 4
#define GAP 5

static void
draw(CDKOBJS *obj, boolean box)
{
	struct choice *c = (struct choice *)obj;
	int cols = getmaxx(c->w.win), widest = 0;

	(void)box;
	werase(c->w.win);
	for (int i = 0; i < c->count; i++)
		if (width_of_text(c->item[i].words) > widest)
			widest = width_of_text(c->item[i].words);
	for (int i = 0; i < c->count; i++) {
		int note = WORDS + widest + GAP;

		paint_char(c->w.win, i, 0, i == c->current ? '>' : ' ');
		paint_char(c->w.win, i, 2, (char)('0' + (i + 1) % 10));
		paint_text(c->w.win, i, WORDS, cols - WORDS, c->item[i].words);
		if (c->item[i].note)
			paint_text(c->w.win, i, note, cols - note, c->item[i].note);
	}
	c->w.cursor_row = c->current;
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
	int digit = (int)key - '1';

	if (key == '0')
		digit = 9;
	if (digit >= 0 && digit < c->count) {
		c->current = digit;
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
	c->count = c->current = 0;
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
