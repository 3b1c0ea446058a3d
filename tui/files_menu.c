#include "tui/files_menu.h"

#include "tui/job_screen.h"
#include "tui/menu.h"

#include "db/attach.h"

#include <stdlib.h>

struct files_menu {
	struct menu menu;
	char *command[CHOICE_MAX]; /* "attach RECORD-ID", "detach ATTACHMENT-ID NAME" */
	int count;
};

static void
offer(struct files_menu *m, char *command, const char *words, const char *note)
{
	m->command[m->count++] = command;
	choice_add(m->menu.choice, words, note);
}

static void
offer_file(struct screen *screen, const struct attached *a)
{
	struct files_menu *m = screen->data;
	const char *name = a->file_name ? a->file_name : screen_text(screen, T_TYPE_SEALED);
	char *note = xprintf("%s %lld KB", a->type, (long long)(a->size + 1023) / 1024);

	offer(m, xprintf("detach %s %s", a->id, a->file_name ? a->file_name : ""), name, note);
	free(note);
}

static struct reaction
chose(struct screen *screen, int which)
{
	struct files_menu *m = screen->data;

	return screen_replace(&screen_job, m->command[which]);
}

/* arg: the id of the record. */
static int
start(struct screen *screen, const void *arg)
{
	struct seat *seat = screen->seat;
	struct attached_list list;
	int err = attach_list(seat->db, &seat->actor, arg, &list);

	menu_begin(screen, xcalloc(1, sizeof(struct files_menu)), T_FILES_TITLE, chose);
	if (err) {
		screen_say_error(screen, err, &(struct say){0});
		return err;
	}
	offer(screen->data, xprintf("attach %s", (const char *)arg),
	    screen_text(screen, T_FILES_ADD), NULL);
	for (int i = 0; i < list.count && i < CHOICE_MAX - 1; i++)
		offer_file(screen, &list.attached[i]);
	attached_release(&list);
	return 0;
}

static void
finish(struct screen *screen)
{
	struct files_menu *m = screen->data;

	for (int i = 0; i < m->count; i++)
		free(m->command[i]);
	menu_finish(screen);
}

static const struct screen_ops screen_files_menu = {
	.name = "files_menu",
	.overlay = true,
	.acts = menu_acts,
	.open = start,
	.close = finish,
	.layout = menu_layout,
	.paint = menu_paint,
	.used = menu_used,
};

struct reaction
files_menu_open(struct screen *screen)
{
	const char *record = screen->ops->record ? screen->ops->record(screen) : NULL;

	if (!record)
		return screen_done();
	if (!screen->seat->job) {
		screen_say(screen, T_FILES_NOT_HERE, NULL);
		return screen_done();
	}
	return screen_open(&screen_files_menu, record);
}
