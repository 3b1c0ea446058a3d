/*
 * Chinese input of one seat: whether it is on, what it composes from, what it has learnt and not
 * yet written.  Stands between the keys and the focused widget (face.c); the composing itself is
 * tui/compose.h.
 *
 * What is chosen is learnt at once and written within a tick (ime_tick), as drafts are; from fields
 * of TYPING_PRIVATE and from searches nothing is learnt.
 */
#ifndef TUI_IME_H
#define TUI_IME_H

#include "tui/screen.h"

struct ime;

/* The words that all seats share, made once for ever: before processes are forked, so that they do
 * share them. */
void ime_prepare(const struct forms *forms);

struct ime *ime_new(struct seat *seat);
/* Writes what was learnt; so does ime_leave. */
void ime_free(struct ime *ime);
/* The clerk goes away: off, and nothing of hers stays. */
void ime_leave(struct ime *ime);
void ime_tick(struct ime *ime);

/* Can Chinese be typed where the focus is? In fields, and in what a screen finds as one types. */
bool ime_fits(const struct screen *screen);
bool ime_is_on(const struct ime *ime, const struct screen *screen);
/* Lists are switched on each for itself. What was being composed is appended as typed. */
void ime_toggle(struct ime *ime, const struct screen *screen, struct buf *out);
/*
 * A key for the screen on top. Text to be typed is appended to out; false: the key is still to be
 * done, behind that text.
 */
bool ime_key(struct ime *ime, const struct screen *screen, int key, struct buf *out);
/* What is being composed, as typed. */
void ime_flush(struct ime *ime, struct buf *out);
/* The line that shows it, so many columns wide; false: nothing is being composed. */
bool ime_line(struct ime *ime, int cols, struct buf *out);
bool ime_is_composing(const struct ime *ime);

/* By shapes instead of pinyin, and back; remembered. False where there is no table of them. */
bool ime_switch_codes(struct ime *ime, struct buf *out);
bool ime_has_codes(const struct ime *ime);

/* Another set of sounds that are not told apart: SPELLING_ bits. Remembered. */
unsigned ime_next_fuzzy(struct ime *ime);

#endif
