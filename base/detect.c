#include "base/detect.h"

#include <stdbool.h>
#include <stdlib.h>
#include <string.h>

#include "base/detect_table.h"
#include "base/err.h"
#include "base/utf8.h"

/*
 * Costs in bits: minus the logarithm of how probable one character of a kind is in Chinese text.
 * About two thirds of all characters are one of the some 800 of the table, most others are of the
 * standards' first level (3,755 in GB 2312, 5,401 in Big5), few of their second, hardly any other.
 */
enum {
	COST_ASCII = 6,
	COST_COMMON = 10,
	COST_SIGN = 12, /* full-width punctuation and figures */
	COST_FIRST = 14,
	COST_SECOND = 18,
	COST_OTHER = 22,
	COST_WRONG = 40,
};

static int
compare_codes(const void *a, const void *b)
{
	return *(const uint16_t *)a - *(const uint16_t *)b;
}

static bool
is_listed(uint16_t code, const uint16_t *list, size_t count)
{
	return bsearch(&code, list, count, sizeof code, compare_codes) != NULL;
}

static int
cost_gb(uint16_t code)
{
	unsigned lead = code >> 8, trail = code & 0xFF;

	if (is_listed(code, common_gb, sizeof common_gb / sizeof code))
		return COST_COMMON;
	if (trail < 0xA1)
		return COST_OTHER;
	if (lead == 0xA1 || lead == 0xA3)
		return COST_SIGN;
	if (lead >= 0xB0 && lead <= 0xD7)
		return COST_FIRST;
	return lead >= 0xD8 && lead <= 0xF7 ? COST_SECOND : COST_OTHER;
}

static int
cost_big5(uint16_t code)
{
	if (is_listed(code, common_big5, sizeof common_big5 / sizeof code))
		return COST_COMMON;
	if (code >= 0xA440 && code <= 0xC67E)
		return COST_FIRST;
	if (code >= 0xA140 && code <= 0xA2FF)
		return COST_SIGN;
	return code >= 0xC940 && code <= 0xF9D5 ? COST_SECOND : COST_OTHER;
}

/* One character of len bytes at p, as far as the encoding's plan goes: its bytes, and its cost. */
static size_t
step(bool big5, const unsigned char *p, size_t len, int *cost)
{
	uint16_t code;
	bool pair;

	if (p[0] < 0x80) {
		*cost = COST_ASCII;
		return 1;
	}
	*cost = COST_WRONG;
	if (len < 2)
		return 1;
	if (!big5 && len > 3 && p[1] >= '0' && p[1] <= '9' && p[2] > 0x80 && p[3] >= '0' &&
	    p[3] <= '9') {
		*cost = COST_OTHER;
		return 4;
	}
	pair = (p[1] >= 0x40 && p[1] <= 0x7E) || (p[1] >= (big5 ? 0xA1 : 0x80) && p[1] < 0xFF);
	if (!pair || p[0] == 0x80 || p[0] == 0xFF || (big5 && (p[0] < 0xA1 || p[0] > 0xF9)))
		return 1;
	code = (uint16_t)(p[0] << 8 | p[1]);
	*cost = big5 ? cost_big5(code) : cost_gb(code);
	return 2;
}

static long
cost(bool big5, const unsigned char *p, size_t len)
{
	long sum = 0;

	for (size_t at = 0; at < len;) {
		int more;

		at += step(big5, p + at, len - at, &more);
		sum += more;
	}
	return sum;
}

/* Is it UTF-8 up to a character that the end may cut off? */
static bool
is_utf8(const char *bytes, size_t len)
{
	struct utf8_feed feed = UTF8_FEED_EMPTY;
	uint32_t c;

	for (size_t i = 0; i < len; i++)
		if (utf8_feed(&feed, (unsigned char)bytes[i], &c) == UTF8_BAD || feed.skipped)
			return false;
	return true;
}

/* How many of a hundred pairs look like ASCII, Han or Chinese punctuation in this order. */
static int
utf16_pattern(bool big, const unsigned char *p, size_t len)
{
	size_t fit = 0, pairs = len / 2;

	for (size_t i = 0; i < pairs; i++) {
		unsigned char high = p[2 * i + !big], low = p[2 * i + big];

		fit += (high == 0 && low && low < 0x80) || (high >= 0x4E && high <= 0x9F) ||
		    (high == 0x30 && low < 0x20) || (high == 0xFF && low < 0xF0);
	}
	return pairs ? (int)(fit * 100 / pairs) : 0;
}

static bool
is_utf16(const unsigned char *p, size_t len, bool has_nul, enum charset *charset)
{
	int little = utf16_pattern(false, p, len), big = utf16_pattern(true, p, len);
	int best = little >= big ? little : big;

	/* Without a NUL (a file of nothing but Han, no line end) only a perfect pattern counts. */
	if (best < (has_nul ? 80 : 100) || (!has_nul && len % 2))
		return false;
	*charset = little >= big ? CHARSET_UTF16LE : CHARSET_UTF16BE;
	return true;
}

static bool
has_mark(const char *bytes, size_t len, enum charset *charset)
{
	static const struct {
		const char *mark;
		size_t len;
		enum charset charset;
	} row[] = {
		{"\xEF\xBB\xBF", 3, CHARSET_UTF8},
		{"\xFF\xFE", 2, CHARSET_UTF16LE},
		{"\xFE\xFF", 2, CHARSET_UTF16BE},
		{"\x84\x31\x95\x33", 4, CHARSET_GB18030},
	};

	for (size_t i = 0; i < sizeof row / sizeof *row; i++)
		if (len >= row[i].len && !memcmp(bytes, row[i].mark, row[i].len)) {
			*charset = row[i].charset;
			return true;
		}
	return false;
}

int
detect_charset(const char *bytes, size_t len, enum charset *charset)
{
	const unsigned char *p = (const unsigned char *)bytes;
	bool has_nul = len && memchr(bytes, 0, len);

	if (has_mark(bytes, len, charset))
		return 0;
	if (!has_nul && is_utf8(bytes, len)) {
		*charset = CHARSET_UTF8;
		return 0;
	}
	if (is_utf16(p, len, has_nul, charset))
		return 0;
	if (has_nul)
		return ERR_INPUT;
	*charset = cost(true, p, len) < cost(false, p, len) ? CHARSET_BIG5 : CHARSET_GB18030;
	return 0;
}
