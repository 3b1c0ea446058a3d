/* Values of a code table: one, or several. */
#include "forms/type_int.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "base/err.h"
#include "base/norm.h"
#include "base/pinyin.h"

static const struct codes *
table_of(const struct type_context *context)
{
	const char *name = context->field->choices;

	return name && context->forms ? forms_codes(context->forms, name) : NULL;
}

/* `want` is a key of norm_key: no blanks, no dots, no case, no full width. */
static bool
is_name_of(const struct code *code, const char *want)
{
	for (int i = 0; i < LANG_COUNT; i++)
		if (code->name[i] && norm_key_is(want, code->name[i]))
			return true;
	for (const char *const *alias = code->alias; alias && *alias; alias++)
		if (norm_key_is(want, *alias))
			return true;
	return false;
}

/* "05 维吾尔族", "5、维吾尔族": as shown, and as sheets with numbered lists have it. */
static bool
is_code_and_name_of(const struct code *code, const char *want)
{
	size_t len = strlen(code->code);
	const char *rest = want + len;

	if (strncasecmp(want, code->code, len) || !*rest)
		return false;
	if (!strncmp(rest, "、", strlen("、")))
		rest += strlen("、");
	return is_name_of(code, rest);
}

/* A sheet drops the zeros before a figure: 5 for 05; a clerk does not reach for the shift. */
static bool
is_code_of(const struct code *code, const char *want)
{
	const char *s = code->code;

	return !strcasecmp(want, s) || (*want && !strcmp(want, s + strspn(s, "0")));
}

static bool
is_in_force(const struct code *code, day_t on)
{
	return (code->since == DAY_NONE || code->since <= on) &&
	    (code->until == DAY_NONE || code->until >= on);
}

static const struct code *
search(const struct codes *codes, const char *want, day_t on,
    bool (*fits)(const struct code *, const char *))
{
	for (int i = 0; i < codes->code_count; i++)
		if (is_in_force(&codes->code[i], on) && fits(&codes->code[i], want))
			return &codes->code[i];
	return NULL;
}

static bool
has_word(const char *list, const char *word)
{
	size_t len = strlen(word);

	for (; *list; list += strspn(list, " ")) {
		size_t here = strcspn(list, " ");

		if (here == len && !strncmp(list, word, len))
			return true;
		list += here;
	}
	return false;
}

/* Are these letters the initials, or the whole reading, of a name? */
static bool
is_reading(const char *letters, const char *name)
{
	char *initials = pinyin_initials_all(name), *full = pinyin_full(name);
	bool is = has_word(initials, letters) || norm_key_is(letters, full);

	free(initials);
	free(full);
	return is;
}

static bool
is_read_as(const struct code *code, const char *letters)
{
	bool is = is_reading(letters, code->name[LANG_ZH]);

	for (const char *const *alias = code->alias; !is && alias && *alias; alias++)
		is = is_reading(letters, *alias);
	return is;
}

/* The only code that is read so; NULL if there are none or several. */
static const struct code *
search_reading(const struct codes *codes, const char *letters, day_t on)
{
	const struct code *found = NULL;

	if (!*letters || letters[strspn(letters, "abcdefghijklmnopqrstuvwxyz")])
		return NULL;
	for (int i = 0; i < codes->code_count; i++) {
		if (!is_in_force(&codes->code[i], on) || !is_read_as(&codes->code[i], letters))
			continue;
		if (found)
			return NULL;
		found = &codes->code[i];
	}
	return found;
}

/* "05 维吾尔族", exactly; the short way for what comes back from a screen or a check. */
static const struct code *
as_shown(const struct codes *codes, const char *typed, day_t on)
{
	const char *blank = strchr(typed, ' ');

	for (int i = 0; blank && i < codes->code_count; i++) {
		const struct code *code = &codes->code[i];
		size_t len = strlen(code->code);

		if (is_in_force(code, on) && !strncmp(typed, code->code, len) &&
		    typed + len == blank && !strcmp(blank + 1, code->name[LANG_ZH]))
			return code;
	}
	return NULL;
}

static const struct code *
recognise(const struct codes *codes, const char *typed, day_t on)
{
	const struct code *code = as_shown(codes, typed, on);

	if (!code)
		code = codes_match(codes, typed, on);
	if (code)
		return code;
	char *want = norm_key(typed);

	code = search(codes, want, on, is_name_of);
	if (!code)
		code = search(codes, want, on, is_code_and_name_of);
	if (!code)
		code = search(codes, want, on, is_code_of);
	if (!code)
		code = search_reading(codes, want, on);
	free(want);
	return code;
}

static int
unknown(const struct type_context *context, const char *typed, struct say *note)
{
	const struct codes *codes = table_of(context);
	const char *label = context->field->label[context->lang];

	if (codes && codes_match(codes, typed, DAY_NONE))
		return type_wrong(note, T_CODE_EXPIRED, typed);
	return type_wrong(note, T_CODE_UNKNOWN, typed, label ? label : "");
}

const char *
type_offered(const struct type_context *context, const char *typed)
{
	const struct codes *codes = table_of(context);
	const struct code *code = codes ? recognise(codes, typed, context->today) : NULL;

	return code ? code->name[LANG_ZH] : NULL;
}

static int
parse_code(const struct type_context *context, const char *typed, char **stored, struct say *note)
{
	const struct codes *codes = table_of(context);
	const struct code *code = codes ? recognise(codes, typed, context->today) : NULL;
	char *plain;
	int err;

	if (code) {
		*stored = xstrdup(code->code);
		return 0;
	}
	plain = norm_digits(typed);
	err = *plain ? unknown(context, plain, note) : 0;
	free(plain);
	return err;
}

