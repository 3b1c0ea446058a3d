#include "tui/picker.h"

#include "tui/edit.h"

#include "base/width.h"

#include <stdlib.h>

#define DIGITS 9    /* so many rows have a number */
#define FIRST_ROW 2 /* row of the first item */
#define ITEM 5      /* column of the item behind "> 1  " */

/* The CDK object: what was typed, the matches of one page. */
struct pick {
	struct widget w;
	struct picker picker;
	struct edit typed;
	int count, total, top, current;
	bool chosen;
};

/* Rows of a page: what the panel holds. */
static int
shown(const struct pick *p)
{
	int rows = p->w.win ? getmaxy(p->w.win) - FIRST_ROW : DIGITS;

	return rows > 1 ? rows : 1;
}

static void
narrow(struct pick *p)
{
	p->count = p->picker.filter(p->picker.arg, edit_text(&p->typed));
	p->top = p->current = 0;
}

static void
draw_item(struct pick *p, int i)
{
	struct buf text = BUF_EMPTY;
	int row = FIRST_ROW + i - p->top;

	p->picker.item(p->picker.arg, i, &text);
	paint_char(p->w.win, row, 0, i == p->current ? '>' : ' ');
	if (i - p->top < DIGITS)
		paint_char(p->w.win, row, 2, (char)('1' + i - p->top));
	paint_text(p->w.win, row, ITEM, getmaxx(p->w.win) - ITEM, buf_text(&text));
	buf_release(&text);
	if (i == p->current) {
		p->w.cursor_row = row;
		p->w.cursor_col = 2;
	}
}

static void
draw(CDKOBJS *obj, boolean box)
{
	struct pick *p = (struct pick *)obj;
	char count[40];
	int used;

	(void)box;
	werase(p->w.win);
	p->w.cursor_row = p->w.cursor_col = 0;
	used = paint_text(p->w.win, 0, 0, getmaxx(p->w.win), p->picker.title);
	paint_text(p->w.win, 0, used + 2, getmaxx(p->w.win) - used - 2, edit_text(&p->typed));
	snprintf(count, sizeof count, "%d / %d", p->count, p->total);
	paint_right(p->w.win, 0, getmaxx(p->w.win) - 1, count);
	for (int i = p->top; i < p->count && i < p->top + shown(p); i++)
		draw_item(p, i);
}

static bool
go(struct pick *p, int to)
{
	if (to >= p->count)
		to = p->count - 1;
	if (to < 0)
		to = 0;
	if (to == p->current)
		return false;
	p->current = to;
	p->top = to - to % shown(p);
	return true;
}

static bool
choose(struct pick *p, int i)
{
	if (i < p->count) {
		p->current = i;
		p->chosen = true;
	}
	return true;
}

static int
inject(CDKOBJS *obj, chtype key)
{
	struct pick *p = (struct pick *)obj;
	bool changed = false;

	if (key >= '1' && key <= '9')
		return choose(p, p->top + (int)key - '1');
	switch ((int)key) {
	case INPUT_ENTER:
		return choose(p, p->current);
	case INPUT_UP:
		return go(p, p->current - 1);
	case INPUT_DOWN:
		return go(p, p->current + 1);
	case INPUT_PGUP:
		return go(p, p->top - shown(p));
	case INPUT_PGDN:
		return go(p, p->top + shown(p));
	case INPUT_HOME:
		return go(p, 0);
	case INPUT_END:
		return go(p, p->count - 1);
	default:
		break;
	}
	if (!edit_key(&p->typed, (int)key, &changed))
		return 0;
	if (changed)
		narrow(p);
	return 1;
}

static void
destroy(CDKOBJS *obj)
{
	struct pick *p = (struct pick *)obj;

	edit_release(&p->typed);
	widget_release(&p->w);
}

/* --- the screen --- */

static int
start(struct screen *screen, const void *arg)
{
	static const CDKFUNCS funcs = WIDGET_FUNCS(draw, inject, destroy);
	struct pick *p = widget_new(screen->cdk, sizeof *p, &funcs);

	screen->data = p;
	p->picker = *(const struct picker *)arg;
	edit_init(&p->typed, 40, false);
	p->total = p->picker.total ? p->picker.total : p->picker.filter(p->picker.arg, "");
	edit_set(&p->typed, p->picker.typed ? p->picker.typed : "");
	narrow(p);
	widget_focus(&p->w);
	return 0;
}

static void
layout(struct screen *screen)
{
	struct pick *p = screen->data;

	widget_place(&p->w, screen->panel.row, screen->panel.col, screen->panel.rows,
	    screen->panel.cols);
	p->top = p->current - p->current % shown(p);
}

static struct reaction
used(struct screen *screen, struct widget *widget)
{
	struct pick *p = screen->data;

	(void)widget;
	return p->chosen ? screen_chosen(p->picker.then, p->current) : screen_done();
}

static char *
hint(const struct screen *screen)
{
	const struct pick *p = screen->data;

	return xstrdup(screen_text(screen, p->count ? T_PICKER_HINT : T_PICKER_NONE));
}

static const struct screen_act acts[] = {
	{ACT_NEXT, T_DO_CHOOSE},
	{ACT_PAGE_DOWN, TEXT_NONE},
	{ACT_BACK, T_DO_NOT_CHOOSE},
	{ACT_COUNT, TEXT_NONE},
};

const struct screen_ops screen_picker = {
	.name = "picker",
	.overlay = true,
	.acts = acts,
	.open = start,
	.layout = layout,
	.used = used,
	.hint = hint,
};
