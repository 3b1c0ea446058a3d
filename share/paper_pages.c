#include "share/paper_pages.h"

#include <stdlib.h>
#include <string.h>

#define LINES_MOST 200 /* of a page */

static void
add_page(struct paper_pages *pages)
{
	pages->page = xrealloc(pages->page, (size_t)(pages->count + 1) * sizeof *pages->page);
	pages->page[pages->count++] = (struct paper_page){0};
}

static bool
take(struct paper_pages *pages, const struct row *row)
{
	char kind = row->count == PAPER_CELLS ? *row->cell[0] : '\0';

	if (kind == PAPER_RULING) {
		pages->columns = atoi(row->cell[2]);
		pages->lines = atoi(row->cell[3]);
		return pages->columns > 0 && pages->lines > 0 && pages->lines <= LINES_MOST;
	}
	if (kind == PAPER_PAGE) {
		add_page(pages);
		return true;
	}
	if (!kind || !pages->count || !pages->columns)
		return false;
	struct paper_page *page = &pages->page[pages->count - 1];

	if (page->count > LINES_MOST)
		return false;
	page->row = xrealloc(page->row, (size_t)(page->count + 1) * sizeof *page->row);
	page->row[page->count++] = (struct paper_row){(enum paper_line)kind, *row->cell[1] == '1',
	    xstrdup(row->cell[2]), xstrdup(row->cell[3])};
	return true;
}

bool
paper_pages_read(struct wire_in *in, struct paper_pages *out)
{
	enum wire_type type;

	while ((type = wire_next(in)) != WIRE_END) {
		if (type == WIRE_SHEET && !out->title)
			out->title = xstrdup(in->name);
		else if (type != WIRE_ROW || !take(out, &in->row))
			return false;
	}
	return in->fault == BOOK_FINE && out->count > 0;
}

void
paper_pages_release(struct paper_pages *pages)
{
	for (int i = 0; i < pages->count; i++) {
		for (int k = 0; k < pages->page[i].count; k++) {
			free(pages->page[i].row[k].words);
			free(pages->page[i].row[k].text);
		}
		free(pages->page[i].row);
	}
	free(pages->page);
	free(pages->title);
	*pages = (struct paper_pages){0};
}
