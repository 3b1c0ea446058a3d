#include "db/findkey.h"

#include "base/norm.h"
#include "base/pinyin.h"
#include "base/utf8.h"

#include <stdlib.h>
#include <string.h>

static void
add(struct buf *out, const char *token)
{
	if (!*token)
		return;
	buf_putc(out, FIND_SEPARATOR);
	buf_puts(out, token);
}

static void
add_name(struct buf *out, const char *name)
{
	char *key = norm_key(name), *full = pinyin_full(name);
	char *initials = pinyin_initials_all(name), *joined = norm_key(full);

	add(out, key);
	for (char *s = initials; *s; s++)
		if (*s == ' ')
			*s = FIND_SEPARATOR;
	add(out, initials);

	add(out, joined);
	free(initials);
	free(joined);
	free(full);
	free(key);
}

static void
add_last4(struct buf *out, const char *number)
{
	size_t len = strlen(number);
	char *key = norm_key(number + (len > 4 ? len - 4 : 0));

	add(out, key);
	free(key);
}

static void
add_text(struct buf *out, const char *text)
{
	char *key = norm_key(text);

	add(out, key);
	free(key);
}

char *
find_key(const struct record *record)
{
	struct buf out = BUF_EMPTY;

	for (int i = 0; i < record->form->field_count; i++) {
		const char *value = record->value[i];

		if (!value || record->form->field[i].class == CLASS_SEALED)
			continue;
		switch (record->form->field[i].find) {
		case FIND_NAME:
		case FIND_PINYIN:
			add_name(&out, value);
			break;
		case FIND_LAST4:
			add_last4(&out, value);
			break;
		case FIND_TEXT:
			add_text(&out, value);
			break;
		default:
			break;
		}
	}
	buf_putc(&out, FIND_SEPARATOR);
	return buf_take(&out);
}

char *
find_sort_key(const struct record *record)
{
	const char *title = record->value[record->form->title];
	char *full = pinyin_full(title ? title : ""), *key = norm_key(full);
	char *sort = xprintf("%s %s", key, title ? title : "");

	free(full);
	free(key);
	return sort;
}

/* Letters and digits are typed from the beginning of a token; Han may stand anywhere in it. */
static bool
begins_token(const char *word)
{
	for (; *word; word++)
		if ((unsigned char)*word >= 0x80)
			return false;
	return true;
}

void
find_query_make(const char *typed, struct find_query *out)
{
	memset(out, 0, sizeof *out);
	while (typed && *typed && out->count < FIND_WORDS) {
		size_t len = strcspn(typed, " \t");
		char *word = xstrndup(typed, len), *key = norm_key(word);

		if (*key)
			out->word[out->count++] = begins_token(key)
			    ? xprintf("%c%s", FIND_SEPARATOR, key) : xstrdup(key);
		free(key);
		free(word);
		typed += len + strspn(typed + len, " \t");
	}
}

void
find_query_release(struct find_query *query)
{
	for (int i = 0; i < query->count; i++)
		free(query->word[i]);
	query->count = 0;
}

bool
find_matches(const struct find_query *query, const char *key)
{
	for (int i = 0; i < query->count; i++)
		if (!strstr(key, query->word[i]))
			return false;
	return true;
}
