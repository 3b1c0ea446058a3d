/* 最近的错误: what was reported with a number, newest first; to be read out over the phone. */
#ifndef TUI_ERROR_SCREEN_H
#define TUI_ERROR_SCREEN_H

#include "tui/screen.h"

extern const struct screen_ops screen_errors;

#endif
