/* A record keyed a second time without seeing the first (复录), then the next one that waits. */
#ifndef TUI_TWICE_KEY_H
#define TUI_TWICE_KEY_H

#include "tui/screen.h"

/* open()'s argument: the id of the record to begin with. */
extern const struct screen_ops screen_twice_key;

#endif
