/* Unified social credit codes 统一社会信用代码 (GB 32100-2015, organisation part GB 11714-1997). */
#include "forms/type_int.h"

#include <stdlib.h>
#include <string.h>

#include "base/err.h"
#include "forms/spell.h"

#define LENGTH 18

static const char alphabet[] = "0123456789ABCDEFGHJKLMNPQRTUWXY";
static const char organisation[] = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZ";

static int
index_in(const char *letters, char c)
{
	return (int)(strchr(letters, c) - letters);
}

static char
check_digit(const char *code)
{
	static const int weight[] = {
		1, 3, 9, 27, 19, 26, 16, 17, 20, 29, 25, 13, 8, 24, 10, 30, 28,
	};
	int sum = 0;

	for (int i = 0; i < LENGTH - 1; i++)
		sum += weight[i] * index_in(alphabet, code[i]);
	return alphabet[(31 - sum % 31) % 31];
}

/* Of the organisation code in the 9th to 17th place. */
static char
organisation_digit(const char *code)
{
	static const int weight[] = {3, 7, 9, 10, 5, 8, 4, 2};
	int sum = 0;

	for (int i = 0; i < 8; i++)
		sum += weight[i] * index_in(organisation, code[8 + i]);
	return "0X987654321"[sum % 11];
}

static int
check(const char *code, struct say *note)
{
	size_t good = strspn(code, alphabet);
	char right;

	if (code[good] && strchr("IOSVZ", code[good]))
		return type_wrong(note, T_USCC_LETTER, (char[]){code[good], '\0'});
	if (code[good])
		return type_wrong(note, T_USCC_CHARS);
	if (good != LENGTH)
		return type_wrong_length(note, good, LENGTH);
	right = check_digit(code);
	if (code[LENGTH - 1] != right)
		return type_wrong(note, T_TYPE_CHECK_DIGIT, (char[]){right, '\0'});
	/* The last digit already finds every single slip: this is the issuer's oddity. */
	if (code[16] != organisation_digit(code))
		say_set(note, T_USCC_ORGANISATION, (char *)NULL);
	return 0;
}

static int
parse_uscc(const struct type_context *context, const char *typed, char **stored, struct say *note)
{
	char *code = spell_number(typed);
	int err = *code ? check(code, note) : 0;

	(void)context;
	if (err)
		free(code);
	else
		*stored = code;
	return err;
}

static const struct {
	const char *prefix;
	enum text name;
} kind[] = {
	{"81", T_USCC_UNION}, {"82", T_USCC_UNION}, {"89", T_USCC_UNION}, {"91", T_USCC_ENTERPRISE},
	{"92", T_USCC_SELF_EMPLOYED}, {"93", T_USCC_COOPERATIVE}, {"11", T_USCC_AUTHORITY},
	{"12", T_USCC_INSTITUTION}, {"51", T_USCC_ASSOCIATION}, {"52", T_USCC_PRIVATE},
	{"53", T_USCC_FOUNDATION}, {"N", T_USCC_COLLECTIVE},
};

static char *
meaning_uscc(const struct type_context *context, const char *stored)
{
	for (size_t i = 0; i < sizeof kind / sizeof kind[0]; i++)
		if (!strncmp(stored, kind[i].prefix, strlen(kind[i].prefix)))
			return xstrdup(text_get(context->lang, kind[i].name));
	return NULL;
}

const struct type type_uscc = {
	.name = "uscc",
	.help = {"统一社会信用代码，18 位，没有字母 I O S V Z。单位和工会各有各的代码。",
	    "Unified social credit code: 18 characters, no I O S V Z. "
	    "Unit and union have one each."},
	.columns = 18,
	.max_chars = 18,
	.parse = parse_uscc,
	.meaning = meaning_uscc,
};
