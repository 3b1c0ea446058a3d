/*
 * Sheets as rows, whatever they are kept in: each kind of file is a row of one table (rows_int.h),
 * found by what the file begins with, not by its name. A file has one sheet or several, in order.
 */
#ifndef SHARE_ROWS_H
#define SHARE_ROWS_H

#include "base/err.h"
#include "share/row.h"

struct rows;

/*
 * Opens a plain file. charset: of text, NULL to detect it. ERR_NOTFOUND, ERR_DENIED, ERR_INPUT …
 * with *why, which says what to do with files that cannot be read.
 */
int rows_new(const char *file, const char *charset, struct rows **out, struct say *why);
void rows_free(struct rows *rows);
/* 1 and *out, 0 at the end of the sheet, or an ERR_ code, which rows_explain puts into words. */
int rows_next(struct rows *rows, struct row *out);
/* 1: the rows of the next sheet come now; 0: there is none; or an ERR_ code. */
int rows_next_sheet(struct rows *rows);
/*
 * Before what the rows say is used: ERR_INPUT if it shows that there is a fault in what is left of
 * the sheet. In a workbook it shows, which takes a moment if it is big; in a text it is met where
 * it stands. Rows borrowed before are gone.
 */
int rows_whole(struct rows *rows);
const char *rows_sheet(const struct rows *rows);    /* name of the sheet; "" in text */
const char *rows_encoding(const struct rows *rows); /* of text; else the kind of file */
/* How far it is, in units of its own; *size 0 if unknown. */
void rows_progress(const struct rows *rows, int64_t *done, int64_t *size);
void rows_explain(const struct rows *rows, struct say *why);

#endif
