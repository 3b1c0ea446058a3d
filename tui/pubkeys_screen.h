/* Public keys of one account, for the administrator: a line is pasted, or a key taken off. */
#ifndef TUI_PUBKEYS_SCREEN_H
#define TUI_PUBKEYS_SCREEN_H

#include "tui/screen.h"

/* open()'s argument: the struct account. */
extern const struct screen_ops screen_pubkeys;

#endif
