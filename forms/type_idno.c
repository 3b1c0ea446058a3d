/* Numbers of persons' documents: citizen IDs and, for docno, whatever else a person may show. */
#include "forms/type_int.h"

#include <regex.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/err.h"
#include "base/norm.h"
#include "base/utf8.h"
#include "forms/idno.h"
#include "forms/spell.h"

/* An all-digit number of this length or more can only be a citizen ID with digits lost. */
#define CITIZEN_DIGITS 12

static const enum text fault_text[] = {
	[IDNO_CHARS] = T_IDNO_CHARS,
	[IDNO_SPOILT] = T_IDNO_SPOILT,
	[IDNO_FLOAT] = T_IDNO_FLOAT,
	[IDNO_FUTURE] = T_IDNO_FUTURE,
	[IDNO_ANCIENT] = T_IDNO_ANCIENT,
};

static int
wrong_day(const struct idno *id, struct say *note)
{
	char month[12], day[12];

	snprintf(month, sizeof month, "%d", id->month);
	snprintf(day, sizeof day, "%d", id->day);
	if (id->month < 1 || id->month > 12)
		return type_wrong(note, T_IDNO_NO_MONTH, month);
	return type_wrong(note, T_IDNO_NO_DAY, month, day);
}

static int
wrong_number(enum idno_fault fault, const struct idno *id, const char *spelling, struct say *note)
{
	switch (fault) {
	case IDNO_SHORT:
	case IDNO_LONG:
		return type_wrong_length(note, strlen(spelling), IDNO_LENGTH);
	case IDNO_CALENDAR:
		return wrong_day(id, note);
	case IDNO_CHECK:
		return type_wrong(note, T_TYPE_CHECK_DIGIT, (char[]){id->right, '\0'});
	default:
		return type_wrong(note, fault_text[fault], spelling);
	}
}

/* What is odd in a number whose arithmetic is right. */
static void
remark(const struct idno *id, struct say *note)
{
	char area[7] = "";

	memcpy(area, id->number, 6);
	if (id->upgraded)
		say_set(note, T_IDNO_UPGRADED, id->number, (char *)NULL);
	else if (!strcmp(id->number + 15, "000"))
		say_set(note, T_IDNO_MAYBE_SPOILT, (char *)NULL);
	else if (!idno_area_is_known(area))
		say_set(note, T_IDNO_AREA, area, (char *)NULL);
}

static int
take_citizen(const struct type_context *context, const char *spelling, char **stored,
    struct say *note)
{
	struct idno id;
	enum idno_fault fault = idno_read(spelling, context->today, &id);

	if (fault)
		return wrong_number(fault, &id, spelling, note);
	remark(&id, note);
	*stored = xstrdup(id.number);
	return 0;
}

static int
parse_idno(const struct type_context *context, const char *typed, char **stored, struct say *note)
{
	char *spelling = spell_number(typed);
	int err = *spelling ? take_citizen(context, spelling, stored, note) : 0;

	free(spelling);
	return err;
}

/* "男 1985-09-12 41 岁" */
static char *
person_meaning(const struct type_context *context, const char *number)
{
	day_t birth = idno_birth(number);
	struct buf out = BUF_EMPTY;
	char day[11], age[12];

	day_format(birth, day);
	snprintf(age, sizeof age, "%d", idno_age(day_civil(birth), context->today));
	text_add(&out, context->lang, idno_sex(number) == 1 ? T_IDNO_MALE : T_IDNO_FEMALE,
	    (const char *const[]){day, age, NULL});
	return buf_take(&out);
}

static char *
meaning_idno(const struct type_context *context, const char *stored)
{
	return idno_sex(stored) ? person_meaning(context, stored) : NULL;
}

static char *
mask_idno(const char *stored)
{
	return strlen(stored) == IDNO_LENGTH ? type_stars(stored, 6, 4) : type_stars(stored, 0, 4);
}

static bool
is_whole_idno(const struct type_context *context, const char *typed)
{
	(void)context;
	return type_has_figures(typed, IDNO_LENGTH);
}

