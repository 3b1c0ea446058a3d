/* Workbooks: read by the program gongzhan-sheets, whose messages (book_wire.h) are rows here. */
#include "share/rows_int.h"

#include "share/book_wire.h"
#include "share/helper.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

struct book_rows {
	const char *kind;
	pid_t helper;
	struct wire_in in;
	char *name; /* of the sheet */
	int sheet;  /* its number; -1 before the first */
	int64_t head; /* line of the last row that was given before the sheet was looked through */
	bool ahead;   /* the next row was read already */
	bool next_begun, ended;
};

static const enum text fault_text[BOOK_FAULTS] = {
	[BOOK_DAMAGED] = T_SHARE_BOOK_DAMAGED,
	[BOOK_LARGE] = T_SHARE_BOOK_LARGE,
	[BOOK_BOMB] = T_SHARE_BOOK_BOMB,
	[BOOK_OUTSIDE] = T_SHARE_BOOK_OUTSIDE,
	[BOOK_PASSWORD] = T_SHARE_BOOK_PASSWORD,
	[BOOK_OTHER] = T_SHARE_BOOK_OTHER,
	[BOOK_OLD] = T_SHARE_BOOK_OLD,
	[BOOK_SYSTEM] = T_SHARE_BOOK_SYSTEM,
	[BOOK_MISSING] = T_SHARE_NO_SHEETS,
};

static bool
begins(const struct rows_file *file, const char *bytes, size_t len)
{
	return file->head_len >= len && memcmp(file->head, bytes, len) == 0;
}

static bool
is_packed(const struct rows_file *file)
{
	return begins(file, "PK\3\4", 4) || begins(file, "PK\5\6", 4);
}

/* The compound file of old Office programs. */
static bool
is_compound(const struct rows_file *file)
{
	return begins(file, "\xD0\xCF\x11\xE0\xA1\xB1\x1A\xE1", 8);
}

static void
close_book(void *arg)
{
	struct book_rows *book = arg;

	wire_in_release(&book->in);
	helper_kill(book->helper);
	free(book->name);
	free(book);
}

/* 0 at the end of a whole workbook; else in.fault says why it is not read on. */
static int
take_end(struct book_rows *book, enum wire_type type)
{
	book->ended = true;
	if (type == WIRE_BROKEN)
		book->in.fault = BOOK_DAMAGED;
	return book->in.fault ? ERR_INPUT : 0;
}

static bool
is_row(enum wire_type type)
{
	return type == WIRE_ROW || type == WIRE_HEAD;
}

static int
next_sheet(void *arg)
{
	struct book_rows *book = arg;
	enum wire_type type = WIRE_SHEET;

	if (book->ended)
		return 0;
	if (!book->next_begun && book->sheet >= 0)
		wire_skip(&book->in, book->sheet);
	while (!book->next_begun && is_row(type = wire_next(&book->in)))
		;
	if (type != WIRE_SHEET)
		return take_end(book, type);
	free(book->name);
	book->name = xstrdup(book->in.name);
	book->next_begun = book->ahead = false;
	book->head = 0;
	book->sheet++;
	return 1;
}

/* The next message but for rows that were given already. */
static enum wire_type
step(struct book_rows *book)
{
	enum wire_type type;

	if (book->ahead) {
		book->ahead = false;
		return WIRE_ROW;
	}
	do
		type = wire_next(&book->in);
	while (type == WIRE_ROW && book->in.row.line <= book->head);
	return type;
}

/* What is no row: 0 at the end of the sheet. */
static int
take_other(struct book_rows *book, enum wire_type type)
{
	if (type != WIRE_SHEET)
		return take_end(book, type);
	book->next_begun = true;
	return 0;
}

static int
next(void *arg, struct row *out)
{
	struct book_rows *book = arg;

	if (book->ended || book->next_begun)
		return 0;
	enum wire_type type = step(book);

	if (!is_row(type))
		return take_other(book, type);
	if (type == WIRE_HEAD)
		book->head = book->in.row.line;
	*out = book->in.row;
	return 1;
}

/* The rows proper come when the sheet was looked through. */
static int
whole(void *arg)
{
	struct book_rows *book = arg;
	enum wire_type type = WIRE_ROW;

	if (book->ended || book->next_begun || book->ahead)
		return 0;
	while ((type = step(book)) == WIRE_HEAD)
		;
	book->ahead = type == WIRE_ROW;
	return book->ahead ? 0 : take_other(book, type);
}

static void
explain(const void *arg, struct say *why)
{
	const struct book_rows *book = arg;

	say_set(why, fault_text[book->in.fault], book->kind, NULL);
}

static int
open_book(const struct rows_file *file, const char *kind, void **out, struct say *why)
{
	int socket = -1;
	pid_t helper = helper_start("gongzhan-sheets", "read", file->fd, &socket);

	close(file->fd);
	if (helper < 0) {
		say_set(why, T_SHARE_NO_SHEETS, kind, NULL);
		return ERR_INPUT;
	}
	struct book_rows *book = xcalloc(1, sizeof *book);

	book->kind = kind;
	book->helper = helper;
	book->in.fd = socket;
	book->sheet = -1;
	int got = next_sheet(book);

	if (got <= 0) {
		if (got == 0)
			book->in.fault = BOOK_OTHER;
		explain(book, why);
		close_book(book);
		return ERR_INPUT;
	}
	*out = book;
	return 0;
}

static int
open_xlsx(const struct rows_file *file, const char *charset, void **out, struct say *why)
{
	(void)charset;
	return open_book(file, "xlsx", out, why);
}

static int
open_xls(const struct rows_file *file, const char *charset, void **out, struct say *why)
{
	(void)charset;
	return open_book(file, "xls", out, why);
}

static const char *
sheet(const void *arg)
{
	const struct book_rows *book = arg;

	return book->name;
}

static const char *
encoding(const void *arg)
{
	const struct book_rows *book = arg;

	return book->kind;
}

static void
progress(const void *arg, int64_t *done, int64_t *size)
{
	const struct book_rows *book = arg;

	*done = book->in.done;
	*size = book->in.size;
}

const struct rows_format rows_xlsx = {
	.is = is_packed,
	.open = open_xlsx,
	.close = close_book,
	.next = next,
	.next_sheet = next_sheet,
	.whole = whole,
	.sheet = sheet,
	.encoding = encoding,
	.progress = progress,
	.explain = explain,
};

const struct rows_format rows_xls = {
	.is = is_compound,
	.open = open_xls,
	.close = close_book,
	.next = next,
	.next_sheet = next_sheet,
	.whole = whole,
	.sheet = sheet,
	.encoding = encoding,
	.progress = progress,
	.explain = explain,
};
