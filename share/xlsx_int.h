/* What the files of the .xlsx reader share: xlsx.c (the workbook) and xlsx_sheet.c (a sheet). */
#ifndef SHARE_XLSX_INT_H
#define SHARE_XLSX_INT_H

#include "base/buf.h"
#include "share/numfmt.h"
#include "share/parts.h"
#include "share/strings.h"
#include "share/xlsx_merges.h"

struct xlsx {
	struct parts *parts;
	struct strings shared; /* strings that cells refer to by number */
	struct numfmt *style;  /* of a cell, by its number */
	int styles;
	bool since1904;
};

/* The part of the visible sheet of this name; a new string. BOOK_OTHER: there is none. */
enum book_fault xlsx_find_sheet(struct parts *parts, const char *name, char **part);

/* The rows of the sheet of this name, which may be hidden. BOOK_OTHER: there is none. */
enum book_fault xlsx_rows_of(struct parts *parts, const char *name, const struct book_sink *sink);

/*
 * Gives the head of a sheet, looks through all of it, then gives its rows out: a damaged sheet
 * gives no rows at all but its head.
 */
enum book_fault xlsx_sheet(struct xlsx *xlsx, const char *part, const struct xlsx_merges *merges,
    const struct book_sink *sink);
/* Appends text with _x000D_ and the like as the characters they stand for. */
void xlsx_text(struct buf *out, const char *text, size_t len);

#endif
