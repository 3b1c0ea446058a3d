/*
 * The units that a notice is for: who has signed, who not, how far it is on its way; F9 urges those
 * who have not, and what is said to them can be shown to a telephone.
 */
#ifndef TUI_RECEIPTS_SCREEN_H
#define TUI_RECEIPTS_SCREEN_H

#include "tui/screen.h"

/* open()'s argument: id of the notice. */
extern const struct screen_ops screen_receipts;

#endif
