#include "base/lexicon.h"

#include "base/pinyin_int.h"

#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#define MOST_TEXT 255
#define WEIGHED 0x10 /* beside the kind: a weight follows */
#define AT_BITS 23   /* of a place; the syllable is above */
#define MOST_BYTES ((size_t)1 << AT_BITS)

/*
 * Memory that grows page by page where it is. The heap would move it, and in each place it left, a
 * session would keep pages of its own.
 */
struct pages {
	void *at;
	size_t room; /* bytes */
};

struct lexicon {
	struct pages word_pages, place_pages;
	char *words; /* kind, weight or nothing, text, NUL, reading, NUL, … */
	size_t len;
	/* A word stands once for each syllable that it may begin with, in order of syllables. */
	uint32_t *place;
	size_t places, count;
};

/* Room for `wanted` bytes; the old content stays. */
static void *
pages_grow(struct pages *p, size_t wanted)
{
	const size_t page = (size_t)sysconf(_SC_PAGESIZE);
	size_t room = (wanted + page - 1) / page * page;

	if (room <= p->room)
		return p->at;
	void *at = p->room ? mremap(p->at, p->room, room, MREMAP_MAYMOVE)
	    : mmap(NULL, room, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

	if (at == MAP_FAILED)
		abort(); /* no memory is fatal here, as in base/buf.h */
	*p = (struct pages){at, room};
	return at;
}

static void
pages_release(struct pages *p)
{
	if (p->room)
		munmap(p->at, p->room);
}

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
	pages_release(&x->word_pages);
	pages_release(&x->place_pages);
	free(x);
}

size_t
lexicon_count(const struct lexicon *x)
{
	return x->count;
}

static uint32_t
at_of(uint32_t place)
{
	return place & (MOST_BYTES - 1);
}

static int
syllable_of(uint32_t place)
{
	return (int)(place >> AT_BITS);
}

static bool
is_weighed(const struct lexicon *x, uint32_t at)
{
	return x->words[at] & WEIGHED;
}

static const char *
text_at(const struct lexicon *x, uint32_t at)
{
	return x->words + at + 1 + (is_weighed(x, at) ? sizeof(uint32_t) : 0);
}

static uint32_t
weight_at(const struct lexicon *x, uint32_t at)
{
	uint32_t weight = 0;

	if (is_weighed(x, at))
		memcpy(&weight, x->words + at + 1, sizeof weight);
	return weight;
}

/* The first place whose syllable is not before this one. */
static size_t
place_of(const struct lexicon *x, int syllable)
{
	size_t low = 0, high = x->places;

	while (low < high) {
		size_t middle = low + (high - low) / 2;

		if (syllable_of(x->place[middle]) < syllable)
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
	x->place = pages_grow(&x->place_pages, (x->places + 1) * sizeof *x->place);
	i = place_of(x, syllable + 1);
	memmove(x->place + i + 1, x->place + i, (x->places - i) * sizeof *x->place);
	x->place[i] = (uint32_t)syllable << AT_BITS | at;
	x->places++;
}

/* The syllables that a word may begin with. */
static int
beginnings(const char *text, const char *reading, int out[PINYIN_READINGS])
{
	struct pinyin_walk walk = pinyin_walk_start(text);
	int count = 0;

	if (reading) {
		out[0] = pinyin_syllable_index(reading, strcspn(reading, "'"));
		return out[0] >= 0;
	}
	if (!pinyin_walk_next(&walk))
		return 0;
	for (int i = 0; i < walk.count; i++) {
		out[count] = pinyin_syllable_index(walk.reading[i], strlen(walk.reading[i]));
		count += out[count] >= 0;
	}
	return count;
}

/* Where a word stands that begins so, or NULL. */
static const uint32_t *
find_word(const struct lexicon *x, int syllable, const char *text, const char *reading)
{
	size_t i = place_of(x, syllable);

	for (; i < x->places && syllable_of(x->place[i]) == syllable; i++) {
		const char *known = text_at(x, at_of(x->place[i]));

		if (strcmp(known, text) == 0 && strcmp(known + strlen(known) + 1, reading) == 0)
			return &x->place[i];
	}
	return NULL;
}

static void
add_bytes(struct lexicon *x, const void *bytes, size_t len)
{
	x->words = pages_grow(&x->word_pages, x->len + len);
	memcpy(x->words + x->len, bytes, len);
	x->len += len;
}

/* Appends a word; the weight stands with it only if there is one. */
static uint32_t
add_word(struct lexicon *x, const char *text, const char *reading, enum lexicon_kind kind,
    uint32_t weight)
{
	uint32_t at = (uint32_t)x->len;
	char what = (char)((int)kind | (weight ? WEIGHED : 0));

	add_bytes(x, &what, 1);
	if (weight)
		add_bytes(x, &weight, sizeof weight);
	add_bytes(x, text, strlen(text) + 1);
	add_bytes(x, reading, strlen(reading) + 1);
	return at;
}

/* A word that had no weight has no room for one: it moves. */
static void
weigh(struct lexicon *x, uint32_t at, uint32_t weight)
{
	char *text, *reading;
	uint32_t to;

	if (is_weighed(x, at)) {
		memcpy(x->words + at + 1, &weight, sizeof weight);
		return;
	}
	if (!weight)
		return;
	text = xstrdup(text_at(x, at));
	reading = xstrdup(text_at(x, at) + strlen(text) + 1);
	to = add_word(x, text, reading, (enum lexicon_kind)x->words[at], weight);
	for (size_t i = 0; i < x->places; i++)
		if (at_of(x->place[i]) == at)
			x->place[i] += to - at;
	free(text);
	free(reading);
}

void
lexicon_add(struct lexicon *x, const char *text, const char *reading, enum lexicon_kind kind,
    uint32_t weight)
{
	int syllable[PINYIN_READINGS];
	int count = beginnings(text, reading, syllable);
	const uint32_t *known;
	uint32_t at;

	if (!reading)
		reading = "";
	if (!count || strlen(text) > MOST_TEXT || strlen(reading) > MOST_TEXT ||
	    x->len + 3 * (MOST_TEXT + 1) > MOST_BYTES)
		return;
	known = find_word(x, syllable[0], text, reading);
	if (known) {
		weigh(x, at_of(*known), weight);
		return;
	}
	at = add_word(x, text, reading, kind, weight);
	for (int i = 0; i < count; i++)
		put_place(x, syllable[i], at);
	x->count++;
}

uint32_t
lexicon_weight(const struct lexicon *x, const char *text, const char *reading)
{
	int syllable[PINYIN_READINGS];
	const uint32_t *known = beginnings(text, reading, syllable) ?
	    find_word(x, syllable[0], text, reading) : NULL;

	return known ? weight_at(x, at_of(*known)) : 0;
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
try_word(const struct search *s, uint32_t at)
{
	const struct lexicon *x = s->lexicon;
	const char *text = text_at(x, at), *reading = text + strlen(text) + 1;
	struct lexicon_hit hit = {.text = text,
	    .kind = (enum lexicon_kind)(x->words[at] & ~WEIGHED), .weight = weight_at(x, at)};

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
		int syllable = syllable_of(x->place[i]);
		size_t end = place_of(x, syllable + 1);

		if (may_begin(&s, pinyin_syllable(syllable)))
			for (; i < end; i++)
				try_word(&s, at_of(x->place[i]));
		i = end;
	}
}
