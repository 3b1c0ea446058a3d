/*
 * The page on which a person says what the terminal shows: each line is written in another charset,
 * so that one of them can be read.  Written past curses; what is behind it must be painted anew.
 */
#ifndef TUI_DISPLAY_PAGE_H
#define TUI_DISPLAY_PAGE_H

#include "base/text.h"

#include <stdbool.h>

struct face;

/*
 * Fills the seat's profile; false: the person left it (Esc), nobody came, or the line is gone, and
 * all is as it was. What why says stands above, in English.
 */
bool display_page(struct face *face, const struct say *why);

#endif
