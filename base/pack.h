/*
 * Small typed messages between the program's own processes on one machine: numbers and strings,
 * one after another.  Reading is bounded and trusts nothing: after the first wrong field all that
 * follows is 0 or NULL, and unpack_is_whole() says so at the end.
 */
#ifndef BASE_PACK_H
#define BASE_PACK_H

#include "base/buf.h"
#include "base/text.h"

#include <stdbool.h>
#include <stdint.h>

void pack_int(struct buf *out, int64_t value);
void pack_text(struct buf *out, const char *text); /* NULL stays NULL */
void pack_say(struct buf *out, const struct say *say);

struct unpack {
	const char *at; /* borrowed */
	size_t left;
	bool wrong;
};

struct unpack unpack_begin(const void *bytes, size_t len);
int64_t unpack_int(struct unpack *from);
/* A number from 0 to most; 0 and wrong otherwise. */
int unpack_small(struct unpack *from, int most);
/* A new string of at most so many bytes, without NUL; NULL if it was NULL or is wrong. */
char *unpack_text(struct unpack *from, size_t most);
/* The same where NULL is wrong, too: "" then, so that it can always be used. */
char *unpack_string(struct unpack *from, size_t most);
/* A sentence of words of at most so many bytes each; none: no change. say may be NULL. */
void unpack_say(struct unpack *from, size_t most, struct say *say);
/* Everything was read and nothing was wrong. */
bool unpack_is_whole(const struct unpack *from);

/*
 * Sends the question by a line that keeps messages apart and waits for the answer: its length, at
 * most room; 0: there is nobody any more.
 */
size_t pack_exchange(int line, const struct buf *question, void *answer, size_t room);

#endif
