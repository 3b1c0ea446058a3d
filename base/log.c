#include "base/log.h"

#include "base/buf.h"
#include "base/day.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

struct log {
	int fd;
	char *path;
};

static int
open_file(const char *path)
{
	return open(path, O_RDWR | O_CREAT | O_APPEND | O_NOFOLLOW | O_CLOEXEC, 0600);
}

struct log *
log_new(const char *path)
{
	struct log *log = xcalloc(1, sizeof *log);

	log->fd = open_file(path);
	if (log->fd < 0) {
		free(log);
		return NULL;
	}
	log->path = xstrdup(path);
	return log;
}

void
log_free(struct log *log)
{
	if (!log)
		return;
	close(log->fd);
	free(log->path);
	free(log);
}

/* Others may have begun another file meanwhile; then theirs is taken. */
static void
turn_over(struct log *log)
{
	char *old = xprintf("%s.1", log->path);
	struct stat here, there;
	bool same = fstat(log->fd, &here) == 0 && stat(log->path, &there) == 0 &&
	    here.st_ino == there.st_ino && here.st_dev == there.st_dev;
	bool full = fstat(log->fd, &here) == 0 && here.st_size >= LOG_MOST;

	if (same && full)
		rename(log->path, old);
	if (!same || full) {
		int fd = open_file(log->path);

		if (fd >= 0) {
			close(log->fd);
			log->fd = fd;
		}
	}
	free(old);
}

void
log_note(struct log *log, int64_t now, int number, const char *where)
{
	char when[20], line[80];

	if (!log)
		return;
	turn_over(log);
	day_time_format(now, when);
	int len = snprintf(line, sizeof line, "%s E%d %.23s\n", when, number, where);

	/* One write: lines of several processes do not mix. */
	if (write(log->fd, line, (size_t)len) < 0)
		return;
}

/* "2026-11-23 19:02:07 E217 form" */
static bool
read_line(const char *line, struct log_entry *out)
{
	int from = 0;

	memset(out, 0, sizeof *out);
	if (strlen(line) < 22 || line[10] != ' ' || line[19] != ' ' || line[20] != 'E')
		return false;
	memcpy(out->when, line, 19);
	return sscanf(line + 21, "%d %n%23s", &out->number, &from, out->where) >= 1 &&
	    out->number > 0;
}

int
log_read(struct log *log, struct log_entry out[], int most)
{
	struct buf text = BUF_EMPTY;
	char block[4096];
	ssize_t got;
	int count = 0;

	for (off_t at = 0; log && (got = pread(log->fd, block, sizeof block, at)) > 0; at += got)
		buf_add(&text, block, (size_t)got);
	while (count < most && text.len) {
		char *end = text.data + text.len - 1;

		*end = '\0'; /* the \n of the last line */
		char *line = strrchr(text.data, '\n');

		line = line ? line + 1 : text.data;
		count += read_line(line, &out[count]);
		text.len = (size_t)(line - text.data);
	}
	buf_release(&text);
	return count;
}
