#include "base/wordlist.h"

#include "base/pinyin_int.h"
#include "base/utf8.h"

#include <stdlib.h>
#include <string.h>

#define LEAST_CHARS 2
#define MOST_CHARS 7
#define MOST_BYTES ((size_t)MOST_CHARS * UTF8_MAX)
#define LEAST_WEIGHT 50000 /* of four thousand million: what hardly anybody writes */
#define READINGS 2         /* of a character that words are found by: the best */

/*
 * In order of keys: first syllable, second, characters, the weightier first.  All that is looked
 * for with some letters stands together.
 */
#define SYLLABLE_BITS 9
#define CHARS_BITS 3
#define RANK_BITS 11
#define RANK_MOST ((1u << RANK_BITS) - 1)
struct entry {
	uint32_t key;
	uint32_t at; /* of the text */
};
struct wordlist {
	const char *bytes;
	struct entry *entry;
	size_t count, room;
};

static uint32_t
key_of(int first, int second, int chars)
{
	return (((uint32_t)first << SYLLABLE_BITS | (uint32_t)second) << CHARS_BITS |
	    (uint32_t)chars) << RANK_BITS;
}

/* 64 steps to each power of two; 0 the weightiest. */
static uint32_t
rank_of(uint32_t weight)
{
	uint32_t power = 0;

	for (uint32_t w = weight; w > 1; w >>= 1)
		power++;
	uint32_t part = (uint32_t)(((uint64_t)weight << 6 >> power) & 63);

	return RANK_MOST - (power << 6 | part);
}

/* --- making --- */

static void
put(struct wordlist *list, uint32_t key, uint32_t at)
{
	if (list->count == list->room) {
		list->room = list->room ? list->room + list->room / 2 : 16384;
		list->entry = xrealloc(list->entry, list->room * sizeof *list->entry);
	}
	list->entry[list->count++] = (struct entry){key, at};
}

/* By the best readings of its first two characters, a second one of one of them at a time. */
static void
put_word(struct wordlist *list, const char *text, const char *word, int chars, uint32_t weight)
{
	struct pinyin_walk walk = pinyin_walk_start(word);
	int syllable[2][READINGS], count[2] = {0, 0};

	for (int c = 0; c < 2; c++) {
		if (!pinyin_walk_next(&walk))
			return;
		for (int i = 0; i < walk.count && count[c] < READINGS; i++) {
			syllable[c][count[c]] =
			    pinyin_syllable_index(walk.reading[i], strlen(walk.reading[i]));
			count[c] += syllable[c][count[c]] >= 0;
		}
	}
	for (int i = 0; i < count[0]; i++)
		for (int k = 0; k < count[1]; k++)
			if (!i || !k)
				put(list, key_of(syllable[0][i], syllable[1][k], chars) |
				    rank_of(weight), (uint32_t)(text - list->bytes));
}

static uint32_t
weight_of(const char *digits, const char *end)
{
	uint64_t weight = 0;

	for (; digits < end && *digits >= '0' && *digits <= '9'; digits++)
		weight = weight < UINT32_MAX ? weight * 10 + (uint64_t)(*digits - '0') : weight;
	return weight < UINT32_MAX ? (uint32_t)weight : UINT32_MAX;
}

static void
add_line(struct wordlist *list, const char *line, const char *end)
{
	const char *code = memchr(line, '\t', (size_t)(end - line));
	const char *digits = code ? memchr(code + 1, '\t', (size_t)(end - code - 1)) : NULL;
	char word[MOST_BYTES + 1];
	size_t len = code ? (size_t)(code - line) : 0;
	uint32_t weight = digits ? weight_of(digits + 1, end) : 0;

	if (!len || len > MOST_BYTES || weight < LEAST_WEIGHT || !utf8_is_valid(line, len, NULL))
		return;
	memcpy(word, line, len);
	word[len] = '\0';
	size_t chars = utf8_count(word);

	if (chars >= LEAST_CHARS && chars <= MOST_CHARS)
		put_word(list, line, word, (int)chars, weight);
}

static int
compare(const void *a, const void *b)
{
	const struct entry *x = a, *y = b;

	if (x->key != y->key)
		return x->key < y->key ? -1 : 1;
	return x->at < y->at ? -1 : x->at > y->at;
}

struct wordlist *
wordlist_new(const char *bytes, size_t len)
{
	struct wordlist *list = xcalloc(1, sizeof *list);
	const char *end = bytes + len, *stop;

	list->bytes = bytes;
	for (const char *line = bytes; line < end; line = stop + 1) {
		stop = memchr(line, '\n', (size_t)(end - line));
		if (!stop)
			break; /* a last line without an end may be cut off */
		add_line(list, line, stop);
	}
	if (!list->count) {
		wordlist_free(list);
		return NULL;
	}
	list->entry = xrealloc(list->entry, list->count * sizeof *list->entry);
	qsort(list->entry, list->count, sizeof *list->entry, compare);
	return list;
}

void
wordlist_free(struct wordlist *list)
{
	if (!list)
		return;
	free(list->entry);
	free(list);
}

/* --- finding --- */

struct search {
	const struct wordlist *list;
	const char *letters;
	size_t len;
	int chars;
	unsigned fuzzy;
	wordlist_each *each;
	void *arg;
};

static size_t
first_entry(const struct wordlist *list, uint32_t key)
{
	size_t low = 0, high = list->count;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (list->entry[middle].key < key)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

static void
try_entry(const struct search *s, const struct entry *entry)
{
	const char *text = s->list->bytes + entry->at;
	struct wordlist_hit hit = {.text = text, .len = strcspn(text, "\t"),
	    .weight = RANK_MOST - (entry->key & RANK_MOST)};
	char word[MOST_BYTES + 1];
	struct spelling_match match;

	memcpy(word, text, hit.len);
	word[hit.len] = '\0';
	if (!spelling_match(word, NULL, s->letters, s->fuzzy, false, &match) || match.over ||
	    match.used != s->len)
		return;
	hit.cost = match.cost;
	s->each(s->arg, &hit);
}

static void
find_syllables(const struct search *s, int first, int second)
{
	const struct wordlist *list = s->list;
	uint32_t key = key_of(first, second, s->chars);

	for (size_t i = first_entry(list, key); i < list->count &&
	    list->entry[i].key >> RANK_BITS == key >> RANK_BITS; i++)
		try_entry(s, &list->entry[i]);
}

/* Those that a piece may be meant for. */
static int
syllables_of(const struct search *s, const struct spelling_piece *piece, int out[4])
{
	char way[4][8];
	int count = 0, ways = spelling_variants(s->letters + piece->start,
	    piece->end - piece->start, s->fuzzy, way);

	for (int i = 0; i < ways; i++) {
		out[count] = pinyin_syllable_index(way[i], strlen(way[i]));
		count += out[count] >= 0;
	}
	return count;
}

void
wordlist_find(const struct wordlist *list, const char *letters,
    const struct spelling_piece piece[], int pieces, unsigned fuzzy, wordlist_each *each,
    void *arg)
{
	struct search s = {list, letters, 0, pieces, fuzzy, each, arg};
	int first[4], second[4];

	if (pieces < LEAST_CHARS || pieces > MOST_CHARS || !spelling_is_whole(piece, pieces))
		return;
	s.len = piece[pieces - 1].end;
	int firsts = syllables_of(&s, &piece[0], first);
	int seconds = syllables_of(&s, &piece[1], second);

	for (int i = 0; i < firsts; i++)
		for (int k = 0; k < seconds; k++)
			find_syllables(&s, first[i], second[k]);
}
