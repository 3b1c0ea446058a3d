/* Days, in all the spellings met on paper and in sheets. */
#include "forms/type_int.h"

#include <ctype.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/err.h"
#include "base/norm.h"
#include "base/utf8.h"
#include "forms/idno.h"

#define FIRST_YEAR 1880
#define LAST_YEAR 2200
#define SERIAL_LEAST 20000 /* spreadsheet days: 1954-10-03 … 2064-04-08 */
#define SERIAL_MOST 60000
#define SERIAL_ZERO (-25569) /* 1899-12-30 */
#define WINDOW 20            /* two-digit years reach that far ahead */

enum precision { TO_YEAR = 4, TO_MONTH = 7, TO_DAY = 10 }; /* characters stored */

struct when {
	enum precision precision;
	struct civil civil;
};

/* The figures of a spelling in their order. */
#define PARTS 3
#define FIGURES 8
struct parts {
	int count;
	int value[PARTS];
	int length[PARTS]; /* figures as written */
	bool year, month;  /* 年 and 月 were written */
};

/* 0-9 of a figure, 10 20 30 for 十 廿 卅, -1 for anything else. */
static int
figure_of(uint32_t c)
{
	static const char *const han[] = {"〇一二三四五六七八九", "○", "零", "十", "廿", "卅"};
	static const int first[] = {0, 0, 0, 10, 20, 30};

	if (c < 0x80)
		return c >= '0' && c <= '9' ? (int)(c - '0') : -1;
	for (size_t i = 0; i < sizeof han / sizeof han[0]; i++) {
		const char *s = han[i];
		uint32_t other;

		for (int n = first[i]; (other = utf8_read(&s)); n++)
			if (other == c)
				return n;
	}
	return -1;
}

/* One run of figures: 1980, 一九八〇, 二十三. */
static bool
take_run(const char **s, struct parts *parts)
{
	int value = 0, length = 0, tens = 0;
	const char *next = *s;
	int figure;

	for (; (figure = figure_of(utf8_read(&next))) >= 0; *s = next) {
		if (++length > FIGURES || tens > 1 || (figure >= 10 && tens))
			return false;
		if (figure >= 10)
			value = figure == 10 && value ? value * 10 : figure;
		else
			value = tens ? value + figure : value * 10 + figure;
		tens += figure >= 10 || tens;
	}
	if (parts->count == PARTS)
		return false;
	parts->value[parts->count] = value;
	parts->length[parts->count++] = length;
	return true;
}

static bool
take_separator(const char **s, struct parts *parts)
{
	static const char *const mark[] = {"年", "月", "日", "号", "。", "、", "-", ".", "/", ",", " "};

	for (size_t i = 0; i < sizeof mark / sizeof mark[0]; i++) {
		size_t len = strlen(mark[i]);

		if (strncmp(*s, mark[i], len))
			continue;
		parts->year |= i == 0;
		parts->month |= i == 1;
		*s += len;
		return true;
	}
	return false;
}

/* A sheet may add the time of midnight; the day ends where the clock begins. */
static void
cut_clock(char *spelling)
{
	char *colon = strchr(spelling, ':');

	while (colon && colon > spelling && *colon != ' ' && *colon != 'T')
		colon--;
	if (colon)
		*colon = '\0';
}

/* As it is stored: 2026-11-23. */
static bool
take_stored(const char *s, struct parts *parts)
{
	for (int i = 0; i < TO_DAY; i++)
		if (i == TO_YEAR || i == TO_MONTH ? s[i] != '-' : s[i] < '0' || s[i] > '9')
			return false;
	if (s[TO_DAY])
		return false;
	*parts = (struct parts){.count = PARTS, .length = {4, 2, 2}};
	for (int i = 0, part = 0; i < TO_DAY; i++)
		if (s[i] == '-')
			part++;
		else
			parts->value[part] = parts->value[part] * 10 + s[i] - '0';
	return true;
}

static bool
take_parts(const char *s, struct parts *parts)
{
	memset(parts, 0, sizeof *parts);
	if (take_stored(s, parts))
		return true;
	while (*s) {
		const char *next = s;

		if (figure_of(utf8_read(&next)) >= 0 ? !take_run(&s, parts)
						       : !take_separator(&s, parts))
			return false;
	}
	return parts->count > 0;
}

static bool
set_day(struct when *out, day_t day)
{
	out->precision = TO_DAY;
	out->civil = day_civil(day);
	return true;
}

/* T, T-3, T+3 and their words. */
static bool
take_relative(const char *s, day_t today, struct when *out)
{
	static const char *const word[] = {"前天", "昨天", "今天", "明天", "后天"};
	char *end;
	long days;

	for (int i = 0; i < 5; i++)
		if (!strcmp(s, word[i]))
			return set_day(out, today + i - 2);
	if (toupper((unsigned char)*s) != 'T')
		return false;
	days = s[1] ? strtol(s + 1, &end, 10) : 0;
	if (s[1] && (!strchr("+-", s[1]) || !isdigit((unsigned char)s[2]) || *end))
		return false;
	if (days < -40000 || days > 40000)
		return false;
	return set_day(out, today + (day_t)days);
}