static void
add_shown(struct buf *out, const struct type_context *context, const char *stored)
{
	const struct codes *codes = table_of(context);
	const struct code *code = codes ? codes_find(codes, stored, DAY_NONE) : NULL;

	buf_puts(out, stored);
	if (code)
		buf_printf(out, " %s", code->name[context->lang]);
}

static char *
show_code(const struct type_context *context, const char *stored)
{
	struct buf out = BUF_EMPTY;

	add_shown(&out, context, stored);
	return buf_take(&out);
}

static char *
brief_code(const struct type_context *context, const char *stored)
{
	const struct codes *codes = table_of(context);
	const struct code *code = codes ? codes_find(codes, stored, DAY_NONE) : NULL;

	return xstrdup(code ? code->name[context->lang] : stored);
}

/* What the choice entails; else the class of a sub-item: four figures under two. */
static char *
meaning_code(const struct type_context *context, const char *stored)
{
	const struct codes *codes = table_of(context);
	const struct code *code = codes ? codes_find(codes, stored, DAY_NONE) : NULL;
	const char *note = code ? code->note[context->lang] : NULL;
	char class[3] = "";

	if (note && *note)
		return xstrdup(note);
	if (strlen(stored) != 4 || !codes)
		return NULL;
	memcpy(class, stored, 2);
	return codes_find(codes, class, DAY_NONE) ? show_code(context, class) : NULL;
}

/* Figures that begin no other code. */
static bool
is_whole_code(const struct type_context *context, const char *typed)
{
	const struct codes *codes = table_of(context);
	size_t len = strlen(typed);

	if (!codes || !len || typed[strspn(typed, "0123456789")])
		return false;
	for (int i = 0; i < codes->code_count; i++) {
		const char *code = codes->code[i].code, *short_code = code + strspn(code, "0");

		if (!is_in_force(&codes->code[i], context->today))
			continue;
		if ((!strncmp(code, typed, len) && code[len]) ||
		    (!strncmp(short_code, typed, len) && short_code[len]))
			return false;
	}
	return true;
}

const struct type type_code = {
	.name = "code",
	.help = {"代码、名称、拼音首字母都可以打；?? 或 F4 列出可以填什么。",
	    "Type the code, the name or pinyin initials; ?? or F4 lists what may stand here."},
	.columns = 16,
	.max_chars = 16,
	.parse = parse_code,
	.show = show_code,
	.meaning = meaning_code,
	.brief = brief_code,
	.is_whole = is_whole_code,
};

/* Length of the first part; the separators may be any that lists are written with. */
static size_t
part_length(const char *s, bool blanks)
{
	size_t len = 0;

	while (s[len] && !strchr(blanks ? ",;/ " : ",;/", s[len]) && strncmp(s + len, "、", 3))
		len++;
	return len;
}

/* The set of codes as it is stored, each once, in the table's order. */
struct chosen {
	const struct codes *codes;
	bool *is;
};

static bool
choose(struct chosen *chosen, const char *part, day_t on)
{
	const struct code *code = recognise(chosen->codes, part, on);

	if (code)
		chosen->is[code - chosen->codes->code] = true;
	return code;
}

/* Parts between commas; one that is no code may be several with blanks between. */
static bool
choose_all(struct chosen *chosen, const char *list, day_t on, bool blanks)
{
	while (*list) {
		size_t len = part_length(list, blanks);
		char *part = xstrndup(list, len);
		char *name = norm_digits(part);
		bool good = !*name || choose(chosen, name, on) ||
		    (!blanks && strchr(name, ' ') && choose_all(chosen, name, on, true));

		free(name);
		free(part);
		if (!good)
			return false;
		list += len;
		if (*list)
			list += *list == '\xE3' ? 3 : 1;
	}
	return true;
}

static char *
joined(const struct chosen *chosen)
{
	struct buf out = BUF_EMPTY;

	for (int i = 0; i < chosen->codes->code_count; i++)
		if (chosen->is[i])
			buf_printf(&out, out.len ? " %s" : "%s", chosen->codes->code[i].code);
	return buf_take(&out);
}

static int
parse_codes(const struct type_context *context, const char *typed, char **stored, struct say *note)
{
	struct chosen chosen = {.codes = table_of(context)};
	char *plain = norm_digits(typed);
	int err = 0;

	if (chosen.codes)
		chosen.is = xcalloc((size_t)chosen.codes->code_count, sizeof *chosen.is);
	if (chosen.codes && choose_all(&chosen, plain, context->today, false))
		*stored = joined(&chosen);
	else
		err = unknown(context, plain, note);
	free(chosen.is);
	free(plain);
	return err;
}

static char *
show_codes(const struct type_context *context, const char *stored)
{
	struct buf out = BUF_EMPTY;

	while (*stored) {
		size_t len = strcspn(stored, " ");
		char *code = xstrndup(stored, len);

		if (out.len)
			buf_puts(&out, context->lang == LANG_ZH ? "、" : ", ");
		add_shown(&out, context, code);
		free(code);
		stored += len + (stored[len] == ' ');
	}
	return buf_take(&out);
}

const struct type type_codes = {
	.name = "codes",
	.help = {"可以填几项，中间用顿号或逗号隔开；?? 或 F4 列出可以填什么。",
	    "Several may be given, with commas between; ?? or F4 lists what may stand here."},
	.columns = 24,
	.max_chars = 200,
	.parse = parse_codes,
	.show = show_codes,
};
