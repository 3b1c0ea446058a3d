/* Many short strings in their order, kept close together, up to a limit. Embedded type. */
#ifndef SHARE_STRINGS_H
#define SHARE_STRINGS_H

#include <stdbool.h>
#include <stddef.h>

struct strings {
	char **block; /* of the texts */
	size_t blocks, used; /* used: of the last block */
	char **at;
	size_t count, room;
	size_t bytes, most; /* kept, and allowed */
};

/* most: bytes, with what is needed to find them. */
void strings_init(struct strings *strings, size_t most);
void strings_release(struct strings *strings);
/* Copies len bytes and a NUL; false: more than allowed, nothing is added. */
bool strings_add(struct strings *strings, const char *text, size_t len);
/* NULL if there is none. Borrowed until _release. */
char *strings_get(const struct strings *strings, size_t i);

#endif
