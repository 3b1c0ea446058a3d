/*
 * Stands in for the machine's disk in the program that the played tests run: while a file named
 * $TEST_FULL exists there is no room for the store, while $TEST_FULL_FILES exists none for sheets
 * and backups, $TEST_FS=network puts the data on a network drive, and $TEST_SLOW is how many ms
 * every sync takes.
 */
#include <errno.h>
#include <fcntl.h>
#include <sqlite3.h>
#include <stdlib.h>
#include <sys/syscall.h>
#include <sys/types.h>
#include <sys/vfs.h>
#include <time.h>
#include <unistd.h>

static int
is_full(const char *variable)
{
	const char *flag = getenv(variable);

	if (!flag || access(flag, F_OK) != 0)
		return 0;
	errno = ENOSPC;
	return 1;
}

static ssize_t
full_write(int fd, const void *bytes, size_t len)
{
	return is_full("TEST_FULL") ? -1 : write(fd, bytes, len);
}

static ssize_t
full_pwrite(int fd, const void *bytes, size_t len, off_t at)
{
	return is_full("TEST_FULL") ? -1 : pwrite(fd, bytes, len, at);
}

static void
be_slow(void)
{
	const char *ms = getenv("TEST_SLOW");
	long wait = ms ? strtol(ms, NULL, 10) : 0;

	nanosleep(&(struct timespec){wait / 1000, wait % 1000 * 1000000}, NULL);
}

int
fdatasync(int fd)
{
	be_slow();
	return (int)syscall(SYS_fdatasync, fd);
}

/* Of the program's own files, which are written by stdio: some disks tell only here. */
int
fsync(int fd)
{
	be_slow();
	return is_full("TEST_FULL_FILES") ? -1 : (int)syscall(SYS_fsync, fd);
}

int
statfs(const char *path, struct statfs *out)
{
	const char *kind = getenv("TEST_FS");
	int fd = open(path, O_PATH | O_CLOEXEC), got = fd < 0 ? -1 : fstatfs(fd, out);

	if (fd >= 0)
		close(fd);
	if (got == 0 && kind)
		out->f_type = 0x6969; /* NFS */
	return got;
}

/* Of the store's files, through SQLite's own door for that. */
static void __attribute__((constructor))
stand_in(void)
{
	sqlite3_vfs *vfs = sqlite3_vfs_find(NULL);

	vfs->xSetSystemCall(vfs, "write", (sqlite3_syscall_ptr)full_write);
	vfs->xSetSystemCall(vfs, "pwrite", (sqlite3_syscall_ptr)full_pwrite);
	vfs->xSetSystemCall(vfs, "pwrite64", (sqlite3_syscall_ptr)full_pwrite);
}
