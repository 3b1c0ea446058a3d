/* The papers that can be printed of what a screen shows; each goes on as a job. */
#ifndef TUI_PRINT_MENU_H
#define TUI_PRINT_MENU_H

#include "tui/screen.h"

/* ^P on any screen. */
struct reaction print_menu_open(struct screen *screen);

#endif
