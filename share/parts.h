/*
 * The parts of a packed workbook: a ZIP file with XML in it (ECMA-376 part 2). Each part is read as
 * a stream, within limits; nothing outside the file is ever opened, document types are refused.
 */
#ifndef SHARE_PARTS_H
#define SHARE_PARTS_H

#include "base/buf.h"
#include "share/book.h"

#include <stdint.h>

struct parts;

/* Keeps fd, which stays the caller's. BOOK_DAMAGED, BOOK_PASSWORD, BOOK_SYSTEM … */
enum book_fault parts_open(int fd, struct parts **out);
void parts_close(struct parts *parts);
bool parts_has(const struct parts *parts, const char *part);

/* The parts' names in order; NULL behind the last. Borrowed. */
const char *parts_name(const struct parts *parts, int i);
/* A whole part, at most `most` bytes, appended. */
enum book_fault parts_get(struct parts *parts, const char *part, size_t most, struct buf *out);
/* The file itself, for who copies parts (a zip_t); borrowed. */
void *parts_zip(struct parts *parts);

/* Unpacks the part to its end and compares the checksum; bytes (may be NULL) sees all of it. */
enum book_fault parts_check(struct parts *parts, const char *part,
    void (*bytes)(void *arg, const char *bytes, size_t len), void *arg);
/* How many bytes it says it has, unpacked; 0: it is not there. */
int64_t parts_size(const struct parts *parts, const char *part);

/* Told of a part's elements, names without prefix. attr: name, value, …, NULL. Any may be NULL. */
struct parts_xml {
	void (*start)(void *arg, const char *name, const char *const *attr);
	void (*end)(void *arg, const char *name);
	void (*text)(void *arg, const char *text, size_t len);
	void *arg;
};
/* To the end of the part, checksum included, unless it was stopped. */
enum book_fault parts_read(struct parts *parts, const char *part, const struct parts_xml *xml);
/* Called by what parts_read told: ends it, and that is what it returns then. */
void parts_stop(struct parts *parts, enum book_fault fault);
/* Bytes of the part being read: so far, and all. */
void parts_progress(const struct parts *parts, int64_t *done, int64_t *size);
/* The attribute's value, or NULL; its name may have a prefix. */
const char *parts_attr(const char *const *attr, const char *name);

#endif
