/*
 * A sheet looked at before it is taken in: its sheets, its first rows as they are read, where the
 * headings seem to stand, what each column seems to be. Given out as lines of cells parted by tabs
 * (in cells, tabs and line ends are blanks), so that whoever shows them need not read files:
 *
 *	encoding NAME           of text, or the kind of file
 *	sheet *|- NAME          each sheet in order; * is the one looked at
 *	row LINE CELL…          its first rows
 *	heading LINE SPAN       the headings: their first row and how many; none if LINE is 0
 *	digest HEX              by which they are known again
 *	layout NAME             the layout that knows them, if there is one
 *	column FIELD HEADING    of each column; FIELD is the name of ours, or -
 */
#ifndef SHARE_PREVIEW_H
#define SHARE_PREVIEW_H

#include "db/store.h"

struct preview_options {
	const char *charset; /* of text; NULL: detect */
	const char *sheet;   /* NULL: the first with such headings, else the first */
	int64_t heading;     /* line of the first row of headings; 0: find them */
	int span;            /* rows of them, 1 or 2; with heading */
};

/* Calls put with each line, borrowed for the call. */
int preview_file(struct db *db, const struct actor *actor, const struct form *form,
    const char *file, const struct preview_options *options,
    void (*put)(void *arg, const char *line), void *arg, struct say *why);

#endif
