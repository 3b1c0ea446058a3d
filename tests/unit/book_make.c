#include "tests/unit/book_make.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

/* --- ZIP ------------------------------------------------------------------------
 */

#define PARTS_MAX 32

#define BOMB ((size_t)64 << 20)

struct part {
	const char *name, *content;
	size_t name_len, len;
	size_t unpacked; /* 0: it is not packed */
};

static const char sheet_part[] = "xl/worksheets/sheet1.xml";

static const struct {
	const char *name, *content;
} standard[] = {
	{"[Content_Types].xml", "<Types/>"},
	{"_rels/.rels",
	    "<Relationships xmlns='http://schemas.openxmlformats.org/package/2006/relationships'>"
	    "<Relationship Id='r1' Type='http://schemas.openxmlformats.org/officeDocument/2006/"
	    "relationships/officeDocument' Target='xl/workbook.xml'/></Relationships>"},
	{"xl/workbook.xml",
	    "<workbook xmlns:r='r'><sheets><sheet name='会员' sheetId='1' r:id='r1'/></sheets>"
	    "</workbook>"},
	{"xl/_rels/workbook.xml.rels",
	    "<Relationships>"
	    "<Relationship Id='r1' Type='x/worksheet' Target='worksheets/sheet1.xml'/>"
	    "<Relationship Id='r2' Type='x/worksheet' Target='/xl/worksheets/sheet2.xml'/>"
	    "<Relationship Id='r3' Type='x/worksheet' Target='../xl/worksheets/sheet3.xml'/>"
	    "<Relationship Id='r4' Type='x/styles' Target='styles.xml'/>"
	    "<Relationship Id='r5' Type='x/sharedStrings' Target='sharedStrings.xml'/>"
	    "</Relationships>"},
	{"xl/styles.xml", /* 1 built-in day, 2 Chinese day, 3 month, 4 time, 5 six figures */
	    "<styleSheet><numFmts><numFmt numFmtId='176' formatCode='yyyy\"年\"m\"月\"d\"日\"'/>"
	    "<numFmt numFmtId='177' formatCode='yyyy\"年\"m\"月\"'/>"
	    "<numFmt numFmtId='178' formatCode='h:mm:ss'/>"
	    "<numFmt numFmtId='179' formatCode='000000'/></numFmts>"
	    "<cellStyleXfs><xf numFmtId='14'/></cellStyleXfs>"
	    "<cellXfs><xf numFmtId='0'/><xf numFmtId='14'/><xf numFmtId='176'/>"
	    "<xf numFmtId='177'/><xf numFmtId='178'/><xf numFmtId='179'/></cellXfs></styleSheet>"},
	{sheet_part, "<worksheet><sheetData/></worksheet>"},
};

static void
add_number(struct buf *out, uint64_t number, int bytes)
{
	for (; bytes > 0; bytes--, number >>= 8)
		buf_putc(out, (char)(number & 0xff));
}

static uint32_t
checksum(const char *bytes, size_t len)
{
	uint32_t sum = 0xffffffff;

	for (size_t i = 0; i < len; i++) {
		sum ^= (unsigned char)bytes[i];
		for (int bit = 0; bit < 8; bit++)
			sum = sum >> 1 ^ (sum & 1 ? 0xedb88320 : 0);
	}
	return ~sum;
}

/* What stands both before a part and in the list at the end. */
static void
add_facts(struct buf *out, const struct part *part, enum zip_fault fault)
{
	bool sheet = part->name_len == sizeof sheet_part - 1 &&
	    memcmp(part->name, sheet_part, part->name_len) == 0;
	uint32_t sum = checksum(part->content, part->len);
	size_t size = part->unpacked ? part->unpacked : part->len;

	size -= sheet && fault == ZIP_WRONG_SIZE;
	add_number(out, 20, 2);
	add_number(out, fault == ZIP_ENCRYPTED, 2);
	add_number(out, part->unpacked ? 8 : 0, 2);
	add_number(out, 0x5A21, 4); /* a time and a day */
	add_number(out, sum ^ (sheet && fault == ZIP_WRONG_SUM), 4);
	add_number(out, part->len, 4);
	add_number(out, size, 4);
	add_number(out, part->name_len, 2);
	add_number(out, 0, 2);
}

static void
list_part(struct buf *list, const struct part *part, size_t at, enum zip_fault fault)
{
	buf_add(list, "PK\1\2", 4);
	add_number(list, 20, 2);
	add_facts(list, part, fault);
	add_number(list, 0, 10);
	add_number(list, at, 4);
	buf_add(list, part->name, part->name_len);
}

