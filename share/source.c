#include "share/source.h"

#include "base/detect.h"

#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define BLOCK 65536

struct source {
	int fd;
	char *path;
	enum charset charset;
	struct charset_decoder *decoder;
	struct buf plain; /* decoded and not yet given out */
	size_t given;
	int64_t done, size;
	bool ended;
	int code; /* errno of a failed read */
};

static int
find_charset(struct source *s, const char *name, struct say *why)
{
	char block[BLOCK];

	if (name)
		return charset_find(name, why, &s->charset);
	ssize_t got = pread(s->fd, block, sizeof block, 0);

	if (got < 0)
		return err_of_file(s->path, errno, why);
	int err = got ? detect_charset(block, (size_t)got, &s->charset) : 0;

	if (err)
		say_set(why, T_SHARE_IS_BINARY, NULL);
	return err;
}

int
source_new(int fd, const char *path, int64_t size, const char *charset, struct source **out,
    struct say *why)
{
	struct source *s = xcalloc(1, sizeof *s);

	s->fd = fd;
	s->path = xstrdup(path);
	s->size = size;
	int err = find_charset(s, charset, why);

	if (!err)
		err = charset_decoder_new(s->charset, false, why, &s->decoder);
	if (err)
		source_free(s);
	else
		*out = s;
	return err;
}

void
source_free(struct source *s)
{
	if (!s)
		return;
	charset_decoder_free(s->decoder);
	buf_release(&s->plain);
	close(s->fd);
	free(s->path);
	free(s);
}

static int
more(struct source *s)
{
	char block[BLOCK];
	ssize_t got = read(s->fd, block, sizeof block);

	buf_clear(&s->plain);
	s->given = 0;
	if (got < 0) {
		s->code = errno;
		return err_from_errno(errno);
	}
	s->done += got;
	s->ended = got == 0;
	return s->ended ? charset_decode_end(s->decoder, &s->plain)
	    : charset_decode(s->decoder, block, (size_t)got, &s->plain);
}

int64_t
source_read(void *source, char *to, size_t size)
{
	struct source *s = source;
	int err = 0;

	while (s->given == s->plain.len && !s->ended && !err)
		err = more(s);
	size_t left = s->plain.len - s->given, n = left < size ? left : size;

	if (n == 0)
		return err;
	memcpy(to, s->plain.data + s->given, n);
	s->given += n;
	return (int64_t)n;
}

const char *
source_charset(const struct source *s)
{
	return charset_name(s->charset);
}

int64_t
source_done(const struct source *s)
{
	return s->done;
}

int64_t
source_size(const struct source *s)
{
	return s->size;
}

void
source_explain(const struct source *s, struct say *why)
{
	if (s->code)
		err_of_file(s->path, s->code, why);
	else
		charset_say_wrong(s->decoder, why);
}
