/* What the two shapes of a grid share: one record as a form (grid.c), many as a table. */
#ifndef TUI_GRID_INT_H
#define TUI_GRID_INT_H

#include "tui/grid.h"

#include "tui/entry.h"
#include "tui/longtext.h"

struct grid {
	struct widget w;
	struct grid_owner owner;
	const struct grid_table *table; /* NULL: a form */
	grid_first *first;
	int count, current;
	int page; /* of the current field */
	bool is_long; /* the current field's editor */
	bool whole;   /* the value goes with the first character typed */
	bool grew;    /* the last key put a character at the end */
	int skipped;  /* field from which the cursor went on by itself with the last key, or -1 */
	struct entry *line;
	struct longtext *text;
	int top, left; /* of a table: the first row and the first field that are shown */
};

/* Releases what the owner put there. */
void grid_forget(struct grid_field *field);
/* The editor comes to its place and is painted; the widget's cursor is then where its is. */
void grid_paint_editor(struct grid *g, const struct grid_field *field, int row, int col, int cols);

/* grid_table.c */
bool grid_is_table(const struct grid *g);
void grid_paint_table(struct grid *g);
/* To the first field of the next row, to the last of the one before. Always true. */
bool grid_turn_row(struct grid *g, int step);
/* A key that goes up and down. */
bool grid_table_key(struct grid *g, int key);

/* grid.c */
/* The first field from there on in that direction that can be typed in, or -1. */
int grid_seek(struct grid *g, int from, int step, bool wanted);
/* The cursor stands in field i now: shows what is there. */
void grid_load(struct grid *g, int i);

#endif
