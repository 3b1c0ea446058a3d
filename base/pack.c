#include "base/pack.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>

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

void
pack_say(struct buf *out, const struct say *say)
{
	pack_int(out, say->id);
	for (int i = 0; i < SAY_ARGS; i++)
		pack_text(out, say->arg[i]);
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

void
unpack_say(struct unpack *from, size_t most, struct say *say)
{
	enum text id = (enum text)unpack_small(from, TEXT_COUNT - 1);
	char *arg[SAY_ARGS];

	for (int i = 0; i < SAY_ARGS; i++)
		arg[i] = unpack_text(from, most);
	if (id != TEXT_NONE)
		say_set(say, id, arg[0], arg[1], arg[2], arg[3], NULL);
	for (int i = 0; i < SAY_ARGS; i++)
		free(arg[i]);
}

size_t
pack_exchange(int line, const struct buf *question, void *answer, size_t room)
{
	ssize_t done;

	do
		done = send(line, question->data, question->len, MSG_NOSIGNAL);
	while (done < 0 && errno == EINTR);
	if (done != (ssize_t)question->len)
		return 0;
	do
		done = recv(line, answer, room, 0);
	while (done < 0 && errno == EINTR);
	return done > 0 ? (size_t)done : 0;
}
