/* 管理: everything that looks after the station and its data, as far as this role may. */
#ifndef TUI_CARE_MENU_H
#define TUI_CARE_MENU_H

#include "tui/screen.h"

extern const struct screen_ops screen_care_menu;

#endif
