#include "share/numfmt.h"

#include "base/day.h"

#include <ctype.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define EXACT 15           /* figures that a table program keeps */
#define DAY_ZERO (-25569)  /* 1899-12-30 */
#define DAY_LEAP 60        /* 1900-02-29, which never was: days before it count one more */
#define DAYS_1904 1462
#define DAY_LAST 2958465   /* 9999-12-31 */
#define SECONDS 86400

struct numfmt
numfmt_builtin(int id)
{
	static const struct {
		int from, to;
		enum numfmt_kind kind;
	} table[] = {
		{14, 16, NUMFMT_DAY}, {17, 17, NUMFMT_MONTH}, {18, 21, NUMFMT_TIME},
		{22, 22, NUMFMT_DAY}, {27, 27, NUMFMT_MONTH}, {28, 31, NUMFMT_DAY},
		{32, 35, NUMFMT_TIME}, {36, 36, NUMFMT_MONTH}, {45, 47, NUMFMT_TIME},
		{50, 50, NUMFMT_MONTH}, {51, 51, NUMFMT_DAY}, {52, 52, NUMFMT_MONTH},
		{53, 54, NUMFMT_DAY}, {55, 56, NUMFMT_TIME}, {57, 57, NUMFMT_MONTH},
		{58, 58, NUMFMT_DAY},
	};

	for (size_t i = 0; i < sizeof table / sizeof table[0]; i++)
		if (id >= table[i].from && id <= table[i].to)
			return (struct numfmt){table[i].kind, 0};
	return (struct numfmt){NUMFMT_PLAIN, 0};
}

/* Which letters of days and hours a format's first part has, outside quotes and [colours]. */
struct letters {
	bool year, month, day, hour, figure;
};

/* [h] [mm] [ss] count on beyond a day; [Red], [$-804], [>9] say nothing of days. */
static const char *
read_bracket(const char *s, struct letters *seen)
{
	const char *end = strchr(s, ']');
	size_t letters = strspn(s + 1, "hHmMsS");

	if (!end)
		return s + strlen(s) - 1;
	if (letters > 0 && s + 1 + letters == end)
		seen->hour = true;
	return end;
}

static const char *
skip_quoted(const char *s)
{
	const char *end = strchr(s + 1, '"');

	return end ? end : s + strlen(s) - 1;
}

static struct letters
read_code(const char *s)
{
	struct letters seen = {false, false, false, false, false};

	for (; *s && *s != ';'; s++) {
		if (*s == '"')
			s = skip_quoted(s);
		else if (*s == '[')
			s = read_bracket(s, &seen);
		else if (strchr("\\_*", *s) && s[1])
			s++;
		seen.year |= *s == 'y' || *s == 'Y';
		seen.month |= *s == 'm' || *s == 'M';
		seen.day |= *s == 'd' || *s == 'D';
		seen.hour |= strchr("hHsS", *s) != NULL;
		seen.figure |= strchr("0#?", *s) != NULL;
	}
	return seen;
}

struct numfmt
numfmt_of(const char *code)
{
	size_t len = strlen(code);
	struct letters seen = read_code(code);

	if (len > 1 && len <= EXACT && strspn(code, "0") == len)
		return (struct numfmt){NUMFMT_ZEROS, (int)len};
	/* General and its translations have letters too, none of them alone */
	if (strncmp(code, "General", 7) == 0 || strstr(code, "通用格式") || strcmp(code, "@") == 0)
		return (struct numfmt){NUMFMT_PLAIN, 0};
	if (seen.day)
		return (struct numfmt){NUMFMT_DAY, 0};
	if (seen.year || (seen.month && !seen.hour && !seen.figure))
		return (struct numfmt){seen.hour ? NUMFMT_DAY : NUMFMT_MONTH, 0};
	return (struct numfmt){seen.hour ? NUMFMT_TIME : NUMFMT_PLAIN, 0};
}

