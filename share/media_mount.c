/*
 * Mounting and letting go.  Programs that help are called by their full path, with the device's own
 * name; whatever stands on the medium is never among the arguments.
 */
#include "share/media.h"

#include "base/buf.h"
#include "base/err.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mount.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#define OURS "/run/media/gongzhan" /* where root mounts */
#define SAFE (MS_NOSUID | MS_NODEV | MS_NOEXEC)

/* Runs it unheard; its exit status, or -1. */
static int
run(const char *const argv[])
{
	char *path = xprintf("%s%s", media_root(), argv[0]);
	int status = -1;
	pid_t pid = access(path, X_OK) == 0 ? fork() : -1;

	if (pid == 0) {
		int null = open("/dev/null", O_RDWR);
		sigset_t none;

		sigemptyset(&none);
		sigprocmask(SIG_SETMASK, &none, NULL);
		for (int fd = 0; fd <= STDERR_FILENO; fd++)
			dup2(null, fd);
		execve(path, (char *const *)argv, environ);
		_exit(127);
	}
	free(path);
	while (pid > 0 && waitpid(pid, &status, 0) < 0 && errno == EINTR)
		;
	return pid > 0 && WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

static bool
mount_as(const char *device, const char *folder, unsigned long flags)
{
	static const struct {
		const char *type, *options;
	} known[] = {
		{"vfat", "utf8=1,umask=077,shortname=mixed"}, {"exfat", "umask=077"},
		{"ntfs3", "umask=077"},
	};
	const char *const ntfs[] = {"/usr/bin/ntfs-3g", "-o", flags & MS_RDONLY
	    ? "ro,nosuid,nodev,noexec,umask=077" : "nosuid,nodev,noexec,umask=077", device, folder,
	    NULL};

	for (size_t i = 0; i < sizeof known / sizeof *known; i++)
		if (mount(device, folder, known[i].type, flags, known[i].options) == 0)
			return true;
	return run(ntfs) == 0;
}

/* The device's own name is the folder's. */
static int
mount_as_root(const struct medium *medium)
{
	char *places = xprintf("%s" OURS, media_root()),
	     *folder = xprintf("%s/%s", places, strrchr(medium->device, '/') + 1);
	unsigned long flags = SAFE | (medium->readonly ? MS_RDONLY : 0);

	mkdir(places, 0700);
	mkdir(folder, 0700);
	bool done = mount_as(medium->device, folder, flags) ||
	    (!medium->readonly && mount_as(medium->device, folder, flags | MS_RDONLY));

	if (!done)
		rmdir(folder);
	free(folder);
	free(places);
	return done ? 0 : ERR_IO;
}

/* Where it is mounted now, and how. */
static int
look_again(struct medium *medium)
{
	struct media media = {0};
	int err = ERR_IO;

	media_find(&media);
	for (int i = 0; i < media.count; i++) {
		struct medium *found = &media.medium[i];

		if (err && found->folder && strcmp(found->device, medium->device) == 0) {
			struct medium was = *medium;

			*medium = *found;
			*found = was;
			err = 0;
		}
	}
	media_release(&media);
	return err;
}

int
medium_open(struct medium *medium, struct say *why)
{
	const char *const udisks[] = {"/usr/bin/udisksctl", "mount", "--no-user-interaction", "-b",
		medium->device, NULL};
	int status, err;

	if (medium->folder)
		return 0;
	if (geteuid() == 0) {
		err = mount_as_root(medium);
	} else {
		status = run(udisks);
		err = status < 0 ? ERR_DENIED : status ? ERR_IO : 0;
	}
	if (!err)
		err = look_again(medium);
	if (err)
		say_set(why, err == ERR_DENIED ? T_MEDIA_CLOSED : T_MEDIA_UNKNOWN, medium->label,
		    NULL);
	return err;
}

/* 0, ERR_BUSY, or ERR_DENIED: not for us to unmount. */
static int
unmount(const struct medium *medium)
{
	const char *const udisks[] = {"/usr/bin/udisksctl", "unmount", "--no-user-interaction",
		"-b", medium->device, NULL};
	char *ours = xprintf("%s" OURS "/", media_root());
	int err = 0;

	if (geteuid() != 0) {
		int status = run(udisks);

		err = status < 0 ? ERR_DENIED : status ? ERR_BUSY : 0;
	} else if (umount2(medium->folder, UMOUNT_NOFOLLOW) != 0) {
		err = errno == EBUSY ? ERR_BUSY : ERR_DENIED;
	} else if (strncmp(medium->folder, ours, strlen(ours)) == 0) {
		rmdir(medium->folder);
	}
	free(ours);
	return err;
}

/* Is the medium itself there, not only the folder where it was? */
static int
sync_medium(const struct medium *medium)
{
	int fd = open(medium->folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	int code = fd < 0 || syncfs(fd) != 0 ? errno : 0;

	if (fd >= 0)
		close(fd);
	return code;
}

int
medium_let_go(const struct medium *medium, struct say *said)
{
	if (!medium->folder) {
		say_set(said, T_MEDIA_OUT, medium->label, NULL);
		return 0;
	}
	int code = sync_medium(medium);

	if (code) {
		say_set(said, T_MEDIA_NOT_SAFE, medium->label, strerror(code), NULL);
		return ERR_IO;
	}
	int err = unmount(medium);

	say_set(said, err == ERR_BUSY ? T_MEDIA_BUSY : err ? T_MEDIA_WRITTEN : T_MEDIA_OUT,
	    medium->label, NULL);
	return err == ERR_BUSY ? err : 0;
}
