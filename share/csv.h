/*
 * Rows of comma- or tab-separated text (RFC 4180 as table programs really write it: LF, CRLF or CR,
 * blanks outside quotes kept, a quote inside an unquoted cell is text). UTF-8 in, UTF-8 out.
 *
 * A quote that is never closed does not swallow the file: the row then ends at its first line end
 * and is marked broken. A row longer than CSV_ROW_MAX is skipped and marked too long.
 */
#ifndef SHARE_CSV_H
#define SHARE_CSV_H

#include <stddef.h>
#include <stdint.h>

#define CSV_ROW_MAX (1 << 20) /* bytes of one row */
#define CSV_CELL_MAX 1000     /* cells of one row; more are dropped and the row is broken */

/*
 * Gives up to `size` bytes of UTF-8: the count, 0 at the end, or an ERR_ code, which csv_next
 * passes on.
 */
typedef int64_t csv_source(void *arg, char *to, size_t size);

enum csv_state { CSV_WHOLE, CSV_BROKEN, CSV_TOO_LONG };

struct csv_row {
	char **cell; /* borrowed until the next call; empty cells are "" */
	int count;
	int64_t line; /* of the file, from 1, where the row begins */
	enum csv_state state;
};

struct csv;

/* The separator is found in the first row: a tab if it has more tabs than commas. */
struct csv *csv_new(csv_source *source, void *arg);
void csv_free(struct csv *csv);
/* 1 and *out, 0 at the end, or an ERR_ code. Empty lines are rows of one empty cell. */
int csv_next(struct csv *csv, struct csv_row *out);
char csv_separator(const struct csv *csv); /* after the first row */

#endif
