#include "base/spelling.h"

#include "base/pinyin_int.h"

#include <limits.h>
#include <stdio.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#define LETTERS SPELLING_LETTERS
#define NOWHERE INT_MAX
#define LONGEST 6 /* letters of a syllable: zhuang */

/* Costs of a piece while cutting. */
#define CUT_PIECE 1
#define CUT_PART 4
#define CUT_INITIAL 6
#define CUT_WRONG 30 /* i, u, v begin no syllable */

/* The first syllable that is not before s in the alphabet. */
static int
lower_bound(const char *s, size_t len)
{
	int low = 0, high = pinyin_syllables();

	while (low < high) {
		int middle = low + (high - low) / 2;

		if (strncmp(pinyin_syllable(middle), s, len) < 0)
			low = middle + 1;
		else
			high = middle;
	}
	return low;
}

static bool
begins_syllable(const char *s, size_t len)
{
	const char *found = pinyin_syllable(lower_bound(s, len));

	return found && strncmp(found, s, len) == 0;
}

/* Sounds without a vowel (m, ng, hm) are in the table, but nobody spells with them. */
static bool
has_vowel(const char *s, size_t len)
{
	for (size_t i = 0; i < len; i++)
		if (strchr("aeiouv", s[i]))
			return true;
	return false;
}

bool
spelling_is_syllable(const char *letters, size_t len)
{
	char plain[LONGEST + 1];

	if (len == 0 || len > LONGEST || !has_vowel(letters, len))
		return false;
	memcpy(plain, letters, len);
	plain[len] = '\0';
	/* lue and nue are typed for lve and nve, jv for ju. */
	if (len == 3 && strchr("ln", plain[0]) && plain[1] == 'u' && plain[2] == 'e')
		plain[1] = 'v';
	if (len > 1 && strchr("jqxy", plain[0]) && plain[1] == 'v')
		plain[1] = 'u';
	const char *found = pinyin_syllable(lower_bound(plain, len));

	return found && strlen(found) == len && strncmp(found, plain, len) == 0;
}

/* --- cutting --- */

struct cut {
	const char *letters;
	size_t len;
	int cost[LETTERS + 1]; /* of everything from here */
	size_t next[LETTERS + 1];
};

static size_t
initial_len(const char *s, size_t left)
{
	return left > 1 && strchr("zcs", s[0]) && s[1] == 'h' ? 2 : 1;
}

/* What it costs to take len letters as one piece; NOWHERE if they cannot be one. */
static int
piece_cost(const struct cut *c, size_t at, size_t len)
{
	const char *s = c->letters + at;

	if (spelling_is_syllable(s, len))
		return CUT_PIECE;
	if (strchr("iuv", s[0]))
		return len == 1 ? CUT_WRONG : NOWHERE;
	if (len == initial_len(s, c->len - at) || len == 1)
		return CUT_PIECE + CUT_INITIAL;
	if (at + len == c->len && has_vowel(s, len) && begins_syllable(s, len))
		return CUT_PIECE + CUT_PART;
	return NOWHERE;
}

static size_t
skip_apostrophes(const struct cut *c, size_t at)
{
	while (at < c->len && c->letters[at] == '\'')
		at++;
	return at;
}

static void
cut_from(struct cut *c, size_t at)
{
	size_t most = strcspn(c->letters + at, "'");

	if (most > c->len - at)
		most = c->len - at;
	if (most > LONGEST)
		most = LONGEST;
	c->cost[at] = NOWHERE;
	if (most == 0) { /* an apostrophe */
		c->next[at] = skip_apostrophes(c, at);
		c->cost[at] = c->cost[c->next[at]];
		return;
	}
	for (size_t len = most; len > 0; len--) {
		int cost = piece_cost(c, at, len), rest = c->cost[at + len];

		if (cost != NOWHERE && rest != NOWHERE && cost + rest < c->cost[at]) {
			c->cost[at] = cost + rest;
			c->next[at] = at + len;
		}
	}
}

/* At the first piece that could as well end elsewhere, all whole, it does. */
static bool
cut_otherwise(struct cut *c)
{
	for (size_t at = skip_apostrophes(c, 0); at < c->len;
	     at = skip_apostrophes(c, c->next[at])) {
		for (size_t len = LONGEST; len > 0; len--) {
			size_t end = at + len;

			if (end > c->len || end == c->next[at] || c->cost[end] == NOWHERE ||
			    c->cost[end] > c->cost[at] ||
			    memchr(c->letters + at, '\'', len) ||
			    !spelling_is_syllable(c->letters + at, len))
				continue;
			c->next[at] = end;
			return true;
		}
	}
	return false;
}

