/* What must hold of every workbook, for the fuzz targets of their readers. */
#ifndef TESTS_BOOK_CHECK_H
#define TESTS_BOOK_CHECK_H

#include "share/book.h"

void book_check(const struct book_reader *reader, const char *bytes, size_t len);

#endif
