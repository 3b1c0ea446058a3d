#include "base/hanzi.h"

#include "base/charset.h"
#include "base/hanzi_table.h"
#include "base/pinyin.h"
#include "base/utf8.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#define COMMON (sizeof common / sizeof common[0])

/* Where the rest is looked for. */
static const struct {
	uint32_t first, last;
} blocks[] = {{0x4E00, 0x9FFF}, {0x3400, 0x4DBF}, {0xF900, 0xFAFF}, {0x20000, 0x323AF}};

static const char *
common_characters(const char *syllable)
{
	for (size_t i = 0; i < COMMON; i++)
		if (strcmp(common[i].syllable, syllable) == 0)
			return common[i].characters;
	return "";
}

static bool
stands_in(const char *text, uint32_t cp)
{
	char bytes[UTF8_MAX + 1] = "";

	return utf8_encode(cp, bytes) > 0 && strstr(text, bytes);
}

int
hanzi_common(const char *syllable, int most, struct buf *out)
{
	const char *all = common_characters(syllable);

	buf_add(out, all, utf8_cut(all, (size_t)most));
	return (int)utf8_count(all) < most ? (int)utf8_count(all) : most;
}

int
hanzi_begun(const char *letters, size_t len, int each, struct buf *out)
{
	int count = 0;

	for (size_t i = 0; i < COMMON; i++)
		if (strncmp(common[i].syllable, letters, len) == 0)
			count += hanzi_common(common[i].syllable, each, out);
	return count;
}

void
hanzi_rest(const char *syllable, struct buf *out)
{
	const char *first = common_characters(syllable);

	for (size_t b = 0; b < sizeof blocks / sizeof blocks[0]; b++)
		for (uint32_t cp = blocks[b].first; cp <= blocks[b].last; cp++)
			if (pinyin_is_read(cp, syllable) && !stands_in(first, cp))
				utf8_add(out, cp);
}

static struct charset_decoder *decoder;

void
hanzi_prepare(void)
{
	if (!decoder && charset_decoder_new(CHARSET_GBK, true, NULL, &decoder) != 0)
		decoder = NULL;
}

uint32_t
hanzi_of_place(const char *digits)
{
	int row = (digits[0] - '0') * 10 + digits[1] - '0';
	int place = (digits[2] - '0') * 10 + digits[3] - '0';
	char bytes[2] = {(char)(0xA0 + row), (char)(0xA0 + place)};
	struct buf out = BUF_EMPTY;
	uint32_t cp = 0;
	const char *s;

	hanzi_prepare();
	if (!decoder || row < 1 || row > 87 || place < 1 || place > 94)
		return 0;
	charset_decoder_reset(decoder);
	if (charset_decode(decoder, bytes, sizeof bytes, &out) == 0) {
		s = buf_text(&out);
		cp = utf8_read(&s);
	}
	buf_release(&out);
	return cp == UTF8_WRONG ? 0 : cp;
}
