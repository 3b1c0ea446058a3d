/*
 * What this terminal shows: its charset, the width of ambiguous signs, whether the line is slow.
 *
 * The charset is what a person chose for this terminal before (db/profile.h), else what the client
 * says of its locale, else what the terminal itself proves: Chinese in UTF-8 moves its cursor as
 * far as it should.  That is all a terminal can prove (the old charsets look alike to it), and it
 * is asked for one second at most; then a person chooses, on a page that needs no charset, because
 * each of its lines is written in another one.
 *
 * All this comes before the first screen, because the sign-in must be readable.  At another
 * computer SSH has told by then who it is, and what is remembered belongs to her account and what
 * her client says of itself (TERM, charset).  At the console nobody has signed in yet, and the
 * terminal is the machine's: what is remembered there belongs to the console.
 *
 * On a UTF-8 terminal of which nothing else is known the width of ambiguous signs is asked for,
 * too, and never waited for: the answer, when it comes, lays the screens out anew.
 */
#ifndef TUI_DISPLAY_H
#define TUI_DISPLAY_H

#include "tui/screen.h"

struct face;

/* Opens the terminal of the face's seat. False: it can do too little, or the line is gone. */
bool display_open(struct face *face);
/* The terminal has answered meanwhile: true if everything must be laid out anew. */
bool display_heard(struct face *face);
/* The page on which a person chooses; it comes and goes at once. */
extern const struct screen_ops screen_display;

#endif
