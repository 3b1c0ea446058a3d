/*
 * How gongzhan-sheets hands on what it reads: messages over a socket, each a letter, four bytes of
 * length (little endian) and the content. The one byte that goes the other way is the number (from
 * 0) of a sheet of which no more is wanted. The receiver trusts nothing of what comes.
 *
 *	S name             a sheet begins
 *	R row              line, done and size (8 bytes each), state, hidden (1 each), cells, each
 *	                   ended by NUL
 *	E fault            one byte, enum book_fault: the end
 */
#ifndef SHARE_BOOK_WIRE_H
#define SHARE_BOOK_WIRE_H

#include "base/buf.h"
#include "share/book.h"

/* The giving side: a sink for readers. Embedded; what is given is kept back until it is much. */
struct wire_out {
	int fd;
	int sheet; /* number of the sheet being given; -1 before the first */
	struct buf kept;
};
struct book_sink wire_sink(struct wire_out *out);
/* Ends the talk; the process may end then. */
void wire_end(struct wire_out *out, enum book_fault fault);

/* The taking side: embedded, wire_in_release. */
enum wire_type { WIRE_SHEET = 'S', WIRE_ROW = 'R', WIRE_END = 'E', WIRE_BROKEN = 0 };
struct wire_in {
	int fd;
	struct buf got;
	size_t taken;
	/* the message */
	char *name;              /* of a sheet: UTF-8, borrowed until the next message */
	struct row row;          /* the same */
	int64_t done, size;
	enum book_fault fault;
	char *cell[ROW_CELLS_MAX];
};
/* WIRE_BROKEN: the other side is gone, or said what it may not say. */
enum wire_type wire_next(struct wire_in *in);
void wire_skip(struct wire_in *in, int sheet);
void wire_in_release(struct wire_in *in); /* closes fd */

#endif