static void
add_part(struct buf *out, struct buf *list, const struct part *part, enum zip_fault fault)
{
	int times = fault == ZIP_HEAPED ? 100 : 1;
	size_t at = out->len;

	buf_add(out, "PK\3\4", 4);
	add_facts(out, part, fault);
	buf_add(out, part->name, part->name_len);
	buf_add(out, part->content, part->len);
	while (times-- > 0)
		list_part(list, part, at, fault);
}

static bool
has(const struct part *part, int count, const char *name)
{
	for (int i = 0; i < count; i++)
		if (part[i].name_len == strlen(name) &&
		    memcmp(part[i].name, name, part[i].name_len) == 0)
			return true;
	return false;
}

static const char *
next_part(const char *s, const char *end)
{
	const char *found = s == end ? NULL : memmem(s, (size_t)(end - s), "=== ", 4);

	while (found && found > s && found[-1] != '\n')
		found = memmem(found + 1, (size_t)(end - found - 1), "=== ", 4);
	return found ? found : end;
}

static int
split(const char *text, size_t len, struct part part[PARTS_MAX])
{
	const char *end = text + len;
	int count = 0;

	for (const char *s = next_part(text, end); s < end && count < PARTS_MAX; count++) {
		const char *line = memchr(s, '\n', (size_t)(end - s)), *next;

		line = line ? line : end;
		next = line == end ? end : next_part(line + 1, end);
		const char *content = line == end ? end : line + 1;

		part[count] = (struct part){s + 4, content, (size_t)(line - s) - 4,
			(size_t)(next - content), 0};
		s = next;
	}
	return count;
}

/* A blank and then the same again and again, 258 at once: the densest that deflate knows. */
static void
add_bomb(struct buf *out)
{
	/* codes with their first bit lowest: a blank, 258 more, from one before */
	const unsigned blank = 0x0A, more = 0xA3;
	const int blank_bits = 8, more_bits = 8, from_bits = 5;
	uint64_t bits = 3 | (uint64_t)blank << 3; /* the last block, its codes the fixed ones */
	int held = 3 + blank_bits;

	for (size_t made = 1; made < BOMB; made += 258) {
		bits |= (uint64_t)more << held;
		held += more_bits + from_bits;
		for (; held >= 8; held -= 8, bits >>= 8)
			buf_putc(out, (char)(bits & 0xff));
	}
	add_number(out, bits, 4); /* the end of the block is seven bits of nothing */
}

char *
book_make_xlsx(const char *text, size_t text_len, enum zip_fault fault, size_t *len)
{
	struct part part[PARTS_MAX * 2];
	int count = split(text, text_len, part);
	struct buf out = BUF_EMPTY, list = BUF_EMPTY, bomb = BUF_EMPTY;

	if (fault == ZIP_BOMB || fault == ZIP_LYING_BOMB) {
		add_bomb(&bomb);
		part[count++] = (struct part){sheet_part, bomb.data, sizeof sheet_part - 1,
			bomb.len, fault == ZIP_BOMB ? BOMB : 1000};
	}

	for (size_t i = 0; i < sizeof standard / sizeof *standard; i++)
		if (!has(part, count, standard[i].name))
			part[count++] = (struct part){standard[i].name, standard[i].content,
				strlen(standard[i].name), strlen(standard[i].content), 0};
	if (fault == ZIP_TWICE)
		part[count++] =
		    (struct part){"xl/worksheets/SHEET1.XML", "<worksheet/>",
			sizeof sheet_part - 1, 12, 0};
	for (int i = 0; i < count; i++)
		add_part(&out, &list, &part[i], fault);
	size_t at = out.len;
	int listed = fault == ZIP_HEAPED ? count * 100 : count;

	buf_add(&out, list.data, list.len);
	buf_add(&out, "PK\5\6", 4);
	add_number(&out, 0, 4);
	add_number(&out, (uint64_t)listed, 2);
	add_number(&out, (uint64_t)listed, 2);
	add_number(&out, list.len, 4);
	add_number(&out, at, 4);
	add_number(&out, 0, 2);
	buf_release(&list);
	buf_release(&bomb);
	*len = out.len;
	return buf_take(&out);
}

/* --- compound files ------------------------------------------------------------------------------
 */

#define SECTOR 512
#define FREE 0xFFFFFFFF
#define CHAIN_END 0xFFFFFFFE
#define FAT_SECTOR 0xFFFFFFFD
#define LIST_SECTOR 0xFFFFFFFC

static void
add_entry(struct buf *out, const char *name, int type, uint32_t first, uint32_t size)
{
	size_t at = out->len, length = strlen(name);

	for (size_t i = 0; i < 32; i++)
		add_number(out, i < length ? (unsigned char)name[i] : 0, 2);
	add_number(out, (length + 1) * 2, 2);
	add_number(out, (uint64_t)type, 1);
	add_number(out, 1, 1);
	add_number(out, FREE, 4);
	add_number(out, FREE, 4);
	add_number(out, type == 5 ? 1 : FREE, 4);
	while (out->len < at + 116)
		buf_putc(out, '\0');
	add_number(out, first, 4);
	add_number(out, size, 8);
}

