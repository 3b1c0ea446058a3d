/*
 * gongzhan-sheets: a program of its own for workbooks, so that strangers' bytes and the libraries
 * that read them stay out of the station's process. Started by rows_book.c, not by people:
 *
 *	gongzhan-sheets read     a workbook on descriptor 0, its rows as messages on the socket 1
 *	gongzhan-sheets write    rows as messages from the socket 1, the .xlsx as messages back
 *	gongzhan-sheets fill     the same into a template on descriptor 0
 *	gongzhan-sheets lists    what may be chosen in the columns of such a template
 */
#include "share/book_wire.h"
#include "share/cage.h"
#include "share/xlsx_fill.h"
#include "share/xlsx_lists.h"
#include "share/xlsx_write.h"

#include <stdio.h>
#include <string.h>
#include <sys/types.h>
#include <unistd.h>

#define HEAD 512

static const struct book_reader *const readers[] = {
#ifdef WITH_XLSX
	&book_xlsx,
#endif
	&book_xls, NULL};

static enum book_fault
read_book(int fd, const struct book_sink *sink)
{
	unsigned char head[HEAD];
	ssize_t got = pread(fd, head, sizeof head, 0);

	for (int i = 0; got >= 0 && readers[i]; i++)
		if (readers[i]->is(head, (size_t)got))
			return readers[i]->read(fd, sink);
	return got < 0 ? BOOK_SYSTEM : BOOK_MISSING;
}

static int
serve_reading(void)
{
	struct wire_out out = {.fd = 1, .sheet = -1};
	const struct book_sink sink = wire_sink(&out);

	wire_end(&out, cage_enter() ? read_book(0, &sink) : BOOK_SYSTEM);
	wire_out_release(&out);
	return 0;
}

/* The station's own words: nothing strange, so not locked in; the library needs files. */
static int
serve_writing(void)
{
	struct wire_in in = {.fd = 1};
	struct wire_out out = {.fd = 1};

#ifdef WITH_XLSXWRITER
	wire_end(&out, xlsx_write(&in, &out));
#else
	wire_end(&out, BOOK_MISSING);
#endif
	wire_out_release(&out);
	wire_in_release(&in);
	return 0;
}

/* A superior's template is a stranger's file: filled, or asked for its lists. */
static int
serve_template(enum book_fault (*serve)(int fd, struct wire_in *in, struct wire_out *out))
{
	struct wire_in in = {.fd = 1};
	struct wire_out out = {.fd = 1};
	enum book_fault fault = cage_enter() ? BOOK_MISSING : BOOK_SYSTEM;

	if (fault == BOOK_MISSING && serve)
		fault = serve(0, &in, &out);
	wire_end(&out, fault);
	wire_out_release(&out);
	wire_in_release(&in);
	return 0;
}

#ifdef WITH_XLSX
#define FILL xlsx_fill
#define LISTS xlsx_lists
#else
#define FILL NULL
#define LISTS NULL
#endif

int
main(int argc, char **argv)
{
	if (argc == 2 && strcmp(argv[1], "read") == 0)
		return serve_reading();
	if (argc == 2 && strcmp(argv[1], "write") == 0)
		return serve_writing();
	if (argc == 2 && strcmp(argv[1], "fill") == 0)
		return serve_template(FILL);
	if (argc == 2 && strcmp(argv[1], "lists") == 0)
		return serve_template(LISTS);
	fputs("gongzhan-sheets: started by gongzhan, not by hand\n", stderr);
	return 2;
}
