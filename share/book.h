/*
 * Workbooks (.xlsx, .xls), read in one go: a reader gives the rows of all visible sheets to a sink.
 * Strangers' bytes are read only in the program gongzhan-sheets, which is locked in (cage.h); the
 * messages by which it hands on what it read are in book_wire.h.
 */
#ifndef SHARE_BOOK_H
#define SHARE_BOOK_H

#include "share/row.h"

#include <stdbool.h>
#include <stddef.h>

/* Why a workbook is not read, or not to the end. The order is that of the messages' bytes. */
enum book_fault {
	BOOK_FINE,
	BOOK_DAMAGED,  /* cut off, wrong checksum, not as the format's rules say */
	BOOK_LARGE,    /* more than the limits of the readers */
	BOOK_BOMB,     /* packed so densely that nobody's table is in it */
	BOOK_OUTSIDE,  /* refers to something outside itself (a DTD, entities) */
	BOOK_PASSWORD, /* encrypted */
	BOOK_OTHER,    /* packed, but no .xlsx: .ods, .xlsb, .docx … */
	BOOK_OLD,      /* a compound file that is no .xls we can read: .et, .doc … */
	BOOK_SYSTEM,   /* the system refused something */
	BOOK_MISSING,  /* this build has no reader for such files */
	BOOK_FAULTS
};

#define BOOK_CELL_MAX 131068    /* bytes of one cell: 32,767 characters, the formats' own limit */
#define BOOK_LINES_MAX 1048576  /* rows and columns of a sheet, the format's own limit */
#define BOOK_COLUMNS_MAX 16384
#define BOOK_SHEETS_MAX 256
#define BOOK_SHEETS_BYTES ((int64_t)256 << 20) /* of all that are shown, unpacked */
#define BOOK_MERGES_MAX 100000 /* merged cells of a sheet; more are not looked at */
#define BOOK_HEAD 40           /* rows that may be wanted alone (struct book_sink) */
#define BOOK_MEMORY ((size_t)40 << 20) /* bytes of text that a reader keeps */

/* Takes what is read, in order. A row is borrowed for the call. */
struct book_sink {
	void (*sheet)(void *arg, const char *name);
	/* false: no more of this sheet is wanted. done and size: how far into the sheet it is. */
	bool (*row)(void *arg, const struct row *row, int64_t done, int64_t size);
	void *arg;
	/*
	 * Both or none. A big sheet takes time to be looked through, and often its first rows say
	 * that nobody wants it: BOOK_HEAD of them at most come to head before anything is known of
	 * the sheet, and with all others to row once it is known to be sound. wanted is asked
	 * behind the head, and now and then.
	 */
	void (*head)(void *arg, const struct row *row);
	bool (*wanted)(void *arg);
};

struct book_reader {
	bool (*is)(const unsigned char *head, size_t len);
	/* fd: a file opened for reading. Sheets before the fault have come to the sink whole. */
	enum book_fault (*read)(int fd, const struct book_sink *sink);
};

extern const struct book_reader book_xlsx, book_xls;

#endif
