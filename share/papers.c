/*
 * gongzhan-paper: a program of its own that draws letters, so that the libraries for it are not
 * loaded with the station. Started by press.c, not by people:
 *
 *	gongzhan-paper pdf     pages as messages from the socket 1, a PDF as messages back
 *	gongzhan-paper escp    the same as bytes for a 24-pin printer
 */
#include "share/paper_pages.h"

#include "base/width.h"

#include <stdio.h>
#include <string.h>

#define BLOCK 32768

static int
draw(enum book_fault (*make)(const struct paper_pages *pages, struct buf *out))
{
	struct wire_in in = {.fd = 1};
	struct wire_out out = {.fd = 1};
	struct paper_pages pages = {0};
	struct buf bytes = BUF_EMPTY;
	enum book_fault fault = BOOK_SYSTEM;

	width_set_ambiguous(true); /* as the pages were laid out */
	if (paper_pages_read(&in, &pages))
		fault = make(&pages, &bytes);
	for (size_t at = 0; fault == BOOK_FINE && at < bytes.len; at += BLOCK)
		wire_data(&out, bytes.data + at, bytes.len - at < BLOCK ? bytes.len - at : BLOCK);
	wire_end(&out, fault);
	buf_release(&bytes);
	paper_pages_release(&pages);
	wire_out_release(&out);
	wire_in_release(&in);
	return 0;
}

int
main(int argc, char **argv)
{
	if (argc == 2 && strcmp(argv[1], "pdf") == 0)
		return draw(pdf_make);
	if (argc == 2 && strcmp(argv[1], "escp") == 0)
		return draw(escp_make);
	fputs("gongzhan-paper: started by gongzhan, not by hand\n", stderr);
	return 2;
}
