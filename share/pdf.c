/*
 * Pages as PDF, by libharu: every character stands in the place that the columns give it, so that
 * tables are straight whatever the font's widths are.
 */
#include "share/paper_pages.h"

#include "base/utf8.h"
#include "base/width.h"
#include "share/glyph.h"

#include <hpdf.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define MM (72 / 25.4f)
#define LEFT (28 * MM) /* GB/T 9704-2012 5.2 */
#define TOP (37 * MM)
#define WIDE (156 * MM)
#define HIGH (225 * MM)
#define LARGER 1.4f /* titles: 2号 where the text is 3号 */

struct pdf {
	const struct paper_pages *pages;
	struct glyphs *glyphs;
	HPDF_Doc doc;
	HPDF_Page page;
	HPDF_Font font, latin;
	float column, line; /* how wide, how high */
	bool failed;
};

static void
note_error(HPDF_STATUS error, HPDF_STATUS detail, void *arg)
{
	struct pdf *pdf = arg;

	(void)error;
	(void)detail;
	pdf->failed = true;
}

/* The upper edge of a line. */
static float
line_top(const struct pdf *pdf, int line)
{
	return HPDF_Page_GetHeight(pdf->page) - TOP - (float)line * pdf->line;
}

/* What the font lacks: a box with the code, half of it in each of two lines. */
static void
draw_code(struct pdf *pdf, uint32_t cp, float x, float y, float size)
{
	char code[12], half[4] = "";

	snprintf(code, sizeof code, "%06X", (unsigned)cp & 0xFFFFFFu);
	HPDF_Page_SetLineWidth(pdf->page, 0.5f);
	HPDF_Page_Rectangle(pdf->page, x + size * 0.06f, y - size * 0.12f, size * 0.88f,
	    size * 0.88f);
	HPDF_Page_Stroke(pdf->page);
	HPDF_Page_BeginText(pdf->page);
	HPDF_Page_SetFontAndSize(pdf->page, pdf->latin, size * 0.36f);
	for (int i = 0; i < 2; i++) {
		memcpy(half, code + 3 * i, 3);
		HPDF_Page_TextOut(pdf->page, x + size * 0.18f,
		    y + size * (i ? 0.0f : 0.4f), half);
	}
	HPDF_Page_EndText(pdf->page);
}

static void
draw_char(struct pdf *pdf, uint32_t cp, int columns, float x, float y, float size)
{
	struct buf text = BUF_EMPTY;
	float room = (float)columns * size / 2;
	float wide = (float)glyphs_advance(pdf->glyphs, cp) * size / 1000;

	/* the library knows no characters above U+FFFF */
	if (cp > 0xFFFF || !glyphs_has(pdf->glyphs, cp)) {
		draw_code(pdf, cp, x, y, columns > 1 ? size : size / 2);
		return;
	}
	utf8_add(&text, cp);
	HPDF_Page_BeginText(pdf->page);
	HPDF_Page_SetFontAndSize(pdf->page, pdf->font, size);
	HPDF_Page_TextOut(pdf->page, x + (room - wide) / 2, y, buf_text(&text));
	HPDF_Page_EndText(pdf->page);
	buf_release(&text);
}

static void
draw_text(struct pdf *pdf, const char *text, float x, float y, float size)
{
	uint32_t cp;

	while ((cp = utf8_read(&text))) {
		int columns = width_of_char(cp);

		if (columns > 0 && cp != ' ' && cp != 0x3000)
			draw_char(pdf, cp, columns, x, y, size);
		x += (float)(columns > 0 ? columns : 0) * size / 2;
	}
}

/* Centred, in larger letters if these have room. */
static void
draw_title(struct pdf *pdf, const char *text, float y)
{
	text += strspn(text, " ");
	float larger = LARGER, columns = (float)width_of_text(text);

	if (columns * pdf->column * larger > WIDE)
		larger = columns ? WIDE / columns / pdf->column : 1;
	float size = pdf->column * 2 * larger;

	draw_text(pdf, text, LEFT + (WIDE - columns * size / 2) / 2, y, size);
}

static void
draw_line(struct pdf *pdf, float x, float y, float to_x, float to_y)
{
	HPDF_Page_SetLineWidth(pdf->page, 0.5f);
	HPDF_Page_MoveTo(pdf->page, x, y);
	HPDF_Page_LineTo(pdf->page, to_x, to_y);
	HPDF_Page_Stroke(pdf->page);
}

static bool
is_row(const struct paper_page *page, int i)
{
	return i >= 0 && i < page->count && page->row[i].kind == PAPER_ROW;
}

/* The lines around the cells of one line of a row. */
static void
draw_cells(struct pdf *pdf, const struct paper_page *page, int i)
{
	float top = line_top(pdf, i), bottom = line_top(pdf, i + 1), right = LEFT;
	const char *at = page->row[i].words;

	while (*at) {
		char *end;
		long column = strtol(at, &end, 10);

		if (end == at)
			break;
		right = LEFT + (float)column * pdf->column - pdf->column * 0.5f;
		draw_line(pdf, right, top, right, bottom);
		at = end;
	}
	if (page->row[i].first || !is_row(page, i - 1))
		draw_line(pdf, LEFT - pdf->column * 0.5f, top, right, top);
	if (!is_row(page, i + 1))
		draw_line(pdf, LEFT - pdf->column * 0.5f, bottom, right, bottom);
}

