/*
 * What our CDK object classes have in common.  A class is one file: a struct that begins with
 * `struct widget`, a const CDKFUNCS made by WIDGET_FUNCS, a constructor.  CDK keeps the objects of
 * a screen, their order and the focus; drawing only writes into the window, which is a part of
 * stdscr: one place (face.c) sends everything out, once a turn.
 *
 * CDK accepts only types that it knows, so all of ours say vENTRY; none is ever handed to a
 * function of CDK's own entry.  injectObj takes a key of tui/input.h and returns 1 if it was used.
 */
#ifndef TUI_WIDGET_H
#define TUI_WIDGET_H

#include <stdbool.h>
#include <cdk/cdk.h>

/* What is typed into a widget, for Chinese input. */
enum typing {
	TYPING_NOTHING, /* never any Chinese: a list, a password, a file */
	TYPING_PLAIN,   /* figures, codes: keys are what they are, Chinese may be wanted next */
	TYPING_TEXT,
	TYPING_PRIVATE, /* text from which nothing is learnt */
	TYPING_NAME,    /* a person's */
};

struct widget {
	CDKOBJS obj;   /* first */
	WINDOW *win;   /* NULL: not on the screen now */
	int cursor_row, cursor_col; /* in win; draw sets it */
	bool changed;  /* keys changed its content; whoever looks clears it */
	enum typing typing;
	unsigned place; /* another number when it is another field that is typed into */
};

#define WIDGET_TYPE vENTRY
#define WIDGET_FUNCS(draw, inject, destroy) { \
	.objectType = WIDGET_TYPE, .returnType = DataTypeInt, \
	.drawObj = draw, .injectObj = inject, .destroyObj = destroy, \
	.eraseObj = widget_nothing, .moveObj = widget_move, \
	.focusObj = widget_nothing, .unfocusObj = widget_nothing, \
	.saveDataObj = widget_nothing, .refreshDataObj = widget_nothing, \
	.setULcharObj = setCdkULchar, .setURcharObj = setCdkURchar, \
	.setLLcharObj = setCdkLLchar, .setLRcharObj = setCdkLRchar, \
	.setVTcharObj = setCdkVTchar, .setHZcharObj = setCdkHZchar, \
	.setBXattrObj = setCdkBXattr, .setBKattrObj = widget_attr, \
}

/* A new object of `size` bytes, zeroed behind its obj, registered with the screen. */
void *widget_new(CDKSCREEN *screen, size_t size, const CDKFUNCS *funcs);
/* The end of every class's destroyObj; CDK frees the struct itself. */
void widget_release(struct widget *w);
void widget_free(struct widget *w);
/* Where it stands, in cells of the screen; what does not fit is cut, rows < 1 hides it. */
void widget_place(struct widget *w, int row, int col, int rows, int cols);
void widget_hide(struct widget *w);
/* Belongs to another widget, which places it, draws it and hands it keys. */
void widget_make_part(struct widget *w);

/* Gives it the focus, takes it from whoever has it. */
void widget_focus(struct widget *w);
bool widget_has_focus(const struct widget *w);
/* The one with the focus, or NULL. */
struct widget *widget_focused(CDKSCREEN *screen);
/* Tab and Shift-Tab among the placed ones. */
void widget_focus_step(CDKSCREEN *screen, int step);
bool widget_key(struct widget *w, int key);

CDKSCREEN *widget_screen_new(void);
void widget_screen_free(CDKSCREEN *screen); /* and all its objects */
void widget_screen_draw(CDKSCREEN *screen);

/* For WIDGET_FUNCS. */
void widget_nothing(CDKOBJS *obj);
void widget_move(CDKOBJS *obj, int x, int y, boolean relative, boolean refresh);
void widget_attr(CDKOBJS *obj, chtype attr);

#endif
