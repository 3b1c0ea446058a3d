/* A step of a procedure being written: what was done or said, who handles it, until when. */
#ifndef TUI_STEP_SCREEN_H
#define TUI_STEP_SCREEN_H

#include "tui/form_screen.h"

/* Opened with a form_screen_arg: kind, record, step; draft to go on with, or NULL. */
extern const struct screen_ops screen_step;

#define STEP_DRAFT '@' /* a draft's field: this and the step's id */

#endif