/* 60 is 1960 and 30 is 2030, seen from 2026: at most `window` years ahead. */
static int
full_year(int value, int length, day_t today, int window)
{
	int now = day_civil(today).year;

	if (length != 2)
		return length == 4 ? value : 0;
	value += now / 100 * 100;
	return value > now + window ? value - 100 : value;
}

/* One run of figures without a separator: 20260706, 260706, 202607, 46209, 1980, 80年. */
static bool
split_run(const struct parts *run, struct parts *out)
{
	int v = run->value[0], length = run->length[0];

	*out = *run;
	if (length == 8) {
		*out = (struct parts){
			3, {v / 10000, v / 100 % 100, v % 100}, {4, 2, 2}, true, true};
	} else if (length == 6 && (v / 10000 == 19 || v / 10000 == 20) && v % 100 <= 12 &&
	    v % 100) {
		*out = (struct parts){2, {v / 100, v % 100}, {4, 2}, true, true};
	} else if (length == 6) {
		*out = (struct parts){
			3, {v / 10000, v / 100 % 100, v % 100}, {2, 2, 2}, true, true};
	}
	return out->count > 1 || length == 4 || (length == 2 && run->year);
}

static bool
is_serial(const struct parts *parts)
{
	return parts->count <= 2 && parts->length[0] == 5 && parts->value[0] >= SERIAL_LEAST &&
	    parts->value[0] <= SERIAL_MOST && !parts->year && !parts->month;
}

static bool
is_day(const struct when *when)
{
	const struct civil *c = &when->civil;

	return c->year >= FIRST_YEAR && c->year <= LAST_YEAR &&
	    (when->precision < TO_MONTH || (c->month >= 1 && c->month <= 12)) &&
	    (when->precision != TO_DAY || day_is_valid(c->year, c->month, c->day));
}

static int
check_calendar(const struct when *when, struct say *note)
{
	const struct civil *c = &when->civil;
	char year[12], month[12], day[12];

	if (is_day(when))
		return 0;
	snprintf(year, sizeof year, "%d", c->year);
	snprintf(month, sizeof month, "%d", c->month);
	snprintf(day, sizeof day, "%d", c->day);
	if (c->year < FIRST_YEAR || c->year > LAST_YEAR)
		return type_wrong(note, T_DATE_YEAR, year);
	if (c->month < 1 || c->month > 12)
		return type_wrong(note, T_DATE_NO_MONTH, month);
	return type_wrong(note, T_DATE_NO_DAY, month, day);
}

static int
from_parts(struct parts parts, const struct type_context *context, int window, struct when *out,
    struct say *note)
{
	char this_year[12];

	if (is_serial(&parts)) {
		set_day(out, SERIAL_ZERO + parts.value[0]);
		return 0;
	}
	if (parts.count == 1 && !split_run(&parts, &parts))
		return type_wrong(note, T_DATE_SPELLING);
	out->civil.year = full_year(parts.value[0], parts.length[0], context->today, window);
	if (!out->civil.year || (parts.month && !parts.year)) {
		snprintf(this_year, sizeof this_year, "%d", day_civil(context->today).year);
		return type_wrong(note, T_DATE_YEAR_FIRST, this_year);
	}
	out->precision = parts.count == 1 ? TO_YEAR : parts.count == 2 ? TO_MONTH : TO_DAY;
	out->civil.month = parts.count > 1 ? parts.value[1] : 1;
	out->civil.day = parts.count > 2 ? parts.value[2] : 1;
	return check_calendar(out, note);
}

/* Precision 0 where nothing was typed. */
static int
read_day(const struct type_context *context, const char *typed, int window, struct when *out,
    struct say *note)
{
	char *spelling = norm_digits(typed);
	struct parts parts;
	int err = 0;

	memset(out, 0, sizeof *out);
	if (*spelling && !take_relative(spelling, context->today, out)) {
		cut_clock(spelling);
		err = take_parts(spelling, &parts) ? from_parts(parts, context, window, out, note)
						   : type_wrong(note, T_DATE_SPELLING);
	} else if (*spelling) {
		err = check_calendar(out, note);
	}
	free(spelling);
	return err;
}

static char *
stored_form(const struct when *when, enum precision most)
{
	const struct civil *c = &when->civil;
	enum precision precision = when->precision < most ? when->precision : most;
	char day[11];

	if (!when->precision)
		return NULL;
	day_format(day_from_civil(c->year, c->month, c->day), day);
	return xstrndup(day, precision);
}

static int
parse_date(const struct type_context *context, const char *typed, char **stored, struct say *note)
{
	struct when when;
	int err = read_day(context, typed, WINDOW, &when, note);

	if (!err)
		*stored = stored_form(&when, TO_DAY);
	return err;
}

static int
parse_full_date(const struct type_context *context, const char *typed, char **stored,
    struct say *note)
{
	struct when when;
	int err = read_day(context, typed, WINDOW, &when, note);

