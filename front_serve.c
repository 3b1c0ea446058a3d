/*
 * `gongzhan serve`: the service is a program of its own beside this one, NAME-serve, because its
 * libraries would make every console slower and larger.
 */
#include "front.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define PATH_MOST 4096
/*
 * Malloc's store of small blocks for each thread keeps blocks apart that could become one and be
 * given back: with dozens of processes, 200 KiB of each. Must be set before a program starts.
 */
#define TUNABLES "glibc.malloc.tcache_count=0"

/* The program that is running, with "-serve" at its end; a new string. */
static char *
program(void)
{
	char path[PATH_MOST];
	ssize_t len = readlink("/proc/self/exe", path, sizeof path - 1);

	path[len > 0 ? len : 0] = '\0';
	return xprintf("%s-serve", path);
}

int
front_serve(struct front *f)
{
	char *name = program();

	setenv("GLIBC_TUNABLES", TUNABLES, 0);
	execv(name, f->argv);
	int err = errno == ENOENT ? ERR_NOTFOUND : err_from_errno(errno);

	say_set(&f->why, T_FRONT_NO_SERVE, name, NULL);
	free(name);
	return err;
}
