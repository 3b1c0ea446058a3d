#include "base/pack.h"

#include <string.h>

#define NULL_TEXT INT64_C(-1)

void
pack_int(struct buf *out, int64_t value)
{
	buf_add(out, &value, sizeof value);
}

void
pack_text(struct buf *out, const char *text)
{
	size_t len = text ? strlen(text) : 0;

	pack_int(out, text ? (int64_t)len : NULL_TEXT);
	buf_add(out, text ? text : "", len);
}

struct unpack
unpack_begin(const void *bytes, size_t len)
{
	return (struct unpack){.at = bytes, .left = len};
}

int64_t
unpack_int(struct unpack *from)
{
	int64_t value;

	if (from->wrong || from->left < sizeof value) {
		from->wrong = true;
		return 0;
	}
	memcpy(&value, from->at, sizeof value);
	from->at += sizeof value;
	from->left -= sizeof value;
	return value;
}

int
unpack_small(struct unpack *from, int most)
{
	int64_t value = unpack_int(from);

	if (value >= 0 && value <= most)
		return (int)value;
	from->wrong = true;
	return 0;
}

char *
unpack_text(struct unpack *from, size_t most)
{
	int64_t len = unpack_int(from);
	const char *text = from->at;

	if (from->wrong || len == NULL_TEXT)
		return NULL;
	if (len < 0 || (uint64_t)len > from->left || (uint64_t)len > most ||
	    memchr(text, '\0', (size_t)len)) {
		from->wrong = true;
		return NULL;
	}
	from->at += len;
	from->left -= (size_t)len;
	return xstrndup(text, (size_t)len);
}

char *
unpack_string(struct unpack *from, size_t most)
{
	char *text = unpack_text(from, most);

	if (text)
		return text;
	from->wrong = true;
	return xstrdup("");
}

bool
unpack_is_whole(const struct unpack *from)
{
	return !from->wrong && from->left == 0;
}