static void
fill(struct buf *out, size_t multiple, char byte)
{
	while (out->len % multiple)
		buf_putc(out, byte);
}

#define HEADER_FATS 109         /* sectors of the table that the header names itself */
#define LIST (SECTOR / 4 - 1) /* that a sector of the list behind it names */

static void
add_header(struct buf *out, size_t fats, size_t lists, uint32_t directory)
{
	buf_add(out, "\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1", 8);
	add_number(out, 0, 16);
	add_number(out, 0x3E, 2);
	add_number(out, 3, 2);
	add_number(out, 0xFFFE, 2);
	add_number(out, 9, 2);
	add_number(out, 6, 2);
	add_number(out, 0, 10);
	add_number(out, fats, 4);
	add_number(out, directory, 4);
	add_number(out, 0, 4);
	add_number(out, 0, 4); /* no stream is small enough for small sectors */
	add_number(out, CHAIN_END, 4);
	add_number(out, 0, 4);
	add_number(out, lists ? fats : CHAIN_END, 4);
	add_number(out, lists, 4);
	for (size_t i = 0; i < HEADER_FATS; i++)
		add_number(out, i < fats ? i : FREE, 4);
}

/* Which sectors of the table the header has no room for; these lists stand behind the table. */
static void
add_lists(struct buf *out, size_t fats, size_t lists)
{
	for (size_t list = 0; list < lists; list++) {
		for (size_t i = 0; i < LIST; i++) {
			size_t fat = HEADER_FATS + list * LIST + i;

			add_number(out, fat < fats ? fat : FREE, 4);
		}
		add_number(out, list + 1 < lists ? fats + list + 1 : CHAIN_END, 4);
	}
}

/* Sectors: the table, what names its sectors, the directory, the stream. */
char *
book_make_compound(const char *name, const char *stream, size_t stream_len, size_t *len)
{
	size_t sectors = (stream_len + SECTOR - 1) / SECTOR, fats = 1, lists = 0;
	struct buf out = BUF_EMPTY;

	while (fats * (SECTOR / 4) < fats + lists + 1 + sectors) {
		fats++;
		lists = fats > HEADER_FATS ? (fats - HEADER_FATS + LIST - 1) / LIST : 0;
	}
	size_t first = fats + lists + 1;

	add_header(&out, fats, lists, (uint32_t)(fats + lists));
	for (size_t i = 0; i < fats + lists; i++)
		add_number(&out, i < fats ? FAT_SECTOR : LIST_SECTOR, 4);
	add_number(&out, CHAIN_END, 4);
	for (size_t i = 0; i < sectors; i++)
		add_number(&out, i + 1 < sectors ? first + 1 + i : CHAIN_END, 4);
	fill(&out, SECTOR, (char)0xFF);
	add_lists(&out, fats, lists);
	add_entry(&out, "Root Entry", 5, CHAIN_END, 0);
	add_entry(&out, name, 2, sectors ? (uint32_t)first : CHAIN_END, (uint32_t)stream_len);
	fill(&out, SECTOR, '\0');
	buf_add(&out, stream, stream_len);
	fill(&out, SECTOR, '\0');
	*len = out.len;
	return buf_take(&out);
}

/* --- .xls ----------------------------------------------------------------------------------------
 */

void
book_xls_record(struct book_xls *xls, int type, const void *content, size_t len)
{
	add_number(&xls->bytes, (uint64_t)type, 2);
	add_number(&xls->bytes, len, 2);
	buf_add(&xls->bytes, content, len);
}

static void
add_beginning(struct book_xls *xls, int what)
{
	struct buf out = BUF_EMPTY;

	add_number(&out, 0x0600, 2);
	add_number(&out, (uint64_t)what, 2);
	add_number(&out, 0, 12);
	book_xls_record(xls, 0x809, out.data, out.len);
	buf_release(&out);
}

/* Characters of the basic plane, as UTF-16. */
static int
add_wide(struct buf *out, const char *text)
{
	int count = 0;

	for (const unsigned char *s = (const unsigned char *)text; *s; count++) {
		uint32_t c = *s < 0x80 ? *s : *s < 0xE0 ? (*s & 31u) << 6 | (s[1] & 63u)
		    : (*s & 15u) << 12 | (s[1] & 63u) << 6 | (s[2] & 63u);

		s += *s < 0x80 ? 1 : *s < 0xE0 ? 2 : 3;
		add_number(out, c, 2);
	}
	return count;
}

