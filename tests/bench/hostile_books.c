#include "tests/bench/hostile_books.h"

#include "tests/unit/book_make.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define MILLION 1000000
#define SHEETS 256
#define CUTS 20

static int
write_bytes(const char *path, const char *bytes, size_t len)
{
	FILE *file = fopen(path, "wbe");

	if (!file)
		return -1;
	bool done = fwrite(bytes, 1, len, file) == len;

	return fclose(file) == 0 && done ? 0 : -1;
}

#ifdef WITH_XLSX

#include <zip.h>

/* --- .xlsx ------------------------------------------------------------------------------------ */

/* A part on its way: written beside the book, packed when that is closed. */
struct packer {
	zip_t *zip;
	const char *path;
	int parts;
};

static char *
part_path(const struct packer *p, int part)
{
	return xprintf("%s.part%d", p->path, part);
}

/* The part's content is written to what comes back. */
static FILE *
part_open(struct packer *p)
{
	char *path = part_path(p, p->parts);
	FILE *file = fopen(path, "wbe");

	free(path);
	return file;
}

static void
part_close(struct packer *p, const char *name, FILE *file)
{
	char *path = part_path(p, p->parts++);

	fclose(file);
	zip_int64_t i = zip_file_add(p->zip, name, zip_source_file(p->zip, path, 0, -1), 0);

	zip_set_file_compression(p->zip, (zip_uint64_t)i, ZIP_CM_DEFLATE, 1);
	free(path);
}

static void
add_part(struct packer *p, const char *name, const char *content)
{
	FILE *file = part_open(p);

	fputs(content, file);
	part_close(p, name, file);
}

/* What every book has, and `sheets` sheets, which are all the part `sheet`. */
static void
add_frame(struct packer *p, int sheets)
{
	struct buf book = BUF_EMPTY;

	add_part(p, "[Content_Types].xml", "<Types/>");
	add_part(p, "_rels/.rels", "<Relationships><Relationship Id='r' Type='x/officeDocument' "
	    "Target='xl/workbook.xml'/></Relationships>");
	add_part(p, "xl/_rels/workbook.xml.rels", "<Relationships><Relationship Id='r' "
	    "Type='x/worksheet' Target='sheet.xml'/><Relationship Id='s' Type='x/sharedStrings' "
	    "Target='strings.xml'/></Relationships>");
	buf_puts(&book, "<workbook><sheets>");
	for (int i = 0; i < sheets; i++)
		buf_printf(&book, "<sheet name='%d' r:id='r'/>", i);
	buf_puts(&book, "</sheets></workbook>");
	add_part(p, "xl/workbook.xml", buf_text(&book));
	buf_release(&book);
}

static void
put_rows(FILE *to, int rows, bool headed)
{
	fputs("<worksheet><sheetData>", to);
	if (headed)
		fputs("<row r='1'><c r='A1' t='str'><v>姓名</v></c><c r='B1' t='str'>"
		    "<v>证件号码</v></c></row>", to);
	for (int i = 1 + headed; i <= rows; i++)
		fprintf(to, "<row r=\"%d\"><c r=\"A%d\"><v>%d</v></c><c r=\"B%d\"><v>%d</v></c>"
		    "<c r=\"C%d\"><v>1</v></c></row>", i, i, i, i, i * 7919 % 100003, i);
}

static int
pack(struct packer *p)
{
	int err = zip_close(p->zip);

	for (int i = 0; i < p->parts; i++) {
		char *path = part_path(p, i);

		unlink(path);
		free(path);
	}
	return err;
}

static bool
begin(struct packer *p, const char *path, int sheets)
{
	*p = (struct packer){zip_open(path, ZIP_CREATE | ZIP_TRUNCATE, NULL), path, 0};
	if (p->zip)
		add_frame(p, sheets);
	return p->zip != NULL;
}

static int
make_rows(const char *path, int rows, bool headed, int sheets, const char *end)
{
	struct packer p;

	if (!begin(&p, path, sheets))
		return -1;
	FILE *sheet = part_open(&p);

	put_rows(sheet, rows, headed);
	fputs(end, sheet);
	part_close(&p, "xl/sheet.xml", sheet);
	return pack(&p);
}

