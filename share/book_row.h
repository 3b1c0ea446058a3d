/*
 * One row of a workbook after the other, put together from cells. A cell that is merged downwards
 * is given in each of its rows (a unit's name stands once beside all its people); one merged
 * sideways stays one cell, so that titles and notes stay what they are.
 */
#ifndef SHARE_BOOK_ROW_H
#define SHARE_BOOK_ROW_H

#include "share/book.h"

struct book_row;

struct book_row *book_row_new(void);
void book_row_free(struct book_row *row);
/* All merges of a sheet come before its rows. Column from 0, rows from 1, both inclusive. */
void book_row_merge(struct book_row *row, int column, long first, long last);
/* Lines only grow. */
void book_row_begin(struct book_row *row, long line, bool hidden);
/* kept: text that lives longer than the row; else len bytes of text are copied. */
void book_row_put(struct book_row *row, int column, char *kept, const char *text, size_t len);
/* Gives the row to the sink, unless it is empty. False: no more is wanted, or *fault is set. */
bool book_row_give(struct book_row *row, const struct book_sink *sink, int64_t done, int64_t size,
    enum book_fault *fault);

#endif
