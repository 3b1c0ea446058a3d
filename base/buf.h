/* A string that grows. Embedded type: buf_init or `struct buf b = BUF_EMPTY`, buf_release. */
#ifndef BASE_BUF_H
#define BASE_BUF_H

#include <stdarg.h>
#include <stddef.h>

struct buf {
	char *data; /* always NUL-terminated once anything was added; NULL while empty */
	size_t len; /* bytes, without the NUL */
	size_t room;
};

#define BUF_EMPTY {0}

void buf_release(struct buf *b);
void buf_clear(struct buf *b);
void buf_add(struct buf *b, const void *bytes, size_t len);
void buf_puts(struct buf *b, const char *s);
void buf_putc(struct buf *b, char c);
void buf_printf(struct buf *b, const char *format, ...) __attribute__((format(printf, 2, 3)));
/* The text, never NULL; borrowed until the next change. */
const char *buf_text(const struct buf *b);
/* Hands the text over (free() it; never NULL) and leaves the buffer empty. */
char *buf_take(struct buf *b);

/* Allocation that does not return on want of memory (no memory is fatal here). */
void *xcalloc(size_t count, size_t size);
void *xrealloc(void *p, size_t size);
/*
 * A list of `count` elements with room for one more. Always called so from the first one on, it is
 * enlarged at each power of two: by one each time it would leave a hole at each place it was.
 */
void *xgrow(void *list, int count, size_t size);
char *xstrdup(const char *s);           /* NULL stays NULL */
char *xstrndup(const char *s, size_t len);
char *xprintf(const char *format, ...) __attribute__((format(printf, 1, 2)));

#endif
