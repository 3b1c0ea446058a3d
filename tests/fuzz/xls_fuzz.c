/*
 * Whatever stands in an .xls: its rows keep the rules, twice the same. The input is the workbook's
 * stream, or a whole compound file if it begins as one does.
 */
#include "tests/fuzz/book_check.h"
#include "tests/unit/book_make.h"

#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	size_t len;

	if (size > 2 && memcmp(data, "\xD0\xCF", 2) == 0) {
		book_check(&book_xls, (const char *)data, size);
		return 0;
	}
	char *file = book_make_compound("Workbook", (const char *)data, size, &len);

	book_check(&book_xls, file, len);
	free(file);
	return 0;
}
