/* The files of a record: each is taken out again, another is attached; both go on as jobs. */
#ifndef TUI_FILES_MENU_H
#define TUI_FILES_MENU_H

#include "tui/screen.h"

/* On a screen that shows a record. Says why where it cannot be. */
struct reaction files_menu_open(struct screen *screen);

#endif
