/* The records of a kind: find as you type, open, new. */
#ifndef TUI_LIST_SCREEN_H
#define TUI_LIST_SCREEN_H

#include "tui/screen.h"

/* open()'s argument; strings are borrowed for the call. */
struct list_screen_arg {
	const char *kind;
	const char *find; /* what was typed already; NULL: nothing */
	const char *field, *value; /* only records with this stored value; NULL: all */
	const char *const *among;  /* only these ids, NULL behind the last; NULL: all */
	const char *title;         /* what they are, behind the kind; NULL: nothing */
};
extern const struct screen_ops screen_list;

#endif
