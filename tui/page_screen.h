/* A text of many lines to be read: scrolled, never changed. */
#ifndef TUI_PAGE_SCREEN_H
#define TUI_PAGE_SCREEN_H

#include "tui/screen.h"

/* open()'s argument; strings are borrowed for the call. */
struct page {
	const char *title, *text;
};
extern const struct screen_ops screen_page;

#endif
