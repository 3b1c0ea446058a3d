/*
 * RTF (the 1.9.1 specification; WPS, Word and LibreOffice read it): paragraphs and real tables, not
 * lines, since people go on writing in it. Everything but ASCII is \uN, N a signed 16-bit number,
 * with "?" for readers that do not know it; what lies above U+FFFF is two of them.
 */
#include "share/press_int.h"

#include "base/utf8.h"

#include <stdlib.h>

#define TWIPS_MM (1440 / 25.4)
#define LEFT_MM 28
#define TOP_MM 37
#define WIDE_MM 156
#define HIGH_MM 225

static int
twips(double mm)
{
	return (int)(mm * TWIPS_MM + 0.5);
}

static void
write_unit(unsigned unit, FILE *to)
{
	fprintf(to, "\\u%d?", unit > 0x7FFF ? (int)unit - 0x10000 : (int)unit);
}

static void
write_words(const char *text, FILE *to)
{
	uint32_t cp;

	while ((cp = utf8_read(&text))) {
		if (cp == '\\' || cp == '{' || cp == '}')
			fprintf(to, "\\%c", (int)cp);
		else if (cp >= ' ' && cp < 0x7F)
			putc((int)cp, to);
		else if (cp > 0xFFFF) {
			write_unit(0xD800 + ((cp - 0x10000) >> 10), to);
			write_unit(0xDC00 + ((cp - 0x10000) & 0x3FF), to);
		} else
			write_unit(cp, to);
	}
}

/* Half points: 3号 is 16 points, 小四 12; titles are 2号 and 小二. */
static int
size_of(enum ruling ruling)
{
	return ruling == RULING_OFFICIAL ? 32 : 24;
}

static int
title_size(enum ruling ruling)
{
	return ruling == RULING_OFFICIAL ? 44 : 36;
}

/* Official documents have 22 lines a page whatever the font is. */
static const char *
pitch_of(enum ruling ruling)
{
	return ruling == RULING_OFFICIAL ? "\\sl-580\\slmult0" : "";
}

static void
write_paragraph(const char *pitch, const char *how, const char *text, FILE *to)
{
	fprintf(to, "\\pard\\plain\\f0%s%s ", pitch, how);
	write_words(text, to);
	fputs("\\par\n", to);
}

/* Its cells as one row of a table with lines around. */
static void
write_row(const struct document *document, const struct part *part, FILE *to)
{
	int columns = ruling_columns(document->ruling), at = 0;

	fputs("\\trowd\\trgaph60", to);
	if (part->kind == PART_HEADS)
		fputs("\\trhdr", to);
	for (int i = 0; i < part->cells; i++) {
		at += part->width[i];
		fprintf(to,
		    "\\clbrdrt\\brdrs\\clbrdrl\\brdrs\\clbrdrb\\brdrs\\clbrdrr\\brdrs\\cellx%d",
		    twips((double)WIDE_MM * at / columns));
	}
	putc('\n', to);
	for (int i = 0; i < part->cells; i++) {
		fprintf(to, "\\pard\\intbl\\plain\\f0\\fs%d ", size_of(document->ruling));
		write_words(part->cell[i], to);
		fputs("\\cell\n", to);
	}
	fputs("\\row\n", to);
}

static void
write_signature(const struct document *document, const struct part *part, FILE *to)
{
	struct civil c = day_civil(part->dated == DAY_NONE ? 0 : part->dated);
	int size = size_of(document->ruling);
	char *how = xprintf("\\qr\\ri%d\\fs%d", size * 10 * (part->is_sealed ? 4 : 2), size);
	char *date = xprintf("%d年%d月%d日", c.year, c.month, c.day);
	const char *pitch = pitch_of(document->ruling);

	write_paragraph(pitch, how, part->text, to);
	if (part->dated != DAY_NONE)
		write_paragraph(pitch, how, date, to);
	free(date);
	free(how);
}

static void
write_part(const struct document *document, const struct part *part, FILE *to)
{
	int size = size_of(document->ruling), em = size * 10;
	char *how = NULL, *text = NULL;

	switch (part->kind) {
	case PART_HEAD:
		how = xprintf("\\qc\\cf1\\b\\fs%d", title_size(document->ruling));
		break;
	case PART_TITLE:
		how = xprintf("\\qc\\b\\fs%d", title_size(document->ruling));
		break;
	case PART_CENTRE:
		how = xprintf("\\qc\\fs%d", size);
		break;
	case PART_TEXT:
		how = xprintf("\\qj\\fi%d\\fs%d", 2 * em, size);
		break;
	case PART_HANGING:
		how = xprintf("\\qj\\li%d\\fi%d\\fs%d", 5 * em, -5 * em, size);
		text = xprintf("%s%s", part->lead ? part->lead : "", part->text);
		break;
	case PART_RIGHT:
		how = xprintf("\\qr\\fs%d", size);
		break;
	case PART_RULE:
		how = xprintf("\\brdrb\\brdrs\\fs%d", size / 2);
		break;
	case PART_PAGE:
		how = xprintf("\\pagebb\\fs%d", size / 2);
		break;
	case PART_FOOT:
		how = xprintf("\\brdrt\\brdrs\\fs%d", size - 4);
		break;
	case PART_SIGNED:
		write_signature(document, part, to);
		return;
	case PART_HEADS:
	case PART_ROW:
		write_row(document, part, to);
		return;
	case PART_LINE:
	case PART_BLANK:
	case PART_QR:
		how = xprintf("\\qj\\fs%d", size);
		break;
	}
	write_paragraph(pitch_of(document->ruling), how, text ? text : part->text, to);
	free(text);
	free(how);
}

static void
write_foot(const struct document *document, FILE *to)
{
	fputs("{\\footer\\pard\\plain\\f0\\fs28", to);
	if (document->ruling == RULING_OFFICIAL) {
		fputs("\\qc - {\\field{\\*\\fldinst PAGE}{\\fldrslt 1}} -", to);
	} else {
		fputs("\\fs20 ", to);
		write_words(document->foot ? document->foot : "", to);
		fputs("  {\\field{\\*\\fldinst PAGE}{\\fldrslt 1}}/"
		      "{\\field{\\*\\fldinst NUMPAGES}{\\fldrslt 1}}", to);
	}
	fputs("\\par}\n", to);
}

void
press_rtf(const struct document *document, FILE *to)
{
	fputs("{\\rtf1\\ansi\\ansicpg936\\deff0\\uc1\n"
	      "{\\fonttbl{\\f0\\fnil\\fcharset134 ", to);
	write_words("仿宋", to);
	fputs(";}}\n{\\colortbl;\\red255\\green0\\blue0;}\n{\\info{\\title ", to);
	write_words(document->title ? document->title : "", to);
	fprintf(to, "}}\n\\paperw%d\\paperh%d\\margl%d\\margr%d\\margt%d\\margb%d\n", twips(210),
	    twips(297), twips(LEFT_MM), twips(210 - LEFT_MM - WIDE_MM), twips(TOP_MM),
	    twips(297 - TOP_MM - HIGH_MM));
	write_foot(document, to);
	for (int i = 0; i < document->count; i++)
		if (document->part[i].kind != PART_FOOT)
			write_part(document, &document->part[i], to);
	for (int i = 0; i < document->count; i++)
		if (document->part[i].kind == PART_FOOT)
			write_part(document, &document->part[i], to);
	fputs("}\n", to);
}
