/* What is due on another day since a year's working days were keyed. */
#ifndef TUI_MOVED_SCREEN_H
#define TUI_MOVED_SCREEN_H

#include "tui/screen.h"

/* open()'s argument: const struct moves * (db/settings.h), in the data of the screen below. */
extern const struct screen_ops screen_moved;

#endif
