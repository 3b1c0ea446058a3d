#include "tui/stick_pick.h"

#include <stdlib.h>
#include <string.h>

#define NAME_COLS 18

static struct reaction chose_medium(struct screen *screen, int which);

static struct stick_pick *
current(const struct screen *screen)
{
	return screen->seat->sticks->pick;
}

bool
stick_pick_can(const struct screen *screen)
{
	return screen->seat->sticks != NULL;
}

/* "3.2 GB", "640 MB" */
static void
add_size(struct buf *out, int64_t bytes)
{
	int64_t mb = bytes / (1024 * 1024);

	if (mb >= 1024)
		buf_printf(out, "%lld.%lld GB", (long long)(mb / 1024),
		    (long long)(mb % 1024 * 10 / 1024));
	else
		buf_printf(out, "%lld MB", (long long)mb);
}

/* --- the media --- */

static int
all_media(void *arg, const char *typed)
{
	const struct screen *screen = arg;

	(void)typed;
	return screen->seat->sticks->found.count;
}

static void
medium_line(void *arg, int i, struct buf *out)
{
	const struct screen *screen = arg;
	const struct medium *medium = &screen->seat->sticks->found.medium[i];

	screen_column(out, medium->label, NAME_COLS);
	if (medium->readonly)
		buf_puts(out, screen_text(screen, T_STICK_READONLY));
	else if (medium->room >= 0)
		add_size(out, medium->room);
}

static struct reaction
open_media(struct screen *screen, struct stick_pick *pick, enum text title,
    struct reaction (*then)(struct screen *, int))
{
	struct sticks *sticks = screen->seat->sticks;

	sticks->pick = pick;
	sticks->look(sticks);
	if (!sticks->found.count) {
		screen_say(screen, T_STICK_NONE, NULL);
		return screen_done();
	}
	pick->picker = (struct picker){.title = screen_text(screen, title), .filter = all_media,
		.item = medium_line, .arg = screen, .then = then};
	return screen_open(&screen_picker, &pick->picker);
}

struct reaction
stick_pick_open(struct screen *screen, struct stick_pick *pick)
{
	return open_media(screen, pick, T_STICK_WHICH, chose_medium);
}

/* --- what lies on one --- */

static int
all_files(void *arg, const char *typed)
{
	const struct screen *screen = arg;
	const struct media_files *files = &screen->seat->sticks->listed;
	struct stick_pick *pick = current(screen);
	int count = 0;

	pick->match = xrealloc(pick->match, (size_t)files->count * sizeof *pick->match);
	for (int i = 0; i < files->count; i++)
		if (strcasestr(files->file[i].name, typed))
			pick->match[count++] = i;
	return count;
}

static void
file_line(void *arg, int i, struct buf *out)
{
	const struct screen *screen = arg;
	const struct media_file *file =
	    &screen->seat->sticks->listed.file[current(screen)->match[i]];

	buf_printf(out, "%s%s", file->name, file->is_folder ? "/" : "");
}

static struct reaction chose_file(struct screen *screen, int which);

static struct reaction
open_folder(struct screen *screen)
{
	struct sticks *sticks = screen->seat->sticks;
	struct stick_pick *pick = sticks->pick;
	struct say why = {0};
	int err = sticks->list(sticks, pick->which, pick->below, pick->endings, &why);

	if (err) {
		screen_say_error(screen, err, &why);
		return screen_done();
	}
	if (!sticks->listed.count) {
		screen_say(screen, sticks->listed.strange ? T_STICK_STRANGE : T_STICK_EMPTY,
		    sticks->found.medium[pick->which].label, pick->endings, NULL);
		return screen_done();
	}
	free(pick->title);
	pick->title = xprintf("%s/%s", sticks->found.medium[pick->which].label, pick->below);
	pick->picker = (struct picker){.title = pick->title, .filter = all_files,
		.item = file_line, .arg = screen, .then = chose_file};
	return screen_open(&screen_picker, &pick->picker);
}

