#include "share/fence.h"

#include "base/buf.h"
#include "db/reach.h"

#include <fcntl.h>
#include <grp.h>
#include <linux/landlock.h>
#include <signal.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#define FILE_READ LANDLOCK_ACCESS_FS_READ_FILE
#define FILE_ALL (FILE_READ | LANDLOCK_ACCESS_FS_WRITE_FILE)
#define LOOK (FILE_READ | LANDLOCK_ACCESS_FS_READ_DIR | LANDLOCK_ACCESS_FS_EXECUTE)
#define KEEP                                                                                       \
	(FILE_ALL | LANDLOCK_ACCESS_FS_READ_DIR | LANDLOCK_ACCESS_FS_MAKE_REG |                    \
	    LANDLOCK_ACCESS_FS_MAKE_DIR | LANDLOCK_ACCESS_FS_REMOVE_FILE |                         \
	    LANDLOCK_ACCESS_FS_REMOVE_DIR)
#define FIRST_ABI_BITS 13 /* rights of the first version; later ones add to them */
#define TRUNCATE (UINT64_C(1) << 14) /* from the third on */

bool
fence_become_owner(const char *dir)
{
	struct stat st;

	if (geteuid() != 0)
		return true;
	if (stat(dir, &st) != 0)
		return false;
	bool done = st.st_uid == 0 || (setgroups(0, NULL) == 0 &&
	    setresgid(st.st_gid, st.st_gid, st.st_gid) == 0 &&
	    setresuid(st.st_uid, st.st_uid, st.st_uid) == 0);

	prctl(PR_SET_PDEATHSIG, SIGKILL); /* forgotten with the user */
	return done;
}

/* What the kernel knows of, as bits; 0: nothing. */
static uint64_t
known_rights(void)
{
	long version =
	    syscall(SYS_landlock_create_ruleset, NULL, 0, LANDLOCK_CREATE_RULESET_VERSION);

	if (version < 1)
		return 0;
	return ((UINT64_C(1) << FIRST_ABI_BITS) - 1) | (version >= 3 ? TRUNCATE : 0);
}

/* A path that is not there needs no rule. */
static bool
allow(int rules, const char *path, uint64_t rights)
{
	struct landlock_path_beneath_attr rule = {
		.allowed_access = rights, .parent_fd = open(path, O_PATH | O_CLOEXEC)};
	bool done = true;

	if (rule.parent_fd >= 0) {
		done = syscall(SYS_landlock_add_rule, rules, LANDLOCK_RULE_PATH_BENEATH, &rule,
		    0) == 0;
		close(rule.parent_fd);
	}
	return done;
}

static bool
allow_system(int rules)
{
	static const char *const folders[] = {"/usr", "/bin", "/sbin", "/lib", "/lib32", "/lib64",
		"/etc", "/opt", "/proc", "/sys", "/run", "/var/cache", "/var/lib/fontconfig"};
	bool done = true;

	for (size_t i = 0; done && i < sizeof folders / sizeof *folders; i++)
		done = allow(rules, folders[i], LOOK);
	return done && allow(rules, "/dev", (LOOK | FILE_ALL) & ~LANDLOCK_ACCESS_FS_EXECUTE);
}

/* Where this program lies, and the helpers beside it or one folder above. */
static bool
allow_own(int rules)
{
	char path[4096];
	ssize_t len = readlink("/proc/self/exe", path, sizeof path - 1);

	if (len <= 0)
		return true;
	path[len] = '\0';
	for (int i = 0; i < 2 && strrchr(path, '/'); i++) {
		*strrchr(path, '/') = '\0';
		if (*path && !allow(rules, path, LOOK))
			return false;
	}
	return true;
}

static bool
allow_programs(int rules, const char *path)
{
	char *folders = xstrdup(path ? path : ""), *rest = folders, *folder;
	bool done = true;

	while (done && (folder = strsep(&rest, ":")))
		if (*folder == '/' && folder[1])
			done = allow(rules, folder, LOOK);
	free(folders);
	return done;
}

static bool
allow_store(int rules, const char *dir, uint64_t known)
{
	bool done = true;

	for (int i = 0; done && i <= REACH_COUNT; i++) {
		char *path = xprintf("%s/%s", dir, i < REACH_COUNT
			? reach_name((enum reach_file)i) : "log");

		done = allow(rules, path, FILE_ALL | (known & TRUNCATE));
		free(path);
	}
	return done && allow(rules, dir, LANDLOCK_ACCESS_FS_READ_DIR); /* to be synced */
}

bool
fence_enter(const char *dir, const char *path, bool whole_data, bool *stands)
{
	uint64_t known = known_rights();
	struct landlock_ruleset_attr attr = {.handled_access_fs = known};
	bool done = prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) == 0;

	if (stands)
		*stands = known != 0;
	if (!known)
		return done;
	int rules = (int)syscall(SYS_landlock_create_ruleset, &attr, sizeof attr, 0);

	done = done && rules >= 0 && allow_system(rules) && allow_own(rules) &&
	    allow_programs(rules, path) &&
	    allow(rules, ".", KEEP | (known & TRUNCATE));
	done = done && (whole_data ? allow(rules, dir, KEEP | (known & TRUNCATE))
				   : allow_store(rules, dir, known));
	done = done && syscall(SYS_landlock_restrict_self, rules, 0) == 0;
	if (rules >= 0)
		close(rules);
	return done;
}
