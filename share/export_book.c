#include "share/export_book.h"

#include "share/book_wire.h"
#include "share/helper.h"

#include <stdio.h>
#include <stdlib.h>

struct export_book {
	pid_t helper;
	struct wire_out out;
	struct wire_in in;
	int64_t line;
	bool fills; /* a template */
};

static int
start(const char *word, int file, const char *sheet, int64_t rows, struct export_book **out,
    struct say *why)
{
	int socket = -1;
	pid_t helper = helper_start("gongzhan-sheets", word, file, &socket);

	if (helper < 0) {
		say_set(why, T_SHARE_NO_XLSX, NULL);
		return ERR_IO;
	}
	struct export_book *book = xcalloc(1, sizeof *book);

	book->helper = helper;
	book->out.fd = book->in.fd = socket;
	wire_count(&book->out, rows);
	wire_sheet(&book->out, sheet);
	*out = book;
	return 0;
}

int
export_book_new(const char *sheet, int64_t rows, struct export_book **out, struct say *why)
{
	return start("write", -1, sheet, rows, out, why);
}

int
export_book_fill(int file, const char *sheet, int64_t rows, int64_t heading, int replaced,
    struct export_book **out, struct say *why)
{
	char line[24], samples[24];
	const char *const cell[] = {line, samples};
	int err = start("fill", file, sheet, rows, out, why);

	if (err)
		return err;
	snprintf(line, sizeof line, "%lld", (long long)heading);
	snprintf(samples, sizeof samples, "%d", replaced);
	wire_column(&(*out)->out, cell, 2);
	(*out)->fills = true;
	return 0;
}

void
export_book_column(struct export_book *book, const char *const cell[], int count)
{
	wire_column(&book->out, cell, count);
}

void
export_book_row(struct export_book *book, char *cell[], int count)
{
	const struct row row = {.cell = cell, .count = count, .line = ++book->line};

	wire_row(&book->out, &row, 0, 0);
}

void
export_book_cancel(struct export_book *book)
{
	if (!book)
		return;
	wire_out_release(&book->out);
	wire_in_release(&book->in);
	helper_kill(book->helper);
	free(book);
}

int
export_book_end(struct export_book *book, FILE *to, struct say *why)
{
	enum wire_type type;

	wire_end(&book->out, BOOK_FINE);
	while ((type = wire_next(&book->in)) == WIRE_DATA)
		fwrite(book->in.data, 1, book->in.data_len, to);
	bool made = type == WIRE_END && book->in.fault == BOOK_FINE;

	if (!made)
		say_set(why, type == WIRE_END && book->in.fault == BOOK_MISSING ? T_SHARE_NO_XLSX
		    : book->fills ? T_SHARE_FILL_FAILED : T_SHARE_XLSX_FAILED, NULL);
	export_book_cancel(book);
	return made ? 0 : ERR_IO;
}

void
export_book_lists(int file, const char *sheet,
    void (*put)(void *arg, int first, int last, char *const choice[], int count), void *arg)
{
	int socket = -1;
	pid_t helper = helper_start("gongzhan-sheets", "lists", file, &socket);
	struct wire_out out = {.fd = socket};
	struct wire_in in = {.fd = socket};

	if (helper < 0)
		return;
	wire_sheet(&out, sheet);
	wire_end(&out, BOOK_FINE);
	while (wire_next(&in) == WIRE_COLUMN)
		if (in.row.count > 2)
			put(arg, atoi(in.row.cell[0]), atoi(in.row.cell[1]), in.row.cell + 2,
			    in.row.count - 2);
	wire_out_release(&out);
	wire_in_release(&in);
	helper_kill(helper);
}
