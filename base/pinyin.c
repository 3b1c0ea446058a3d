#include "base/pinyin_int.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "base/buf.h"
#include "base/norm.h"
#include "base/pinyin_table.h"
#include "base/utf8.h"

#define MOST_QUERY 63 /* one bit each, and one for the end */

/*
 * Surnames of more than one character, and those that are read otherwise than the character alone.
 * Where families differ (覃 盖 乐) the commoner reading is here, the others are among the character's
 * own. Longer ones first.
 */
static const struct surname {
	const char *han, *reading; /* a syllable for each character; NULL: as alone */
} surnames[] = {
	{"爱新觉罗", NULL}, {"叶赫那拉", NULL}, {"欧阳", NULL}, {"司马", NULL},
	{"上官", NULL}, {"诸葛", NULL}, {"东方", NULL}, {"夏侯", NULL}, {"皇甫", NULL},
	{"尉迟", "yu chi"}, {"公孙", NULL}, {"慕容", NULL}, {"令狐", NULL},
	{"长孙", "zhang sun"}, {"宇文", NULL}, {"司徒", NULL}, {"司空", NULL},
	{"南宫", NULL},
	{"端木", NULL}, {"赫连", NULL}, {"万俟", "mo qi"}, {"呼延", NULL},
	{"淳于", NULL}, {"单于", "chan yu"}, {"申屠", NULL}, {"轩辕", NULL},
	{"钟离", NULL}, {"澹台", "tan tai"}, {"闻人", NULL}, {"濮阳", NULL},
	{"太史", NULL}, {"公冶", NULL}, {"宗政", NULL}, {"公羊", NULL}, {"百里", NULL},
	{"东郭", NULL}, {"南门", NULL}, {"拓跋", "tuo ba"}, {"独孤", NULL},
	{"完颜", NULL}, {"单", "shan"}, {"曾", "zeng"}, {"解", "xie"}, {"仇", "qiu"},
	{"区", "ou"}, {"朴", "piao"}, {"查", "zha"}, {"盖", "ge"}, {"缪", "miao"},
	{"乐", "yue"}, {"覃", "qin"}, {"么", "yao"}, {"洗", "xian"}, {"员", "yun"},
	{"贠", "yun"}, {"折", "she"}, {"种", "chong"}, {"翟", "zhai"}, {"黑", "he"},
	{"牟", "mu"}, {"繁", "po"}, {"召", "shao"}, {"隗", "wei"}, {"句", "gou"},
	{"祭", "zhai"}, {"能", "nai"}, {"适", "kuo"}, {"乜", "nie"}, {"阚", "kan"},
	{"秘", "bi"}, {"薄", "bo"}, {"重", "chong"}, {"都", "du"}, {"佴", "nai"},
	{"卜", "bu"},
};

/* The surname that s begins with, NULL if none of ours. */
static const struct surname *
surname_find(const char *s)
{
	/* Most differ in the first bytes: a call for each would be dear. */
	for (size_t i = 0; i < sizeof surnames / sizeof *surnames; i++)
		if (s[0] == surnames[i].han[0] && s[1] == surnames[i].han[1] &&
		    !strncmp(s, surnames[i].han, strlen(surnames[i].han)))
			return &surnames[i];
	return NULL;
}

static unsigned
set_of(uint32_t cp)
{
	size_t low = 0, high = sizeof set_other / sizeof *set_other;

	if (cp >= 0x4E00 && cp - 0x4E00 < sizeof set_4e00 / sizeof *set_4e00)
		return set_4e00[cp - 0x4E00];
	if (cp >= 0x3400 && cp - 0x3400 < sizeof set_3400 / sizeof *set_3400)
		return set_3400[cp - 0x3400];
	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (set_other[middle] >> 12 == cp)
			return set_other[middle] & 0xFFF;
		if (set_other[middle] >> 12 < cp)
			low = middle + 1;
		else
			high = middle;
	}
	return 0;
}

