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

		if (!value || record->form->field[i].class == CLASS_SEALED ||
		    record_is_sealed(value))
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

	if (record_is_sealed(title))
		title = NULL;
	char *key = pinyin_sorted(title ? title : "");
	char *sort = xprintf("%s %s", key, title ? title : "");

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

/* --- tokens of the index ------------------------------------------------------------------------
 */

static bool
is_ascii(char c)
{
	return (unsigned char)c < 0x80;
}

/* Bytes of the character at s, of valid UTF-8. */
static size_t
char_bytes(const char *s)
{
	unsigned char c = (unsigned char)*s;

	return c < 0x80 ? 1 : c < 0xe0 ? 2 : c < 0xf0 ? 3 : 4;
}

static void
add_beginnings(const char *s, size_t run, find_token *emit, void *arg)
{
	for (size_t n = 1; n <= run && n <= FIND_PREFIX; n++)
		emit(arg, s, n);
	if (run > FIND_PREFIX)
		emit(arg, s, run < FIND_WHOLE ? run : FIND_WHOLE);
}

static void
add_characters(const char *s, const char *end, find_token *emit, void *arg)
{
	for (const char *before = NULL, *next; s < end; before = s, s = next) {
		next = s + char_bytes(s);
		if (!is_ascii(*s))
			emit(arg, s, (size_t)(next - s));
		if (before && !(is_ascii(*before) && is_ascii(*s)))
			emit(arg, before, (size_t)(next - before));
	}
}

void
find_tokens(const char *key, find_token *emit, void *arg)
{
	static const char separator[] = {FIND_SEPARATOR, '\0'};

	while (*key) {
		size_t len = strcspn(key, separator), run = 0;

		while (run < len && is_ascii(key[run]))
			run++;
		add_beginnings(key, run, emit, arg);
		if (run < len)
			add_characters(key, key + len, emit, arg);
		key += len + (key[len] != '\0');
	}
}

static enum find_way
letters_tokens(const char *word, find_token *emit, void *arg)
{
	size_t len = strlen(word);

	emit(arg, word, len < FIND_WHOLE ? len : FIND_WHOLE);
	return len <= FIND_PREFIX ? FIND_EXACT : len <= FIND_WHOLE ? FIND_BEGINS : FIND_LOOK;
}

enum find_way
find_word_tokens(const char *word, find_token *emit, void *arg)
{
	size_t count = utf8_count(word);

	if (*word == FIND_SEPARATOR)
		return letters_tokens(word + 1, emit, arg);
	if (count == 1)
		emit(arg, word, strlen(word));
	for (const char *next; count > 1 && *(next = word + char_bytes(word)); word = next)
		if (!is_ascii(*word) || !is_ascii(*next))
			emit(arg, word, (size_t)(next - word) + char_bytes(next));
	return count <= 2 ? FIND_EXACT : FIND_LOOK;
}

/* --- the order of lists as a number -------------------------------------------------------------
 */

/*
 * A key's first three words, ten bits each: 0 none, else 1 + the place among the syllables
 * (base/pinyin.h). Words that are none share the place between two; behind such a word nothing more
 * is told.
 */
#define WORDS 3
#define BITS 10

uint32_t
find_code(const char *sort)
{
	uint32_t code = 0;
	bool more = true;

	for (int i = 0; i < WORDS; i++) {
		size_t len = strcspn(sort, " ");
		int place = more && *sort ? pinyin_place(sort, len) : -1;

		more = place & 1 && place > 0;
		code = code << BITS | (uint32_t)(place + 1);
		sort += len + (sort[len] == ' ');
	}
	return code;
}

void
find_code_text(uint32_t code, struct buf *out)
{
	for (int shift = (WORDS - 1) * BITS; shift >= 0; shift -= BITS) {
		int place = (int)(code >> shift & ((1 << BITS) - 1)) - 1;

		if (place < 0)
			return;
		if (out->len)
			buf_putc(out, ' ');
		if (place & 1) {
			buf_puts(out, pinyin_syllable(place / 2));
			continue;
		}
		/* Behind whatever begins with the syllable before, and a blank. */
		if (place)
			buf_printf(out, "%s!", pinyin_syllable(place / 2 - 1));
		return;
	}
}
