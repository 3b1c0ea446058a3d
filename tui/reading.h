/*
 * What screens share that show a list to be read. Such a screen's data begins with a struct
 * reading; these are its handlers.
 */
#ifndef TUI_READING_H
#define TUI_READING_H

#include "tui/list.h"
#include "tui/screen.h"

struct reading {
	struct list *list;
	int top; /* row of its first line */
};

extern const struct screen_act reading_acts[];
/*
 * Takes over `data`, which begins with a reading and was allocated. Lines are asked of `line` with
 * the screen as its argument; how many there are list_set_count() says.
 */
void reading_begin(struct screen *screen, void *data, int top,
    void (*line)(void *screen, int i, struct list_line *out));
/* The headings of its columns; `text` TEXT_NONE ends them. Cells of a line are as wide. */
struct reading_column {
	enum text text;
	int cols;
};
void reading_headings(const struct screen *screen, int row, const struct reading_column column[]);
/* Frees the data. */
void reading_finish(struct screen *screen);
void reading_layout(struct screen *screen);

#endif
