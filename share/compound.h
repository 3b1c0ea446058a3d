/*
 * Compound files: the container of old Office programs, a small file system in one file ([MS-CFB]).
 * Nothing the file says about itself is believed: chains end, lie inside the file, and are bounded.
 */
#ifndef SHARE_COMPOUND_H
#define SHARE_COMPOUND_H

#include "share/book.h"

#include <stdint.h>

struct compound;
struct compound_stream;

/* Keeps fd, which stays the caller's. BOOK_DAMAGED, BOOK_SYSTEM, BOOK_LARGE. */
enum book_fault compound_open(int fd, struct compound **out);
void compound_close(struct compound *compound);
/* The stream of that name (ASCII, any case) wherever it stands; NULL if there is none. */
struct compound_stream *compound_find(struct compound *compound, const char *name);
void compound_stream_free(struct compound_stream *stream);
uint32_t compound_size(const struct compound_stream *stream);
/* Exactly len bytes from offset on; false: they are not there. Cheap when offsets grow. */
bool compound_read(struct compound_stream *stream, uint32_t offset, void *to, uint32_t len);

/* Little-endian numbers, as these files have them. */
uint16_t compound_u16(const unsigned char *bytes);
uint32_t compound_u32(const unsigned char *bytes);

#endif
