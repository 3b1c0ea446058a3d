#include "base/scan.h"

#include "base/utf8.h"

#include <string.h>

#define FIGURES 18

static void
pass_blanks(struct scan *scan)
{
	scan->at += strspn(scan->at, " \t\r\n");
}

bool
scan_maybe(struct scan *scan, char c)
{
	pass_blanks(scan);
	if (scan->wrong || *scan->at != c)
		return false;
	scan->at++;
	return true;
}

void
scan_take(struct scan *scan, char c)
{
	if (!scan_maybe(scan, c))
		scan->wrong = true;
}

static bool
is_figure(char c)
{
	return c >= '0' && c <= '9';
}

int64_t
scan_int(struct scan *scan)
{
	bool minus = scan_maybe(scan, '-');
	const char *first;
	int64_t value = 0;

	for (first = scan->at; !scan->wrong && is_figure(*scan->at); scan->at++) {
		if (scan->at - first == FIGURES)
			scan->wrong = true;
		else
			value = value * 10 + (*scan->at - '0');
	}
	if (scan->at == first || (*first == '0' && scan->at - first > 1) ||
	    (*scan->at && strchr(".eE", *scan->at)))
		scan->wrong = true;
	return scan->wrong ? 0 : minus ? -value : value;
}

/* --- strings --- */

/* Four figures of \u; -1: they are none. */
static int
read_unit(const char *at)
{
	int value = 0;

	for (int i = 0; i < 4; i++) {
		char c = at[i], small = c | 0x20;

		if (is_figure(c))
			value = value * 16 + (c - '0');
		else if (small >= 'a' && small <= 'f')
			value = value * 16 + (small - 'a' + 10);
		else
			return -1;
	}
	return value;
}

/* What stands behind "\u"; *out gets its bytes. How much of the text it was, 0: wrong. */
static int
unescape_unit(const char *at, char **out)
{
	int unit = read_unit(at), low, used = 4;

	if (unit <= 0 || (unit >= 0xdc00 && unit < 0xe000))
		return 0;
	if (unit >= 0xd800 && unit < 0xdc00) {
		low = at[4] == '\\' && at[5] == 'u' ? read_unit(at + 6) : -1;
		if (low < 0xdc00 || low >= 0xe000)
			return 0;
		unit = 0x10000 + ((unit - 0xd800) << 10) + (low - 0xdc00);
		used = 10;
	}
	*out += utf8_encode((uint32_t)unit, *out);
	return used;
}

/* Behind a backslash. How much of the text it was, 0: wrong. */
static int
unescape(const char *at, char **out)
{
	static const char letter[] = "\"\\/bfnrt", means[] = "\"\\/\b\f\n\r\t";
	const char *found = *at ? strchr(letter, *at) : NULL;

	if (*at == 'u') {
		int used = unescape_unit(at + 1, out);

		return used ? used + 1 : 0;
	}
	if (!found)
		return 0;
	*(*out)++ = means[found - letter];
	return 1;
}

char *
scan_string(struct scan *scan)
{
	scan_take(scan, '"');
	if (scan->wrong)
		return NULL;
	char *start = scan->at, *in = start, *out = start;

	while (*in != '"') {
		if ((unsigned char)*in < ' ') {
			scan->wrong = true;
			return NULL;
		}
		if (*in != '\\') {
			*out++ = *in++;
			continue;
		}
		int used = unescape(in + 1, &out);

		if (!used) {
			scan->wrong = true;
			return NULL;
		}
		in += 1 + used;
	}
	*out = '\0';
	scan->at = in + 1;
	return start;
}

char *
scan_string_or_null(struct scan *scan)
{
	pass_blanks(scan);
	if (scan->wrong || strncmp(scan->at, "null", 4) != 0)
		return scan_string(scan);
	scan->at += 4;
	return NULL;
}

bool
scan_ended(struct scan *scan)
{
	pass_blanks(scan);
	return !scan->wrong && !*scan->at;
}
