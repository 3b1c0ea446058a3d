#include "base/buf.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define ROOM_LEAST 32 /* bytes; most texts here fit */
#define ROOM_SMALL 1024

static void
no_memory(void)
{
	fputs("gongzhan: out of memory\n", stderr);
	abort();
}

void *
xcalloc(size_t count, size_t size)
{
	void *p = calloc(count ? count : 1, size ? size : 1);

	if (!p)
		no_memory();
	return p;
}

void *
xrealloc(void *p, size_t size)
{
	p = realloc(p, size ? size : 1);
	if (!p)
		no_memory();
	return p;
}

char *
xstrndup(const char *s, size_t len)
{
	char *copy = xrealloc(NULL, len + 1);

	memcpy(copy, s, len);
	copy[len] = '\0';
	return copy;
}

void *
xgrow(void *list, int count, size_t size)
{
	if (count & (count - 1))
		return list;
	return xrealloc(list, (count ? 2 * (size_t)count : 1) * size);
}

char *
xstrdup(const char *s)
{
	return s ? xstrndup(s, strlen(s)) : NULL;
}

/* Small rooms have few sizes, so that what was given back fits what is asked for next. */
static size_t
room_of(size_t want)
{
	size_t room = ROOM_LEAST;

	while (room < want && room < ROOM_SMALL)
		room *= 2;
	return want > room ? want : room;
}

static void
buf_room(struct buf *b, size_t more)
{
	size_t want = b->len + more + 1;

	if (want < more)
		no_memory();
	if (want <= b->room)
		return;
	if (want < b->room * 2)
		want = b->room * 2;
	want = room_of(want);
	b->data = xrealloc(b->data, want);
	b->room = want;
}

void
buf_release(struct buf *b)
{
	free(b->data);
	*b = (struct buf)BUF_EMPTY;
}

void
buf_clear(struct buf *b)
{
	b->len = 0;
	if (b->data)
		b->data[0] = '\0';
}

void
buf_add(struct buf *b, const void *bytes, size_t len)
{
	buf_room(b, len);
	if (len)
		memcpy(b->data + b->len, bytes, len);
	b->len += len;
	b->data[b->len] = '\0';
}

void
buf_puts(struct buf *b, const char *s)
{
	buf_add(b, s, strlen(s));
}

void
buf_putc(struct buf *b, char c)
{
	buf_add(b, &c, 1);
}

static void
buf_vprintf(struct buf *b, const char *format, va_list args)
{
	va_list again;
	int len;

	buf_room(b, ROOM_LEAST);
	va_copy(again, args);
	len = vsnprintf(b->data + b->len, b->room - b->len, format, again);
	va_end(again);
	if (len >= 0 && (size_t)len >= b->room - b->len) {
		buf_room(b, (size_t)len);
		vsnprintf(b->data + b->len, (size_t)len + 1, format, args);
	}
	if (len > 0)
		b->len += (size_t)len;
	b->data[b->len] = '\0';
}

void
buf_printf(struct buf *b, const char *format, ...)
{
	va_list args;

	va_start(args, format);
	buf_vprintf(b, format, args);
	va_end(args);
}

char *
xprintf(const char *format, ...)
{
	struct buf b = BUF_EMPTY;
	va_list args;

	va_start(args, format);
	buf_vprintf(&b, format, args);
	va_end(args);
	return buf_take(&b);
}

const char *
buf_text(const struct buf *b)
{
	return b->data ? b->data : "";
}

char *
buf_take(struct buf *b)
{
	char *data = b->data ? b->data : xcalloc(1, 1);

	*b = (struct buf)BUF_EMPTY;
	return data;
}