int
spelling_cut(const char *letters, bool other, struct spelling_piece out[SPELLING_LETTERS])
{
	struct cut c = {.letters = letters, .len = strnlen(letters, LETTERS)};
	int count = 0;

	c.cost[c.len] = 0;
	for (size_t at = c.len; at-- > 0;)
		cut_from(&c, at);
	if (other && !cut_otherwise(&c))
		return 0;
	for (size_t at = skip_apostrophes(&c, 0); at < c.len; at = skip_apostrophes(&c, c.next[at]))
		out[count++] = (struct spelling_piece){at, c.next[at],
			spelling_is_syllable(letters + at, c.next[at] - at)};
	return other && !spelling_is_whole(out, count) ? 0 : count;
}

bool
spelling_is_whole(const struct spelling_piece piece[], int count)
{
	for (int i = 0; i < count; i++)
		if (!piece[i].whole)
			return false;
	return count > 0;
}

/* --- sounds taken for one another --- */

/* The other initial, or NULL. */
static const char *
other_initial(const char *s, size_t len, unsigned fuzzy)
{
	static const char *const with_h[] = {"zh", "ch", "sh"}, *const plain[] = {"z", "c", "s"};

	for (int i = 0; i < 3 && fuzzy & SPELLING_ZH; i++)
		if (s[0] == plain[i][0])
			return len > 1 && s[1] == 'h' ? plain[i] : with_h[i];
	if (fuzzy & SPELLING_NL && s[0] == 'n')
		return "l";
	if (fuzzy & SPELLING_NL && s[0] == 'l')
		return "n";
	return NULL;
}

/* Puts the same syllable with the other final behind it; false if it has none. */
static bool
other_final(const char *s, char out[8])
{
	size_t len = strlen(s);

	if (len >= 2 && len < 7 && s[len - 1] == 'n' && strchr("ei", s[len - 2])) {
		memcpy(out, s, len);
		memcpy(out + len, "g", 2);
		return true;
	}
	if (len >= 3 && s[len - 1] == 'g' && strchr("ei", s[len - 3])) {
		memcpy(out, s, len - 1);
		out[len - 1] = '\0';
		return true;
	}
	return false;
}

int
spelling_variants(const char *syllable, size_t len, unsigned fuzzy, char out[4][8])
{
	const char *initial = other_initial(syllable, len, fuzzy);
	size_t skip = len > 1 && syllable[1] == 'h' ? 2 : 1;
	int count = 1;

	/* Not printf: this runs for every character of every word looked at. */
	memcpy(out[0], syllable, len);
	out[0][len] = '\0';
	if (initial) {
		size_t n = strlen(initial);

		memcpy(out[1], initial, n);
		memcpy(out[1] + n, syllable + skip, len - skip);
		out[count++][n + len - skip] = '\0';
	}
	for (int i = 0, all = count; i < all && fuzzy & SPELLING_NG; i++)
		count += other_final(out[i], out[count]);
	return count;
}

/* --- matching --- */

struct matching {
	const char *letters;
	size_t len;
	unsigned fuzzy;
	bool initials;
	int cost[LETTERS + 1], next[LETTERS + 1]; /* of having come so far */
};

static bool
same_letter(const char *reading, size_t n, char typed)
{
	return reading[n] == typed || (reading[n] == 'v' && typed == 'u') ||
	    (reading[n] == 'u' && typed == 'v' && strchr("jqxy", reading[0]));
}

static void
reach(struct matching *m, size_t at, int cost)
{
	while (m->letters[at] == '\'')
		at++;
	if (cost < m->next[at])
		m->next[at] = cost;
}

/* Letters from `at` on spent for one syllable: all of it, or a part at the very end. */
static void
spend(struct matching *m, size_t at, const char *syllable, int cost)
{
	size_t n = 0;

	while (syllable[n] && same_letter(syllable, n, m->letters[at + n]))
		n++;
	if (!syllable[n])
		reach(m, at + n, cost);
	else if (n > 1 && at + n == m->len)
		reach(m, at + n, cost + SPELLING_PART);
}