static int
no_headings(const char *path, int i, int less)
{
	(void)i;
	return make_rows(path, MILLION / less, false, 1, "</sheetData></worksheet>");
}

static int
many_sheets(const char *path, int i, int less)
{
	return make_rows(path, (i ? 200000 : 2000) / less, false, SHEETS,
	    "</sheetData></worksheet>");
}

/* The part ends before its time, the file does not. */
static int
ends_early(const char *path, int i, int less)
{
	(void)i;
	return make_rows(path, MILLION / less, true, 1, "<row r='1000001'><c t=");
}

static int
strings(const char *path, int i, int less)
{
	struct packer p;

	(void)i;
	if (!begin(&p, path, 1))
		return -1;
	FILE *part = part_open(&p);

	fputs("<sst>", part);
	for (int k = 0; k < 2 * MILLION / less; k++)
		fprintf(part, "<si><t>某某某某某某某会员%d</t></si>", k);
	fputs("</sst>", part);
	part_close(&p, "xl/strings.xml", part);
	add_part(&p, "xl/sheet.xml", "<worksheet/>");
	return pack(&p);
}

/* In one row, with no place or the last one; in the widths of columns. */
static int
columns(const char *path, int i, int less)
{
	static const char *const each[] = {
		"<c><v>%d</v></c>", "<c r='XFD1'><v>%d</v></c>", "<col min='%d'/>"};
	struct packer p;

	if (!begin(&p, path, 1))
		return -1;
	FILE *sheet = part_open(&p);

	fputs(i < 2 ? "<worksheet><sheetData><row>" : "<worksheet><cols>", sheet);
	for (int k = 0; k < MILLION / less; k++)
		fprintf(sheet, each[i], k * 7919 % MILLION);
	fputs(i < 2 ? "</row></sheetData></worksheet>" : "</cols></worksheet>", sheet);
	part_close(&p, "xl/sheet.xml", sheet);
	return pack(&p);
}

/* In each of the parts; from outside, and from themselves again and again. */
static int
entities(const char *path, int i, int less)
{
	static const char *const part[] = {"xl/sheet.xml", "xl/strings.xml"};
	static const char *const type[] = {"<!DOCTYPE x [<!ENTITY a SYSTEM 'file:///dev/zero'>]>",
		"<!DOCTYPE x [<!ENTITY b 'aaaaaaaaaaaaaaaa'><!ENTITY a '&b;&b;&b;&b;&b;&b;&b;'>]>"};
	struct packer p;

	(void)less;
	if (!begin(&p, path, 1))
		return -1;
	for (int k = 0; k < 2; k++) {
		FILE *file = part_open(&p);

		fprintf(file, "%s<x>&a;</x>", k == i / 2 ? type[i % 2] : "");
		part_close(&p, part[k], file);
	}
	return pack(&p);
}

static int
bombs(const char *path, int i, int less)
{
	size_t len;
	char *book = book_make_xlsx("", 0, i ? ZIP_LYING_BOMB : ZIP_BOMB, &len);
	int err = write_bytes(path, book, len);

	(void)less;
	free(book);
	return err;
}

static int
cut_off(const char *path, int i, int less)
{
	int err = make_rows(path, 100000 / less, true, 1, "</sheetData></worksheet>");
	FILE *file = err ? NULL : fopen(path, "rbe");

	if (!file || fseek(file, 0, SEEK_END) != 0)
		return -1;
	long size = ftell(file);

	fclose(file);
	return truncate(path, size * (i + 1) / (CUTS + 1));
}

#endif

/* --- .xls ------------------------------------------------------------------------------------- */

static void
put_number(char *to, uint32_t number, int bytes)
{
	for (int i = 0; i < bytes; i++)
		to[i] = (char)(number >> 8 * i & 0xff);
}

static int
write_xls(const char *path, struct book_xls *xls)
{
	size_t len;
	char *file = book_make_compound("Workbook", xls->bytes.data, xls->bytes.len, &len);
	int err = write_bytes(path, file, len);

	free(file);
	buf_release(&xls->bytes);
	return err;
}

