/* 帮助: this screen and its keys, from the action table. open()'s argument: the screen below. */
#ifndef TUI_HELP_H
#define TUI_HELP_H

#include "tui/screen.h"

extern const struct screen_ops screen_help;

#endif
