#include "db/reach.h"

#include "base/err.h"

#include <errno.h>
#include <fcntl.h>
#include <sqlite3.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>

static const struct reach *lent;

static const char *const names[REACH_COUNT] = {
	[REACH_STATION] = "station.db",
	[REACH_WAL] = "station.db-wal",
	[REACH_SHM] = "station.db-shm",
	[REACH_WRITE_LOCK] = "write.lock",
	[REACH_SYNC_LOCK] = "sync.lock",
	[REACH_GATE] = "gate",
	[REACH_SEATS] = "seats",
};

const char *
reach_name(enum reach_file file)
{
	return names[file];
}

bool
reach_is_lent(void)
{
	return lent != NULL;
}

int
reach_open(const char *dir, enum reach_file file)
{
	int flags = O_RDWR | O_CLOEXEC | (file == REACH_STATION ? 0 : O_CREAT);

	if (lent)
		return lent->open(lent->arg, file);
	char *path = xprintf("%s/%s", dir, names[file]);
	int fd = open(path, flags, 0600);

	free(path);
	return fd;
}

int
reach_stat(const char *dir, enum reach_file file, struct stat *st)
{
	if (lent)
		return lent->stat(lent->arg, file, st);
	char *path = xprintf("%s/%s", dir, names[file]);
	int result = stat(path, st);

	free(path);
	return result;
}

/* --- the machine --- */

static const char *
first_line(const char *path, char *out, int size)
{
	int fd;
	ssize_t got;

	if (*out)
		return out;
	fd = open(path, O_RDONLY | O_CLOEXEC);
	got = fd >= 0 ? read(fd, out, (size_t)size - 1) : 0;
	if (fd >= 0)
		close(fd);
	out[got > 0 ? got : 0] = '\0';
	out[strcspn(out, "\n")] = '\0';
	return out;
}

const char *
reach_machine_id(void)
{
	static char id[64];

	return first_line("/etc/machine-id", id, sizeof id);
}

const char *
reach_boot_id(void)
{
	static char id[40];

	return first_line("/proc/sys/kernel/random/boot_id", id, sizeof id);
}

void
reach_prepare(void)
{
	reach_machine_id();
	reach_boot_id();
}

/* --- SQLite's calls --- */

/* REACH_COUNT if SQLite asks for anything else. */
static enum reach_file
file_of(const char *path)
{
	const char *slash = strrchr(path, '/');
	int i = 0;

	while (i < REACH_COUNT && strcmp(slash ? slash + 1 : path, names[i]) != 0)
		i++;
	return (enum reach_file)i;
}

static int
refuse(int code)
{
	errno = code;
	return -1;
}

/* The folder, which SQLite opens to sync it, is not lent: the monitor synced it. */
static int
call_open(const char *path, int flags, int mode)
{
	enum reach_file file = file_of(path);

	(void)flags;
	(void)mode;
	if (strcmp(path, "/dev/urandom") == 0)
		return fcntl(lent->random, F_DUPFD_CLOEXEC, 3);
	return file < REACH_COUNT ? lent->open(lent->arg, file) : refuse(EACCES);
}

static int
call_stat(const char *path, struct stat *st)
{
	enum reach_file file = file_of(path);

	return file < REACH_COUNT ? lent->stat(lent->arg, file, st) : refuse(ENOENT);
}

/* The C library's fstat() asks by way of a path, which the process may not. */
static int
call_fstat(int fd, struct stat *st)
{
#ifdef SYS_fstat64
	return (int)syscall(SYS_fstat64, fd, st);
#else
	return (int)syscall(SYS_fstat, fd, st);
#endif
}

static int
call_access(const char *path, int mode)
{
	struct stat st;

	(void)mode;
	return call_stat(path, &st);
}

static int
call_unlink(const char *path)
{
	(void)path;
	return refuse(EACCES);
}

static char *
call_getcwd(char *out, size_t size)
{
	if (size < 2) {
		errno = ERANGE;
		return NULL;
	}
	memcpy(out, "/", 2);
	return out;
}

static ssize_t
call_readlink(const char *path, char *out, size_t size)
{
	(void)path;
	(void)out;
	(void)size;
	return refuse(EINVAL); /* nothing is a link */
}

static int
call_mkdir(const char *path, mode_t mode)
{
	(void)path;
	(void)mode;
	return refuse(EACCES);
}

/* Owner and mode are the monitor's business. */
static int
call_fchmod(int fd, mode_t mode)
{
	(void)fd;
	(void)mode;
	return 0;
}

static int
call_fchown(int fd, uid_t uid, gid_t gid)
{
	(void)fd;
	(void)uid;
	(void)gid;
	return 0;
}

int
reach_through(const struct reach *reach)
{
	static const struct {
		const char *name;
		sqlite3_syscall_ptr call;
	} calls[] = {
		{"open", (sqlite3_syscall_ptr)call_open},
		{"stat", (sqlite3_syscall_ptr)call_stat},
		{"lstat", (sqlite3_syscall_ptr)call_stat},
		{"fstat", (sqlite3_syscall_ptr)call_fstat},
		{"access", (sqlite3_syscall_ptr)call_access},
		{"unlink", (sqlite3_syscall_ptr)call_unlink},
		{"getcwd", (sqlite3_syscall_ptr)call_getcwd},
		{"readlink", (sqlite3_syscall_ptr)call_readlink},
		{"mkdir", (sqlite3_syscall_ptr)call_mkdir},
		{"rmdir", (sqlite3_syscall_ptr)call_unlink},
		{"fchmod", (sqlite3_syscall_ptr)call_fchmod},
		{"fchown", (sqlite3_syscall_ptr)call_fchown},
	};
	sqlite3_vfs *vfs = sqlite3_vfs_find("unix");

	if (!vfs || vfs->iVersion < 3)
		return ERR_IO;
	lent = reach;
	for (size_t i = 0; i < sizeof calls / sizeof *calls; i++)
		if (vfs->xSetSystemCall(vfs, calls[i].name, calls[i].call) != SQLITE_OK ||
		    vfs->xGetSystemCall(vfs, calls[i].name) != calls[i].call)
			return ERR_IO;
	return 0;
}
