/*
 * Pages for 24-pin printers with Chinese letters (ESC/P-K: Epson LQ-1600K and its likes, 180 dots
 * an inch): FS & switches to two-byte codes of GB 18030, a full character takes `wide` dots, a half
 * one half of these. What has no code of two bytes is drawn as dots; so are codes to scan.
 */
#include "share/paper_pages.h"

#include "base/charset.h"
#include "base/utf8.h"
#include "base/width.h"
#include "share/glyph.h"

#include <stdlib.h>
#include <string.h>

#define ESC "\x1B"
#define FS "\x1C"

struct escp {
	const struct paper_pages *pages;
	struct glyphs *glyphs;
	struct charset_encoder *encoder;
	struct buf *out;
	int half; /* dots of a half character */
};

static void
put(struct escp *e, const char *bytes, size_t len)
{
	buf_add(e->out, bytes, len);
}

/* The printer at rest, single sheets, the page's own pitch of letters and lines. */
static void
begin(struct escp *e)
{
	int space = e->half * 2 - GLYPH_DOTS; /* dots beside a full character */
	int small = e->half - GLYPH_DOTS / 2;
	const char full[] = {FS[0], 'S', (char)(space / 2), (char)(space - space / 2)};
	const char half[] = {FS[0], 'T', (char)(small / 2), (char)(small - small / 2)};
	const char lines[] = {ESC[0], '3', (char)(e->pages->lines > 30 ? 46 : 72)};

	put(e, ESC "@", 2);
	put(e, FS "&", 2);
	put(e, full, sizeof full);
	put(e, half, sizeof half);
	put(e, lines, sizeof lines);
}

/* Three bytes a column of dots, in the middle of so many columns. */
static void
put_dots(struct escp *e, const uint32_t row[GLYPH_DOTS], int dots)
{
	const char head[] = {ESC[0], '*', 39, (char)(dots & 0xFF), (char)(dots >> 8)};
	int before = (dots - GLYPH_DOTS) / 2;

	put(e, head, sizeof head);
	for (int x = 0; x < dots; x++) {
		unsigned char column[3] = {0};
		int at = x - before;

		for (int y = 0; at >= 0 && at < GLYPH_DOTS && y < GLYPH_DOTS; y++)
			if (row[y] >> (GLYPH_DOTS - 1 - at) & 1)
				column[y / 8] |= (unsigned char)(0x80 >> y % 8);
		put(e, (const char *)column, sizeof column);
	}
}

static void
put_char(struct escp *e, uint32_t cp)
{
	uint32_t row[GLYPH_DOTS];
	char bytes[4];
	int columns = width_of_char(cp);
	int len = charset_encode_char(e->encoder, cp, bytes);

	if (columns <= 0)
		return;
	if (len == 1 || (len == 2 && columns == 2)) {
		put(e, bytes, (size_t)len);
		return;
	}
	glyphs_dots(e->glyphs, cp, row);
	put_dots(e, row, columns * e->half);
}

static void
put_text(struct escp *e, const char *text)
{
	uint32_t cp;

	while ((cp = utf8_read(&text)))
		put_char(e, cp);
}

/* Eight lines of modules three dots wide at a time: 24 dots high. */
static void
put_qr(struct escp *e, const char *modules)
{
	int side = 0, count = (int)strlen(modules);

	while (side * side < count)
		side++;
	for (int top = -4; top < side + 4 && side * side == count; top += 8) {
		int dots = (side + 8) * 3;
		const char head[] = {ESC[0], '*', 39, (char)(dots & 0xFF), (char)(dots >> 8)};
		const char feed[] = {'\r', ESC[0], 'J', GLYPH_DOTS};

		put(e, head, sizeof head);
		for (int x = 0; x < dots; x++) {
			unsigned char column[3] = {0};
			int col = x / 3 - 4;

			for (int y = 0; y < GLYPH_DOTS; y++) {
				int at = top + y / 3;

				if (at >= 0 && at < side && col >= 0 && col < side &&
				    modules[at * side + col] == '1')
					column[y / 8] |= (unsigned char)(0x80 >> y % 8);
			}
			put(e, (const char *)column, sizeof column);
		}
		put(e, feed, sizeof feed);
	}
}

static void
put_page(struct escp *e, const struct paper_page *page)
{
	for (int i = 0; i < page->count; i++) {
		const struct paper_row *row = &page->row[i];

		if (row->kind == PAPER_FOOT)
			for (int k = i; k < e->pages->lines; k++)
				put(e, "\r\n", 2);
		if (row->kind == PAPER_QR && row->first)
			put_qr(e, row->text);
		else if (row->kind != PAPER_QR)
			put_text(e, row->text);
		if (row->kind != PAPER_QR)
			put(e, "\r\n", 2);
	}
	put(e, "\f", 1);
}

enum book_fault
escp_make(const struct paper_pages *pages, struct buf *out)
{
	struct escp e = {.pages = pages, .glyphs = glyphs_open(), .out = out,
		.half = pages->columns > 60 ? 15 : 17};

	if (!e.glyphs)
		return BOOK_MISSING;
	if (charset_encoder_new(CHARSET_GB18030, NULL, &e.encoder) != 0) {
		glyphs_close(e.glyphs);
		return BOOK_SYSTEM;
	}
	begin(&e);
	for (int i = 0; i < pages->count; i++)
		put_page(&e, &pages->page[i]);
	put(&e, FS ".", 2);
	put(&e, ESC "@", 2);
	charset_encoder_free(e.encoder);
	glyphs_close(e.glyphs);
	return BOOK_FINE;
}