int
pinyin_readings(uint32_t cp, const char *out[], int max)
{
	unsigned set = cp <= 0x10FFFF ? set_of(cp) : 0;
	int count = 0;

	for (unsigned i = set_start[set]; i < set_start[set + 1] && count < max; i++)
		out[count++] = syllable[set_member[i]];
	return count;
}

bool
pinyin_is_read(uint32_t cp, const char *wanted)
{
	unsigned set = cp <= 0x10FFFF ? set_of(cp) : 0;

	for (unsigned i = set_start[set]; i < set_start[set + 1]; i++)
		if (strcmp(syllable[set_member[i]], wanted) == 0)
			return true;
	return false;
}

size_t
pinyin_surname(const char *name)
{
	const char *s = name;
	const struct surname *known = surname_find(name);
	uint32_t c = utf8_read(&s);

	if (!norm_is_han(c) || strstr(name, "·"))
		return 0;
	return known && name[strlen(known->han)] ? utf8_count(known->han) : 1;
}

int
pinyin_syllables(void)
{
	return sizeof syllable / sizeof *syllable;
}

const char *
pinyin_syllable(int i)
{
	return i >= 0 && i < pinyin_syllables() ? syllable[i] : NULL;
}

int
pinyin_syllable_index(const char *letters, size_t len)
{
	int low = 0, high = pinyin_syllables();

	while (low < high) {
		int middle = low + (high - low) / 2;
		int order = strncmp(syllable[middle], letters, len);

		if (!order && !syllable[middle][len])
			return middle;
		if (order < 0)
			low = middle + 1;
		else
			high = middle;
	}
	return -1;
}

struct pinyin_walk
pinyin_walk_start(const char *text)
{
	const struct surname *known = pinyin_surname(text) ? surname_find(text) : NULL;
	struct pinyin_walk w = {.s = text};

	w.surname = known ? known->reading : NULL;
	return w;
}

/* Puts the next syllable of the surname before the other readings. */
static void
prefer_surname(struct pinyin_walk *w)
{
	size_t len = strcspn(w->surname, " ");
	int count = 1;

	memcpy(w->own, w->surname, len);
	w->own[len] = '\0';
	w->surname = w->surname[len] ? w->surname + len + 1 : NULL;
	memmove(w->reading + 1, w->reading, (size_t)w->count * sizeof *w->reading);
	w->reading[0] = w->own;
	for (int i = 1; i <= w->count; i++)
		if (strcmp(w->reading[i], w->own) != 0)
			w->reading[count++] = w->reading[i];
	w->count = count;
}

bool
pinyin_walk_next(struct pinyin_walk *w)
{
	uint32_t c;

	w->apart = false;
	while ((c = utf8_read(&w->s))) {
		w->count = pinyin_readings(c, w->reading, PINYIN_READINGS - 1);
		if (w->surname)
			prefer_surname(w);
		if (c < 0x80 && isalnum((int)c)) {
			w->own[0] = (char)tolower((int)c);
			w->own[1] = '\0';
			w->reading[0] = w->own;
			w->count = 1;
		}
		if (w->count)
			return true;
		w->apart |= c == ' ' || norm_is_dot(c);
	}
	return false;
}

char *
pinyin_full(const char *name)
{
	struct pinyin_walk w = pinyin_walk_start(name);
	struct buf out = BUF_EMPTY;

	while (pinyin_walk_next(&w)) {
		if (w.apart && out.len)
			buf_putc(&out, ' ');
		buf_puts(&out, w.reading[0]);
	}
	return buf_take(&out);
}

