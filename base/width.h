/*
 * Columns of text on a terminal.  One table (Unicode 15.0 East Asian Width and general categories)
 * for layout, ncurses and CDK: this module also defines wcwidth() and wcswidth(), and since the
 * executable's symbols come before libc's, libncursesw counts with them too.  The table knows
 * characters younger than libc's and both opinions about "ambiguous" ones (· × “ ” — … ─ ①): one
 * column on UTF-8 terminals, two on GBK, GB18030 and Big5 ones.
 *
 * Texts are NUL-terminated UTF-8.  A cell is a character with the marks of no width that follow
 * it; nothing here ever splits one.  A control character counts one column and is painted as a
 * blank; so does a byte that is not UTF-8, painted as "?".
 */
#ifndef BASE_WIDTH_H
#define BASE_WIDTH_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/buf.h"

/* Are ambiguous characters two columns wide? For the whole process; at start they are not. */
void width_set_ambiguous(bool wide);
bool width_is_ambiguous_wide(void);

/* 0 marks, format characters and NUL; 1; 2 East Asian wide; -1 controls, what is no character. */
int width_of_char(uint32_t cp);
int width_of_text(const char *s);

/* Bytes of the longest beginning of s that fits; *used (may be NULL) are its columns. */
size_t width_cut(const char *s, int columns, int *used);
/* Appends exactly so many columns: s cut, or with blanks behind it. */
void width_fit(struct buf *out, const char *s, int columns);

/* The offset of the cell after, and of the one before, the offset at (0 ≤ at ≤ length). */
size_t width_next(const char *s, size_t at);
size_t width_prev(const char *s, size_t at);

#endif
