/* Words, addresses, references to records. */
#include "forms/type_int.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "base/err.h"
#include "base/norm.h"
#include "forms/spell.h"

/* A text may have choices: they are offered, other words are taken as well. */
static int
parse_text(const struct type_context *context, const char *typed, char **stored, struct say *note)
{
	char *text = spell_text(typed, false);
	const char *offered = *text ? type_offered(context, text) : NULL;

	(void)note;
	if (offered) {
		free(text);
		text = xstrdup(offered);
	}
	*stored = text;
	return 0;
}

static int
parse_longtext(const struct type_context *context, const char *typed, char **stored,
    struct say *note)
{
	(void)context;
	(void)note;
	*stored = spell_text(typed, true);
	return 0;
}

const struct type type_text = {
	.name = "text",
	.help = {"照实写，一行。", "As it is, one line."},
	.columns = 28,
	.max_chars = 200,
	.parse = parse_text,
};

const struct type type_longtext = {
	.name = "longtext",
	.help = {"照实写，可以分段，最多 20,000 字。", "As it is, in paragraphs, up to 20,000 characters."},
	.columns = 60,
	.max_chars = 20000,
	.multiline = true,
	.parse = parse_longtext,
};

/* An address is shown down to the management area or the farm, never to the door. */
static char *
mask_address(const char *stored)
{
	static const char *const level[] = {"管理区", "农场有限公司", "农场", "县", "区", "旗", "市"};

	for (size_t i = 0; i < sizeof level / sizeof level[0]; i++) {
		const char *end = strstr(stored, level[i]);

		if (end)
			return xprintf("%.*s***", (int)(end - stored + (long)strlen(level[i])),
			    stored);
	}
	return type_stars(stored, 0, 0);
}

const struct type type_address = {
	.name = "address",
	.help = {"从省、县写起，写到门牌；公开时只显示到管理区。",
	    "From the province down to the door; outsiders see the management area only."},
	.columns = 40,
	.max_chars = 200,
	.parse = parse_text,
	.mask = mask_address,
};

/* A record id is three words with dots between; what else is typed, the picker turns into one. */
static bool
is_record_id(const char *s)
{
	int dots = 0;

	for (const char *p = s; *p; p++) {
		if (*p == '.')
			dots++;
		else if (!isalnum((unsigned char)*p))
			return false;
	}
	return dots == 2;
}

static int
parse_ref(const struct type_context *context, const char *typed, char **stored, struct say *note)
{
	char *plain = norm_digits(typed), *id = NULL;
	int found = 0;

	if (!*plain || is_record_id(plain)) {
		*stored = plain;
		return 0;
	}
	if (context->ref_find)
		found = context->ref_find(context->arg, context->field->ref, plain, &id);
	if (found == 1)
		*stored = id;
	else
		say_set(note, found ? T_REF_SEVERAL : T_REF_UNKNOWN, plain, (char *)NULL);
	free(plain);
	return found == 1 ? 0 : ERR_INPUT;
}

static char *
show_ref(const struct type_context *context, const char *stored)
{
	char *title = context->ref_title
	    ? context->ref_title(context->arg, context->field->ref, stored) : NULL;

	return title ? title : xstrdup(stored);
}

const struct type type_ref = {
	.name = "ref",
	.help = {"打姓名、拼音首字母或尾号，从列出的里面选。",
	    "Type a name, initials or last figures, and choose from what is listed."},
	.columns = 28,
	.max_chars = 64,
	.parse = parse_ref,
	.show = show_ref,
};
