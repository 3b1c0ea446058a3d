/* The imports that were made: which, by whom, how much; F9 takes one back as a whole. */
#ifndef TUI_RUNS_SCREEN_H
#define TUI_RUNS_SCREEN_H

#include "tui/screen.h"

extern const struct screen_ops screen_runs;

#endif
