/*
 * Workbooks for tests, good and bad ones, made without the libraries that read them.
 *
 * A text describes an .xlsx: lines `=== NAME` begin a part, what follows up to the next is its
 * content. Parts that every workbook has and the text does not name are added: one sheet 会员 in
 * xl/worksheets/sheet1.xml, the styles of book_make.c, no shared strings.
 */
#ifndef TESTS_BOOK_MAKE_H
#define TESTS_BOOK_MAKE_H

#include "base/buf.h"
#include "share/book.h"

#include <stdint.h>

enum zip_fault {
	ZIP_GOOD,
	ZIP_WRONG_SUM,  /* the checksum of the sheet */
	ZIP_WRONG_SIZE, /* the sheet is said to be shorter than it is */
	ZIP_ENCRYPTED,  /* its parts are marked so */
	ZIP_HEAPED,     /* each part is listed a hundred times, always the same bytes */
	ZIP_TWICE,      /* the sheet stands in it twice, once in capitals */
	ZIP_BOMB,       /* the sheet unpacks to 64 MiB of blanks */
	ZIP_LYING_BOMB  /* the same, and says it were a thousand bytes */
};

/* The bytes of a file; *len of them, the caller's. */
char *book_make_xlsx(const char *text, size_t text_len, enum zip_fault fault, size_t *len);
/* A compound file with one stream. */
char *book_make_compound(const char *name, const char *stream, size_t stream_len, size_t *len);

/* An .xls as it grows: records of the workbook, then sheets. Embedded; all zeros before. */
struct book_xls {
	struct buf bytes;
	size_t sheet_place[16]; /* where the offset of a sheet is to be written */
	int sheets, begun;
};
void book_xls_record(struct book_xls *xls, int type, const void *content, size_t len);
/* The workbook's beginning with these sheets (hidden if the name begins with a minus) and shared
 * strings; both end with NULL. password: as if it had one. */
void book_xls_begin(struct book_xls *xls, const char *const sheet[], const char *const shared[],
    bool password);
void book_xls_sheet(struct book_xls *xls); /* the next sheet begins */
void book_xls_end(struct book_xls *xls);   /* it ends */
void book_xls_number(struct book_xls *xls, int line, int column, int style, double number);
void book_xls_shared(struct book_xls *xls, int line, int column, int index);

/*
 * What a reader gives of a file: "[sheet]" and its rows, "line: cell|cell", marked "-" if hidden,
 * "!" if not whole; at the end the fault's number if there is one. A new string.
 */
char *book_read(const struct book_reader *reader, const void *bytes, size_t len);

#endif
