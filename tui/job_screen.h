/*
 * A command that takes long or needs files: what it is told, how far it is, what was said. The same
 * as on the command line, for who is signed in.
 */
#ifndef TUI_JOB_SCREEN_H
#define TUI_JOB_SCREEN_H

#include "tui/screen.h"

/*
 * open()'s argument, copied: the command's name, of backup drill verify rebuild import export; or
 * "print PAPER RECORD-ID|KIND" with what it is told already.
 */
extern const struct screen_ops screen_job;

#endif
