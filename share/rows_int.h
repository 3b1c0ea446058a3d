/* What a kind of file is to rows.c: one descriptor, in the table there. */
#ifndef SHARE_ROWS_INT_H
#define SHARE_ROWS_INT_H

#include "share/rows.h"

#include <stdbool.h>
#include <stddef.h>

#define ROWS_HEAD 4096 /* bytes by which a kind is known */

/* A file opened for reading, at its beginning. */
struct rows_file {
	int fd;
	const char *path; /* borrowed for the call */
	int64_t size;
	const unsigned char *head; /* its first bytes, borrowed for the call */
	size_t head_len;
};

struct rows_format {
	bool (*is)(const struct rows_file *file);
	/* Takes over the descriptor, also when it fails. */
	int (*open)(const struct rows_file *file, const char *charset, void **out, struct say *why);
	void (*close)(void *reader);
	int (*next)(void *reader, struct row *out);
	int (*next_sheet)(void *reader); /* NULL: only one, without a name */
	int (*whole)(void *reader);      /* NULL: it shows as the rows come */
	const char *(*sheet)(const void *reader);
	const char *(*encoding)(const void *reader);
	void (*progress)(const void *reader, int64_t *done, int64_t *size);
	void (*explain)(const void *reader, struct say *why);
};

extern const struct rows_format rows_xlsx, rows_xls; /* workbooks */
extern const struct rows_format rows_foreign;        /* known, and not to be read */
extern const struct rows_format rows_text;           /* CSV, TSV in any encoding */

#endif
