#include "share/spelt.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

enum code_style { CODES_NAME = 1, CODES_CODE, CODES_BOTH };
enum number_style {
	NUMBERS_PLAIN = 1, NUMBERS_SMALL, NUMBERS_APART, NUMBERS_QUOTED, NUMBERS_STARRED,
	NUMBERS_LAST
};
enum date_style {
	DATES_DASHES = 1, DATES_SLASHES, DATES_DOTS, DATES_FIGURES, DATES_WORDS, DATES_MONTH,
	DATES_MONTH_FIGURES
};

static char *
code(const struct code *code, int style, enum lang lang)
{
	if (style == CODES_CODE)
		return xstrdup(code->code);
	return style == CODES_BOTH ? xprintf("%s %s", code->code, code->name[lang])
	    : xstrdup(code->name[lang]);
}

/* 18 figures in the groups of the citizen's number: place, birth, the rest. */
static char *
apart(const char *number)
{
	return strlen(number) == 18 ? xprintf("%.6s %.8s %.4s", number, number + 6, number + 14)
	    : xstrdup(number);
}

static char *
number(const struct type *type, const char *stored, int style)
{
	size_t len = strlen(stored);
	char *small;

	switch (style) {
	case NUMBERS_SMALL:
		small = xstrdup(stored);
		if (len && small[len - 1] == 'X')
			small[len - 1] = 'x';
		return small;
	case NUMBERS_APART:
		return apart(stored);
	case NUMBERS_QUOTED:
		return xprintf("'%s", stored);
	case NUMBERS_STARRED:
		return type_mask(type, stored);
	case NUMBERS_LAST:
		return xstrdup(len > 4 ? stored + len - 4 : stored);
	default:
		return xstrdup(stored);
	}
}

/* As much of the date as is known. */
static char *
date(const char *stored, int style)
{
	static const char *const parts[][3] = {
		[DATES_DASHES] = {"-", "-", ""}, [DATES_SLASHES] = {"/", "/", ""},
		[DATES_DOTS] = {".", ".", ""}, [DATES_FIGURES] = {"", "", ""},
		[DATES_WORDS] = {"年", "月", "日"}, [DATES_MONTH] = {".", "", ""},
		[DATES_MONTH_FIGURES] = {"", "", ""},
	};
	bool month = style == DATES_MONTH || style == DATES_MONTH_FIGURES;
	const char *const *part = parts[style];
	size_t len = strlen(stored);

	if (len < 7)
		return len == 4 && style == DATES_WORDS ? xprintf("%s年", stored) : xstrdup(stored);
	if (len < 10 || month)
		return style == DATES_WORDS ? xprintf("%.4s年%.2s月", stored, stored + 5)
		    : xprintf("%.4s%s%.2s", stored, part[0], stored + 5);
	return xprintf("%.4s%s%.2s%s%.2s%s", stored, part[0], stored + 5, part[1], stored + 8,
	    part[2]);
}

/* 2026-11-23, 2026-11, 2026; not where it is masked. */
static bool
is_date(const char *stored)
{
	size_t len = strlen(stored);

	if (len != 10 && len != 7 && len != 4)
		return false;
	for (size_t i = 0; i < len; i++)
		if (i == 4 || i == 7 ? stored[i] != '-' : !isdigit((unsigned char)stored[i]))
			return false;
	return true;
}

char *
spelt(const struct type_context *context, const struct mapping *m, const char *stored)
{
	const struct field *field = context->field;
	const struct codes *codes = forms_codes(context->forms, field->choices);
	const struct code *one = codes && stored ? codes_find(codes, stored, DAY_NONE) : NULL;
	const char *type = field->type->name;

	if (!stored)
		return xstrdup("");
	if (one)
		return code(one, m->codes, context->lang);
	if (strcmp(type, "docno") == 0 || strcmp(type, "idno") == 0)
		return number(field->type, stored, m->numbers);
	if ((strcmp(type, "date") == 0 || strcmp(type, "full_date") == 0 ||
	    strcmp(type, "birth") == 0) && is_date(stored) &&
	    m->dates >= DATES_DASHES && m->dates <= DATES_MONTH_FIGURES)
		return date(stored, m->dates);
	return type_show(context, stored);
}
