#include "share/rows_int.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* The first that knows the file has it; the last knows all. */
static const struct rows_format *const formats[] = {
	&rows_xlsx, &rows_xls, &rows_foreign, &rows_text};
#define FORMATS (sizeof formats / sizeof formats[0])

struct rows {
	const struct rows_format *format;
	void *reader;
};

static int
open_plain(struct rows_file *file, unsigned char head[ROWS_HEAD], struct say *why)
{
	struct stat st;

	file->fd = open(file->path, O_RDONLY | O_NONBLOCK | O_CLOEXEC);
	if (file->fd < 0 || fstat(file->fd, &st) != 0)
		return err_of_file(file->path, errno, why);
	if (!S_ISREG(st.st_mode)) {
		say_set(why, T_FILE_NOT_PLAIN, file->path, NULL);
		return ERR_INPUT;
	}
	ssize_t got = pread(file->fd, head, ROWS_HEAD, 0);

	if (got < 0)
		return err_of_file(file->path, errno, why);
	file->size = st.st_size;
	file->head = head;
	file->head_len = (size_t)got;
	return 0;
}

static const struct rows_format *
format_of(const struct rows_file *file)
{
	size_t i = 0;

	while (i + 1 < FORMATS && !formats[i]->is(file))
		i++;
	return formats[i];
}

int
rows_new(const char *path, const char *charset, struct rows **out, struct say *why)
{
	unsigned char head[ROWS_HEAD];
	struct rows_file file = {.path = path};
	struct rows *rows = NULL;
	int err = open_plain(&file, head, why);

	if (err) {
		if (file.fd >= 0)
			close(file.fd);
		return err;
	}
	rows = xcalloc(1, sizeof *rows);
	rows->format = format_of(&file);
	err = rows->format->open(&file, charset, &rows->reader, why);
	if (err)
		free(rows);
	else
		*out = rows;
	return err;
}

void
rows_free(struct rows *rows)
{
	if (!rows)
		return;
	rows->format->close(rows->reader);
	free(rows);
}

int
rows_next(struct rows *rows, struct row *out)
{
	return rows->format->next(rows->reader, out);
}

int
rows_next_sheet(struct rows *rows)
{
	return rows->format->next_sheet ? rows->format->next_sheet(rows->reader) : 0;
}

int
rows_whole(struct rows *rows)
{
	return rows->format->whole ? rows->format->whole(rows->reader) : 0;
}

const char *
rows_sheet(const struct rows *rows)
{
	return rows->format->sheet ? rows->format->sheet(rows->reader) : "";
}

const char *
rows_encoding(const struct rows *rows)
{
	return rows->format->encoding(rows->reader);
}

void
rows_progress(const struct rows *rows, int64_t *done, int64_t *size)
{
	rows->format->progress(rows->reader, done, size);
}

void
rows_explain(const struct rows *rows, struct say *why)
{
	rows->format->explain(rows->reader, why);
}
