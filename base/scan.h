/*
 * JSON (RFC 8259) read in place, token by token, where there is too much of it to build trees: the
 * operations of a bag and their bodies. Blanks before a token are passed over. Whoever reads asks
 * for what should come next; what came instead sets `wrong`, and from then on nothing is found.
 *
 * The text is changed: strings are unescaped where they stand and ended by a NUL. Of UTF-8 nothing
 * is checked. NUL, bare control characters and halves of surrogates are refused.
 */
#ifndef BASE_SCAN_H
#define BASE_SCAN_H

#include <stdbool.h>
#include <stdint.h>

struct scan {
	char *at;
	bool wrong;
};

/* Is this the next character? Takes it if so; nothing is wrong if not. */
bool scan_maybe(struct scan *scan, char c);
/* It must be. */
void scan_take(struct scan *scan, char c);
/* An integer of at most 18 figures; 0 where it is wrong. */
int64_t scan_int(struct scan *scan);
/* A string; NULL where it is wrong. Stands in the text. */
char *scan_string(struct scan *scan);
/* A string, or null: NULL. */
char *scan_string_or_null(struct scan *scan);
/* Nothing was wrong, and nothing follows. */
bool scan_ended(struct scan *scan);

#endif
