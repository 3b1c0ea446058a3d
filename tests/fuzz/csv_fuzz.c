/* The rows of a sheet are the same in whatever pieces it arrives; all cells can be read. */
#include "base/buf.h"
#include "share/csv.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

struct pieces {
	const uint8_t *data;
	size_t size, most; /* bytes left, bytes given at once */
};

static int64_t
give(void *arg, char *to, size_t size)
{
	struct pieces *from = arg;
	size_t len = size < from->most ? size : from->most;

	if (len > from->size)
		len = from->size;
	memcpy(to, from->data, len);
	from->data += len;
	from->size -= len;
	return (int64_t)len;
}

static void
read_rows(struct pieces from, struct buf *out)
{
	struct csv *csv = csv_new(give, &from);
	struct row row;
	int64_t last = 0;
	int more;

	while ((more = csv_next(csv, &row)) == 1) {
		assert(row.line > last && row.count <= ROW_CELLS_MAX);
		last = row.line;
		buf_printf(out, "%lld %d:", (long long)row.line, row.state);
		for (int i = 0; i < row.count; i++)
			buf_printf(out, " [%s]", row.cell[i]);
		buf_putc(out, '\n');
	}
	assert(more == 0);
	csv_free(csv);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct buf whole = BUF_EMPTY, piecewise = BUF_EMPTY;

	read_rows((struct pieces){data, size, SIZE_MAX}, &whole);
	read_rows((struct pieces){data, size, 1}, &piecewise);
	assert(strcmp(buf_text(&whole), buf_text(&piecewise)) == 0);
	buf_release(&whole);
	buf_release(&piecewise);
	return 0;
}
