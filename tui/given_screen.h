/* What was given to whom: each sheet that left in a receiver's own template, newest first. */
#ifndef TUI_GIVEN_SCREEN_H
#define TUI_GIVEN_SCREEN_H

#include "tui/screen.h"

extern const struct screen_ops screen_given;

#endif
