/*
 * A document on pages of lines, as a terminal shows and a printer prints them: lines are broken
 * after forms/breaking.h, a signature never stands on a page without text, the headings of a table
 * stand on each of its pages.
 */
#ifndef FORMS_LAYOUT_H
#define FORMS_LAYOUT_H

#include "base/buf.h"
#include "forms/document.h"

#define LAYOUT_LINES 35 /* the most that any ruling has */
#define LAYOUT_QR 10    /* lines left free for a code to scan */

struct layout_page {
	char *line[LAYOUT_LINES]; /* UTF-8, at most as wide as the page, no blanks behind */
	const struct part *part[LAYOUT_LINES]; /* whose line it is, the document's; or NULL */
	bool first[LAYOUT_LINES]; /* the first line of its part */
	int count;
};
struct layout {
	enum ruling ruling;
	const char *foot; /* the document's */
	struct layout_page *page;
	int count; /* at least 1 */
};

/* A new layout into *out, which borrows from the document. */
void layout_make(const struct document *document, struct layout *out);
void layout_release(struct layout *layout);
/*
 * The line below the page's (from 1): "- 1 -" on the right of odd pages and on the left of even
 * ones (GB/T 9704 7.5); of a sheet its foot and "第 1 页，共 3 页".
 */
void layout_number(const struct layout *layout, int page, struct buf *out);

#endif
