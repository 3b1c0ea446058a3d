/*
 * A bag: what one unit sends to another, as one file. Lines of text, compressed (zstd), then sealed
 * to the receiver in chunks, each with its own tag. doc/exchange.md has the format.
 *
 * In clear stand a mark that it is a bag and the receiver's id, which is random and names nobody;
 * who sent it, what is in it and for what place is sealed. Its size can be seen.
 *
 * A bag is written whole or not at all. Reading bounds what it takes, whatever the file says: a
 * line of BAG_LINE_MOST bytes, BAG_PLAIN_MOST in all, and a window of 2 MiB for zstd.
 */
#ifndef SHARE_BAG_H
#define SHARE_BAG_H

#include "base/err.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define BAG_ID_CHARS 8
#define BAG_LINE_MOST (4u << 20)
#define BAG_PLAIN_MOST (INT64_C(1) << 30)

struct bag;

/* `to`: the receiver's id and its key to seal to. The file is `path` only after bag_end(). */
int bag_new(const char *path, const char to[BAG_ID_CHARS + 1], const unsigned char key[32],
    struct bag **out, struct say *why);
/* A line, without its end. Failures are told by bag_end(). */
void bag_line(struct bag *bag, const char *line);
/* BLAKE2b of all lines so far with their ends. */
void bag_sum(const struct bag *bag, unsigned char out[32]);
/* Frees; on failure nothing stands at the path that was not there before. */
int bag_end(struct bag *bag, struct say *why);
void bag_cancel(struct bag *bag); /* NULL is fine */

/* Opens the key of a bag; 0, or an ERR_* that ends the reading. */
typedef int (*bag_opener)(void *arg, const void *sealed, size_t len, unsigned char out[32]);
/*
 * Gets each line, NUL-terminated, its own to write into; `sum` is of all lines before it. Not 0
 * ends the reading.
 */
typedef int (*bag_reader)(void *arg, char *line, size_t len, const unsigned char sum[32]);

/* Whom a file is for; ERR_INPUT: it is no bag. */
int bag_addressee(const char *path, char to[BAG_ID_CHARS + 1], struct say *why);
/*
 * Reads to the end. ERR_INPUT: no bag; ERR_NOTFOUND: sealed to another; ERR_DAMAGED: changed, or
 * its end is missing: with *why. Lines come before that is known, so nothing may be believed
 * before the end: whoever wants to do something with them reads twice.
 */
int bag_read(const char *path, bag_opener open, void *open_arg, bag_reader reader, void *arg,
    struct say *why);

#endif
