/*
 * What the station's work comes to: numbers and rates, then charts by class and month, drawn in
 * signs that every terminal has. Each opens the list of what was counted.
 */
#ifndef TUI_FIGURES_SCREEN_H
#define TUI_FIGURES_SCREEN_H

#include "tui/screen.h"

/* open() needs no argument. */
extern const struct screen_ops screen_figures;

#endif
