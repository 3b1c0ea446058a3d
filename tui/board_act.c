#include "tui/board_act.h"

#include <stdlib.h>
#include <string.h>

#define NAME_MOST 60 /* characters of a unit's name */
#define DIGITS 6
#define WORDS 8      /* of a command */

/* A screen's data begins with it. */
static struct board_act *
acting(const struct screen *screen)
{
	return screen->data;
}

static struct reaction
start(struct screen *screen, const char *const argv[])
{
	struct say why = {0};
	int err = screen->seat->job(screen->seat, argv, &why);

	if (err)
		screen_say_error(screen, err, &why);
	else
		acting(screen)->started = true;
	return screen_done();
}

static struct reaction
start_with(struct screen *screen, const char *what, const char *a, const char *b)
{
	const char *const argv[WORDS] = {"--", "exchange", what, a, b, NULL};

	return start(screen, argv);
}

/* The folder of a file; a new string. */
static char *
folder_of(const char *path)
{
	const char *slash = strrchr(path, '/');

	return slash ? xstrndup(path, (size_t)(slash - path)) : xstrdup(".");
}

/* --- bags --- */

static struct reaction
pack_here(struct screen *screen, const char *folder)
{
	return start_with(screen, "pack", folder, NULL);
}

/* All bags for us that lie where the chosen one lies. */
static struct reaction
unpack_there(struct screen *screen, const char *path)
{
	char *folder = folder_of(path);
	struct reaction reaction = start_with(screen, "unpack", folder, NULL);

	free(folder);
	return reaction;
}

/* --- joining --- */

static struct reaction
invite_here(struct screen *screen, const char *folder)
{
	const char *const argv[WORDS] = {"--name", acting(screen)->typed, "--", "exchange",
		"invite", folder, NULL};

	return start(screen, argv);
}

static struct reaction
pick(struct screen *screen, const char *endings,
    struct reaction (*chosen)(struct screen *screen, const char *path))
{
	struct board_act *act = acting(screen);

	act->pick.endings = endings;
	act->pick.chosen = chosen;
	return stick_pick_open(screen, &act->pick);
}

static struct reaction
named(struct screen *screen, int which)
{
	(void)which;
	return pick(screen, NULL, invite_here);
}

static struct reaction
join_with(struct screen *screen, const char *path)
{
	char *folder = folder_of(path);
	struct reaction reaction = start_with(screen, "join", path, folder);

	free(folder);
	return reaction;
}

static struct reaction
heard(struct screen *screen, int which)
{
	const char *const argv[WORDS] = {"--digits", acting(screen)->typed, "--", "exchange",
		"accept", acting(screen)->file, NULL};

	(void)which;
	return start(screen, argv);
}

static struct reaction
accept_of(struct screen *screen, const char *path)
{
	struct board_act *act = acting(screen);

	free(act->file);
	act->file = xstrdup(path);
	act->prompt = (struct prompt){T_BOARD_DIGITS, T_BOARD_DIGITS_HINT, DIGITS, DIGITS,
		&act->typed, heard};
	return screen_open(&screen_prompt, &act->prompt);
}

static struct reaction
invite(struct screen *screen)
{
	struct board_act *act = acting(screen);

	act->prompt = (struct prompt){T_BOARD_NAME, T_BOARD_NAME_HINT, 1, NAME_MOST, &act->typed,
		named};
	return screen_open(&screen_prompt, &act->prompt);
}

/* --- what there is to be done --- */

static struct reaction
chosen(struct screen *screen, int which)
{
	switch (which) {
	case 0:
		return pick(screen, NULL, pack_here);
	case 1:
		return pick(screen, ".bag", unpack_there);
	case 2:
		return invite(screen);
	case 3:
		return pick(screen, ".join", join_with);
	case 4:
		return pick(screen, ".request", accept_of);
	default:
		return stick_pick_out(screen, &acting(screen)->pick);
	}
}

struct reaction
board_act_open(struct screen *screen)
{
	static const enum text answers[] = {T_BOARD_PACK, T_BOARD_UNPACK, T_BOARD_INVITE,
		T_BOARD_JOIN, T_BOARD_ACCEPT, T_STICK_PULL, TEXT_NONE};
	struct board_act *act = acting(screen);

	act->ask = (struct ask){T_BOARD_ASK, NULL, answers, chosen};
	return screen_open(&screen_ask, &act->ask);
}

void
board_act_release(struct board_act *act)
{
	stick_pick_release(&act->pick);
	free(act->typed);
	free(act->file);
}
