/* The recovery code: is there one, and a new one to be written on paper. */
#ifndef TUI_RECOVERY_SCREEN_H
#define TUI_RECOVERY_SCREEN_H

#include "tui/screen.h"

extern const struct screen_ops screen_recovery;
/* Only beside the keeper itself, not at the end of a line. */
bool recovery_is_here(const struct screen *screen);

#endif
