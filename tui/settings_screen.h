/* 设置: everything that can be set, changed in place; F7 tells who changed what. */
#ifndef TUI_SETTINGS_SCREEN_H
#define TUI_SETTINGS_SCREEN_H

#include "tui/screen.h"

extern const struct screen_ops screen_settings;

#endif
