/*
 * A command that takes long or needs files: what it is told, how far it is, what was said. The same
 * as on the command line, for who is signed in.
 */
#ifndef TUI_JOB_SCREEN_H
#define TUI_JOB_SCREEN_H

#include "tui/screen.h"

/* open()'s argument: the command's name, of: backup verify rebuild import export. */
extern const struct screen_ops screen_job;

#endif