/* Hands the choice over; the path outlives the call in `pick`. */
static struct reaction
hand_over(struct screen *screen, char *path)
{
	struct stick_pick *pick = current(screen);
	const struct medium *medium = &screen->seat->sticks->found.medium[pick->which];
	struct buf room = BUF_EMPTY;

	if (medium->room >= 0)
		add_size(&room, medium->room);
	if (pick->endings)
		screen_say(screen, T_STICK_READ, medium->label,
		    path + strlen(medium->folder) + 1, NULL);
	else
		screen_say(screen, T_STICK_WRITE, medium->label, buf_text(&room), NULL);
	buf_release(&room);
	free(pick->path);
	pick->path = path;
	return pick->chosen(screen, path);
}

static struct reaction
chose_file(struct screen *screen, int which)
{
	struct sticks *sticks = screen->seat->sticks;
	struct stick_pick *pick = sticks->pick;
	const struct media_file *file = &sticks->listed.file[pick->match[which]];
	char *below = xprintf("%s%s%s", pick->below, *pick->below ? "/" : "", file->name);

	if (!file->is_folder) {
		char *path = xprintf("%s/%s", sticks->found.medium[pick->which].folder, below);

		free(below);
		return hand_over(screen, path);
	}
	free(pick->below);
	pick->below = below;
	return open_folder(screen);
}

static struct reaction
chose_medium(struct screen *screen, int which)
{
	struct sticks *sticks = screen->seat->sticks;
	struct stick_pick *pick = sticks->pick;
	const struct medium *medium = &sticks->found.medium[which];
	struct say why = {0};
	int err = sticks->open(sticks, which, &why);

	if (err) {
		screen_say_error(screen, err, &why);
		return screen_done();
	}
	pick->which = which;
	free(pick->below);
	pick->below = xstrdup("");
	if (pick->endings)
		return open_folder(screen);
	if (!medium->readonly)
		return hand_over(screen, xstrdup(medium->folder));
	screen_say(screen, T_STICK_SWITCH, medium->label, NULL);
	return screen_done();
}

/* --- pulling one out --- */

static struct reaction
let_go(struct screen *screen, int which)
{
	struct sticks *sticks = screen->seat->sticks;
	struct say said = {0};

	sticks->release(sticks, which, &said);
	screen_say_this(screen, &said);
	say_release(&said);
	return screen_done();
}

struct reaction
stick_pick_out(struct screen *screen, struct stick_pick *pick)
{
	struct sticks *sticks = screen->seat->sticks;
	struct reaction reaction;

	if (screen->seat->news.running) {
		screen_say(screen, T_STICK_WAIT, NULL);
		return screen_done();
	}
	reaction = open_media(screen, pick, T_STICK_OUT, let_go);
	return sticks->found.count == 1 ? let_go(screen, 0) : reaction;
}

void
stick_pick_release(struct stick_pick *pick)
{
	free(pick->below);
	free(pick->match);
	free(pick->title);
	free(pick->path);
}

/* Which of them a path is on; -1: none. */
static int
medium_of(const struct media *media, const char *path)
{
	for (int i = 0; i < media->count; i++) {
		const char *folder = media->medium[i].folder;
		size_t len = folder ? strlen(folder) : 0;

		if (len && strncmp(path, folder, len) == 0 && path[len] == '/')
			return i;
	}
	return -1;
}

bool
stick_is_gone(struct screen *screen, const char *path)
{
	struct sticks *sticks = screen->seat->sticks;
	int which = sticks ? medium_of(&sticks->found, path) : -1;

	if (which < 0)
		return false;
	char *label = xstrdup(sticks->found.medium[which].label);

	sticks->look(sticks);
	bool gone = medium_of(&sticks->found, path) < 0;

	if (gone)
		screen_say(screen, T_MEDIA_GONE, label, NULL);
	free(label);
	return gone;
}
