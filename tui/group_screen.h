/*
 * Out of a chat group (从群里摘): lines are pasted, the clerk says which of them are matters and
 * takes each in by the form, the person by hand. Nothing else of what was pasted is kept, in no
 * draft either; it is gone when this screen is left.
 */
#ifndef TUI_GROUP_SCREEN_H
#define TUI_GROUP_SCREEN_H

#include "tui/screen.h"

/* open()'s argument is the kind, borrowed for ever. */
extern const struct screen_ops screen_group;

#endif
