/* 菜单: every command of the program, for those who know no keys. */
#ifndef TUI_MAIN_MENU_H
#define TUI_MAIN_MENU_H

#include "tui/screen.h"

extern const struct screen_ops screen_main_menu;

#endif
