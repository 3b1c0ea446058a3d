/* A workbook going out: made by the program gongzhan-sheets from what is given here. */
#ifndef SHARE_EXPORT_BOOK_H
#define SHARE_EXPORT_BOOK_H

#include "base/err.h"

#include <stdint.h>
#include <stdio.h>

struct export_book;

/* rows: about how many will come. ERR_IO with *why where the program is not installed. */
int export_book_new(const char *sheet, int64_t rows, struct export_book **out, struct say *why);
/*
 * The same into a template, a file that is read from its beginning; rows: exactly so many come,
 * below the line where its headings end; so many rows there give up their place. No columns are
 * given.
 */
int export_book_fill(int file, const char *sheet, int64_t rows, int64_t heading, int replaced,
    struct export_book **out, struct say *why);
/*
 * What may be chosen in the columns of a template: put is called for each list with its first and
 * last column and the choices, borrowed for the call. Nothing is told of what cannot be read.
 */
void export_book_lists(int file, const char *sheet,
    void (*put)(void *arg, int first, int last, char *const choice[], int count), void *arg);
/* All columns first. cell: the heading, the width in characters, then what may be chosen. */
void export_book_column(struct export_book *book, const char *const cell[], int count);
void export_book_row(struct export_book *book, char *cell[], int count);
/* Writes the finished workbook and frees; after an error what was written is of no use. */
int export_book_end(struct export_book *book, FILE *to, struct say *why);
void export_book_cancel(struct export_book *book); /* NULL is fine */

#endif
