/*
 * The first byte chooses a terminal's charset, the width of ambiguous signs and how many reports of
 * the cursor are expected.  The rest, whatever it is, becomes the same in one piece and byte by
 * byte: painted, bytes for that terminal, none of which shifts to another character set; typed,
 * keys that are characters, and no more reports than were asked for.
 */
#include "base/transcode.h"
#include "base/width.h"
#include "tui/input.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#define KEYS 70000

static const enum charset charsets[] = {
	CHARSET_UTF8, CHARSET_GBK, CHARSET_GB18030, CHARSET_BIG5, CHARSET_ASCII,
};

struct typed {
	int key[KEYS];
	int count, reports;
};
static struct typed whole, pieces;

static void
paint(enum charset charset, const char *bytes, size_t len, size_t piece, struct buf *out)
{
	struct transcoder *t;

	if (transcoder_new(charset, NULL, &t) != 0)
		abort();
	for (size_t at = 0; at < len; at += piece)
		transcode(t, bytes + at, piece < len - at ? piece : len - at, out);
	transcoder_free(t);
}

static void
painted(enum charset charset, const char *bytes, size_t len)
{
	struct buf one = BUF_EMPTY, many = BUF_EMPTY;

	paint(charset, bytes, len, len ? len : 1, &one);
	paint(charset, bytes, len, 1, &many);
	assert(one.len == many.len && memcmp(buf_text(&one), buf_text(&many), one.len) == 0);
	/* Only letters of the West are shorter in UTF-8 than in GB 18030. */
	assert(one.len <= (charset == CHARSET_GB18030 ? 2 * len : len));
	for (size_t i = 0; i < one.len; i++) {
		assert(one.data[i] != 0x0e && one.data[i] != 0x0f);
		assert(i + 1 == one.len || one.data[i] != 0x1b || one.data[i + 1] != '(');
	}
	buf_release(&one);
	buf_release(&many);
}

static void
take(struct input *input, int64_t now, enum charset charset, struct typed *out)
{
	int key;

	while (input_get(input, now, &key)) {
		assert(key > 0 && !(key >= 0xd800 && key < 0xe000) && key != 0xfffd);
		assert(!(key >= 0x80 && key < 0xa0));
		assert((uint32_t)key != charset_stand_in(charset));
		assert(out->count < KEYS);
		out->key[out->count++] = key;
	}
	while ((key = input_report(input))) {
		assert(key > 0 && key < 10000);
		out->reports++;
	}
}

static void
type(enum charset charset, int reports, const char *bytes, size_t len, size_t piece,
    struct typed *out)
{
	struct input *input = input_new();

	out->count = out->reports = 0;
	if (input_set_charset(input, charset, NULL) != 0)
		abort();
	input_expect(input, reports);
	for (size_t at = 0; at < len; at += piece) {
		input_put(input, bytes + at, piece < len - at ? piece : len - at, 1000);
		take(input, 1000, charset, out);
	}
	for (int later = 1; later <= 3; later++)
		take(input, 1000 + later * INT64_C(10000), charset, out);
	assert(input_wait(input, 100000) == -1);
	assert(out->reports <= reports);
	input_free(input);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	const char *bytes = (const char *)data + 1;

	if (!size)
		return 0;
	enum charset charset = charsets[data[0] % 5];
	int reports = data[0] / 5 % 3;

	width_set_ambiguous(data[0] & 0x80);
	if (charset != CHARSET_UTF8) /* curses' own */
		painted(charset, bytes, size - 1);
	type(charset, reports, bytes, size - 1, size, &whole);
	type(charset, reports, bytes, size - 1, 1, &pieces);
	if (memchr(bytes, '\t', size - 1))
		return 0; /* lines of a sheet are known by their coming at once */
	assert(whole.count == pieces.count && whole.reports == pieces.reports);
	assert(memcmp(whole.key, pieces.key, (size_t)whole.count * sizeof whole.key[0]) == 0);
	return 0;
}
