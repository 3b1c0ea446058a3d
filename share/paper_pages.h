/* The pages that gongzhan-paper is to draw, as they came over the wire (paper_wire.h). */
#ifndef SHARE_PAPER_PAGES_H
#define SHARE_PAPER_PAGES_H

#include "share/book_wire.h"
#include "share/paper_wire.h"

struct paper_row {
	enum paper_line kind;
	bool first;
	char *words, *text;
};
struct paper_page {
	struct paper_row *row; /* the last is PAPER_FOOT */
	int count;
};
struct paper_pages {
	char *title;
	int columns, lines;
	struct paper_page *page;
	int count;
};

/* False: what came is not such pages. */
bool paper_pages_read(struct wire_in *in, struct paper_pages *out);
void paper_pages_release(struct paper_pages *pages);

/* The formats: bytes appended to out; 0, or the fault that is answered. */
enum book_fault pdf_make(const struct paper_pages *pages, struct buf *out);
enum book_fault escp_make(const struct paper_pages *pages, struct buf *out);

#endif
