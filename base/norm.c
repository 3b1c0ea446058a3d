#include "base/norm.h"

#include <stdlib.h>
#include <string.h>

#include <utf8proc.h>

#include "base/buf.h"
#include "base/utf8.h"

#define DOT 0xB7

bool
norm_is_han(uint32_t c)
{
	return (c >= 0x4E00 && c <= 0x9FFF) || (c >= 0x3400 && c <= 0x4DBF) || c == 0x3007 ||
	    (c >= 0xF900 && c <= 0xFAFF) || (c >= 0x20000 && c <= 0x3FFFD);
}

bool
norm_is_dot(uint32_t c)
{
	static const uint32_t dot[] = {DOT, 0x387, 0x2022, 0x2027, 0x2219, 0x22C5, 0x30FB, 0xFF65};

	for (size_t i = 0; i < sizeof dot / sizeof *dot; i++)
		if (c == dot[i])
			return true;
	return false;
}

static bool
stays(uint32_t c)
{
	return (c >= 0xF900 && c <= 0xFAFF) || (c >= 0x2F800 && c <= 0x2FA1F);
}

static bool
is_control(uint32_t c)
{
	return c < 0x20 || (c >= 0x7F && c < 0xA0);
}

static bool
is_blank(uint32_t c)
{
	return c == ' ' || (c >= '\t' && c <= '\r') || c == 0x85 || c == 0xA0 || c == 0x3000 ||
	    (c >= 0x2000 && c <= 0x200A) || c == 0x2028 || c == 0x2029 || c == 0x202F ||
	    c == 0x205F;
}

/* What nobody sees: controls, zero-width characters, marks of direction, soft hyphens. */
static bool
is_invisible(uint32_t c)
{
	return is_control(c) || c == 0xAD || (c >= 0x200B && c <= 0x200F) ||
	    (c >= 0x202A && c <= 0x202E) || (c >= 0x2060 && c <= 0x2064) || c == 0xFEFF;
}

static bool
is_dash(uint32_t c)
{
	return (c >= 0x2010 && c <= 0x2015) || c == 0x2212 || c == 0xFE58 || c == 0xFE63;
}

/* Appends what utf8proc makes of valid UTF-8; it fails only for want of memory. */
static void
add_mapped(struct buf *out, const char *s, size_t len, int options)
{
	utf8proc_uint8_t *mapped = NULL;
	utf8proc_ssize_t size = utf8proc_map((const utf8proc_uint8_t *)s, (utf8proc_ssize_t)len,
	    &mapped, (utf8proc_option_t)options);

	if (size < 0)
		abort();
	buf_add(out, mapped, (size_t)size);
	free(mapped);
}

/*
 * What most texts here consist of, ASCII and unified Han: NFC leaves it alone, and so does NFKC.
 * Asking utf8proc would cost ten times the rest of an import.
 */
static bool
is_settled(const char *s)
{
	uint32_t c;

	while ((c = utf8_read(&s)))
		if (c >= 0x80 && (c < 0x4E00 || c > 0x9FFF))
			return false;
	return true;
}

/* Is s a unified ideograph from U+4E00 to U+9FFF, three bytes? */
static bool
is_common_han(const char *s)
{
	const unsigned char *p = (const unsigned char *)s;

	return p[0] >= 0xE4 && p[0] <= 0xE9 && p[1] >= (p[0] == 0xE4 ? 0xB8 : 0x80) &&
	    p[1] <= 0xBF && p[2] >= 0x80 && p[2] <= 0xBF;
}

/* Nothing but these and what is printed of ASCII, blanks apart: nothing to do but by letter. */
static bool
is_even(const char *s)
{
	while (*s)
		if (*s > ' ' && *s < 0x7F)
			s++;
		else if (is_common_han(s))
			s += 3;
		else
			return false;
	return true;
}

/* NFC of s, which is valid, around the characters that stay; s is released. */
static char *
composed(char *s)
{
	if (is_even(s) || is_settled(s))
		return s;
	struct buf out = BUF_EMPTY;
	const char *from = s, *p = s, *before = s;
	uint32_t c;

	for (; (c = utf8_read(&p)); before = p) {
		if (!stays(c))
			continue;
		add_mapped(&out, from, (size_t)(before - from), UTF8PROC_STABLE | UTF8PROC_COMPOSE);
		buf_add(&out, before, (size_t)(p - before));
		from = p;
	}
	add_mapped(&out, from, (size_t)(before - from), UTF8PROC_STABLE | UTF8PROC_COMPOSE);
	free(s);
	return buf_take(&out);
}

char *
norm_text(const char *s)
{
	struct buf out = BUF_EMPTY;
	uint32_t c;

	if (is_even(s))
		return xstrdup(s);
	while ((c = utf8_read(&s))) {
		if (c == '\r' && *s == '\n')
			continue;
		if (c == '\r')
			c = '\n';
		if ((is_control(c) && c != '\n' && c != '\t') || c == 0xFEFF)
			continue;
		utf8_add(&out, c);
	}
	return composed(buf_take(&out));
}

