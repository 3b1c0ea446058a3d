#include "share/press_int.h"

#include "share/qr.h"

static void
write_qr(const struct part *part, FILE *to)
{
	struct qr qr = {0};
	struct buf line = BUF_EMPTY;

	if (!qr_make(part->text, &qr)) {
		fprintf(to, "%s\n", part->text);
		return;
	}
	for (int i = 0; i < qr_lines(&qr); i++) {
		buf_clear(&line);
		qr_line(&qr, i, false, &line);
		fprintf(to, "%s\n", buf_text(&line));
	}
	buf_release(&line);
	qr_release(&qr);
}

static void
write_page(const struct layout *layout, int i, FILE *to)
{
	const struct layout_page *page = &layout->page[i];
	int lines = ruling_lines(layout->ruling);
	struct buf number = BUF_EMPTY;

	for (int k = 0; k < page->count; k++) {
		const struct part *part = page->part[k];

		if (!part || part->kind != PART_QR)
			fprintf(to, "%s\n", page->line[k]);
		else if (page->first[k])
			write_qr(part, to);
	}
	for (int k = page->count; k < lines; k++)
		putc('\n', to);
	layout_number(layout, i + 1, &number);
	fprintf(to, "%s\n", buf_text(&number));
	buf_release(&number);
}

void
press_text(const struct layout *layout, FILE *to)
{
	for (int i = 0; i < layout->count; i++) {
		if (i)
			putc('\f', to);
		write_page(layout, i, to);
	}
}
