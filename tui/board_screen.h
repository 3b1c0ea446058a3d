/*
 * 上下级: the units that bags go to and come from, silent ones first, and what can be done with
 * bags and sticks (上报包、下发包).
 */
#ifndef TUI_BOARD_SCREEN_H
#define TUI_BOARD_SCREEN_H

#include "tui/screen.h"

extern const struct screen_ops screen_board;

#endif
