/*
 * A form on the screen, a CDK object: fields one below the other on the common grid, in pages, one
 * of them being typed in.  The owner keeps the values; it is asked for every field that is painted
 * and told when the cursor leaves one.  At 160 columns and more two pages stand side by side; what
 * does not fit scrolls.
 *
 * Or a table of many records, one a row: the first column stays, the others scroll.  Enter goes to
 * the next field of the row that is wanted or wrong, behind the last to the next row; Tab goes
 * through them one by one; the other rows are Up, Down and the pages.
 *
 * Keys: what the field's editor does not use.  Enter goes to the next field that is wanted or wrong
 * (then simply to the next), Tab and Down to the next, Shift-Tab and Up to the one before, PgDn and
 * PgUp to the next and previous page.  Fields that are derived or not asked for are passed over.
 * Behind grid_skip() Enter, Tab and Down do what they would have done in the field before: the hand
 * that typed them did not know.
 */
#ifndef TUI_GRID_H
#define TUI_GRID_H

#include "tui/widget.h"

#include "base/buf.h"

struct grid;

/* What field i is now. Zeroed when asked for; the bufs are released by the grid. */
struct grid_field {
	const char *label; /* borrowed for the call */
	char mark;         /* * ! = " or 0; the grid sees to > */
	bool hidden;       /* not asked for (irrelevant): takes no room */
	bool fixed;        /* cannot be typed in */
	bool wanted;       /* required and empty: ____ */
	bool secret;       /* shown as stars */
	bool gap;          /* an empty row above */
	bool whole;        /* the first character typed takes the place of the value */
	enum typing typing;
	int page;
	int rows;          /* of a long text, counter included; 0: one line */
	size_t max;        /* most characters to be typed */
	int cols;          /* of its column in a table */
	struct buf value;  /* as it is typed */
	/* Beside it: what the value means, what is wrong with it. Too long, it ends at a stop. */
	struct buf meaning;
};
struct grid_table {
	int (*rows)(void *arg);
	int (*row)(void *arg); /* that the owner's field() speaks of */
	void (*cell)(void *arg, int row, int i, struct grid_field *out);
	char (*mark)(void *arg, int row); /* or 0 */
	/*
	 * The cursor, whose field was settled, goes to this row; behind the last one: to a new
	 * one. False: it stays.
	 */
	bool (*go)(void *arg, int row);
};
/* Before a key does anything; true: it is done. */
typedef bool grid_first(void *arg, int key);
struct grid_owner {
	void (*field)(void *arg, int i, struct grid_field *out);
	/* The cursor goes away; what stood in the editor, typed or not, borrowed. */
	void (*leave)(void *arg, int i, const char *typed);
	void *arg;
};

struct grid *grid_new(CDKSCREEN *screen, const struct grid_owner *owner, int count);
/* A table from now on; and who looks at keys before the grid does. NULL: a form, nobody. */
void grid_set_table(struct grid *grid, const struct grid_table *table, grid_first *first);
struct widget *grid_widget(struct grid *grid);
int grid_current(const struct grid *grid); /* field, -1 before the first grid_go() */
int grid_page(const struct grid *grid);
/* Columns there are for the meaning. */
int grid_meaning_cols(const struct grid *grid);
/* To field i, or the next that can be typed in; leave() is called for the old one. */
void grid_go(struct grid *grid, int i);
/* What stands in the editor. */
const char *grid_typed(const struct grid *grid);
/* Puts a text there as if it had been typed. */
void grid_type(struct grid *grid, const char *text);
/* Has the last key put a character at the end of what stands there? */
bool grid_grew(const struct grid *grid);
/* The field is filled to the last character: goes on as with Enter. */
void grid_skip(struct grid *grid);
/* The value of the current field is another one now (a picker, another clerk): shows it. */
void grid_reload(struct grid *grid);
/* Calls leave() for the current field, the cursor stays: before saving, before keeping a draft. */
void grid_settle(struct grid *grid);

#endif
