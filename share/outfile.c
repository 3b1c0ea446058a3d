#include "share/outfile.h"

#include "base/folder.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

struct outfile {
	char *path, *part; /* NULL: standard output */
	FILE *stream;
};

/* Of those under way; a signal may look at any time. */
#define PARTS 8
static const char *volatile parts[PARTS];

static void
note_part(const char *was, const char *is)
{
	for (int i = 0; i < PARTS; i++)
		if (parts[i] == was) {
			parts[i] = is;
			return;
		}
}

void
outfile_drop_all(void)
{
	for (int i = 0; i < PARTS; i++)
		if (parts[i])
			unlink(parts[i]);
}

int
outfile_new(const char *path, struct outfile **out, struct say *why)
{
	struct outfile *file = xcalloc(1, sizeof *file);
	const char *name = path && strcmp(path, "-") != 0 ? path : "/dev/stdout";
	struct stat st;
	int fd;

	if (name != path) {
		fd = (fcntl(1, F_GETFL) & O_ACCMODE) == O_RDONLY ? -1 : dup(1);
		errno = fd < 0 ? EBADF : 0; /* closed by whoever started us */
	} else if (lstat(path, &st) == 0 && !S_ISREG(st.st_mode)) {
		errno = EEXIST;
		fd = -1;
	} else {
		file->path = xstrdup(path);
		file->part = xprintf("%s.part", path);
		fd = open(file->part, O_WRONLY | O_CREAT | O_TRUNC | O_NOFOLLOW | O_CLOEXEC, 0600);
	}
	file->stream = fd < 0 ? NULL : fdopen(fd, "w");
	if (!file->stream) {
		int err = err_of_file(name, errno, why);

		if (fd >= 0)
			close(fd);
		free(file->path);
		free(file->part);
		free(file);
		return err;
	}
	if (file->part)
		note_part(NULL, file->part);
	*out = file;
	return 0;
}

FILE *
outfile_stream(struct outfile *file)
{
	return file->stream;
}

static void
release(struct outfile *file)
{
	if (file->part)
		note_part(file->part, NULL);
	free(file->path);
	free(file->part);
	free(file);
}

int
outfile_end(struct outfile *file, struct say *why)
{
	errno = EIO; /* an earlier write failed, should what follows find nothing new */
	bool bad = fflush(file->stream) != 0 || ferror(file->stream) ||
	    (file->part && fsync(fileno(file->stream)) != 0);
	int code = bad ? errno : 0;

	if (fclose(file->stream) != 0 && !code)
		code = errno;
	if (!code && file->part && rename(file->part, file->path) != 0)
		code = errno;
	int err = code ? err_of_file(file->path ? file->path : "/dev/stdout", code, why) : 0;

	if (file->part && err)
		unlink(file->part);
	else if (file->part)
		folder_sync_of(file->path);
	release(file);
	return err;
}

void
outfile_cancel(struct outfile *file)
{
	if (!file)
		return;
	fclose(file->stream);
	if (file->part)
		unlink(file->part);
	release(file);
}
