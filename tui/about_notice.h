/*
 * What screens share that list something of a notice 通知 by whom or to whom: the notice and the
 * marks. Such a screen's data begins with a struct about_notice, which begins with a reading
 * (tui/reading.h); open()'s argument is the notice's id.
 */
#ifndef TUI_ABOUT_NOTICE_H
#define TUI_ABOUT_NOTICE_H

#include "tui/ids.h"
#include "tui/reading.h"

struct about_notice {
	struct reading reading;
	struct record *notice; /* masked */
	struct ids picked;     /* what lines are known by */
};

/*
 * Takes over `data`, reads the notice and asks the screen to read its list (renew). On failure it
 * has been told, and the screen is closed.
 */
int about_notice_begin(struct screen *screen, void *data, const char *id, int top,
    void (*line)(void *screen, int i, struct list_line *out));
/* Frees the data. */
void about_notice_finish(struct screen *screen);
/* Its number, or what it is called. */
void about_notice_title(const struct screen *screen, enum text what, struct buf *out);
/* Marks the current line, known by `id` (NULL: there is none), or lets go of it; to the next. */
struct reaction about_notice_mark(struct screen *screen, const char *id);
struct subject about_notice_subject(const struct screen *screen);

#endif