/* Full-width forms as ASCII, runs of blanks as one space, nothing invisible or at the ends. */
static char *
plain(const char *s)
{
	struct buf out = BUF_EMPTY;
	bool blank = false;
	uint32_t c;

	if (is_even(s))
		return xstrdup(s);
	while ((c = utf8_read(&s))) {
		if (is_blank(c)) {
			blank = true;
			continue;
		}
		if (is_invisible(c))
			continue;
		if (c >= 0xFF01 && c <= 0xFF5E)
			c -= 0xFEE0;
		if (blank && out.len)
			buf_putc(&out, ' ');
		blank = false;
		utf8_add(&out, c);
	}
	return composed(buf_take(&out));
}

char *
norm_digits(const char *s)
{
	char *even = plain(s);
	const char *p = even;
	struct buf out = BUF_EMPTY;
	uint32_t c;

	if (is_even(even) && *even != '\'' && *even != '`')
		return even;
	while ((c = utf8_read(&p))) {
		bool apostrophe = c == '\'' || c == '`' || c == 0x2018 || c == 0x2019;

		if (!out.len && (apostrophe || c == ' '))
			continue;
		utf8_add(&out, is_dash(c) ? '-' : c);
	}
	free(even);
	return buf_take(&out);
}

/* The character after the blank that s may begin with. */
static uint32_t
beyond_blank(const char *s)
{
	uint32_t c = utf8_read(&s);

	return c == ' ' ? utf8_read(&s) : c;
}

/* One dot for all that are meant as one; s is released. */
static char *
with_dots(char *s)
{
	struct buf out = BUF_EMPTY;
	const char *p = s;
	uint32_t c, before = 0;

	while ((c = utf8_read(&p))) {
		bool between = norm_is_han(before) || norm_is_han(beyond_blank(p));

		utf8_add(&out, norm_is_dot(c) || (c == '.' && between) ? DOT : c);
		if (c != ' ')
			before = c;
	}
	free(s);
	return buf_take(&out);
}

static bool
needs_no_blank(uint32_t c)
{
	return norm_is_han(c) || c == DOT;
}

char *
norm_name(const char *s)
{
	if (is_even(s) && !strchr(s, '.'))
		return xstrdup(s);
	char *even = with_dots(plain(s));
	const char *p = even;
	struct buf out = BUF_EMPTY;
	uint32_t c, before = 0;

	for (; (c = utf8_read(&p)); before = c)
		if (c != ' ' || (!needs_no_blank(before) && !needs_no_blank(beyond_blank(p))))
			utf8_add(&out, c);
	free(even);
	return buf_take(&out);
}

static void
add_lower(struct buf *out, const char *s)
{
	for (; *s; s++)
		buf_putc(out, *s >= 'A' && *s <= 'Z' ? (char)(*s + 'a' - 'A') : *s);
}

/* norm_key of what is even. */
static char *
even_key(const char *s)
{
	char *key = xstrdup(s), *to = key;

	for (; *s; s++)
		if (*s != '.')
			*to++ = *s >= 'A' && *s <= 'Z' ? (char)(*s + 'a' - 'A') : *s;
	*to = '\0';
	return key;
}

char *
norm_key(const char *s)
{
	if (is_even(s))
		return even_key(s);
	char *even = plain(s);
	struct buf folded = BUF_EMPTY, out = BUF_EMPTY;
	const char *p;
	uint32_t c;

	if (is_settled(even))
		add_lower(&folded, even);
	else
		add_mapped(&folded, even, strlen(even),
		    UTF8PROC_STABLE | UTF8PROC_COMPOSE | UTF8PROC_COMPAT | UTF8PROC_CASEFOLD |
			UTF8PROC_IGNORE);
	p = buf_text(&folded);
	while ((c = utf8_read(&p)))
		if (!is_blank(c) && !norm_is_dot(c) && c != '.')
			utf8_add(&out, c);
	free(even);
	buf_release(&folded);
	return composed(buf_take(&out));
}

/* Can the key of text begin as this one does? Only what is certain is told apart. */
static bool
may_begin(const char *key, const char *text)
{
	char c = *text;

	if (is_common_han(text))
		return strncmp(key, text, 3) == 0;
	if (c >= 'A' && c <= 'Z')
		c = (char)(c + 'a' - 'A');
	return !((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9')) ||
	    (signed char)text[1] < 0 || *key == c;
}

bool
norm_key_is(const char *key, const char *text)
{
	if (!may_begin(key, text))
		return false;
	char *own = norm_key(text);
	bool is = strcmp(key, own) == 0;

	free(own);
	return is;
}
