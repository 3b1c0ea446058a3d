/*
 * Leaving (离岗交接, db/handover.h): to whom, why, and where the list to be signed goes; done by the
 * command, as a job.
 */
#ifndef TUI_LEAVING_SCREEN_H
#define TUI_LEAVING_SCREEN_H

#include "tui/screen.h"

/* open()'s argument: const struct account *, who leaves. Not where the seat has no jobs. */
extern const struct screen_ops screen_leaving;

#endif
