#include "base/folder.h"

#include "base/buf.h"

#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

void
folder_sync(const char *folder)
{
	int fd = open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);

	if (fd >= 0) {
		fsync(fd);
		close(fd);
	}
}

void
folder_sync_of(const char *file)
{
	const char *slash = strrchr(file, '/');
	char *folder = slash ? xstrndup(file, (size_t)(slash - file) + 1) : xstrdup(".");

	folder_sync(folder);
	free(folder);
}
