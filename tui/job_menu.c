#include "tui/job_menu.h"

#include "tui/job_screen.h"

#include <stdlib.h>

static struct reaction
chose(struct screen *screen, int which)
{
	const struct job_menu *m = screen->data;

	return screen_replace(&screen_job, m->command[which]);
}

void
job_menu_begin(struct screen *screen, void *data, enum text title)
{
	menu_begin(screen, data, title, chose);
}

void
job_menu_add(struct screen *screen, char *command, const char *words, const char *note)
{
	struct job_menu *m = screen->data;

	if (m->count == CHOICE_MAX) {
		free(command);
		return;
	}
	m->command[m->count++] = command;
	choice_add(m->menu.choice, words, note);
}

void
job_menu_finish(struct screen *screen)
{
	struct job_menu *m = screen->data;

	for (int i = 0; i < m->count; i++)
		free(m->command[i]);
	menu_finish(screen);
}

struct reaction
job_menu_open(struct screen *screen, const struct screen_ops *menu, const void *arg,
    enum text not_here)
{
	if (screen->seat->job)
		return screen_open(menu, arg);
	screen_say(screen, not_here, NULL);
	return screen_done();
}
