#include "share/press_int.h"

#include "base/width.h"
#include "share/book_wire.h"
#include "share/helper.h"
#include "share/paper_wire.h"
#include "share/qr.h"

#include <stdlib.h>
#include <string.h>

static const char *const names[PRESS_FORMATS] = {"text", "rtf", "pdf", "escp", "wechat"};

enum press_format
press_find(const char *name)
{
	int i = 0;

	while (i < PRESS_FORMATS && strcmp(names[i], name) != 0)
		i++;
	return (enum press_format)i;
}

const char *
press_name(enum press_format format)
{
	return names[format];
}

/* --- pages to the program that draws them --- */

/* Where the cells of a row end, "0 6 22 72"; a new string. */
static char *
edges_of(const struct part *part)
{
	struct buf edges = BUF_EMPTY;
	int at = 0;

	buf_puts(&edges, "0");
	for (int i = 0; i < part->cells; i++)
		buf_printf(&edges, " %d", at += part->width[i]);
	return buf_take(&edges);
}

static enum paper_line
kind_of(const struct part *part)
{
	switch (part ? part->kind : PART_LINE) {
	case PART_HEAD: return PAPER_HEAD;
	case PART_TITLE: return PAPER_TITLE;
	case PART_HEADS:
	case PART_ROW: return PAPER_ROW;
	case PART_RULE: return PAPER_RULE;
	case PART_QR: return PAPER_QR;
	default: return PAPER_TEXT;
	}
}

/* "101…", row by row; a new string, or NULL. */
static char *
modules_of(const char *text)
{
	struct qr qr = {0};
	struct buf out = BUF_EMPTY;

	if (!qr_make(text, &qr))
		return NULL;
	for (int i = 0; i < qr.size * qr.size; i++)
		buf_putc(&out, qr.module[i] ? '1' : '0');
	qr_release(&qr);
	return buf_take(&out);
}

static void
send(struct wire_out *out, enum paper_line kind, bool first, const char *edges, const char *text)
{
	char letter[] = {(char)kind, '\0'};
	char *cell[PAPER_CELLS] = {letter, (char *)(first ? "1" : ""), (char *)edges,
		(char *)text};
	const struct row row = {.cell = cell, .count = PAPER_CELLS, .line = 1};

	wire_row(out, &row, 0, 0);
}

static void
send_line(struct wire_out *out, const struct layout_page *page, int i)
{
	const struct part *part = page->part[i];
	enum paper_line kind = kind_of(part);
	char *edges = kind == PAPER_ROW ? edges_of(part) : NULL;
	char *code = kind == PAPER_QR && page->first[i] ? modules_of(part->text) : NULL;

	/* a rule at the foot is a line of a part that has others */
	if (part && part->kind == PART_FOOT && page->first[i])
		kind = PAPER_RULE;
	if (kind == PAPER_QR && !code)
		kind = PAPER_TEXT;
	send(out, kind, page->first[i], edges ? edges : "",
	    code ? code : part && part->kind == PART_QR && page->first[i] ? part->text
		 : page->line[i]);
	free(edges);
	free(code);
}

static void
send_pages(struct wire_out *out, const struct document *document, const struct layout *layout)
{
	char columns[12], lines[12];

	snprintf(columns, sizeof columns, "%d", ruling_columns(layout->ruling));
	snprintf(lines, sizeof lines, "%d", ruling_lines(layout->ruling));
	wire_sheet(out, document->title ? document->title : "");
	send(out, PAPER_RULING, false, columns, lines);
	for (int i = 0; i < layout->count; i++) {
		struct buf number = BUF_EMPTY;

		send(out, PAPER_PAGE, false, "", "");
		for (int k = 0; k < layout->page[i].count; k++)
			send_line(out, &layout->page[i], k);
		layout_number(layout, i + 1, &number);
		send(out, PAPER_FOOT, true, "", buf_text(&number));
		buf_release(&number);
	}
	wire_end(out, BOOK_FINE);
}

static int
draw(const struct document *document, const struct layout *layout, enum press_format format,
    FILE *to, struct say *why)
{
	int socket = -1;
	pid_t helper = helper_start("gongzhan-paper", press_name(format), -1, &socket);
	struct wire_out out = {.fd = socket};
	struct wire_in in = {.fd = socket};
	enum wire_type type;

	if (helper < 0) {
		say_set(why, T_PRESS_NO_PROGRAM, NULL);
		return ERR_IO;
	}
	send_pages(&out, document, layout);
	while ((type = wire_next(&in)) == WIRE_DATA)
		fwrite(in.data, 1, in.data_len, to);
	bool made = type == WIRE_END && in.fault == BOOK_FINE;

	if (!made)
		say_set(why, type == WIRE_END && in.fault == BOOK_MISSING ? T_PRESS_NO_FONT
		    : T_PRESS_FAILED, NULL);
	wire_out_release(&out);
	wire_in_release(&in);
	helper_kill(helper);
	return made ? 0 : ERR_IO;
}

/*
 * Fonts and printers with Chinese letters give “ ” … — · the width of a character; terminals and
 * text files do not.
 */
static int
press_drawn(const struct document *document, enum press_format format, FILE *to, struct say *why)
{
	bool was_wide = width_is_ambiguous_wide();
	struct layout layout;

	width_set_ambiguous(true);
	layout_make(document, &layout);
	int err = draw(document, &layout, format, to, why);

	layout_release(&layout);
	width_set_ambiguous(was_wide);
	return err;
}

int
press_write(const struct document *document, enum press_format format, FILE *to,
    struct say *why)
{
	struct layout layout;

	if (format == PRESS_PDF || format == PRESS_ESCP)
		return press_drawn(document, format, to, why);
	if (format == PRESS_RTF) {
		press_rtf(document, to);
		return 0;
	}
	if (format == PRESS_WECHAT) {
		press_wechat(document, to);
		return 0;
	}
	layout_make(document, &layout);
	press_text(&layout, to);
	layout_release(&layout);
	return 0;
}
