/*
 * The first byte chooses an encoding. The rest, whatever it is, becomes the same UTF-8 in one piece
 * and byte by byte; what can be written back is read as the same again.
 */
#include "base/charset.h"
#include "base/detect.h"
#include "base/utf8.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

static struct charset_decoder *decoder[CHARSET_COUNT];
static struct charset_encoder *encoder[CHARSET_COUNT];

static void
decode(int charset, const char *bytes, size_t len, size_t piece, struct buf *out)
{
	charset_decoder_reset(decoder[charset]);
	for (size_t at = 0; at < len; at += piece) {
		size_t now = piece < len - at ? piece : len - at;

		assert(charset_decode(decoder[charset], bytes + at, now, out) == 0);
	}
	assert(charset_decode_end(decoder[charset], out) == 0);
}

/* U+FEFF, or the other order's, which would be taken for a mark the second time. */
static bool
begins_as_mark(const char *text)
{
	return !strncmp(text, "\xef\xbb\xbf", 3) || !strncmp(text, "\xef\xbf\xbe", 3);
}

static void
there_and_back(int charset, const struct buf *text)
{
	struct buf bytes = BUF_EMPTY, again = BUF_EMPTY;

	if (charset_encode(encoder[charset], buf_text(text), &bytes, NULL) == 0) {
		decode(charset, buf_text(&bytes), bytes.len, bytes.len, &again);
		assert(strcmp(buf_text(text), buf_text(&again)) == 0);
	}
	buf_release(&bytes);
	buf_release(&again);
}

int LLVMFuzzerInitialize(int *argc, char ***argv);

int
LLVMFuzzerInitialize(int *argc, char ***argv)
{
	(void)argc;
	(void)argv;
	for (int i = 0; i < CHARSET_COUNT; i++)
		if (charset_decoder_new((enum charset)i, true, NULL, &decoder[i]) ||
		    charset_encoder_new((enum charset)i, NULL, &encoder[i]))
			abort();
	return 0;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct buf whole = BUF_EMPTY, piecewise = BUF_EMPTY;
	enum charset guess;
	const char *bytes = (const char *)data + 1;
	int charset = size ? data[0] % CHARSET_COUNT : 0;

	if (!size)
		return 0;
	detect_charset(bytes, size - 1, &guess);
	decode(charset, bytes, size - 1, size, &whole);
	decode(charset, bytes, size - 1, 1, &piecewise);
	assert(utf8_is_valid(buf_text(&whole), whole.len, NULL));
	assert(whole.len == piecewise.len);
	assert(memcmp(buf_text(&whole), buf_text(&piecewise), whole.len) == 0);
	if (!memchr(buf_text(&whole), 0, whole.len) && !begins_as_mark(buf_text(&whole)))
		there_and_back(charset, &whole);
	buf_release(&whole);
	buf_release(&piecewise);
	return 0;
}
