/*
 * Lines to choose from, a CDK object: `>` at the current one, a mark beside it, headings between
 * them that cannot be chosen.  The owner keeps the lines and writes one when asked; the list keeps
 * only where it stands.  Window: `>` in column 0, the mark in 1, `+` in 2, the line from 3.
 */
#ifndef TUI_LIST_H
#define TUI_LIST_H

#include "tui/widget.h"

#include "base/buf.h"

struct list;

struct list_line {
	char mark;     /* one of the marks, or 0 */
	bool picked;   /* chosen with others: + */
	bool heading;  /* cannot be current */
	struct buf text;
};
struct list_owner {
	/* Writes line i into *line (empty when called). */
	void (*line)(void *arg, int i, struct list_line *line);
	/* Fetches more lines behind the last; false: there are none. May be NULL. */
	bool (*more)(void *arg);
	void *arg;
};

struct list *list_new(CDKSCREEN *screen, const struct list_owner *owner);
struct widget *list_widget(struct list *list);
/* Another number of lines (after more(), or when others changed them); stays where it was. */
void list_set_count(struct list *list, int count);
int list_count(const struct list *list);
/* The current line, -1 if there is none. */
int list_current(const struct list *list);
/* Goes to line i, or the next one that is no heading. */
void list_go(struct list *list, int i);

#endif
