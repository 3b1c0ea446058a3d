/*
 * A text that is being edited: UTF-8, a cursor between cells, a limit.  Knows no screen; the entry
 * and the long text stand on it.  Embedded: edit_init, edit_release.
 */
#ifndef TUI_EDIT_H
#define TUI_EDIT_H

#include "base/buf.h"

#include <stdbool.h>

struct edit {
	struct buf text;
	size_t at;  /* the cursor, a byte offset */
	size_t max; /* most characters; 0: no limit */
	bool lines; /* may contain line ends */
};

void edit_init(struct edit *edit, size_t max, bool lines);
void edit_release(struct edit *edit);
/* Replaces everything, the cursor at the end. Controls become blanks, too much is cut. */
void edit_set(struct edit *edit, const char *text);
const char *edit_text(const struct edit *edit);
/*
 * One key of tui/input.h: characters, Backspace, Delete, arrows left and right, Home, End, Ctrl-U
 * (empties the text), Ctrl-K (to the end of the line). False: not one of these, or nothing to do.
 * *changed is set if the text is another one then.
 */
bool edit_key(struct edit *edit, int key, bool *changed);
bool edit_is_full(const struct edit *edit);

#endif
