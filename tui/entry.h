/*
 * A line of text to be typed, a CDK object.  Scrolls sideways; in [brackets] only while it has the
 * focus.  Placed with its brackets: the window begins at the opening one.
 */
#ifndef TUI_ENTRY_H
#define TUI_ENTRY_H

#include "tui/edit.h"
#include "tui/widget.h"

struct entry;

/* Freed with its screen, or by widget_free(entry_widget()). */
struct entry *entry_new(CDKSCREEN *screen, size_t max_chars);
struct widget *entry_widget(struct entry *entry);
/* Shows stars. */
void entry_set_secret(struct entry *entry, bool secret);
void entry_set(struct entry *entry, const char *text);
void entry_set_max(struct entry *entry, const char *text, size_t max_chars);
/* Borrowed until the next key. */
const char *entry_text(const struct entry *entry);
/* The cursor stands behind the last character. */
bool entry_is_at_end(const struct entry *entry);

#endif
