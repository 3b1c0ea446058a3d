/*
 * 对列: a sheet before it is taken in. Its columns one below the other, what each is here beside it
 * and the first values behind that; tried first, then taken in. What was said of the columns is
 * kept as a layout (share/mapping.h), by which sheets of the same headings are known again.
 *
 * The file is read by a job (share/preview.h): the screen sees lines.
 */
#ifndef TUI_MAPPING_SCREEN_H
#define TUI_MAPPING_SCREEN_H

#include "tui/screen.h"

/* open()'s argument; strings are copied. */
struct mapping_screen_arg {
	const struct form *form;
	const char *file;
	const char *charset; /* "" to detect it */
};
extern const struct screen_ops screen_mapping;

#endif
