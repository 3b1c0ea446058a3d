/*
 * Letters of a font with Chinese ones, found where Debian puts them: which it has, and how they
 * look as dots. What it lacks is drawn as a box with its code in it.
 */
#ifndef SHARE_GLYPH_H
#define SHARE_GLYPH_H

#include <stdbool.h>
#include <stdint.h>

#define GLYPH_DOTS 24 /* a side: what 24-pin printers print at once */

struct glyphs;

/* NULL: there is no such font. */
struct glyphs *glyphs_open(void);
void glyphs_close(struct glyphs *glyphs);
const char *glyphs_file(const struct glyphs *glyphs); /* borrowed */
int glyphs_index(const struct glyphs *glyphs);        /* of the font in the file, from 0 */
bool glyphs_has(const struct glyphs *glyphs, uint32_t cp);
/* How wide it is, in thousandths of its size. */
int glyphs_advance(const struct glyphs *glyphs, uint32_t cp);
/* Its dots, row by row, the highest of the low GLYPH_DOTS bits at the left. */
void glyphs_dots(const struct glyphs *glyphs, uint32_t cp, uint32_t row[GLYPH_DOTS]);

#endif
