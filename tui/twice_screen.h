/* What waits to be keyed a second time (复录, db/twice.h), the oldest first. */
#ifndef TUI_TWICE_SCREEN_H
#define TUI_TWICE_SCREEN_H

#include "tui/screen.h"

extern const struct screen_ops screen_twice;
/* May she key anything again here? */
bool twice_screen_is_for(const struct seat *seat);

#endif
