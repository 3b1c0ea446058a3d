#include "tests/fuzz/book_check.h"

#include "base/utf8.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

struct check {
	int sheets;
	int64_t line;
	size_t rows, bytes;
};

static void
on_sheet(void *arg, const char *name)
{
	struct check *check = arg;

	assert(utf8_is_valid(name, strlen(name), NULL));
	check->sheets++;
	check->line = 0;
}

static bool
on_row(void *arg, const struct row *row, int64_t done, int64_t size)
{
	struct check *check = arg;
	size_t bytes = 0;

	assert(check->sheets > 0 && row->line > check->line && row->line <= BOOK_LINES_MAX);
	assert(row->count >= 0 && row->count <= ROW_CELLS_MAX && done <= size);
	for (int i = 0; i < row->count; i++) {
		assert(utf8_is_valid(row->cell[i], strlen(row->cell[i]), NULL));
		bytes += strlen(row->cell[i]);
	}
	assert(bytes <= ROW_BYTES_MAX);
	check->line = row->line;
	check->bytes += bytes;
	return ++check->rows < 10000;
}

static struct check
read_once(const struct book_reader *reader, int fd)
{
	struct check check = {0};
	const struct book_sink sink = {.sheet = on_sheet, .row = on_row, .arg = &check};

	assert(reader->read(fd, &sink) < BOOK_FAULTS);
	return check;
}

void
book_check(const struct book_reader *reader, const char *bytes, size_t len)
{
	int fd = memfd_create("book", 0);

	assert(fd >= 0 && write(fd, bytes, len) == (ssize_t)len);
	struct check first = read_once(reader, fd);
	struct check again = read_once(reader, fd);

	assert(first.rows == again.rows && first.bytes == again.bytes);
	close(fd);
}
