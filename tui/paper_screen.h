/*
 * A notice as it will be on paper, 28 characters by 22 lines a page, with what is still missing
 * beside it.
 */
#ifndef TUI_PAPER_SCREEN_H
#define TUI_PAPER_SCREEN_H

#include "tui/screen.h"

#include "forms/record.h"

/* open()'s argument; the record is the screen's below and stays there. */
struct paper_screen_arg {
	const struct record *record;
	struct reaction (*save)(struct screen *below, int which); /* F2; NULL: only to look at */
};
extern const struct screen_ops screen_paper;

#endif
