/* Comma- and tab-separated text in any encoding: source.h makes it UTF-8, csv.h cuts it. */
#include "share/rows_int.h"

#include "share/csv.h"
#include "share/source.h"

#include <stdlib.h>

struct text_reader {
	struct source *source;
	struct csv *csv;
};

static bool
is_text(const struct rows_file *file)
{
	(void)file;
	return true;
}

static int
open_text(const struct rows_file *file, const char *charset, void **out, struct say *why)
{
	struct source *source = NULL;
	int err = source_new(file->fd, file->path, file->size, charset, &source, why);

	if (err)
		return err;
	struct text_reader *reader = xcalloc(1, sizeof *reader);

	reader->source = source;
	reader->csv = csv_new(source_read, source);
	*out = reader;
	return 0;
}

static void
close_text(void *arg)
{
	struct text_reader *reader = arg;

	csv_free(reader->csv);
	source_free(reader->source);
	free(reader);
}

static int
next(void *arg, struct row *out)
{
	struct text_reader *reader = arg;

	return csv_next(reader->csv, out);
}

static const char *
encoding(const void *arg)
{
	const struct text_reader *reader = arg;

	return source_charset(reader->source);
}

static void
progress(const void *arg, int64_t *done, int64_t *size)
{
	const struct text_reader *reader = arg;

	*done = source_done(reader->source);
	*size = source_size(reader->source);
}

static void
explain(const void *arg, struct say *why)
{
	const struct text_reader *reader = arg;

	source_explain(reader->source, why);
}

const struct rows_format rows_text = {
	.is = is_text,
	.open = open_text,
	.close = close_text,
	.next = next,
	.encoding = encoding,
	.progress = progress,
	.explain = explain,
};