char *
pinyin_sorted(const char *name)
{
	struct pinyin_walk w = pinyin_walk_start(name);
	size_t surname = pinyin_surname(name), n = 0;
	bool letter = false; /* of several that stand together */
	struct buf out = BUF_EMPTY;

	for (; pinyin_walk_next(&w); n++) {
		bool is_letter = (signed char)w.s[-1] > 0;

		if (n >= (surname ? surname : 1) && !(letter && is_letter && !w.apart))
			buf_putc(&out, ' ');
		buf_puts(&out, w.reading[0]);
		letter = is_letter;
	}
	return buf_take(&out);
}

int
pinyin_place(const char *letters, size_t len)
{
	int low = 0, high = pinyin_syllables();

	while (low < high) {
		int middle = low + (high - low) / 2;

		if (strncmp(syllable[middle], letters, len) < 0)
			low = middle + 1;
		else
			high = middle;
	}
	return 2 * low + (low < pinyin_syllables() && strncmp(syllable[low], letters, len) == 0 &&
	    !syllable[low][len]);
}

/* Appends the character's initial to each combination; what else it may be makes new ones. */
static int
add_initials(struct buf *list, int count, const struct pinyin_walk *w)
{
	char seen[PINYIN_READINGS + 1] = {w->reading[0][0]};
	int all = count;

	for (int i = 1; i < w->count; i++) {
		char initial = w->reading[i][0];

		if (strchr(seen, initial))
			continue;
		seen[strlen(seen)] = initial;
		for (int k = 0; k < count && all < PINYIN_INITIALS; k++, all++) {
			buf_puts(&list[all], buf_text(&list[k]));
			buf_putc(&list[all], initial);
		}
	}
	for (int k = 0; k < count; k++)
		buf_putc(&list[k], seen[0]);
	return all;
}

char *
pinyin_initials_all(const char *name)
{
	struct buf list[PINYIN_INITIALS] = {BUF_EMPTY}, out = BUF_EMPTY;
	struct pinyin_walk w = pinyin_walk_start(name);
	int count = 1;

	while (pinyin_walk_next(&w))
		count = add_initials(list, count, &w);
	for (int i = 0; i < count; i++) {
		if (i)
			buf_putc(&out, ' ');
		buf_puts(&out, buf_text(&list[i]));
		buf_release(&list[i]);
	}
	return buf_take(&out);
}

/* How many letters of query the reading begins with; u does for v. */
static size_t
common_letters(const char *reading, const char *query)
{
	size_t n = 0;

	while (reading[n] && (reading[n] == query[n] || (reading[n] == 'v' && query[n] == 'u')))
		n++;
	return n;
}

/* Where in the query one may stand after this character, if one could stand at `at` before it:
 * bits. The bit of the query's length means that all of it was found. */
static uint64_t
places_after(const struct pinyin_walk *w, const char *query, size_t at, size_t len)
{
	uint64_t places = 0;

	for (int i = 0; i < w->count; i++) {
		const char *reading = w->reading[i];
		size_t n = common_letters(reading, query + at);

		if (at + n == len)
			return UINT64_C(1) << len;
		if (n >= 1)
			places |= UINT64_C(1) << (at + 1);
		if (n >= 2 && reading[1] == 'h')
			places |= UINT64_C(1) << (at + 2);
		if (n && !reading[n])
			places |= UINT64_C(1) << (at + n);
	}
	return places;
}

bool
pinyin_match(const char *text, const char *query)
{
	char letters[MOST_QUERY + 1];
	struct pinyin_walk w = pinyin_walk_start(text);
	uint64_t places = 1, next;
	bool empty = !*query;
	size_t len = 0;

	for (; *query && len < MOST_QUERY; query++)
		if (isalnum((unsigned char)*query))
			letters[len++] = (char)tolower((unsigned char)*query);
	letters[len] = '\0';
	if (!len)
		return empty; /* what has no letters is no pinyin */
	for (; !(places >> len & 1) && places && pinyin_walk_next(&w); places = next) {
		next = 0;
		for (size_t at = 0; at < len; at++)
			if (places >> at & 1)
				next |= places_after(&w, letters, at, len);
	}
	return places >> len & 1;
}