const struct type type_idno = {
	.name = "idno",
	.help = {"公民身份号码，18 位，末位可以是 X。照证件录；旧的 15 位会自动补成 18 位。",
	    "Citizen ID number: 18 digits, the last may be X. 15-digit numbers are completed."},
	.columns = 18,
	.max_chars = 18,
	.is_whole = is_whole_idno,
	.parse = parse_idno,
	.meaning = meaning_idno,
	.brief = type_last_four,
	.mask = mask_idno,
};

/*
 * Documents that are no citizen ID, most particular first.  Sources: Exit and Entry Administration
 * notices of 2010 (permits) and 2017 (foreigner's card), passports by practice.
 */
static const struct {
	const char *pattern;
	enum text name;
} document[] = {
	{"^[HM]([0-9]{8}|[0-9]{10})$", T_DOC_HKMACAO},
	{"^([0-9]{8}|[0-9]{10})$", T_DOC_TAIWAN},
	{"^[A-Z]{3}[0-9]{12}$", T_DOC_FOREIGNER},
	{"^(E([0-9]|[A-HJ-NP-Z])[0-9]{7}|G[0-9]{8})$", T_DOC_PASSPORT},
	{"^[A-Z0-9]{5,20}$", T_DOC_OTHER_PASSPORT},
};

static enum text
recognise(const char *number)
{
	for (size_t i = 0; i < sizeof document / sizeof document[0]; i++) {
		regex_t pattern;
		int miss;

		if (regcomp(&pattern, document[i].pattern, REG_EXTENDED | REG_NOSUB))
			continue;
		miss = regexec(&pattern, number, 0, NULL, 0);
		regfree(&pattern);
		if (!miss)
			return document[i].name;
	}
	return T_DOC_OTHER;
}

/*
 * A citizen ID with a fault must not pass as some other document: all figures and long, or the
 * length of one with all but the last a figure, or what a spreadsheet makes of it.
 */
static bool
is_citizen_like(const char *spelling)
{
	size_t len = strlen(spelling), digits = strspn(spelling, "0123456789");

	if (digits == len)
		return len >= CITIZEN_DIGITS;
	return (digits >= CITIZEN_DIGITS && digits + 3 >= len) || strstr(spelling, "E+") ||
	    (digits > 0 && spelling[digits] == '.');
}

static bool
has_han(const char *s)
{
	uint32_t c;

	while ((c = utf8_read(&s)))
		if (norm_is_han(c))
			return true;
	return false;
}

static int
take_document(const char *typed, const char *spelling, char **stored, struct say *note)
{
	/* Military papers are numbered in words, 军字第…号, and stay as written. */
	if (has_han(spelling)) {
		*stored = norm_digits(typed);
		return 0;
	}
	if (recognise(spelling) == T_DOC_OTHER)
		return type_wrong(note, T_DOC_UNKNOWN, spelling);
	*stored = xstrdup(spelling);
	return 0;
}

static int
parse_docno(const struct type_context *context, const char *typed, char **stored, struct say *note)
{
	char *spelling = spell_number(typed);
	int err = 0;

	if (is_citizen_like(spelling))
		err = take_citizen(context, spelling, stored, note);
	else if (*spelling)
		err = take_document(typed, spelling, stored, note);
	free(spelling);
	return err;
}

static char *
meaning_docno(const struct type_context *context, const char *stored)
{
	if (idno_sex(stored))
		return person_meaning(context, stored);
	return xstrdup(text_get(context->lang, recognise(stored)));
}

const struct type type_docno = {
	.name = "docno",
	.help = {"证件上的号码。身份证 18 位，会查校验位；护照、通行证等照证件录，空格和横线不用录。",
	    "Number of the document. Citizen IDs are checked; others as printed, without blanks."},
	.columns = 18,
	.max_chars = 30,
	.is_whole = is_whole_idno,
	.parse = parse_docno,
	.meaning = meaning_docno,
	.brief = type_last_four,
	.mask = mask_idno,
};