static void
add_sheet_entry(struct book_xls *xls, const char *name)
{
	struct buf out = BUF_EMPTY, wide = BUF_EMPTY;
	bool hidden = *name == '-';
	int count = add_wide(&wide, name + hidden);

	add_number(&out, 0, 4);
	add_number(&out, hidden, 1);
	add_number(&out, 0, 1);
	add_number(&out, (uint64_t)count, 1);
	add_number(&out, 1, 1);
	buf_add(&out, wide.data, wide.len);
	xls->sheet_place[xls->sheets++] = xls->bytes.len + 4;
	book_xls_record(xls, 0x85, out.data, out.len);
	buf_release(&out);
	buf_release(&wide);
}

static void
add_shared(struct book_xls *xls, const char *const shared[])
{
	struct buf out = BUF_EMPTY;
	int count = 0;

	while (shared[count])
		count++;
	add_number(&out, (uint64_t)count, 4);
	add_number(&out, (uint64_t)count, 4);
	for (int i = 0; i < count; i++) {
		struct buf wide = BUF_EMPTY;

		add_number(&out, (uint64_t)add_wide(&wide, shared[i]), 2);
		add_number(&out, 1, 1);
		buf_add(&out, wide.data, wide.len);
		buf_release(&wide);
	}
	book_xls_record(xls, 0xFC, out.data, out.len);
	buf_release(&out);
}

void
book_xls_begin(struct book_xls *xls, const char *const sheet[], const char *const shared[],
    bool password)
{
	/* styles: 0 none, 1 a day, 2 the Chinese built-in day, 3 a month, 4 a time */
	static const int formats[] = {0, 14, 31, 57, 20};

	add_beginning(xls, 5);
	if (password)
		book_xls_record(xls, 0x2F, "\0\0\1\2\3\4", 6);
	for (size_t i = 0; i < sizeof formats / sizeof *formats; i++) {
		char style[20] = {0};

		style[2] = (char)formats[i];
		book_xls_record(xls, 0xE0, style, sizeof style);
	}
	for (int i = 0; sheet[i]; i++)
		add_sheet_entry(xls, sheet[i]);
	add_shared(xls, shared);
	book_xls_end(xls);
}

void
book_xls_sheet(struct book_xls *xls)
{
	char *place = xls->bytes.data + xls->sheet_place[xls->begun++];

	for (int i = 0; i < 4; i++)
		place[i] = (char)(xls->bytes.len >> 8 * i & 0xff);
	add_beginning(xls, 0x10);
}

void
book_xls_end(struct book_xls *xls)
{
	book_xls_record(xls, 0x0A, "", 0);
}

static void
add_place(struct buf *out, int line, int column, int style)
{
	add_number(out, (uint64_t)line, 2);
	add_number(out, (uint64_t)column, 2);
	add_number(out, (uint64_t)style, 2);
}

void
book_xls_number(struct book_xls *xls, int line, int column, int style, double number)
{
	struct buf out = BUF_EMPTY;
	uint64_t bits;

	memcpy(&bits, &number, sizeof bits);
	add_place(&out, line, column, style);
	add_number(&out, bits, 8);
	book_xls_record(xls, 0x203, out.data, out.len);
	buf_release(&out);
}

void
book_xls_shared(struct book_xls *xls, int line, int column, int index)
{
	struct buf out = BUF_EMPTY;

	add_place(&out, line, column, 0);
	add_number(&out, (uint64_t)index, 4);
	book_xls_record(xls, 0xFD, out.data, out.len);
	buf_release(&out);
}

/* --- reading -------------------------------------------------------------------------------------
 */

static void
on_sheet(void *arg, const char *name)
{
	buf_printf(arg, "[%s]\n", name);
}

static bool
on_row(void *arg, const struct row *row, int64_t done, int64_t size)
{
	struct buf *out = arg;

	(void)done, (void)size;
	buf_printf(out, "%s%lld%s:", row->hidden ? "-" : "", (long long)row->line,
	    row->state == ROW_WHOLE ? "" : "!");
	for (int i = 0; i < row->count; i++)
		buf_printf(out, "%s%s", i ? "|" : " ", row->cell[i]);
	buf_putc(out, '\n');
	return true;
}

char *
book_read(const struct book_reader *reader, const void *bytes, size_t len)
{
	struct buf out = BUF_EMPTY;
	const struct book_sink sink = {.sheet = on_sheet, .row = on_row, .arg = &out};
	int fd = memfd_create("book", 0);

	if (fd < 0 || write(fd, bytes, len) != (ssize_t)len)
		abort();
	enum book_fault fault = reader->read(fd, &sink);

	close(fd);
	if (fault)
		buf_printf(&out, "fault %d\n", fault);
	return buf_take(&out);
}
