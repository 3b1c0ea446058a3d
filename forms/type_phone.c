/* How people are reached: telephones and mail. */
#include "forms/type_int.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "base/err.h"
#include "base/norm.h"
#include "base/utf8.h"

#define MOBILE 11
#define MOST_FIGURES 15 /* of any one number, ITU-T E.164 */

/* Area codes of the province, for the meaning of a landline. */
static const struct {
	const char *code, *zh, *en;
} area[] = {
	{"0451", "哈尔滨", "Harbin"}, {"0452", "齐齐哈尔", "Qiqihar"},
	{"0453", "牡丹江", "Mudanjiang"}, {"0454", "佳木斯", "Jiamusi"},
	{"0455", "绥化", "Suihua"}, {"0456", "黑河", "Heihe"},
	{"0457", "大兴安岭", "Daxing'anling"}, {"0458", "伊春", "Yichun"},
	{"0459", "大庆", "Daqing"}, {"0464", "七台河", "Qitaihe"}, {"0467", "鸡西", "Jixi"},
	{"0468", "鹤岗", "Hegang"}, {"0469", "双鸭山", "Shuangyashan"},
};

/* A hyphen after a whole landline leads to an extension as 转 does. */
static bool
is_before_extension(uint32_t c, const struct buf *figures)
{
	if (c == 0x8F6C || c == 'x') /* 转 */
		return true;
	return c == '-' && figures->len >= 10 && figures->data[0] == '0' && figures->data[1] != '0';
}

/* A new string: the figures, with x before an extension, or NULL if more is there. */
static char *
figures_of(const char *typed)
{
	char *plain = norm_digits(typed);
	size_t len = strlen(plain);
	struct buf out = BUF_EMPTY;
	bool good = true;
	uint32_t c;

	/* A sheet took it for a quantity. */
	if (len > 2 && !strcmp(plain + len - 2, ".0"))
		plain[len - 2] = '\0';
	for (const char *s = plain; good && (c = utf8_read(&s));) {
		if (c >= '0' && c <= '9')
			buf_putc(&out, (char)c);
		else if (is_before_extension(c, &out))
			buf_putc(&out, 'x');
		else
			good = (c < 0x80 && strchr("+-() .'", (int)c)) ||
			    (c >= 0x2010 && c <= 0x2015);
	}
	free(plain);
	if (good)
		return buf_take(&out);
	buf_release(&out);
	return NULL;
}

/* +86, 0086, 86 and the dial-round prefix 17951 belong to the call, not to the number. */
static const char *
without_prefix(const char *figures)
{
	static const char *const prefix[] = {"17951", "0086", "86"};

	for (size_t i = 0; i < sizeof prefix / sizeof prefix[0]; i++) {
		size_t len = strlen(prefix[i]);

		if (!strncmp(figures, prefix[i], len) && strlen(figures) >= len + 10)
			figures += len;
	}
	return figures;
}

static int
take_mobile(const char *number, char **stored, struct say *note)
{
	size_t len = strlen(number);

	if (len > MOST_FIGURES)
		return type_wrong(note, T_PHONE_UNKNOWN);
	if (len != MOBILE)
		return type_wrong_length(note, len, MOBILE);
	if (number[1] < '3')
		return type_wrong(note, T_PHONE_SECOND, (char[]){number[1], '\0'});
	*stored = xstrdup(number);
	return 0;
}

/* Three figures for 010 and 02x, four for the rest of the country; 7 or 8 follow. */
static int
take_landline(const char *number, char **stored, struct say *note)
{
	size_t head = number[1] == '1' || number[1] == '2' ? 3 : 4;
	size_t len = strcspn(number, "x"), rest = len > head ? len - head : 0;
	const char *extension = number[len] ? number + len + 1 : "";
	char have[24], code[5] = "";

	if (number[1] == '0')
		return type_wrong(note, T_PHONE_UNKNOWN);
	memcpy(code, number, len < head ? len : head);
	if (rest < 7 || rest > 8 || strchr(extension, 'x') || strlen(extension) > 6) {
		snprintf(have, sizeof have, "%zu", rest);
		return type_wrong(note, T_PHONE_LANDLINE, code, have);
	}
	*stored = xprintf("%s-%.*s%s%s", code, (int)rest, number + head, *extension ? "-" : "",
	    extension);
	return 0;
}

