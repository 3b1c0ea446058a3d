#include "forms/breaking.h"

#include "base/utf8.h"
#include "base/width.h"

#include <stdlib.h>
#include <string.h>

static bool
is_one_of(const char *set, const char *s, size_t len)
{
	for (; *set; set += width_next(set, 0))
		if (width_next(set, 0) == len && memcmp(set, s, len) == 0)
			return true;
	return false;
}

static bool
begins_no_line(const char *s)
{
	return is_one_of("。，、；：？！）》」』】〕”’…—％·,.;:?!)]}%", s, width_next(s, 0));
}

static bool
ends_no_line(const char *s, size_t len)
{
	return is_one_of("（《「『【〔“‘([{", s, len);
}

static bool
is_word(const char *s)
{
	return *s > ' ' && *s < 0x7F;
}

/* Bytes of what must stay on one line from s on; 0 at the end. */
static size_t
unit(const char *s)
{
	size_t len = 0, next;
	bool goes_on = *s != '\0';

	while (goes_on) {
		next = width_next(s, len);
		bool opens = ends_no_line(s + len, next - len);
		bool both = is_word(s + len) && is_word(s + next);

		len = next;
		goes_on = s[len] && (opens || both || begins_no_line(s + len));
	}
	return len;
}

int
breaking_columns(const char *s, size_t len)
{
	char *part = xstrndup(s, len);
	int width = width_of_text(part);

	free(part);
	return width;
}

size_t
breaking_first(const char *s, int room)
{
	size_t len = 0, next;
	int used = 0;

	while ((next = unit(s + len))) {
		used += breaking_columns(s + len, next);
		if (used > room)
			break;
		len += next;
	}
	/* what should stay together may be longer than a line */
	return len ? len : width_cut(s, room, NULL);
}

int
breaking_count(const char *s, int room)
{
	int n = 0;

	for (; *s; n++) {
		s += breaking_first(s, room);
		s += strspn(s, " ");
	}
	return n;
}

char *
breaking_clean(const char *s, const char *end)
{
	char *copy = xstrndup(s, (size_t)(end - s)), *text;
	const char *p = copy;
	struct buf b = BUF_EMPTY;
	uint32_t cp;

	while ((cp = utf8_read(&p))) {
		bool blank = cp <= 0x20 || (cp >= 0x7F && cp < 0xA0) || cp == 0x3000;

		if (blank && b.len == 0)
			continue;
		utf8_add(&b, blank && cp != 0x3000 ? ' ' : cp);
	}
	free(copy);
	text = buf_take(&b);
	size_t len = strlen(text);

	for (;;) {
		if (len && text[len - 1] == ' ')
			len--;
		else if (len >= 3 && memcmp(text + len - 3, "　", 3) == 0)
			len -= 3;
		else
			break;
	}
	text[len] = '\0';
	return text;
}

char *
breaking_paragraph(const char **s)
{
	while (*s && **s) {
		const char *end = *s + strcspn(*s, "\n");
		char *text = breaking_clean(*s, end);

		*s = *end ? end + 1 : end;
		if (*text)
			return text;
		free(text);
	}
	return NULL;
}
