/*
 * Removable media (U 盘) by digit, in the panel: one to write to, a file on one to read, or one to
 * be pulled out. Where the seat has none to offer nothing of it appears.
 */
#ifndef TUI_STICK_PICK_H
#define TUI_STICK_PICK_H

#include "tui/picker.h"

/* Kept in the data of the screen that asks; zeroed before, stick_pick_release() in its close(). */
struct stick_pick {
	/* Of files to be read, ".csv .xlsx"; NULL: a medium is all there is to be chosen. */
	const char *endings;
	/* Takes the file's path, or where "NAME" is to be written, the medium's folder. */
	struct reaction (*chosen)(struct screen *screen, const char *path);
	struct picker picker;
	int which;   /* medium */
	int *match;  /* of the listed files, what was typed */
	char *below; /* folder on it */
	char *title, *path;
};

bool stick_pick_can(const struct screen *screen);
/* Opens it for `pick`, of which endings and chosen are filled. */
struct reaction stick_pick_open(struct screen *screen, struct stick_pick *pick);
/* Which may be pulled? Says so, at once where there is one only. `pick` as above, filled here. */
struct reaction stick_pick_out(struct screen *screen, struct stick_pick *pick);
void stick_pick_release(struct stick_pick *pick);
/* Was this path on a medium found here, which is there no more? Then says so. */
bool stick_is_gone(struct screen *screen, const char *path);

#endif
