/* 首次设置: makes the station on the first start; then the sign-in takes its place. */
#ifndef TUI_SET_UP_H
#define TUI_SET_UP_H

#include "tui/screen.h"

extern const struct screen_ops screen_set_up;

#endif
