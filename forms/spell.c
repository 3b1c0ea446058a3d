#include "forms/spell.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"

#define BAD 0xFFFD

/* Continuation bytes that a leading byte announces, -1 if none may start with it. */
static int
more_bytes(unsigned char lead)
{
	if (lead < 0x80)
		return 0;
	if (lead >= 0xC2 && lead < 0xE0)
		return 1;
	if (lead >= 0xE0 && lead < 0xF0)
		return 2;
	return lead >= 0xF0 && lead < 0xF5 ? 3 : -1;
}

uint32_t
spell_next(const char **s)
{
	static const uint32_t least[] = {0, 0x80, 0x800, 0x10000};
	const unsigned char *p = (const unsigned char *)*s;
	int more = more_bytes(*p);
	uint32_t c = more > 0 ? *p & (0x3Fu >> more) : *p;

	if (!*p)
		return 0;
	++*s;
	if (more < 0)
		return BAD;
	for (int i = 1; i <= more; i++) {
		if ((p[i] & 0xC0) != 0x80)
			return BAD;
		c = c << 6 | (p[i] & 0x3F);
	}
	if (c < least[more] || c > 0x10FFFF || (c >= 0xD800 && c < 0xE000))
		return BAD;
	*s += more;
	return c;
}

size_t
spell_length(const char *s)
{
	size_t n = 0;

	while (spell_next(&s))
		n++;
	return n;
}

bool
spell_is_han(uint32_t c)
{
	return (c >= 0x4E00 && c <= 0x9FFF) || (c >= 0x3400 && c <= 0x4DBF) || c == 0x3007 ||
	    (c >= 0xF900 && c <= 0xFAFF) || (c >= 0x20000 && c <= 0x3FFFD);
}

static bool
is_invisible(uint32_t c)
{
	return (c >= 0x200B && c <= 0x200F) || (c >= 0x202A && c <= 0x202E) || c == 0x2060 ||
	    c == 0xFEFF || c == 0xAD || (c < 0x20 && c != '\t' && c != '\n' && c != '\r') ||
	    (c >= 0x7F && c < 0xA0);
}

static bool
is_blank(uint32_t c)
{
	return c == ' ' || c == '\t' || c == '\n' || c == '\r' || c == 0xA0 || c == 0x3000 ||
	    (c >= 0x2000 && c <= 0x200A) || c == 0x202F;
}

static void
add_char(struct buf *out, uint32_t c)
{
	if (c < 0x80) {
		buf_putc(out, (char)c);
		return;
	}
	if (c < 0x800) {
		buf_putc(out, (char)(0xC0 | c >> 6));
	} else if (c < 0x10000) {
		buf_putc(out, (char)(0xE0 | c >> 12));
		buf_putc(out, (char)(0x80 | (c >> 6 & 0x3F)));
	} else {
		buf_putc(out, (char)(0xF0 | c >> 18));
		buf_putc(out, (char)(0x80 | (c >> 12 & 0x3F)));
		buf_putc(out, (char)(0x80 | (c >> 6 & 0x3F)));
	}
	buf_putc(out, (char)(0x80 | (c & 0x3F)));
}

static void
cut_end(struct buf *out)
{
	while (out->len && strchr(" \n", out->data[out->len - 1]))
		out->data[--out->len] = '\0';
}

char *
spell_plain(const char *typed)
{
	struct buf out = BUF_EMPTY;
	uint32_t c;

	while ((c = spell_next(&typed))) {
		if (is_invisible(c))
			continue;
		if (c >= 0xFF01 && c <= 0xFF5E)
			c -= 0xFEE0;
		if (!is_blank(c))
			add_char(&out, c);
		else if (out.len && out.data[out.len - 1] != ' ')
			buf_putc(&out, ' ');
	}
	cut_end(&out);
	return buf_take(&out);
}

char *
spell_number(const char *typed)
{
	char *s = spell_plain(typed), *to = s;

	for (const char *from = s; *from; from++) {
		if (strchr(" -'`", *from))
			continue;
		*to++ = (char)toupper((unsigned char)*from);
	}
	*to = '\0';
	return s;
}

char *
spell_text(const char *typed, bool multiline)
{
	struct buf out = BUF_EMPTY;
	uint32_t c;

	while ((c = spell_next(&typed))) {
		if (is_invisible(c) || (c == '\r' && *typed == '\n'))
			continue;
		if (c == '\r' || c == '\n')
			c = multiline ? '\n' : ' ';
		if (c == '\t')
			c = ' ';
		/* Blanks at the start go, but a paragraph keeps its full-width indent. */
		if (!out.len && (multiline ? c == '\n' : is_blank(c)))
			continue;
		add_char(&out, c);
	}
	cut_end(&out);
	return buf_take(&out);
}

bool
spell_is_digits(const char *s, size_t len)
{
	for (size_t i = 0; i < len; i++)
		if (s[i] < '0' || s[i] > '9')
			return false;
	return true;
}
