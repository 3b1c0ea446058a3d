#include "tui/list.h"

#include "tui/input.h"
#include "tui/paint.h"

struct list {
	struct widget w;
	struct list_owner owner;
	int count, current, top;
};

#define LIST_TEXT 3

static bool
is_heading(struct list *l, int i)
{
	struct list_line line = {.text = BUF_EMPTY};

	l->owner.line(l->owner.arg, i, &line);
	buf_release(&line.text);
	return line.heading;
}

static int
rows(const struct list *l)
{
	return l->w.win ? getmaxy(l->w.win) : 1;
}

static void
scroll_to_current(struct list *l)
{
	if (l->top > l->current)
		l->top = l->current;
	if (l->top + rows(l) <= l->current)
		l->top = l->current - rows(l) + 1;
	if (l->top > l->count - rows(l))
		l->top = l->count - rows(l);
	if (l->top < 0)
		l->top = 0;
	/* A heading above the first choice belongs to it. */
	if (l->top == 1 && rows(l) > 1 && l->current < rows(l) && is_heading(l, 0))
		l->top = 0;
}

static void
draw_line(struct list *l, int row, bool focus)
{
	struct list_line line = {.text = BUF_EMPTY};
	int i = l->top + row;

	l->owner.line(l->owner.arg, i, &line);
	if (i == l->current && !line.heading) {
		paint_char(l->w.win, row, 0, '>');
		l->w.cursor_row = row;
		l->w.cursor_col = focus ? LIST_TEXT : 0;
	}
	paint_char(l->w.win, row, 1, line.mark);
	paint_char(l->w.win, row, 2, line.picked ? '+' : 0);
	paint_text(l->w.win, row, LIST_TEXT, getmaxx(l->w.win) - LIST_TEXT, buf_text(&line.text));
	buf_release(&line.text);
}

static void
draw(CDKOBJS *obj, boolean box)
{
	struct list *l = (struct list *)obj;

	(void)box;
	werase(l->w.win);
	scroll_to_current(l);
	l->w.cursor_row = l->w.cursor_col = 0;
	for (int row = 0; row < rows(l) && l->top + row < l->count; row++)
		draw_line(l, row, obj->hasFocus);
}

static bool
fetch(struct list *l, int wanted)
{
	while (wanted >= l->count)
		if (!l->owner.more || !l->owner.more(l->owner.arg))
			return false;
	return true;
}

/* To the line i or, when it is a heading or does not exist, to one beyond it in that direction. */
static bool
go(struct list *l, int i, int step)
{
	if (i >= 0)
		fetch(l, i + rows(l)); /* so that the window is full */
	if (i >= l->count && step > 0)
		i = l->count - 1, step = -1;
	if (i < 0)
		i = 0, step = 1;
	while (i >= 0 && i < l->count && is_heading(l, i))
		i += step;
	if (i < 0 || i >= l->count || i == l->current)
		return false;
	l->current = i;
	return true;
}

static int
inject(CDKOBJS *obj, chtype key)
{
	struct list *l = (struct list *)obj;
	int page = rows(l) > 1 ? rows(l) - 1 : 1;

	switch ((int)key) {
	case INPUT_UP:
		return go(l, l->current - 1, -1);
	case INPUT_DOWN:
		return go(l, l->current + 1, 1);
	case INPUT_PGUP:
		return go(l, l->current - page, -1);
	case INPUT_PGDN:
		return go(l, l->current + page, 1);
	case INPUT_HOME:
		return go(l, 0, 1);
	case INPUT_END:
		return go(l, l->count - 1, -1);
	default:
		return 0;
	}
}

static void
destroy(CDKOBJS *obj)
{
	widget_release((struct widget *)obj);
}

struct list *
list_new(CDKSCREEN *screen, const struct list_owner *owner)
{
	static const CDKFUNCS funcs = WIDGET_FUNCS(draw, inject, destroy);
	struct list *l = widget_new(screen, sizeof *l, &funcs);

	l->owner = *owner;
	l->current = -1;
	return l;
}

struct widget *
list_widget(struct list *l)
{
	return &l->w;
}

void
list_set_count(struct list *l, int count)
{
	l->count = count;
	if (l->current >= count || l->current < 0)
		list_go(l, l->current < 0 ? 0 : count - 1);
}

int
list_count(const struct list *l)
{
	return l->count;
}

int
list_current(const struct list *l)
{
	return l->current >= 0 && l->current < l->count ? l->current : -1;
}

void
list_go(struct list *l, int i)
{
	l->current = -1;
	if (!go(l, i, 1))
		go(l, i, -1);
}
