#include "tui/widget.h"

#include "base/buf.h"

#include <stdlib.h>
#include <string.h>

void *
widget_new(CDKSCREEN *screen, size_t size, const CDKFUNCS *funcs)
{
	struct widget *w = _newCDKObject((unsigned)size, funcs);

	if (!w)
		abort();
	memset((char *)w + sizeof w->obj, 0, size - sizeof w->obj);
	w->obj.screen = screen;
	w->obj.acceptsFocus = TRUE;
	w->obj.hasFocus = FALSE; /* the constructor says TRUE */
	registerCDKObject(screen, WIDGET_TYPE, w);
	return w;
}

void
widget_hide(struct widget *w)
{
	if (w->win)
		delwin(w->win);
	w->win = NULL;
	w->obj.inputWindow = NULL;
}

void
widget_release(struct widget *w)
{
	widget_hide(w);
	cleanCDKObjectBindings(WIDGET_TYPE, w);
	unregisterCDKObject(WIDGET_TYPE, w);
}

void
widget_free(struct widget *w)
{
	if (w)
		destroyCDKObject(w);
}

void
widget_place(struct widget *w, int row, int col, int rows, int cols)
{
	widget_hide(w);
	if (row < 0 || col < 0 || row >= LINES || col >= COLS)
		return;
	if (rows > LINES - row)
		rows = LINES - row;
	if (cols > COLS - col)
		cols = COLS - col;
	if (rows < 1 || cols < 1)
		return;
	w->win = derwin(stdscr, rows, cols, row, col);
	w->obj.inputWindow = w->win;
}

void
widget_make_part(struct widget *w)
{
	w->obj.acceptsFocus = FALSE;
	w->obj.isVisible = FALSE;
}

struct widget *
widget_focused(CDKSCREEN *screen)
{
	CDKOBJS *obj = screen->objectCount > 0 ? getCDKFocusCurrent(screen) : NULL;

	return obj && obj->hasFocus ? (struct widget *)obj : NULL;
}

void
widget_focus(struct widget *w)
{
	struct widget *old = widget_focused(w->obj.screen);

	if (old == w)
		return;
	if (old) {
		old->obj.hasFocus = FALSE;
		UnfocusObj(&old->obj);
	}
	/* CDK's own setFocus would switch the cursor off and on: screen readers lose it. */
	setCDKFocusCurrent(w->obj.screen, &w->obj);
	w->obj.hasFocus = TRUE;
	FocusObj(&w->obj);
}

bool
widget_has_focus(const struct widget *w)
{
	return w->obj.hasFocus;
}

void
widget_focus_step(CDKSCREEN *screen, int step)
{
	int count = screen->objectCount, at = screen->objectFocus;

	for (int i = 0; i < count; i++) {
		struct widget *w;

		at = (at + step + count) % count;
		w = (struct widget *)screen->object[at];
		if (w->win && w->obj.acceptsFocus) {
			widget_focus(w);
			return;
		}
	}
}

bool
widget_key(struct widget *w, int key)
{
	return InjectObj(&w->obj, (chtype)key);
}

CDKSCREEN *
widget_screen_new(void)
{
	/*
	 * Not initCDKScreen(): whenever it makes the first screen it takes the locale of the
	 * environment and puts the terminal out of raw mode. An empty screen is no more than this.
	 */
	CDKSCREEN *screen = xcalloc(1, sizeof *screen);

	screen->window = stdscr;
	return screen;
}

void
widget_screen_free(CDKSCREEN *screen)
{
	if (!screen)
		return;
	/* destroyCDKScreenObjects() leaves some alive. */
	while (screen->objectCount > 0)
		_destroyCDKObject(screen->object[screen->objectCount - 1]);
	free(screen->object);
	free(screen);
}

void
widget_screen_draw(CDKSCREEN *screen)
{
	for (int i = 0; i < screen->objectCount; i++) {
		struct widget *w = (struct widget *)screen->object[i];

		if (w->win && w->obj.isVisible)
			drawCDKObject(w, FALSE);
	}
}

void
widget_nothing(CDKOBJS *obj)
{
	(void)obj;
}

void
widget_move(CDKOBJS *obj, int x, int y, boolean relative, boolean refresh)
{
	struct widget *w = (struct widget *)obj;

	(void)refresh;
	if (!w->win)
		return;
	if (relative) {
		x += getbegx(w->win);
		y += getbegy(w->win);
	}
	widget_place(w, y, x, getmaxy(w->win), getmaxx(w->win));
}

void
widget_attr(CDKOBJS *obj, chtype attr)
{
	struct widget *w = (struct widget *)obj;

	if (w->win)
		wbkgdset(w->win, attr);
}
