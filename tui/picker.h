/*
 * A long list to choose one of, in the panel: typing narrows it, digits choose what is shown, Enter
 * the current one.  The owner filters and writes the lines; the choice goes to the screen below.
 */
#ifndef TUI_PICKER_H
#define TUI_PICKER_H

#include "tui/screen.h"

/* open()'s argument: keep it, and what it points to, in the data of the screen below. */
struct picker {
	const char *title;
	const char *typed; /* to begin with; NULL: nothing */
	int total; /* how many there are in all; 0: as many as filter("") finds */
	/* Finds what matches (everything for ""), returns how many there are. */
	int (*filter)(void *arg, const char *typed);
	/* Writes match i: code, name, … (screen_column), about 26 columns. */
	void (*item)(void *arg, int i, struct buf *out);
	void *arg;
	/* `which` is a match of the last filter(). */
	struct reaction (*then)(struct screen *below, int which);
};
extern const struct screen_ops screen_picker;

#endif