/* From every place that was reached on by one character that is read so. */
static void
step(struct matching *m, const char *reading)
{
	char way[4][8];
	int ways = spelling_variants(reading, strlen(reading), m->fuzzy, way);

	for (size_t at = 0; at < m->len; at++) {
		if (m->cost[at] == NOWHERE)
			continue;
		for (int i = 0; i < ways; i++) {
			int cost = m->cost[at] + (i > 0 ? SPELLING_FUZZED : 0);

			if (way[i][0] != m->letters[at])
				continue;
			spend(m, at, way[i], cost);
			if (!m->initials)
				continue;
			reach(m, at + 1, cost + SPELLING_INITIAL);
			if (way[i][1] == 'h' && m->letters[at + 1] == 'h')
				reach(m, at + 2, cost + SPELLING_INITIAL);
		}
	}
}

static bool
move_on(struct matching *m)
{
	bool anywhere = false;

	for (size_t at = 0; at <= m->len; at++) {
		m->cost[at] = m->next[at];
		m->next[at] = NOWHERE;
		anywhere |= m->cost[at] != NOWHERE;
	}
	return anywhere;
}

/* The text, syllable by syllable: by its own reading or by the table of characters. */
struct syllables {
	const char *reading;
	struct pinyin_walk walk;
	char own[8];
};

/* The readings that the next character may have; 0 at the end. */
static int
next_syllable(struct syllables *s, const char ***out)
{
	static const char *one[1];
	size_t len;

	if (!s->reading) {
		if (!pinyin_walk_next(&s->walk))
			return 0;
		*out = s->walk.reading;
		return s->walk.count;
	}
	len = strcspn(s->reading, "'");
	if (!len)
		return 0;
	snprintf(s->own, sizeof s->own, "%.*s", (int)len, s->reading);
	s->reading += len + (s->reading[len] == '\'');
	one[0] = s->own;
	*out = one;
	return 1;
}

static struct matching
match_start(const char *letters, unsigned fuzzy, bool initials)
{
	struct matching m = {.letters = letters, .len = strnlen(letters, LETTERS), .fuzzy = fuzzy,
	    .initials = initials};

	for (size_t at = 0; at <= m.len; at++)
		m.cost[at] = m.next[at] = NOWHERE;
	m.cost[0] = 0;
	return m;
}

/* The text is at its end: how far did the letters come? */
static bool
match_end(const struct matching *m, struct spelling_match *out)
{
	for (size_t at = m->len; at > 0; at--) {
		bool all = at == m->len;

		if (m->cost[at] == NOWHERE || (!all && (m->cost[at] >= SPELLING_INITIAL ||
		    strchr("iuv", m->letters[at]))))
			continue;
		*out = (struct spelling_match){at, 0, m->cost[at]};
		return true;
	}
	return false;
}

bool
spelling_match(const char *text, const char *reading, const char *letters, unsigned fuzzy,
    bool initials, struct spelling_match *out)
{
	struct matching m = match_start(letters, fuzzy, initials);
	struct syllables s = {.reading = reading, .walk = pinyin_walk_start(reading ? "" : text)};
	int count, over = 0, cost = NOWHERE;
	const char **way;

	while ((count = next_syllable(&s, &way))) {
		over += cost != NOWHERE;
		if (cost != NOWHERE)
			continue;
		for (int i = 0; i < count; i++)
			step(&m, way[i]);
		if (!move_on(&m))
			return false;
		cost = m.cost[m.len];
	}
	if (over) {
		*out = (struct spelling_match){m.len, over, cost};
		return true;
	}
	return match_end(&m, out);
}

/* The best of a character's readings for the letters that begin here; how many they are. */
static size_t
best_reading(const char **way, int count, const char *letters, unsigned fuzzy, const char **best)
{
	size_t most = 0;

	*best = way[0];
	for (int i = 0; i < count; i++) {
		char variant[4][8];
		int variants = spelling_variants(way[i], strlen(way[i]), fuzzy, variant);

		for (int k = 0; k < variants; k++) {
			size_t n = 0;

			while (variant[k][n] && same_letter(variant[k], n, letters[n]))
				n++;
			if (n > most) {
				most = n;
				*best = way[i];
			}
		}
	}
	return most;
}

char *
spelling_reading(const char *text, const char *letters, unsigned fuzzy)
{
	struct spelling_piece piece[LETTERS];
	int pieces = spelling_cut(letters, false, piece), at = 0, count;
	struct syllables s = {.walk = pinyin_walk_start(text)};
	struct buf out = BUF_EMPTY;
	const char **way, *best;

	while ((count = next_syllable(&s, &way))) {
		best_reading(way, count, at < pieces ? letters + piece[at].start : "", fuzzy,
		    &best);
		buf_printf(&out, "%s%s", out.len ? "'" : "", best);
		at++;
	}
	return buf_take(&out);
}
