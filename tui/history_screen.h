/* Who changed a record, and when: field by field, before and after, in words. */
#ifndef TUI_HISTORY_SCREEN_H
#define TUI_HISTORY_SCREEN_H

#include "tui/screen.h"

/* open()'s argument; strings are borrowed for the call. */
struct history_screen_arg {
	const char *kind;
	const char *record;
};
extern const struct screen_ops screen_history;

#endif
