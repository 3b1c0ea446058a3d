/* Quantities: numbers, counts, money, times of day. */
#include "forms/type_int.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/err.h"
#include "base/norm.h"

#define MOST_FIGURES 15 /* fits 64 bits also in fen */

struct figure {
	bool negative;
	char whole[MOST_FIGURES + 1];
	char part[MOST_FIGURES + 1]; /* after the point */
	const char *rest;            /* what stands behind */
};

/* The figures at *s into out, thousands commas left out. */
static bool
take_figures(const char **s, char out[MOST_FIGURES + 1])
{
	size_t len = 0;

	for (; (**s >= '0' && **s <= '9') || (**s == ',' && len); ++*s) {
		if (**s == ',')
			continue;
		if (len == 1 && out[0] == '0')
			len = 0;
		if (len == MOST_FIGURES)
			return false;
		out[len++] = **s;
	}
	out[len] = '\0';
	return true;
}

static bool
take_part(const char **s, char out[MOST_FIGURES + 1])
{
	size_t len = strspn(*s, "0123456789");

	if (!len || len > MOST_FIGURES)
		return false;
	memcpy(out, *s, len);
	out[len] = '\0';
	*s += len;
	return true;
}

static bool
read_figure(const char *plain, struct figure *out)
{
	memset(out, 0, sizeof *out);
	out->negative = *plain == '-';
	plain += *plain == '-' || *plain == '+';
	plain += strspn(plain, " ");
	if (!take_figures(&plain, out->whole))
		return false;
	if (*plain == '.') {
		plain++;
		if (!take_part(&plain, out->part))
			return false;
	}
	out->rest = plain + strspn(plain, " ");
	return out->whole[0] || out->part[0];
}

static bool
is_unit(const char *rest)
{
	static const char *const unit[] = {"", "人", "个", "户", "次", "件", "份", "天", "亩", "岁"};

	for (size_t i = 0; i < sizeof unit / sizeof unit[0]; i++)
		if (!strcmp(rest, unit[i]))
			return true;
	return false;
}

static bool
is_zero(const char *figures)
{
	return !figures[strspn(figures, "0")];
}

static int
take_number(const char *plain, bool signs, char **stored, struct say *note)
{
	struct figure figure;

	if (!read_figure(plain, &figure) || !is_unit(figure.rest) || !is_zero(figure.part))
		return type_wrong(note, T_NUMBER_SPELLING);
	if (figure.negative && !signs)
		return type_wrong(note, T_NUMBER_NEGATIVE);
	*stored = xprintf("%s%s", figure.negative && !is_zero(figure.whole) ? "-" : "",
	    figure.whole[0] ? figure.whole : "0");
	return 0;
}

static int
parse_number(const struct type_context *context, const char *typed, char **stored,
    struct say *note)
{
	char *plain = norm_digits(typed);
	int err = *plain ? take_number(plain, true, stored, note) : 0;

	(void)context;
	free(plain);
	return err;
}

static int
parse_count(const struct type_context *context, const char *typed, char **stored, struct say *note)
{
	char *plain = norm_digits(typed);
	int err = *plain ? take_number(plain, false, stored, note) : 0;

	(void)context;
	free(plain);
	return err;
}

const struct type type_number = {
	.name = "number",
	.help = {"整数，可以带负号：1240、-3。", "A whole number, with a sign if need be: 1240, -3."},
	.storage = STORE_INTEGER,
	.columns = 10,
	.max_chars = 16,
	.parse = parse_number,
};

const struct type type_count = {
	.name = "count",
	.help = {"多少人、多少件：只写数。", "How many: the figure only."},
	.storage = STORE_INTEGER,
	.columns = 8,
	.max_chars = 15,
	.parse = parse_count,
};