	if (err)
		return err;
	if (when.precision && when.precision < TO_DAY)
		return type_wrong(note, T_DATE_WANT_DAY);
	*stored = stored_form(&when, TO_DAY);
	return 0;
}

static int
parse_year_month(const struct type_context *context, const char *typed, char **stored,
    struct say *note)
{
	struct when when;
	int err = read_day(context, typed, WINDOW, &when, note);

	if (err)
		return err;
	if (when.precision == TO_YEAR)
		return type_wrong(note, T_DATE_WANT_MONTH);
	*stored = stored_form(&when, TO_MONTH);
	return 0;
}

static int
parse_birth(const struct type_context *context, const char *typed, char **stored, struct say *note)
{
	struct when when;
	int err = read_day(context, typed, 0, &when, note);

	if (err)
		return err;
	if (when.precision &&
	    day_from_civil(when.civil.year, when.civil.month, when.civil.day) > context->today)
		return type_wrong(note, T_DATE_FUTURE_BIRTH);
	*stored = stored_form(&when, TO_DAY);
	return 0;
}

/* The day of a stored form; the first of what is left open. */
static day_t
first_day(const char *stored)
{
	char day[] = "0000-01-01";
	size_t len = strlen(stored);

	if (len != TO_YEAR && len != TO_MONTH && len != TO_DAY)
		return DAY_NONE;
	memcpy(day, stored, len);
	return day_parse(day);
}

static char *
distance(const struct type_context *context, day_t day)
{
	static const enum text near[] = {T_DATE_YESTERDAY, T_DATE_TODAY, T_DATE_TOMORROW};
	int days = day - context->today;
	char count[12];

	if (days >= -1 && days <= 1)
		return text_format(context->lang, near[days + 1], NULL);
	if (days < -60 || days > 60)
		return NULL;
	snprintf(count, sizeof count, "%d", abs(days));
	return text_format(context->lang, days < 0 ? T_DATE_AGO : T_DATE_AHEAD, count, NULL);
}

static char *
meaning_date(const struct type_context *context, const char *stored)
{
	day_t day = first_day(stored);

	if (day == DAY_NONE)
		return NULL;
	if (strlen(stored) == TO_YEAR)
		return text_format(context->lang, T_DATE_TO_YEAR, NULL);
	if (strlen(stored) == TO_MONTH)
		return text_format(context->lang, T_DATE_TO_MONTH, NULL);
	return distance(context, day);
}

static char *
meaning_birth(const struct type_context *context, const char *stored)
{
	day_t day = first_day(stored);
	char age[12];

	if (day == DAY_NONE || strlen(stored) == TO_YEAR)
		return day == DAY_NONE ? NULL : meaning_date(context, stored);
	snprintf(age, sizeof age, "%d", idno_age(day_civil(day), context->today));
	return text_format(context->lang, T_DATE_AGE, age, NULL);
}

static char *
brief_birth(const struct type_context *context, const char *stored)
{
	(void)context;
	return xstrndup(stored, TO_YEAR);
}

static char *
mask_birth(const char *stored)
{
	struct buf out = BUF_EMPTY;

	if (first_day(stored) == DAY_NONE)
		return type_stars(stored, 0, 0);
	for (size_t i = 0; stored[i]; i++)
		buf_putc(&out, i < TO_YEAR || stored[i] == '-' ? stored[i] : '*');
	return buf_take(&out);
}

/* 20261123 */
static bool
is_whole_date(const struct type_context *context, const char *typed)
{
	(void)context;
	return typed[strspn(typed, "0123456789")] == '\0' && type_has_figures(typed, 8);
}

const struct type type_date = {
	.name = "date",
	.help = {"日期可写 20261123、26.11.23、T（今天）、T-3（三天前）、2009.4（只知道到月）。",
	    "Dates: 20261123, 26.11.23, T (today), T-3 (three days ago), 2009.4 (month only)."},
	.columns = 10,
	.max_chars = 10,
	.is_whole = is_whole_date,
	.parse = parse_date,
	.meaning = meaning_date,
};

const struct type type_full_date = {
	.name = "full_date",
	.help = {"日期可写 20261123、26.11.23、T（今天）、T-3（三天前）；要写到日。",
	    "Dates: 20261123, 26.11.23, T (today), T-3 (three days ago); the day is needed."},
	.columns = 10,
	.max_chars = 10,
	.is_whole = is_whole_date,
	.parse = parse_full_date,
	.meaning = meaning_date,
};

const struct type type_year_month = {
	.name = "year_month",
	.help = {"年月可写 2009.4、200904、2009年4月。", "Year and month: 2009.4, 200904."},
	.columns = 7,
	.max_chars = 7,
	.parse = parse_year_month,
};

const struct type type_birth = {
	.name = "birth",
	.help = {"出生日期可写 19880314、88.3.14、一九八八年三月；有身份证的自动得出。",
	    "Date of birth: 19880314, 88.3.14; taken from the citizen ID where there is one."},
	.columns = 10,
	.max_chars = 10,
	.is_whole = is_whole_date,
	.parse = parse_birth,
	.meaning = meaning_birth,
	.brief = brief_birth,
	.mask = mask_birth,
};
