/*
 * What curses paints in UTF-8, for a terminal that shows another charset.  Escape sequences pass;
 * shifts to other character sets (ESC ( X, SO, SI) do not, for such a terminal would take the
 * bytes that follow for something else.
 *
 * The screen was laid out by base/width.h.  A character whose bytes would take other columns than
 * were counted for it (a byte is a column on these terminals), and one that the charset lacks, is
 * replaced by something as wide: 〓, in Big5 □, in ASCII ??; one column by the ASCII sign that
 * looks most like it, else ?.  Marks of no width are dropped.
 *
 * A substitute exists only in the bytes on their way to the terminal.  What is shown comes from the
 * record and what is saved comes from the record; the screen is never read back.  So a field that
 * is shown with substitutes and left alone keeps what it is, and where a person types, only what
 * she inserts or deletes changes.  The last way, to copy 〓 from the screen and paste it, is closed
 * by tui/input.h, which takes no stand-in for a key.
 */
#ifndef BASE_TRANSCODE_H
#define BASE_TRANSCODE_H

#include "base/charset.h"

struct transcoder;

/* ERR_NOTFOUND: the system has no such converter; say (may be NULL) tells what to install. */
int transcoder_new(enum charset charset, struct say *say, struct transcoder **out);
void transcoder_free(struct transcoder *t);
/* Bytes in any pieces, cut anywhere; what they become is appended. */
void transcode(struct transcoder *t, const char *bytes, size_t len, struct buf *out);

#endif
