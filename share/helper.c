#include "share/helper.h"

#include "base/buf.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <spawn.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

/* The folder this program lies in, with its slash; a new string, or NULL. */
static char *
own_folder(void)
{
	char path[4096];
	ssize_t len = readlink("/proc/self/exe", path, sizeof path - 1);

	if (len <= 0)
		return NULL;
	path[len] = '\0';
	return xstrndup(path, (size_t)(strrchr(path, '/') - path) + 1);
}

char *
helper_find(const char *name)
{
	char *own = own_folder();
	char *path[] = {
		own ? xprintf("%s%s", own, name) : NULL,
		own ? xprintf("%s../%s", own, name) : NULL,
		xprintf("%s/%s", PKGLIBEXECDIR, name),
	};
	char *found = NULL;

	for (size_t i = 0; i < sizeof path / sizeof path[0]; i++) {
		if (!found && path[i] && access(path[i], X_OK) == 0)
			found = path[i];
		else
			free(path[i]);
	}
	free(own);
	return found;
}

static int
spawn(const char *path, char *const argv[], int file, int socket, pid_t *helper)
{
	char *const nothing[] = {NULL};
	posix_spawn_file_actions_t files;

	if (posix_spawn_file_actions_init(&files) != 0)
		return -1;
	int err = file < 0 ? posix_spawn_file_actions_addopen(&files, 0, "/dev/null", O_RDONLY, 0)
	    : posix_spawn_file_actions_adddup2(&files, file, 0);

	if (!err)
		err = posix_spawn_file_actions_adddup2(&files, socket, 1);
	if (!err)
		err = posix_spawn_file_actions_addopen(&files, 2, "/dev/null", O_WRONLY, 0);
	if (!err)
		err = posix_spawn_file_actions_addclosefrom_np(&files, 3);
	if (!err)
		err = posix_spawn(helper, path, &files, NULL, argv, nothing);
	posix_spawn_file_actions_destroy(&files);
	return err ? -1 : 0;
}

pid_t
helper_start(const char *name, const char *word, int file, int *end)
{
	char *path = helper_find(name);
	char *argv[] = {path, xstrdup(word), NULL};
	int pair[2] = {-1, -1};
	pid_t helper = -1;

	if (path && socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, pair) == 0) {
		if (spawn(path, argv, file, pair[1], &helper) != 0)
			helper = -1;
		close(pair[1]);
		if (helper < 0)
			close(pair[0]);
		else
			*end = pair[0];
	}
	free(path);
	free(argv[1]);
	return helper;
}

int
helper_wait(pid_t helper)
{
	int status;

	while (waitpid(helper, &status, 0) < 0)
		if (errno != EINTR)
			return -1;
	return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

void
helper_kill(pid_t helper)
{
	kill(helper, SIGKILL);
	helper_wait(helper);
}
