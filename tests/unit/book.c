/*
 * Makes workbooks for played tests:   book xlsx|KIND FILE <DESCRIPTION
 * xlsx: of the parts that the description gives (book_make.h). The other kinds are below.
 */
#include "tests/unit/book_make.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static char *
from_input(enum zip_fault fault, size_t *len)
{
	struct buf text = BUF_EMPTY;
	char block[4096];
	size_t got;

	while ((got = fread(block, 1, sizeof block, stdin)) > 0)
		buf_add(&text, block, got);
	char *file = book_make_xlsx(buf_text(&text), text.len, fault, len);

	buf_release(&text);
	return file;
}

/* Three people; the second row is hidden. */
static char *
people_xls(size_t *len)
{
	static const char *const sheets[] = {"会员", NULL};
	static const char *const texts[] = {"姓名", "证件号码", "张三丰", "000000198803140020", "张一",
		"00000019790621004X", "王五", NULL};
	struct book_xls xls = {.sheets = 0};
	char row[16] = {2, 0};

	row[12] = 0x20;
	book_xls_begin(&xls, sheets, texts, false);
	book_xls_sheet(&xls);
	book_xls_record(&xls, 0x208, row, sizeof row);
	for (int i = 0; i < 7; i++)
		book_xls_shared(&xls, i / 2, i % 2, i);
	book_xls_number(&xls, 3, 1, 0, 231226198803140021.0);
	book_xls_end(&xls);
	char *file = book_make_compound("Workbook", xls.bytes.data, xls.bytes.len, len);

	buf_release(&xls.bytes);
	return file;
}

static char *
make(const char *kind, size_t *len)
{
	static const char *const faults[] = {
		[ZIP_GOOD] = "xlsx", [ZIP_WRONG_SUM] = "wrong-sum", [ZIP_BOMB] = "bomb",
		[ZIP_LYING_BOMB] = "lying-bomb"};

	for (size_t i = 0; i < sizeof faults / sizeof *faults; i++)
		if (faults[i] && strcmp(kind, faults[i]) == 0)
			return from_input((enum zip_fault)i, len);
	if (strcmp(kind, "encrypted") == 0)
		return book_make_compound("EncryptedPackage", "secret", 6, len);
	if (strcmp(kind, "letter") == 0)
		return book_make_compound("WordDocument", "dear", 4, len);
	return strcmp(kind, "xls") == 0 ? people_xls(len) : NULL;
}

int
main(int argc, char **argv)
{
	size_t len;
	char *bytes = argc == 3 ? make(argv[1], &len) : NULL;
	FILE *file = bytes ? fopen(argv[2], "wb") : NULL;

	if (!file || fwrite(bytes, 1, len, file) != len || fclose(file) != 0) {
		fprintf(stderr, "usage: book KIND FILE\n");
		return 2;
	}
	free(bytes);
	return 0;
}
