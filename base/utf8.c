#include "base/utf8.h"

#include <string.h>

/* What may follow a leading byte: the second byte lies in [low, high], the others in [80, BF]. */
struct lead {
	unsigned char first, last, more, low, high;
};

static const struct lead *
lead_of(unsigned char byte)
{
	static const struct lead lead[] = {
		{0xE1, 0xEC, 2, 0x80, 0xBF}, /* nearly all of what is written here */
		{0xC2, 0xDF, 1, 0x80, 0xBF},
		{0xE0, 0xE0, 2, 0xA0, 0xBF},
		{0xED, 0xED, 2, 0x80, 0x9F},
		{0xEE, 0xEF, 2, 0x80, 0xBF},
		{0xF0, 0xF0, 3, 0x90, 0xBF},
		{0xF1, 0xF3, 3, 0x80, 0xBF},
		{0xF4, 0xF4, 3, 0x80, 0x8F},
	};

	for (size_t i = 0; i < sizeof lead / sizeof *lead; i++)
		if (byte >= lead[i].first && byte <= lead[i].last)
			return &lead[i];
	return NULL;
}

/* Bytes of the code point at s, 0 if it may be the beginning of one, -1 if it cannot be. */
static int
sequence(const char *s, size_t len, uint32_t *cp)
{
	const unsigned char *p = (const unsigned char *)s;
	const struct lead *lead;
	uint32_t c;

	if (*p < 0x80) {
		*cp = *p;
		return 1;
	}
	if (p[0] >= 0xE1 && p[0] <= 0xEC && len > 2 && (p[1] & 0xC0) == 0x80 &&
	    (p[2] & 0xC0) == 0x80) { /* most of what is written here */
		*cp = (p[0] & 0xFu) << 12 | (p[1] & 0x3Fu) << 6 | (p[2] & 0x3Fu);
		return 3;
	}
	lead = lead_of(*p);
	if (!lead)
		return -1;
	c = *p & (0x3Fu >> lead->more);
	for (size_t i = 1; i <= lead->more; i++) {
		if (i == len)
			return 0;
		if (p[i] < (i == 1 ? lead->low : 0x80) || p[i] > (i == 1 ? lead->high : 0xBF))
			return -1;
		c = c << 6 | (p[i] & 0x3Fu);
	}
	*cp = c;
	return lead->more + 1;
}

int
utf8_decode(const char *s, size_t len, uint32_t *cp)
{
	int used = len ? sequence(s, len, cp) : 0;

	return len && used == 0 ? -1 : used;
}

uint32_t
utf8_read(const char **s)
{
	uint32_t cp = 0;
	int used;

	if ((signed char)**s >= 0)
		return **s ? (uint32_t)*(*s)++ : 0;
	/* The NUL at the end breaks off any sequence, so that 4 bytes are never overrun. */
	used = sequence(*s, UTF8_MAX, &cp);
	*s += used > 0 ? used : 1;
	return used > 0 ? cp : UTF8_WRONG;
}

int
utf8_encode(uint32_t cp, char out[UTF8_MAX])
{
	static const unsigned char mark[] = {0x00, 0xC0, 0xE0, 0xF0};
	int more = cp < 0x80 ? 0 : cp < 0x800 ? 1 : cp < 0x10000 ? 2 : 3;

	if (cp > 0x10FFFF || (cp >= 0xD800 && cp < 0xE000))
		return 0;
	for (int i = more; i > 0; i--, cp >>= 6)
		out[i] = (char)(0x80 | (cp & 0x3F));
	out[0] = (char)(mark[more] | cp);
	return more + 1;
}

void
utf8_add(struct buf *out, uint32_t cp)
{
	char bytes[UTF8_MAX];
	int len = utf8_encode(cp, bytes);

	if (!len)
		len = utf8_encode(UTF8_WRONG, bytes);
	buf_add(out, bytes, (size_t)len);
}

bool
utf8_is_valid(const char *s, size_t len, size_t *bad)
{
	uint32_t cp;

	for (size_t at = 0; at < len;) {
		if ((signed char)s[at] >= 0) {
			at++;
			continue;
		}
		int used = utf8_decode(s + at, len - at, &cp);

		if (used < 0) {
			if (bad)
				*bad = at;
			return false;
		}
		at += (size_t)used;
	}
	return true;
}

size_t
utf8_count(const char *s)
{
	size_t n = 0;

	while (utf8_read(&s))
		n++;
	return n;
}

size_t
utf8_cut(const char *s, size_t n)
{
	const char *p = s;

	while (n > 0 && utf8_read(&p))
		n--;
	return (size_t)(p - s);
}

char *
utf8_tame(const char *s)
{
	struct buf out = BUF_EMPTY;
	uint32_t c;

	while ((c = utf8_read(&s))) {
		bool control = (c < ' ' && c != '\t' && c != '\n') || (c >= 0x7f && c < 0xa0);

		utf8_add(&out, control || c == UTF8_WRONG ? '?' : c);
	}
	return buf_take(&out);
}

enum utf8_step
utf8_feed(struct utf8_feed *feed, unsigned char byte, uint32_t *cp)
{
	int used;

	feed->byte[feed->len++] = (char)byte;
	used = sequence(feed->byte, feed->len, cp);
	if (used < 0 && feed->len > 1) { /* broken off: does the byte begin something? */
		feed->skipped += feed->len - 1;
		feed->byte[0] = (char)byte;
		feed->len = 1;
		used = sequence(feed->byte, 1, cp);
	}
	if (used == 0)
		return UTF8_MORE;
	feed->len = 0;
	if (used > 0)
		return UTF8_CHAR;
	feed->skipped++;
	return UTF8_BAD;
}
