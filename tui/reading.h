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
/* Frees the data. */
void reading_finish(struct screen *screen);
void reading_layout(struct screen *screen);

#endif
