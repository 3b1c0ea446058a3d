/*
 * A text of many lines, a CDK object: broken to its width, scrolled to the cursor.  Window: `>` in
 * column 0 at the cursor's line, the text from 2, a counter of characters in the last row.  Enter
 * begins a new line; Tab, and the arrows beyond both ends, are not used and lead out of it.
 */
#ifndef TUI_LONGTEXT_H
#define TUI_LONGTEXT_H

#include "tui/edit.h"
#include "tui/widget.h"

struct longtext;

struct longtext *longtext_new(CDKSCREEN *screen, size_t max_chars);
struct widget *longtext_widget(struct longtext *text);
void longtext_set(struct longtext *text, const char *s, size_t max_chars);
/* Borrowed until the next key. */
const char *longtext_text(const struct longtext *text);

/* The offset behind the line that begins at `at`, when lines are so many columns wide. */
size_t longtext_break(const char *s, size_t at, int cols);

#endif