/* Yuan with at most two places behind the point, or ten thousands of yuan, 万元. */
static int
fen_of(const struct figure *figure, char **stored, struct say *note)
{
	static const char *const ten_thousand = "万";
	const char *rest = figure->rest;
	bool big = !strncmp(rest, ten_thousand, strlen(ten_thousand));
	size_t places = big ? 6 : 2, len = strlen(figure->part);
	char fen[2 * MOST_FIGURES + 8];

	if (big)
		rest += strlen(ten_thousand);
	if (*rest && strcmp(rest, "元"))
		return type_wrong(note, T_MONEY_SPELLING);
	if (len > places && !is_zero(figure->part + places))
		return type_wrong(note, T_MONEY_PLACES);
	snprintf(fen, sizeof fen, "%s%.*s%.*s", figure->whole, (int)places, figure->part,
	    len < places ? (int)(places - len) : 0, "000000");
	rest = fen + strspn(fen, "0");
	if (strlen(rest) > MOST_FIGURES)
		return type_wrong(note, T_MONEY_SPELLING);
	*stored = xprintf("%s%s", figure->negative && *rest ? "-" : "", *rest ? rest : "0");
	return 0;
}

static int
take_money(const char *plain, char **stored, struct say *note)
{
	struct figure figure;

	/* ¥ and its full-width twin */
	if (!strncmp(plain, "\u00A5", 2))
		plain += 2;
	else if (!strncmp(plain, "\uFFE5", 3))
		plain += 3;
	plain += strspn(plain, " ");
	if (!read_figure(plain, &figure))
		return type_wrong(note, T_MONEY_SPELLING);
	return fen_of(&figure, stored, note);
}

static int
parse_money(const struct type_context *context, const char *typed, char **stored, struct say *note)
{
	char *plain = norm_digits(typed);
	int err = *plain ? take_money(plain, stored, note) : 0;

	(void)context;
	free(plain);
	return err;
}

static char *
show_money(const struct type_context *context, const char *stored)
{
	long long fen = strtoll(stored, NULL, 10);
	long long size = fen < 0 ? -(fen + (fen == INT64_MIN)) : fen;

	(void)context;
	return xprintf("%s%lld.%02lld", fen < 0 ? "-" : "", size / 100, size % 100);
}

const struct type type_money = {
	.name = "money",
	.help = {"金额，单位元，可以写到分：1240、12.50、1.2万。", "Yuan, up to two places: 1240, 12.50."},
	.storage = STORE_INTEGER,
	.columns = 12,
	.max_chars = 16,
	.parse = parse_money,
	.show = show_money,
};

/* What follows the hour's mark; NULL where there is none. */
static const char *
after_mark(const char *s)
{
	static const char *const mark[] = {":", "点", "时", "."};

	for (size_t i = 0; i < sizeof mark / sizeof mark[0]; i++)
		if (!strncmp(s, mark[i], strlen(mark[i])))
			return s + strlen(mark[i]);
	return NULL;
}

/* The minutes of 8:30, 8点半, 8点5分, 8点; -1 for anything else. */
static int
read_minutes(const char *s)
{
	static const char *const word = "分";
	size_t digits = strspn(s, "0123456789");
	bool named = !strcmp(s + digits, word);

	if (!*s || !strcmp(s, "钟"))
		return 0;
	if (!strcmp(s, "半"))
		return 30;
	if (s[digits] && !named)
		return -1;
	return digits == 2 || (digits == 1 && named) ? atoi(s) : -1;
}

static bool
read_time(const char *plain, int *hour, int *minute)
{
	size_t digits = strspn(plain, "0123456789");
	const char *rest = after_mark(plain + digits);

	if (!digits || digits > 4)
		return false;
	*hour = atoi(plain);
	if (digits > 2) {
		*minute = *hour % 100;
		*hour /= 100;
		return !plain[digits];
	}
	*minute = rest ? read_minutes(rest) : -1;
	return true;
}

static int
parse_time(const struct type_context *context, const char *typed, char **stored, struct say *note)
{
	char *plain = norm_digits(typed);
	int hour = 0, minute = 0, err = 0;

	(void)context;
	if (*plain && (!read_time(plain, &hour, &minute) || hour < 0 || hour > 23 || minute < 0 ||
		minute > 59))
		err = type_wrong(note, T_TIME_SPELLING);
	else if (*plain)
		*stored = xprintf("%02d:%02d", hour, minute);
	free(plain);
	return err;
}

const struct type type_time = {
	.name = "time",
	.help = {"几点几分：8:30、0830、8点半，24 小时制。", "Time of day: 8:30, 0830; 24 hours."},
	.columns = 5,
	.max_chars = 5,
	.parse = parse_time,
};
