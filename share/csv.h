/*
 * Rows of comma- or tab-separated text (RFC 4180 as table programs really write it: LF, CRLF or CR,
 * blanks outside quotes kept, a quote inside an unquoted cell is text). UTF-8 in, UTF-8 out.
 *
 * A quote that is never closed, or closed in the midst of text, does not swallow the rows behind
 * it: the row then ends at its first line end and is marked broken. A row longer than ROW_BYTES_MAX
 * is skipped and marked too long.
 */
#ifndef SHARE_CSV_H
#define SHARE_CSV_H

#include "share/row.h"

#include <stddef.h>

/*
 * Gives up to `size` bytes of UTF-8: the count, 0 at the end, or an ERR_ code, which csv_next
 * passes on.
 */
typedef int64_t csv_source(void *arg, char *to, size_t size);

struct csv;

/* The separator is found in the first row that has one: a tab if it has more tabs than commas. */
struct csv *csv_new(csv_source *source, void *arg);
void csv_free(struct csv *csv);
/* 1 and *out, 0 at the end, or an ERR_ code. Empty lines are rows of one empty cell. */
int csv_next(struct csv *csv, struct row *out);
char csv_separator(const struct csv *csv); /* 0 until it is known */

#endif
