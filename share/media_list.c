/* What lies on a medium, as a person may choose from it. */
#include "share/media.h"

#include "base/buf.h"
#include "base/err.h"
#include "base/utf8.h"

#include <dirent.h>
#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/stat.h>
#include <unistd.h>

/* One step down: a real folder of the same file system. */
static int
step_down(int at, const char *name, dev_t dev)
{
	struct stat st;
	int fd = openat(at, name, O_RDONLY | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);

	if (fd >= 0 && (fstat(fd, &st) != 0 || st.st_dev != dev)) {
		close(fd);
		errno = EXDEV;
		fd = -1;
	}
	return fd;
}

/* "A/B" below the medium's folder; -1 with errno. */
static int
open_folder(const struct medium *medium, const char *below)
{
	struct stat st;
	int fd = open(medium->folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC);

	if (fd >= 0 && fstat(fd, &st) != 0) {
		close(fd);
		fd = -1;
	}
	while (fd >= 0 && *below) {
		size_t len = strcspn(below, "/");
		char *name = xstrndup(below, len);
		int next = -1;

		errno = ENOENT;
		if (*name && strcmp(name, ".") != 0 && strcmp(name, "..") != 0)
			next = step_down(fd, name, st.st_dev);
		close(fd);
		free(name);
		fd = next;
		below += len + (below[len] == '/');
	}
	return fd;
}

static bool
ends_with(const char *name, const char *endings)
{
	size_t len = strlen(name);

	while (*endings) {
		size_t ending = strcspn(endings, " ");

		if (len > ending && strncasecmp(name + len - ending, endings, ending) == 0)
			return true;
		endings += ending + (endings[ending] == ' ');
	}
	return false;
}

static bool
is_plain_name(const char *name)
{
	for (const unsigned char *c = (const unsigned char *)name; *c; c++)
		if (*c < ' ' || *c == 0x7f)
			return false;
	return utf8_is_valid(name, strlen(name), NULL);
}

static void
take(int at, const char *name, const char *endings, struct media_files *out)
{
	struct stat st;

	if (name[0] == '.' || name[0] == '$' || strcmp(name, "System Volume Information") == 0 ||
	    fstatat(at, name, &st, AT_SYMLINK_NOFOLLOW) != 0)
		return;
	bool is_folder = S_ISDIR(st.st_mode);

	if (!is_folder && (!S_ISREG(st.st_mode) || (endings && !ends_with(name, endings))))
		return;
	if (!is_plain_name(name)) {
		out->strange++;
		return;
	}
	if (out->count == MEDIA_FILES)
		return;
	out->file = xgrow(out->file, out->count, sizeof *out->file);
	out->file[out->count++] = (struct media_file){xstrdup(name), is_folder, st.st_size,
		(int64_t)st.st_mtim.tv_sec * 1000 + st.st_mtim.tv_nsec / 1000000};
}

static int
in_order(const void *a, const void *b)
{
	const struct media_file *x = a, *y = b;

	if (x->is_folder != y->is_folder)
		return x->is_folder - y->is_folder;
	if (!x->is_folder && x->when != y->when)
		return x->when < y->when ? 1 : -1;
	return strcmp(x->name, y->name);
}

int
medium_list(const struct medium *medium, const char *below, const char *endings,
    struct media_files *out)
{
	int fd = open_folder(medium, below);
	DIR *dir = fd >= 0 ? fdopendir(fd) : NULL;
	int code = errno;

	media_files_release(out);
	if (!dir) {
		if (fd >= 0)
			close(fd);
		return err_from_errno(code);
	}
	errno = 0;
	for (const struct dirent *e; (e = readdir(dir));)
		take(dirfd(dir), e->d_name, endings, out);
	code = errno;
	closedir(dir);
	if (out->count)
		qsort(out->file, (size_t)out->count, sizeof *out->file, in_order);
	return err_from_errno(code);
}

void
media_files_release(struct media_files *files)
{
	for (int i = 0; i < files->count; i++)
		free(files->file[i].name);
	free(files->file);
	*files = (struct media_files){0};
}
