#include "share/glyph.h"

#include "base/buf.h"

#include <ft2build.h>
#include FT_FREETYPE_H
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct glyphs {
	FT_Library library;
	FT_Face face;
	const char *file;
	int index;
};

/* The most characters first: zenhei has those of GB 18030-2005, extension A among them. */
static const struct {
	const char *file;
	int index; /* of the face whose Latin letters are half as wide as Chinese ones */
} known[] = {
	{CJK_FONT, 0},
	{"/usr/share/fonts/truetype/wqy/wqy-zenhei.ttc", 1},
	{"/usr/share/fonts/truetype/wqy/wqy-microhei.ttc", 1},
	{"/usr/share/fonts/truetype/arphic/uming.ttc", 0},
	{"/usr/share/fonts/truetype/arphic-gbsn00lp/gbsn00lp.ttf", 0},
};

struct glyphs *
glyphs_open(void)
{
	struct glyphs *g = xcalloc(1, sizeof *g);

	if (FT_Init_FreeType(&g->library) != 0) {
		free(g);
		return NULL;
	}
	for (size_t i = 0; i < sizeof known / sizeof *known; i++) {
		if (!*known[i].file ||
		    FT_New_Face(g->library, known[i].file, known[i].index, &g->face) != 0)
			continue;
		if (FT_Get_Char_Index(g->face, 0x4E00) &&
		    FT_Set_Pixel_Sizes(g->face, GLYPH_DOTS, GLYPH_DOTS) == 0) {
			g->file = known[i].file;
			g->index = known[i].index;
			return g;
		}
		FT_Done_Face(g->face);
	}
	FT_Done_FreeType(g->library);
	free(g);
	return NULL;
}

void
glyphs_close(struct glyphs *g)
{
	if (!g)
		return;
	FT_Done_Face(g->face);
	FT_Done_FreeType(g->library);
	free(g);
}

const char *
glyphs_file(const struct glyphs *g)
{
	return g->file;
}

int
glyphs_index(const struct glyphs *g)
{
	return g->index;
}

bool
glyphs_has(const struct glyphs *g, uint32_t cp)
{
	return FT_Get_Char_Index(g->face, cp) != 0;
}

int
glyphs_advance(const struct glyphs *g, uint32_t cp)
{
	if (FT_Load_Char(g->face, cp, FT_LOAD_NO_SCALE) != 0 || !g->face->units_per_EM)
		return 1000;
	return (int)(g->face->glyph->metrics.horiAdvance * 1000 / g->face->units_per_EM);
}

/* Hexadecimal digits, five rows of three dots. */
static const char digits[16][6] = {
	{7, 5, 5, 5, 7}, {2, 6, 2, 2, 7}, {7, 1, 7, 4, 7}, {7, 1, 7, 1, 7}, {5, 5, 7, 1, 1},
	{7, 4, 7, 1, 7}, {7, 4, 7, 5, 7}, {7, 1, 2, 2, 2}, {7, 5, 7, 5, 7}, {7, 5, 7, 1, 7},
	{7, 5, 7, 5, 5}, {6, 5, 6, 5, 6}, {7, 4, 4, 4, 7}, {6, 5, 5, 5, 6}, {7, 4, 7, 4, 7},
	{7, 4, 7, 4, 4},
};

static void
put_dots(uint32_t row[GLYPH_DOTS], int y, int x, uint32_t bits, int width)
{
	if (y >= 0 && y < GLYPH_DOTS && x >= 0 && x + width <= GLYPH_DOTS)
		row[y] |= bits << (GLYPH_DOTS - x - width);
}

/* A box with three digits in each of two lines. */
static void
draw_code(uint32_t cp, uint32_t row[GLYPH_DOTS])
{
	char code[12];

	snprintf(code, sizeof code, "%06X", (unsigned)cp & 0xFFFFFFu);
	for (int y = 1; y < GLYPH_DOTS - 1; y++) {
		bool edge = y == 1 || y == GLYPH_DOTS - 2;

		put_dots(row, y, 1, edge ? 0x3FFFFF : 0x200001, GLYPH_DOTS - 2);
	}
	for (int i = 0; i < 6; i++) {
		int digit = code[i] <= '9' ? code[i] - '0' : code[i] - 'A' + 10;

		for (int y = 0; y < 5; y++)
			put_dots(row, 5 + i / 3 * 8 + y, 5 + i % 3 * 5, (uint32_t)digits[digit][y],
			    3);
	}
}

void
glyphs_dots(const struct glyphs *g, uint32_t cp, uint32_t row[GLYPH_DOTS])
{
	memset(row, 0, GLYPH_DOTS * sizeof *row);
	if (!glyphs_has(g, cp) ||
	    FT_Load_Char(g->face, cp, FT_LOAD_RENDER | FT_LOAD_TARGET_MONO) != 0) {
		draw_code(cp, row);
		return;
	}
	const FT_GlyphSlot slot = g->face->glyph;
	int base = GLYPH_DOTS - 3; /* the line they stand on */

	for (unsigned y = 0; y < slot->bitmap.rows; y++)
		for (unsigned x = 0; x < slot->bitmap.width; x++)
			if (slot->bitmap.buffer[(int)y * slot->bitmap.pitch + (int)(x / 8)] &
			    0x80 >> x % 8)
				put_dots(row, base - slot->bitmap_top + (int)y,
				    slot->bitmap_left + (int)x, 1, 1);
}
