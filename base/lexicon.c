#include "base/lexicon.h"

#include "base/pinyin_int.h"

#include <stdlib.h>
#include <string.h>

#define HEAD 5 /* kind, weight */
#define MOST_TEXT 255

/* A word stands once for each syllable that it may begin with, in order of syllables. */
struct place {
	uint32_t at; /* in words */
	uint16_t syllable;
};
struct lexicon {
	char *words; /* kind, weight, text, NUL, reading, NUL, … */
	size_t len, room;
	struct place *place;
	size_t places, place_room, count;
};

struct lexicon *
lexicon_new(void)
{
	return xcalloc(1, sizeof(struct lexicon));
}

void
lexicon_free(struct lexicon *x)
{
	if (!x)
		return;
	free(x->words);
	free(x->place);
	free(x);
}

size_t
lexicon_count(const struct lexicon *x)
{
	return x->count;
}

static const char *
text_at(const struct lexicon *x, uint32_t at)
{
	return x->words + at + HEAD;
}

static uint32_t
weight_at(const struct lexicon *x, uint32_t at)
{
	uint32_t weight;

	memcpy(&weight, x->words + at + 1, sizeof weight);
	return weight;
}

static int
syllable_index(const char *s, size_t len)
{
	const char *known;

	for (int i = 0; (known = pinyin_syllable(i)); i++)
		if (strncmp(known, s, len) == 0 && !known[len])
			return i;
	return -1;
}

/* The first place whose syllable is not before this one. */
static size_t
place_of(const struct lexicon *x, int syllable)
{
	size_t low = 0, high = x->places;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (x->place[middle].syllable < syllable)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

static void
put_place(struct lexicon *x, int syllable, uint32_t at)
{
	size_t i;

	if (syllable < 0)
		return;
	if (x->places == x->place_room) {
		x->place_room += x->place_room / 4 + 64;
		x->place = xrealloc(x->place, x->place_room * sizeof *x->place);
	}
	i = place_of(x, syllable + 1);
	memmove(x->place + i + 1, x->place + i, (x->places - i) * sizeof *x->place);
	x->place[i] = (struct place){at, (uint16_t)syllable};
	x->places++;
}

/* The syllables that a word may begin with. */
static int
beginnings(const char *text, const char *reading, int out[PINYIN_READINGS])
{
	struct pinyin_walk walk = pinyin_walk_start(text);
	int count = 0;

	if (reading) {
		out[0] = syllable_index(reading, strcspn(reading, "'"));
		return out[0] >= 0;
	}
	if (!pinyin_walk_next(&walk))
		return 0;
	for (int i = 0; i < walk.count; i++) {
		out[count] = syllable_index(walk.reading[i], strlen(walk.reading[i]));
		count += out[count] >= 0;
	}
	return count;
}

/* Where a word stands that begins so, or NULL. */
static const struct place *
find_word(const struct lexicon *x, int syllable, const char *text, const char *reading)
{
	size_t i = place_of(x, syllable);

	for (; i < x->places && x->place[i].syllable == syllable; i++) {
		const char *known = text_at(x, x->place[i].at);

		if (strcmp(known, text) == 0 && strcmp(known + strlen(known) + 1, reading) == 0)
			return &x->place[i];
	}
	return NULL;
}

static void
add_bytes(struct lexicon *x, const void *bytes, size_t len)
{
	if (x->len + len > x->room) {
		x->room += x->room / 4 + len + 256;
		x->words = xrealloc(x->words, x->room);
	}
	memcpy(x->words + x->len, bytes, len);
	x->len += len;
}

void
lexicon_add(struct lexicon *x, const char *text, const char *reading, enum lexicon_kind kind,
    uint32_t weight)
{
	int syllable[PINYIN_READINGS];
	int count = beginnings(text, reading, syllable);
	char what = (char)kind;
	uint32_t at = (uint32_t)x->len;
	const struct place *known;

	if (!reading)
		reading = "";
	if (!count || strlen(text) > MOST_TEXT || strlen(reading) > MOST_TEXT)
		return;
	known = find_word(x, syllable[0], text, reading);
	if (known) {
		memcpy(x->words + known->at + 1, &weight, sizeof weight);
		return;
	}
	add_bytes(x, &what, 1);
	add_bytes(x, &weight, sizeof weight);
	add_bytes(x, text, strlen(text) + 1);
	add_bytes(x, reading, strlen(reading) + 1);
	for (int i = 0; i < count; i++)
		put_place(x, syllable[i], at);
	x->count++;
}

uint32_t
lexicon_weight(const struct lexicon *x, const char *text, const char *reading)
{
	int syllable[PINYIN_READINGS];
	const struct place *known = beginnings(text, reading, syllable) ?
	    find_word(x, syllable[0], text, reading) : NULL;

	return known ? weight_at(x, known->at) : 0;
}

void
lexicon_add_words(struct lexicon *x, const char *words, enum lexicon_kind kind)
{
	for (words += strspn(words, " \n"); *words; words += strspn(words, " \n")) {
		size_t len = strcspn(words, " \n");
		char *word = xstrndup(words, len);

		lexicon_add(x, word, NULL, kind, 0);
		free(word);
		words += len;
	}
}

struct search {
	const struct lexicon *lexicon;
	const char *letters;
	unsigned fuzzy;
	bool initials;
	lexicon_each *each;
	void *arg;
};

static void
try_place(const struct search *s, const struct place *place)
{
	const struct lexicon *x = s->lexicon;
	const char *text = text_at(x, place->at), *reading = text + strlen(text) + 1;
	struct lexicon_hit hit = {.text = text,
	    .kind = (enum lexicon_kind)x->words[place->at], .weight = weight_at(x, place->at)};

	if (spelling_match(text, *reading ? reading : NULL, s->letters, s->fuzzy, s->initials,
	    &hit.match))
		s->each(s->arg, &hit);
}

/* May letters begin with this syllable? With initials any of its initial will do. */
static bool
may_begin(const struct search *s, const char *syllable)
{
	char way[4][8], first = s->letters[0];
	int ways;

	/* The other initial is the same letter, but for n and l. */
	if (syllable[0] != first && !(strchr("nl", first) && strchr("nl", syllable[0])))
		return false;
	ways = spelling_variants(syllable, strlen(syllable), s->fuzzy, way);
	for (int i = 0; i < ways; i++) {
		size_t n = 0;

		while (way[i][n] && (way[i][n] == s->letters[n] ||
		    (way[i][n] == 'v' && s->letters[n] == 'u') ||
		    (way[i][n] == 'u' && s->letters[n] == 'v')))
			n++;
		if (!way[i][n] || (n > 0 && (s->initials || !s->letters[n])))
			return true;
	}
	return false;
}

void
lexicon_find(const struct lexicon *x, const char *letters, unsigned fuzzy, bool initials,
    lexicon_each *each, void *arg)
{
	struct search s = {x, letters, fuzzy, initials, each, arg};
	size_t i = 0;

	while (*s.letters == '\'')
		s.letters++;
	while (*s.letters && i < x->places) {
		int syllable = x->place[i].syllable;
		size_t end = place_of(x, syllable + 1);

		if (may_begin(&s, pinyin_syllable(syllable)))
			for (; i < end; i++)
				try_place(&s, &x->place[i]);
		i = end;
	}
}
