/*
 * What menus share each entry of which opens a job's screen (tui/job_screen.h). Such a menu's data
 * begins with a struct job_menu; the other handlers are those of tui/menu.h.
 */
#ifndef TUI_JOB_MENU_H
#define TUI_JOB_MENU_H

#include "tui/menu.h"

struct job_menu {
	struct menu menu;
	char *command[CHOICE_MAX]; /* what screen_job is opened for, of each entry */
	int count;
};

/* Takes over `data`, which begins with a job_menu, is all zero and was allocated. */
void job_menu_begin(struct screen *screen, void *data, enum text title);
/* Takes the command over; words and note as of choice_add(). Where there is no room: nothing. */
void job_menu_add(struct screen *screen, char *command, const char *words, const char *note);
/* Frees the data. */
void job_menu_finish(struct screen *screen);
/* Opens the menu; where no job can run, says `not_here` instead. */
struct reaction job_menu_open(struct screen *screen, const struct screen_ops *menu,
    const void *arg, enum text not_here);

#endif
