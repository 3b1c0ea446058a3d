#include "share/strings.h"

#include "base/buf.h"

#include <stdlib.h>
#include <string.h>

#define BLOCK ((size_t)1 << 20)
#define STEP 65536 /* pointers by which the list grows: doubling would hold twice the memory */

void
strings_init(struct strings *strings, size_t most)
{
	*strings = (struct strings){.most = most, .used = BLOCK};
}

void
strings_release(struct strings *strings)
{
	for (size_t i = 0; i < strings->blocks; i++)
		free(strings->block[i]);
	free(strings->block);
	free(strings->at);
	strings_init(strings, 0);
}

static char *
room_for(struct strings *strings, size_t size)
{
	if (strings->used + size > BLOCK) {
		strings->block = xrealloc(strings->block,
		    (strings->blocks + 1) * sizeof *strings->block);
		strings->block[strings->blocks++] = xrealloc(NULL, BLOCK);
		strings->used = 0;
	}
	char *room = strings->block[strings->blocks - 1] + strings->used;

	strings->used += size;
	return room;
}

bool
strings_add(struct strings *strings, const char *text, size_t len)
{
	size_t size = len + 1 + sizeof *strings->at;

	if (len >= BLOCK || strings->bytes + size > strings->most)
		return false;
	if (strings->count == strings->room) {
		strings->room += STEP;
		strings->at = xrealloc(strings->at, strings->room * sizeof *strings->at);
	}
	char *copy = room_for(strings, len + 1);

	if (len)
		memcpy(copy, text, len);
	copy[len] = '\0';
	strings->at[strings->count++] = copy;
	strings->bytes += size;
	return true;
}

char *
strings_get(const struct strings *strings, size_t i)
{
	return i < strings->count ? strings->at[i] : NULL;
}
