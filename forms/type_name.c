/*
 * Names of persons, after the notice on names with a dot (民委发〔2016〕33号): the only dot is U+00B7,
 * and 25 Han characters or 50 half-width ones must fit.  A name is never folded to another
 * character: 龙 and 龍 are two legal names.
 */
#include "forms/type_int.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include <utf8proc.h>

#include "base/err.h"
#include "base/norm.h"
#include "base/pinyin.h"
#include "base/utf8.h"

#define MOST_COLUMNS 50
#define DOT "·"

static bool
is_letter(uint32_t c)
{
	utf8proc_category_t category = utf8proc_category((utf8proc_int32_t)c);

	return c == 0x3007 ||
	    (category >= UTF8PROC_CATEGORY_LU && category <= UTF8PROC_CATEGORY_LO);
}

/* Marks that stand on the letter before, and the private codes of characters no font had. */
static bool
is_part(uint32_t c)
{
	utf8proc_category_t category = utf8proc_category((utf8proc_int32_t)c);

	return is_letter(c) || category == UTF8PROC_CATEGORY_MN ||
	    category == UTF8PROC_CATEGORY_MC || category == UTF8PROC_CATEGORY_CO || c == ' ' ||
	    c == '-' || c == '\'' || c == '.' || norm_is_dot(c);
}

/* Characters that old files and keyboards put in the place of the real one. */
static uint32_t
real_one(uint32_t c)
{
	switch (c) {
	case 0xE863: /* of 䶮, before GB 18030-2005 */
		return 0x4DAE;
	case 0x25CB: /* circles for 〇 */
	case 0x25EF:
		return 0x3007;
	default:
		return c;
	}
}

static char *
repair(const char *typed)
{
	struct buf real = BUF_EMPTY;
	char *name;
	uint32_t c;

	while ((c = utf8_read(&typed)))
		utf8_add(&real, real_one(c));
	name = norm_name(buf_text(&real));
	buf_release(&real);
	return name;
}

static int
check_characters(const char *name, struct say *note)
{
	bool letter = false, private = false;
	const char *from;
	int columns = 0;
	uint32_t c;

	for (const char *s = from = name; (c = utf8_read(&s)); from = s) {
		char *what = xstrndup(from, (size_t)(s - from));

		if (!is_part(c))
			say_set(note, T_NAME_CHARACTER, what, (char *)NULL);
		free(what);
		if (!is_part(c))
			return ERR_INPUT;
		letter |= is_letter(c);
		private |= utf8proc_category((utf8proc_int32_t)c) == UTF8PROC_CATEGORY_CO;
		columns += utf8proc_charwidth((utf8proc_int32_t)c) > 1 ? 2 : 1;
	}
	if (!letter && !private)
		return type_wrong(note, T_NAME_NO_LETTER);
	if (columns > MOST_COLUMNS)
		return type_wrong(note, T_NAME_TOO_LONG);
	if (private)
		say_set(note, T_NAME_PRIVATE, (char *)NULL);
	return 0;
}

static int
check_dots(const char *name, struct say *note)
{
	size_t len = strlen(name), dot = strlen(DOT);

	if (!strncmp(name, DOT, dot) || (len >= dot && !strcmp(name + len - dot, DOT)))
		return type_wrong(note, T_NAME_DOT_AT_END);
	if (strstr(name, DOT DOT))
		return type_wrong(note, T_NAME_DOT_TWICE);
	return 0;
}

static int
parse_name(const struct type_context *context, const char *typed, char **stored, struct say *note)
{
	char *name = repair(typed);
	int err = *name ? check_dots(name, note) : 0;

	(void)context;
	if (!err && *name)
		err = check_characters(name, note);
	if (err)
		free(name);
	else
		*stored = name;
	return err;
}

/* How it is read, so that a wrong character is heard: gulinaer maimaiti. */
static char *
meaning_name(const struct type_context *context, const char *stored)
{
	char *reading = pinyin_full(stored);

	(void)context;
	if (*reading && strcasecmp(reading, stored))
		return reading;
	free(reading);
	return NULL;
}

/* 张*, 张*明, 欧阳* */
static char *
mask_name(const char *stored)
{
	size_t surname = pinyin_surname(stored), head = surname ? surname : 1;

	return type_stars(stored, head, utf8_count(stored) > head + 1 ? 1 : 0);
}

const struct type type_person_name = {
	.name = "person_name",
	.help = {"姓名照证件写，最多 25 个汉字。少数民族姓名中间的点：中文输入时按 Shift+2，"
	    "或按 1 左边的键，写成“·”。",
	    "The name as on the document, at most 25 Han characters or 50 letters."},
	.columns = 20,
	.max_chars = 50,
	.parse = parse_name,
	.meaning = meaning_name,
	.mask = mask_name,
};
