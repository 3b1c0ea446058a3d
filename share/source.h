/*
 * A text file of any encoding, read as UTF-8 in pieces: its encoding found (base/detect.h) or told,
 * unreadable and binary files refused with what would be right.
 */
#ifndef SHARE_SOURCE_H
#define SHARE_SOURCE_H

#include "base/err.h"

#include <stdint.h>

struct source;

/*
 * Takes over a descriptor at the beginning of a file of `size` bytes, also when it fails. charset
 * NULL: detect. ERR_INPUT … with *why.
 */
int source_new(int fd, const char *path, int64_t size, const char *charset, struct source **out,
    struct say *why);
void source_free(struct source *source);
/* A csv_source: UTF-8 bytes, 0 at the end, ERR_INPUT at a byte that is not of the encoding. */
int64_t source_read(void *source, char *to, size_t size);
const char *source_charset(const struct source *source);
int64_t source_done(const struct source *source); /* bytes of the file read so far */
int64_t source_size(const struct source *source); /* 0 if unknown */
/* What source_read's error was. */
void source_explain(const struct source *source, struct say *why);

#endif
