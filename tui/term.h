/*
 * The terminal by way of curses, on given descriptors.  One at a time in a process (curses has
 * globals).  States: closed → open → closed; term_close() restores the terminal and is harmless
 * when closed.
 */
#ifndef TUI_TERM_H
#define TUI_TERM_H

#include "tui/input.h"

/*
 * 0; ERR_USAGE: it cannot place its cursor ("dumb"). A name that is unknown here is taken for a
 * vt100. Learns the terminal's keys into input.
 */
int term_open(const char *name, int in, int out, struct input *input);
void term_close(void);
void term_resize(int rows, int cols);
/* Sends what is new; with `whole`, everything. The cursor ends at row, col. */
void term_flush(int row, int col, bool whole);

#endif