static void
put_cells(struct book_xls *xls, int lines, int columns)
{
	for (int line = 0; line < lines; line++)
		for (int column = 0; column < columns; column++)
			book_xls_number(xls, line, column, 0, line);
}

static int
xls_cells(const char *path, int i, int less)
{
	static const char *const sheet[] = {"会员", NULL}, *const shared[] = {NULL};
	struct book_xls xls = {.sheets = 0};

	book_xls_begin(&xls, sheet, shared, false);
	book_xls_sheet(&xls);
	put_cells(&xls, 65536 / less, i ? 60 : 18);
	book_xls_end(&xls);
	return write_xls(path, &xls);
}

/* All sheets are the same bytes. */
static int
xls_sheets(const char *path, int i, int less)
{
	static const char *const sheet[] = {"1", "2", "3", "4", "5", "6", "7", "8", "9", "10", "11",
		"12", "13", "14", "15", "16", NULL}, *const shared[] = {NULL};
	struct book_xls xls = {.sheets = 0};

	(void)i;
	book_xls_begin(&xls, sheet, shared, false);
	uint32_t at = (uint32_t)xls.bytes.len;

	book_xls_sheet(&xls);
	put_cells(&xls, 65536 / less, 18);
	book_xls_end(&xls);
	for (int k = 0; k < xls.sheets; k++)
		put_number(xls.bytes.data + xls.sheet_place[k], at, 4);
	return write_xls(path, &xls);
}

static int
xls_strings(const char *path, int i, int less)
{
	char block[8000], head[8] = {0};
	int each = (int)sizeof block / 20;
	struct book_xls xls = {.sheets = 0};

	(void)i;
	book_xls_record(&xls, 0x809, "\0\6\5\0\0\0\0\0\0\0\0\0\0\0\0", 16);
	put_number(head + 4, 2 * MILLION / (uint32_t)less, 4);
	book_xls_record(&xls, 0xFC, head, sizeof head);
	for (int k = 0; k < each; k++)
		memcpy(block + k * 20, "\x11\0\0a member's name..", 20);
	for (int k = 0; k < 2 * MILLION / less / each; k++)
		book_xls_record(&xls, 0x3C, block, (size_t)each * 20);
	book_xls_end(&xls);
	return write_xls(path, &xls);
}

static int
xls_cut_off(const char *path, int i, int less)
{
	int err = xls_cells(path, 0, less);
	FILE *file = err ? NULL : fopen(path, "rbe");

	if (!file || fseek(file, 0, SEEK_END) != 0)
		return -1;
	long size = ftell(file);

	fclose(file);
	return truncate(path, size * (i + 1) / (CUTS + 1));
}

/* Each sector of the stream lies in small ones, which are strewn over the file. */
static int
xls_strewn(const char *path, int i, int less)
{
	int err = xls_cells(path, i, less);
	FILE *file = err ? NULL : fopen(path, "r+be");
	char most[4];

	put_number(most, UINT32_MAX, 4);
	if (!file || fseek(file, 56, SEEK_SET) != 0 || fwrite(most, 1, 4, file) != 4)
		return -1;
	return fclose(file) == 0 ? 0 : -1;
}

const struct hostile hostile_books[] = {
#ifdef WITH_XLSX
	{"zip bombs", 2, bombs},
	{".xlsx with entities, from outside and swelling", 4, entities},
	{".xlsx with 1,000,000 columns", 3, columns},
	{".xlsx cut off", CUTS, cut_off},
	{".xlsx whose sheet of 1,000,000 rows ends early", 1, ends_early},
	{".xlsx of 1,000,000 rows without headings", 1, no_headings},
	{".xlsx of 256 sheets that are one", 2, many_sheets},
	{".xlsx of 2,000,000 texts", 1, strings},
#endif
	{".xls cut off", CUTS, xls_cut_off},
	{".xls of 65,536 rows without headings, or too many cells", 2, xls_cells},
	{".xls of 16 sheets that are one", 1, xls_sheets},
	{".xls of 2,000,000 texts", 1, xls_strings},
	{".xls whose header is wrong", 1, xls_strewn},
};
const int hostile_count = sizeof hostile_books / sizeof *hostile_books;
