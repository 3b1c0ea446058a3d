/* How far a notice reached, and who was not reached, by name; urging them. */
#ifndef TUI_CONVEYANCE_SCREEN_H
#define TUI_CONVEYANCE_SCREEN_H

#include "tui/screen.h"

#include "forms/record.h"

/* open()'s argument: the notice's id, copied. */
extern const struct screen_ops screen_conveyance;

/* Is it a paper that was issued, so that it can reach somebody? */
bool conveyance_is(const struct record *record);

#endif
