/*
 * How the station and gongzhan-sheets talk: messages over a socket, each a letter, four bytes of
 * length (little endian) and the content; a receiver trusts nothing of what comes. Cells are texts
 * each ended by NUL.
 *
 *	reading, from gongzhan-sheets	S H R E, the sheets in order; the one byte that goes the
 *					other way is the number (from 0) of a sheet of which no
 *					more is wanted
 *	writing, to gongzhan-sheets	N S C… R… E, and then back D… E
 *
 *	S name             a sheet begins
 *	H row              one of the first, before the sheet was looked through; comes again as R
 *	R row              line, done and size (8 bytes each), state, hidden (1 each), cells
 *	N rows             how many will come, 8 bytes
 *	C column           cells: heading, width in characters, what may be chosen …
 *	D bytes            of the finished workbook
 *	E fault            one byte, enum book_fault: the end
 */
#ifndef SHARE_BOOK_WIRE_H
#define SHARE_BOOK_WIRE_H

#include "base/buf.h"
#include "share/book.h"

/* The giving side. Embedded; what is given is kept back until it is much. */
struct wire_out {
	int fd;
	struct buf kept;
	bool broken; /* the other side is gone; nothing more is sent */
	int sheet;   /* of the sink: number of the sheet being given; -1 before the first */
};
void wire_sheet(struct wire_out *out, const char *name);
void wire_row(struct wire_out *out, const struct row *row, int64_t done, int64_t size);
void wire_count(struct wire_out *out, int64_t rows);
void wire_column(struct wire_out *out, const char *const cell[], int count);
void wire_data(struct wire_out *out, const char *bytes, size_t len);
/* Sends all that was kept, too; _release closes nothing. */
void wire_end(struct wire_out *out, enum book_fault fault);
void wire_out_release(struct wire_out *out);
/* For readers: gives their rows, and ends a sheet of which no more is wanted. */
struct book_sink wire_sink(struct wire_out *out);

/* The taking side: embedded, wire_in_release. */
enum wire_type {
	WIRE_BROKEN = 0,
	WIRE_SHEET = 'S',
	WIRE_HEAD = 'H',
	WIRE_ROW = 'R',
	WIRE_COUNT = 'N',
	WIRE_COLUMN = 'C',
	WIRE_DATA = 'D',
	WIRE_END = 'E'
};
struct wire_in {
	int fd;
	struct buf got;
	size_t taken;
	/* the message */
	char *name;              /* of a sheet: UTF-8, borrowed until the next message */
	struct row row;          /* the same; of a column only the cells */
	int64_t done, size;      /* of a row; size: also the rows to come */
	const char *data;        /* borrowed */
	size_t data_len;
	enum book_fault fault;
	char *cell[ROW_CELLS_MAX];
};
/* WIRE_BROKEN: the other side is gone, or said what it may not say. */
enum wire_type wire_next(struct wire_in *in);
void wire_skip(struct wire_in *in, int sheet);
void wire_in_release(struct wire_in *in); /* closes fd */

#endif
