/*
 * The terminal by way of curses, on given descriptors.  One at a time in a process (curses has
 * globals).  States: closed → open → closed; term_close() restores the terminal and is harmless
 * when closed.
 *
 * Curses paints in UTF-8, always.  For a terminal of another charset it paints into memory, and
 * what came together is sent through a transcoder (base/transcode.h) after each flush.
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
/* From now on; the whole screen is to be painted anew. ERR_NOTFOUND with *why: as it was. */
int term_set_charset(enum charset charset, struct say *why);
/* Sends bytes past curses, as they are. */
void term_send(const char *bytes, size_t len);
void term_resize(int rows, int cols);
/*
 * Nothing stays of what was shown: not on the screen, and not above it where the terminal can be
 * told to forget that.
 */
void term_wipe(void);
/* Sends what is new; with `whole`, everything. The cursor ends at row, col. */
void term_flush(int row, int col, bool whole);

#endif
