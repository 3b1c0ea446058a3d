/*
 * Whatever stands in the parts of a workbook: its rows keep the rules, twice the same. The input is
 * the parts as tests/unit/book_make.h describes them, or a whole file if it begins as one does.
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

	if (size > 2 && memcmp(data, "PK", 2) == 0) {
		book_check(&book_xlsx, (const char *)data, size);
		return 0;
	}
	char *file = book_make_xlsx((const char *)data, size, ZIP_GOOD, &len);

	book_check(&book_xlsx, file, len);
	free(file);
	return 0;
}
