/*
 * Where the cells of a sheet are merged. It stands behind all rows, so it is picked out of the
 * part's bytes while these are looked through for their checksum; the rows can then be given as
 * they are read. Whether the part has an end at all is seen on the same way, long before it is
 * parsed.
 */
#ifndef SHARE_XLSX_MERGES_H
#define SHARE_XLSX_MERGES_H

#include "base/buf.h"
#include "share/book_row.h"
#include "share/parts.h"

struct xlsx_merge {
	int column; /* from 0 */
	long first, last;
};
/* Embedded; all zeros before, xlsx_merges_release. */
struct xlsx_merges {
	struct xlsx_merge *merge; /* those that go down */
	int count;
	long seen;         /* elements, whatever they say */
	bool ended;        /* the sheet's own element was closed */
	struct buf window; /* what may be the beginning of one */
};

/* Looks through a sheet's part. BOOK_DAMAGED: it is not what its checksum says, or has no end. */
enum book_fault xlsx_merges_find(struct parts *parts, const char *part,
    struct xlsx_merges *merges);
/* Tells a row, which is new, of all of them. */
void xlsx_merges_give(const struct xlsx_merges *merges, struct book_row *row);
void xlsx_merges_release(struct xlsx_merges *merges);

/* "B2:B4"; false: it is no range of cells. */
bool xlsx_merge_read(const char *range, struct xlsx_merge *out);
/* Reads "AB12": column from 0, row from 1; where it ended, or NULL if that is no place. */
const char *xlsx_place(const char *text, int *column, long *line);

#endif
