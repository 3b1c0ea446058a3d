/*
 * 两份不同: fields that two people changed from the same state, each with what both wrote, who and
 * when; Enter chooses, and what was not chosen stays in the history.
 */
#ifndef TUI_FORK_SCREEN_H
#define TUI_FORK_SCREEN_H

#include "tui/screen.h"

extern const struct screen_ops screen_forks;

#endif
