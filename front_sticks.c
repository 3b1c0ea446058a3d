#include "front_sticks.h"

#include "base/buf.h"
#include "base/err.h"
#include "base/folder.h"

#include <errno.h>
#include <stdlib.h>
#include <unistd.h>

static void
look(struct sticks *sticks)
{
	media_find(&sticks->found);
}

static int
open_stick(struct sticks *sticks, int which, struct say *why)
{
	return medium_open(&sticks->found.medium[which], why);
}

static int
list(struct sticks *sticks, int which, const char *below, const char *endings, struct say *why)
{
	const struct medium *medium = &sticks->found.medium[which];
	int err = medium_list(medium, below, endings, &sticks->listed);

	if (err)
		say_set(why, T_MEDIA_GONE, medium->label, NULL);
	return err;
}

static int
release(struct sticks *sticks, int which, struct say *said)
{
	return medium_let_go(&sticks->found.medium[which], said);
}

static int
erase(struct sticks *sticks, const char *path, struct say *why)
{
	(void)sticks;
	if (unlink(path) != 0)
		return err_of_file(path, errno, why);
	folder_sync_of(path);
	return 0;
}

void
front_sticks_start(struct seat *seat)
{
	struct sticks *sticks = xcalloc(1, sizeof *sticks);

	*sticks = (struct sticks){.look = look, .open = open_stick, .list = list,
		.release = release, .erase = erase};
	seat->sticks = sticks;
}

void
front_sticks_stop(struct seat *seat)
{
	media_release(&seat->sticks->found);
	media_files_release(&seat->sticks->listed);
	free(seat->sticks);
}
