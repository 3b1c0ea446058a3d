/*
 * UTF-8, strictly (RFC 3629): no overlong forms, no surrogates, nothing above U+10FFFF.  Knows
 * bytes and code points only; columns and what stands in one cell are in base/width.h.
 */
#ifndef BASE_UTF8_H
#define BASE_UTF8_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/buf.h"

#define UTF8_MAX 4        /* bytes of one code point at most */
#define UTF8_WRONG 0xFFFD /* what stands for bytes that cannot be read */

/* The code point at s: bytes used (1-4); 0 if len is 0; -1 if no whole code point starts here. */
int utf8_decode(const char *s, size_t len, uint32_t *cp);
/* The same in a string that ends with NUL, never failing: *s moves on; 0 at the end, UTF8_WRONG
 * for each byte that is not part of a code point. */
uint32_t utf8_read(const char **s);
/* Bytes written (1-4), 0 if cp is no code point of text (surrogates, above U+10FFFF). */
int utf8_encode(uint32_t cp, char out[UTF8_MAX]);
/* Appends cp; UTF8_WRONG in place of what is none. */
void utf8_add(struct buf *out, uint32_t cp);

/* Is all of it UTF-8? If not, *bad (may be NULL) is the offset of the first wrong byte. */
bool utf8_is_valid(const char *s, size_t len, size_t *bad);
/* Code points, each wrong byte counted as one. */
size_t utf8_count(const char *s);
/* Bytes of the first n code points (all of them if there are fewer). */
size_t utf8_cut(const char *s, size_t n);

/*
 * As a terminal may get it that is not painted by us: controls but tab and line end, and wrong
 * bytes, become '?'. A new string.
 */
char *utf8_tame(const char *s);

/*
 * Bytes as they come from a line. UTF8_BAD: this byte, and what was pending before it, is skipped.
 * A sequence that is broken off by the beginning of another is forgotten; the new one counts.
 */
enum utf8_step { UTF8_MORE, UTF8_CHAR, UTF8_BAD };
struct utf8_feed {
	char byte[UTF8_MAX];
	size_t len;     /* bytes pending: 0 between characters */
	size_t skipped; /* bytes thrown away since the start */
};
#define UTF8_FEED_EMPTY {{0}, 0, 0}
enum utf8_step utf8_feed(struct utf8_feed *feed, unsigned char byte, uint32_t *cp);

#endif