static void
show_clock(long hours, long seconds, struct buf *out)
{
	buf_printf(out, "%02ld:%02ld", hours, seconds / 60 % 60);
	if (seconds % 60)
		buf_printf(out, ":%02ld", seconds % 60);
}

static void
show_day(enum numfmt_kind kind, long day, long seconds, struct buf *out)
{
	char text[11];

	day_format((day_t)(DAY_ZERO + day + (day < DAY_LEAP)), text);
	if (kind == NUMFMT_MONTH && seconds == 0 && strcmp(text + 8, "01") == 0)
		text[7] = '\0';
	buf_puts(out, text);
	if (seconds) {
		buf_putc(out, ' ');
		show_clock(seconds / 3600, seconds, out);
	}
}

/* false: the number is no day or time. */
static bool
show_when(enum numfmt_kind kind, double value, bool since1904, struct buf *out)
{
	if (!(value >= 0 && value <= DAY_LAST))
		return false;
	long day = (long)value, seconds = lround((value - (double)day) * SECONDS);

	if (seconds == SECONDS) {
		seconds = 0;
		day++;
	}
	if (kind == NUMFMT_TIME) {
		show_clock(day * 24 + seconds / 3600, seconds, out);
		return true;
	}
	day += since1904 ? DAYS_1904 : 0;
	if (day < 1 || day == DAY_LEAP || day > DAY_LAST)
		return false;
	show_day(kind, day, seconds, out);
	return true;
}

/* -12345.6789 */
static bool
is_plain(const char *v)
{
	const char *s = v + (*v == '-');
	size_t whole = strspn(s, "0123456789"), part = 0;

	if (whole == 0)
		return false;
	if (s[whole] == '.')
		part = strspn(s + whole + 1, "0123456789");
	return s[whole + (part ? part + 1 : 0)] == '\0' && whole + part <= EXACT;
}

/* Eighteen figures that another program wrote one by one, not all that end in zeros. */
static bool
is_long_and_whole(const char *v)
{
	size_t len = strlen(v);

	return len > EXACT && len <= 19 && strspn(v, "0123456789") == len &&
	    strspn(v + EXACT, "0") != len - EXACT;
}

/* Appends a number written with figures behind the point, without the zeros at its end. */
static void
add_trimmed(struct buf *out, const char *text)
{
	size_t mantissa = strcspn(text, "E"), len = mantissa;

	if (memchr(text, '.', mantissa)) {
		while (text[len - 1] == '0')
			len--;
		len -= text[len - 1] == '.';
	}
	buf_add(out, text, len);
	buf_puts(out, text + mantissa);
}

static void
show_number(double value, struct buf *out)
{
	char text[64];

	if (fabs(value) >= 1e15) {
		snprintf(text, sizeof text, "%.*E", EXACT - 1, value);
	} else {
		snprintf(text, sizeof text, "%.*g", EXACT, value);
		if (strchr(text, 'e'))
			snprintf(text, sizeof text, "%.*f", EXACT + 5, value);
	}
	add_trimmed(out, text);
}

void
numfmt_show(struct numfmt format, const char *v, bool since1904, struct buf *out)
{
	char *end;
	double value = strtod(v, &end);
	bool number = *v && !isspace((unsigned char)*v) && !*end && isfinite(value);
	bool when = format.kind == NUMFMT_DAY || format.kind == NUMFMT_MONTH ||
	    format.kind == NUMFMT_TIME;

	if (!number)
		buf_puts(out, v);
	else if (when && show_when(format.kind, value, since1904, out))
		return;
	else if (format.kind == NUMFMT_ZEROS && value >= 0 && value < 1e15 &&
	    value == floor(value))
		buf_printf(out, "%0*lld", format.zeros, (long long)value);
	else if (is_plain(v) || is_long_and_whole(v))
		buf_puts(out, v);
	else
		show_number(value, out);
}