static void
draw_qr(struct pdf *pdf, const char *modules, float top)
{
	int side = 0, count = (int)strlen(modules);

	while (side * side < count)
		side++;
	float room = pdf->line * 9.5f, module = room / (float)(side + 8);

	for (int i = 0; i < count && side * side == count; i++)
		if (modules[i] == '1')
			HPDF_Page_Rectangle(pdf->page, LEFT + (float)(i % side + 4) * module,
			    top - (float)(i / side + 5) * module, module, module);
	HPDF_Page_Fill(pdf->page);
}

static void
draw_row(struct pdf *pdf, const struct paper_page *page, int i)
{
	const struct paper_row *row = &page->row[i];
	float size = pdf->column * 2, top = line_top(pdf, i);
	float y = top - (pdf->line + size * 0.72f) / 2; /* where letters stand */

	switch (row->kind) {
	case PAPER_HEAD:
		HPDF_Page_SetRGBFill(pdf->page, 1, 0, 0);
		draw_title(pdf, row->text, y);
		HPDF_Page_SetRGBFill(pdf->page, 0, 0, 0);
		break;
	case PAPER_TITLE: draw_title(pdf, row->text, y); break;
	case PAPER_RULE:
		draw_line(pdf, LEFT, top - pdf->line / 2, LEFT + WIDE, top - pdf->line / 2);
		break;
	case PAPER_QR:
		if (row->first)
			draw_qr(pdf, row->text, top);
		break;
	case PAPER_ROW:
		draw_cells(pdf, page, i);
		draw_text(pdf, row->text, LEFT, y, size);
		break;
	case PAPER_FOOT:
		top = line_top(pdf, pdf->pages->lines);
		draw_text(pdf, row->text, LEFT, top - pdf->line * 1.2f, size);
		break;
	default: draw_text(pdf, row->text, LEFT, y, size);
	}
}

static void
draw_page(struct pdf *pdf, const struct paper_page *page)
{
	pdf->page = HPDF_AddPage(pdf->doc);
	HPDF_Page_SetSize(pdf->page, HPDF_PAGE_SIZE_A4, HPDF_PAGE_PORTRAIT);
	for (int i = 0; i < page->count && !pdf->failed; i++)
		draw_row(pdf, page, i);
}

static bool
open_fonts(struct pdf *pdf)
{
	const char *file = glyphs_file(pdf->glyphs), *name;
	size_t len = strlen(file);
	bool many = len > 4 && strcmp(file + len - 4, ".ttc") == 0;

	HPDF_UseUTFEncodings(pdf->doc);
	HPDF_SetCompressionMode(pdf->doc, HPDF_COMP_ALL);
	name = many ? HPDF_LoadTTFontFromFile2(pdf->doc, file,
		   (HPDF_UINT)glyphs_index(pdf->glyphs), HPDF_TRUE)
		    : HPDF_LoadTTFontFromFile(pdf->doc, file, HPDF_TRUE);
	pdf->font = name ? HPDF_GetFont(pdf->doc, name, "UTF-8") : NULL;
	pdf->latin = HPDF_GetFont(pdf->doc, "Helvetica", NULL);
	return pdf->font && pdf->latin;
}

static void
set_title(struct pdf *pdf)
{
	const char *text = pdf->pages->title;
	struct buf title = BUF_EMPTY; /* UTF-16BE with its mark; nothing above U+FFFF */
	uint32_t cp;

	buf_add(&title, "\xFE\xFF", 2);
	while (text && (cp = utf8_read(&text)))
		if (cp <= 0xFFFF && cp > 0xFF && (cp & 0xFF)) {
			buf_putc(&title, (char)(cp >> 8));
			buf_putc(&title, (char)cp);
		}
	/* the library takes it for a string that ends with NUL: Latin letters are left out */
	if (title.len > 2)
		HPDF_SetInfoAttr(pdf->doc, HPDF_INFO_TITLE, buf_text(&title));
	buf_release(&title);
}

static void
save(struct pdf *pdf, struct buf *out)
{
	HPDF_BYTE block[8192];
	HPDF_UINT32 got;

	if (HPDF_SaveToStream(pdf->doc) != HPDF_OK)
		return;
	HPDF_ResetStream(pdf->doc);
	for (;;) {
		got = sizeof block;
		HPDF_STATUS status = HPDF_ReadFromStream(pdf->doc, block, &got);

		if (got == 0 || (status != HPDF_OK && status != HPDF_STREAM_EOF))
			break;
		buf_add(out, block, got);
	}
}

enum book_fault
pdf_make(const struct paper_pages *pages, struct buf *out)
{
	struct pdf pdf = {.pages = pages, .glyphs = glyphs_open(),
		.column = WIDE / (float)pages->columns, .line = HIGH / (float)pages->lines};

	if (!pdf.glyphs)
		return BOOK_MISSING;
	pdf.doc = HPDF_New(note_error, &pdf);
	pdf.failed = !pdf.doc || !open_fonts(&pdf);
	if (!pdf.failed)
		set_title(&pdf);
	for (int i = 0; i < pages->count && !pdf.failed; i++)
		draw_page(&pdf, &pages->page[i]);
	if (!pdf.failed)
		save(&pdf, out);
	if (pdf.doc)
		HPDF_Free(pdf.doc);
	glyphs_close(pdf.glyphs);
	return pdf.failed || !out->len ? BOOK_SYSTEM : BOOK_FINE;
}
