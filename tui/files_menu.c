#include "tui/files_menu.h"

#include "tui/job_menu.h"

#include "db/attach.h"

#include <stdlib.h>

static void
offer_file(struct screen *screen, const struct attached *a)
{
	const char *name = a->file_name ? a->file_name : screen_text(screen, T_TYPE_SEALED);
	char *note = xprintf("%s %lld KB", a->type, (long long)(a->size + 1023) / 1024);

	job_menu_add(screen, xprintf("detach %s %s", a->id, a->file_name ? a->file_name : ""),
	    name, note);
	free(note);
}

/* arg: the id of the record. */
static int
start(struct screen *screen, const void *arg)
{
	struct seat *seat = screen->seat;
	struct attached_list list;
	int err = attach_list(seat->db, &seat->actor, arg, &list);

	job_menu_begin(screen, xcalloc(1, sizeof(struct job_menu)), T_FILES_TITLE);
	if (err) {
		screen_say_error(screen, err, &(struct say){0});
		return err;
	}
	job_menu_add(screen, xprintf("attach %s", (const char *)arg),
	    screen_text(screen, T_FILES_ADD), NULL);
	for (int i = 0; i < list.count; i++)
		offer_file(screen, &list.attached[i]);
	attached_release(&list);
	return 0;
}

static const struct screen_ops screen_files_menu = {
	.name = "files_menu",
	.overlay = true,
	.acts = menu_acts,
	.open = start,
	.close = job_menu_finish,
	.layout = menu_layout,
	.paint = menu_paint,
	.used = menu_used,
};

struct reaction
files_menu_open(struct screen *screen)
{
	const char *record = screen->ops->record ? screen->ops->record(screen) : NULL;

	return record ? job_menu_open(screen, &screen_files_menu, record, T_FILES_NOT_HERE)
		      : screen_done();
}