static int
take_phone(const char *figures, char **stored, struct say *note)
{
	const char *number = without_prefix(figures);
	size_t len = strlen(number);

	if (*number == '1' && !strchr(number, 'x'))
		return take_mobile(number, stored, note);
	/* +86 455 4612345: the country code took the zero's place. */
	if (*number == '0')
		return take_landline(number, stored, note);
	if (number != figures && len >= 9) {
		char *whole = xprintf("0%s", number);
		int err = take_landline(whole, stored, note);

		free(whole);
		return err;
	}
	if (len == 7 || len == 8)
		return type_wrong(note, T_PHONE_NO_AREA, number);
	return type_wrong(note, T_PHONE_UNKNOWN);
}

static int
parse_phone(const struct type_context *context, const char *typed, char **stored, struct say *note)
{
	char *figures = figures_of(typed);
	char *plain = norm_digits(typed);
	int err = 0;

	(void)context;
	if (!figures || (*plain && !*figures))
		err = type_wrong(note, T_PHONE_UNKNOWN);
	else if (*figures)
		err = take_phone(figures, stored, note);
	free(plain);
	free(figures);
	return err;
}

static char *
meaning_phone(const struct type_context *context, const char *stored)
{
	for (size_t i = 0; i < sizeof area / sizeof area[0]; i++)
		if (!strncmp(stored, area[i].code, 4))
			return xstrdup(context->lang == LANG_ZH ? area[i].zh : area[i].en);
	return NULL;
}

/* 139****2210; 0455-46***** */
static char *
mask_phone(const char *stored)
{
	const char *hyphen = strchr(stored, '-');

	if (hyphen)
		return type_stars(stored, (size_t)(hyphen - stored) + 3, 0);
	return strlen(stored) == MOBILE ? type_stars(stored, 3, 4) : type_stars(stored, 0, 0);
}

static bool
is_whole_phone(const struct type_context *context, const char *typed)
{
	(void)context;
	return *typed == '1' && type_has_figures(typed, MOBILE);
}

const struct type type_phone = {
	.name = "phone",
	.help = {"手机以 1 开头，11 位。没有手机就填座机，带区号：0455-4612345。几个人用一个电话是可以的。",
	    "Mobile: 11 digits, starts with 1. No mobile? Landline with area code: 0455-4612345. "
	    "Several people may share a telephone."},
	.columns = 13,
	.max_chars = 20,
	.parse = parse_phone,
	.meaning = meaning_phone,
	.brief = type_last_four,
	.is_whole = is_whole_phone,
	.mask = mask_phone,
};

static bool
is_email(const char *s)
{
	static const char *const allowed =
	    "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789.-_+";
	size_t name = strspn(s, allowed);
	size_t host = s[name] == '@' ? strspn(s + name + 1, allowed) : 0;
	const char *dot = host ? strrchr(s + name, '.') : NULL;

	return name > 0 && host > 0 && !s[name + 1 + host] && dot && dot > s + name + 1 && dot[1];
}

static int
parse_email(const struct type_context *context, const char *typed, char **stored, struct say *note)
{
	char *plain = norm_digits(typed);

	(void)context;
	if (*plain && !is_email(plain)) {
		free(plain);
		return type_wrong(note, T_EMAIL_SPELLING);
	}
	*stored = plain;
	return 0;
}

static char *
mask_email(const char *stored)
{
	size_t at = strcspn(stored, "@");

	return type_stars(stored, 1, strlen(stored) - at);
}

const struct type type_email = {
	.name = "email",
	.help = {"邮箱：名字@网站，例如 gonghui@example.cn。", "E-mail: name@site."},
	.columns = 30,
	.max_chars = 100,
	.parse = parse_email,
	.mask = mask_email,
};
