/* A sheet as the job's preview tells of it (share/preview.h), for a screen to show. */
#ifndef TUI_SHEET_VIEW_H
#define TUI_SHEET_VIEW_H

#include "forms/form.h"

struct sheet_column {
	char *heading;
	int field; /* of ours, or -1 */
};
struct sheet_row {
	long line;
	char **cell;
	int cells;
};
/* Embedded, all zeros before. */
struct sheet_view {
	char *encoding;
	char **sheet; /* names */
	int sheets, current; /* the one looked at */
	struct sheet_row *row;
	int rows;
	long heading; /* line, 0 none */
	int span;
	char *digest, *layout; /* or NULL */
	struct sheet_column *column;
	int columns;
};

/* Replaces *view by what the answer says. */
void sheet_view_read(struct sheet_view *view, const struct form *form, const char *answer);
void sheet_view_release(struct sheet_view *view);
/* The first values of a column, with 、 between them; a new string. */
char *sheet_view_samples(const struct sheet_view *view, int column);
/*
 * The field of the form that was typed: its number from 1, its label or name, its initials. -1 for
 * none ("", -, 0); -2: nothing or more than one thing is called so.
 */
int sheet_field_typed(const struct form *form, const char *typed);

#endif
