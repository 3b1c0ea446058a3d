/* 今天: what is due, what is new, what was left unfinished. */
#ifndef TUI_DESK_H
#define TUI_DESK_H

#include "tui/screen.h"

extern const struct screen_ops screen_desk;

#endif
