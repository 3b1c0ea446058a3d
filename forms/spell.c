#include "forms/spell.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/utf8.h"

bool
spell_is_han(uint32_t c)
{
	return (c >= 0x4E00 && c <= 0x9FFF) || (c >= 0x3400 && c <= 0x4DBF) || c == 0x3007 ||
	    (c >= 0xF900 && c <= 0xFAFF) || (c >= 0x20000 && c <= 0x3FFFD);
}

bool
spell_has_han(const char *s)
{
	uint32_t c;

	while ((c = utf8_read(&s)))
		if (spell_is_han(c))
			return true;
	return false;
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

	while ((c = utf8_read(&typed))) {
		if (is_invisible(c))
			continue;
		if (c >= 0xFF01 && c <= 0xFF5E)
			c -= 0xFEE0;
		if (!is_blank(c))
			utf8_add(&out, c);
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

	while ((c = utf8_read(&typed))) {
		if (is_invisible(c) || (c == '\r' && *typed == '\n'))
			continue;
		if (c == '\r' || c == '\n')
			c = multiline ? '\n' : ' ';
		if (c == '\t')
			c = ' ';
		/* Blanks at the start go, but a paragraph keeps its full-width indent. */
		if (!out.len && (multiline ? c == '\n' : is_blank(c)))
			continue;
		utf8_add(&out, c);
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
