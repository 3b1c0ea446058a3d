#include "share/tray.h"

#include "db/db.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

int
tray_name(const char *name, struct say *why)
{
	size_t len = strlen(name);
	bool plain = len > 0 && len <= TRAY_NAME_MOST && *name != '.';

	for (const char *c = name; *c; c++)
		plain = plain && *c != '/' && *(const unsigned char *)c >= ' ' && *c != 0x7f;
	if (!plain)
		say_set(why, T_TRAY_NAME, NULL);
	return plain ? 0 : ERR_DENIED;
}

/* A folder of ours in a folder of ours: no link is followed. -1 and errno. */
static int
open_folder(int in, const char *name)
{
	if (mkdirat(in, name, 0700) != 0 && errno != EEXIST)
		return -1;
	return openat(in, name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
}

static bool
is_half_written(const char *name)
{
	static const char end[] = ".part";
	size_t len = strlen(name);

	return len >= sizeof end && strcmp(name + len - (sizeof end - 1), end) == 0;
}

/* How many files there are in this folder; with `clear` half-written ones go first. */
static int
count_files(bool clear)
{
	DIR *folder = opendir(".");
	struct dirent *entry;
	int count = 0;

	while (folder && (entry = readdir(folder))) {
		if (*entry->d_name == '.')
			continue;
		if (clear && is_half_written(entry->d_name) && unlinkat(dirfd(folder),
		    entry->d_name, 0) == 0)
			continue;
		count++;
	}
	if (folder)
		closedir(folder);
	return count;
}

/* Where libraries put what they need for a moment. */
static void
use_for_temporary_files(void)
{
	char *here = getcwd(NULL, 0);

	if (here) {
		setenv("TMPDIR", here, 1);
		db_temporary(here);
	}
	free(here);
}

int
tray_enter(const char *dir, const char *account, struct say *why)
{
	int data = open(dir, O_RDONLY | O_DIRECTORY | O_CLOEXEC), all = -1, own = -1, err = 0;

	if (tray_name(account, why) != 0)
		err = ERR_DENIED;
	if (!err && data >= 0)
		all = open_folder(data, TRAY_FOLDER);
	if (!err && all >= 0)
		own = open_folder(all, account);
	if (!err && (own < 0 || fchdir(own) != 0))
		err = err_of_file(TRAY_FOLDER, errno, why);
	if (!err) {
		use_for_temporary_files();
		count_files(true);
	}
	if (own >= 0)
		close(own);
	if (all >= 0)
		close(all);
	if (data >= 0)
		close(data);
	return err;
}

int
tray_has_room(struct say *why)
{
	if (count_files(false) < TRAY_MOST)
		return 0;
	say_set(why, T_TRAY_FULL, NULL);
	return ERR_FULL;
}
