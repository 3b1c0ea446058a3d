/*
 * From inside a worker of the SSH service: what it needs it reaches, and nothing of DATA, of
 * others' trays or of anybody's files beside it.  The same ways are tried without the fence first:
 * there they must succeed, or the attempts are worthless.
 */
#include "base/buf.h"
#include "share/fence.h"
#include "share/tray.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

static char *dir; /* DATA */

static char *
in(const char *name)
{
	return xprintf("%s/%s", dir, name);
}

/* 0, or why not. */
static int
opens(const char *name, int flags)
{
	char *path = in(name);
	int fd = open(path, flags | O_CLOEXEC, 0600), code = fd < 0 ? errno : 0;

	if (fd >= 0)
		close(fd);
	free(path);
	return code;
}

static int
renames(const char *from, const char *to)
{
	char *a = in(from), *b = in(to);
	int code = rename(a, b) == 0 ? 0 : errno;

	free(a);
	free(b);
	return code;
}

static int
removes(const char *name)
{
	char *path = in(name);
	int code = unlink(path) == 0 ? 0 : errno;

	free(path);
	return code;
}

static const struct {
	const char *name;
	int flags;
	enum { NEVER, WHOLE, ALWAYS } may; /* WHOLE: behind the fence of who looks after accounts */
} files[] = {
	{"station.db", O_RDWR, ALWAYS},
	{"write.lock", O_RDWR, ALWAYS},
	{"log", O_WRONLY | O_APPEND, ALWAYS},
	{"tray/wxl/in.csv", O_RDONLY, ALWAYS},
	{"tray/wxl/out.csv", O_WRONLY | O_CREAT, ALWAYS},
	{"keep/keep.db", O_RDONLY, WHOLE},
	{"keep/keep.db", O_WRONLY, WHOLE},
	{"tray/lgd/secret.gzb", O_RDONLY, WHOLE},
	{"tray/lgd/more.csv", O_WRONLY | O_CREAT, WHOLE},
	{"fresh", O_WRONLY | O_CREAT, WHOLE},
	{"../beside", O_RDONLY, NEVER},
	{"../fresh", O_WRONLY | O_CREAT, NEVER},
};

enum wall { NONE, PLAIN, ALL };

static int
count_wrong(enum wall wall)
{
	int wrong = 0;

	for (size_t i = 0; i < sizeof files / sizeof *files; i++) {
		bool may = wall == NONE || files[i].may == ALWAYS ||
		    (wall == ALL && files[i].may == WHOLE);
		int code = opens(files[i].name, files[i].flags);

		if (may ? code == 0 : code == EACCES)
			continue;
		wrong++;
		fprintf(stderr, "fence %d: %s: %s\n", (int)wall, files[i].name, strerror(code));
	}
	/* What is inside cannot be put outside, nor the store away. */
	bool free_hand = wall == NONE;

	wrong += (renames("tray/wxl/out.csv", "../out.csv") == 0) != free_hand;
	wrong += (removes("write.lock") == 0) != (wall != PLAIN);
	if (wrong)
		fprintf(stderr, "fence %d: %d wrong\n", (int)wall, wrong);
	return wrong;
}

static bool
make(const char *name, bool folder)
{
	char *path = in(name);
	bool done = folder ? mkdir(path, 0700) == 0 || errno == EEXIST
			   : opens(name, O_WRONLY | O_CREAT) == 0;

	free(path);
	return done;
}

static bool
make_station(void)
{
	static const char *const folders[] = {"", "keep", "tray", "tray/wxl", "tray/lgd"};
	static const char *const names[] = {"station.db", "write.lock", "log", "keep/keep.db",
		"tray/wxl/in.csv", "tray/lgd/secret.gzb", "../beside"};
	bool done = true;

	for (size_t i = 0; i < sizeof folders / sizeof *folders; i++)
		done = make(folders[i], true) && done;
	for (size_t i = 0; i < sizeof names / sizeof *names; i++)
		done = make(names[i], false) && done;
	return done;
}

/* In a process of its own; how many were wrong, 100: there is no such wall here. */
static int
play(enum wall wall)
{
	int status;
	pid_t pid = make_station() ? fork() : -1;

	if (pid == 0) {
		bool stands = true;

		if (tray_enter(dir, "wxl", NULL) != 0)
			_exit(101);
		if (wall != NONE && !fence_enter(dir, NULL, wall == ALL, &stands))
			_exit(102);
		_exit(stands ? count_wrong(wall) : 100);
	}
	if (pid < 0 || waitpid(pid, &status, 0) != pid || !WIFEXITED(status))
		return 103;
	return WEXITSTATUS(status);
}

/* What a job that was killed left is cleared, and a tray is no link to elsewhere. */
static int
try_trays(void)
{
	char *link = in("tray/link"), *half = in("tray/wxl/x.csv.part");
	int wrong = !make("tray/wxl/x.csv.part", false);

	wrong += tray_enter(dir, "wxl", NULL) != 0 || access(half, F_OK) == 0;
	wrong += access("in.csv", F_OK) != 0;
	wrong += symlink("../keep", link) != 0 || tray_enter(dir, "link", NULL) == 0;
	wrong += tray_enter(dir, "../keep", NULL) == 0 || tray_enter(dir, "", NULL) == 0;
	free(link);
	free(half);
	if (wrong)
		fprintf(stderr, "fence: trays: %d wrong\n", wrong);
	return wrong;
}

int
main(void)
{
	char *here = getcwd(NULL, 0), *folder = xprintf("%s/fence-XXXXXX", here);
	int failed = mkdtemp(folder) == NULL, stands = 0;

	dir = xprintf("%s/d", folder);
	if (!failed)
		failed = play(NONE);
	if (!failed)
		stands = play(PLAIN);
	if (!failed && stands != 100)
		failed = stands + play(ALL) + try_trays();
	char *remove = xprintf("cd '%s' && rm -rf '%s'", here, folder);

	failed += system(remove) != 0;
	free(remove);
	free(dir);
	free(folder);
	free(here);
	return failed ? 1 : stands == 100 ? 77 : 0;
}
