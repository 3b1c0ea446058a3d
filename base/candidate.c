#include "base/candidate.h"

#include "base/engine.h"
#include "base/hanzi.h"
#include "base/personname.h"
#include "base/utf8.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define MOST_HITS 80 /* the best; they lie on the stack of every session */
#define MOST_TEXT 60000 /* of all candidates */
#define NAMES_FIRST 4   /* made names before the surnames */
#define RARE_BEHIND 8   /* places; then characters that hardly anything but names has */
#define WORDS_FIRST 5
#define SINGLES_FIRST 4 /* then the commonest characters, before all other words */
#define LISTED_MOST 20
#define ENGINE_MOST (CANDIDATE_MOST / 2)
#define PREDICTED 2
#define PARTS 10        /* own words that only begin the letters */
#define OTHER_CUT_PIECES 2
#define FUZZY_PIECES 4  /* more are not tried in the engine with other sounds */
#define SUFFIXES 4
#define LONG_CHARS 3    /* a word as long as this goes before the engine's guess */

/* --- the list --- */

const char *
candidates_text(const struct candidates *list, int i)
{
	return buf_text(&list->texts) + list->candidate[i].at;
}

void
candidates_clear(struct candidates *list)
{
	buf_clear(&list->texts);
	list->count = 0;
	memset(list->slot, 0, sizeof list->slot);
}

void
candidates_release(struct candidates *list)
{
	buf_release(&list->texts);
	list->count = 0;
}

void
candidates_add(struct candidates *list, const char *text, size_t used)
{
	uint32_t hash = 2166136261u; /* FNV-1a */

	if (!*text || !used || list->count == CANDIDATE_MOST || list->texts.len > MOST_TEXT)
		return;
	for (const char *s = text; *s; s++)
		hash = (hash ^ (unsigned char)*s) * 16777619u;
	for (hash ^= hash >> 16; list->slot[hash % CANDIDATE_SLOTS]; hash++)
		if (strcmp(candidates_text(list, list->slot[hash % CANDIDATE_SLOTS] - 1),
		    text) == 0)
			return;
	list->candidate[list->count++] =
	    (struct candidate){(uint16_t)list->texts.len, (uint16_t)used};
	list->slot[hash % CANDIDATE_SLOTS] = (uint16_t)list->count;
	buf_add(&list->texts, text, strlen(text) + 1);
}

/* Each character of a text as one candidate. */
static void
add_each(struct candidates *list, const char *text, size_t used)
{
	while (*text) {
		char one[UTF8_MAX + 1] = "";
		size_t len = utf8_cut(text, 1);

		memcpy(one, text, len);
		candidates_add(list, one, used);
		text += len;
	}
}

/* --- what is known about one search --- */

struct search {
	const struct candidate_layers *layers;
	const char *letters;
	size_t len;
	struct spelling_piece piece[SPELLING_LETTERS];
	int pieces;
	bool whole; /* syllables throughout */
	struct lexicon_hit hit[MOST_HITS];
	int hits;
	struct candidates *out;
};

static bool
is_short(const struct lexicon_hit *hit)
{
	return hit->match.cost >= SPELLING_INITIAL;
}

static bool
is_complete(const struct search *s, const struct lexicon_hit *hit)
{
	return hit->match.used == s->len && hit->match.over == 0;
}

static int
chars(const struct lexicon_hit *hit)
{
	return (int)utf8_count(hit->text);
}

/* Names come before terms where a name is asked for. */
static int
rank_of_kind(const struct search *s, enum lexicon_kind kind)
{
	if (kind == LEXICON_LEARNT)
		return 0;
	return (kind == LEXICON_NAME) == (s->layers->field != CANDIDATE_TEXT) ? 1 : 2;
}

/* Spelled out before initials; learnt, then by kind; as typed before another sound; then the
 * shorter, the weightier. */
static bool
is_before(const struct search *s, const struct lexicon_hit *a, const struct lexicon_hit *b)
{
	int x = rank_of_kind(s, a->kind), y = rank_of_kind(s, b->kind);

	if (is_short(a) != is_short(b))
		return is_short(b);
	if (a->match.used != b->match.used)
		return a->match.used > b->match.used;
	if (a->match.over != b->match.over)
		return a->match.over < b->match.over;
	if (x != y)
		return x < y;
	if (a->match.cost != b->match.cost)
		return a->match.cost < b->match.cost;
	if (a->weight != b->weight)
		return a->weight > b->weight;
	return strcmp(a->text, b->text) < 0;
}

/* Keeps the best in order. */
static void
take_hit(void *arg, const struct lexicon_hit *hit)
{
	struct search *s = arg;
	int at = s->hits;

	while (at > 0 && is_before(s, hit, &s->hit[at - 1]))
		at--;
	if (at == MOST_HITS)
		return;
	if (s->hits < MOST_HITS)
		s->hits++;
	memmove(s->hit + at + 1, s->hit + at, (size_t)(s->hits - at - 1) * sizeof s->hit[0]);
	s->hit[at] = *hit;
}

static void
find_hits(struct search *s)
{
	for (int i = 0; i < CANDIDATE_WORDS; i++)
		if (s->layers->words[i])
			lexicon_find(s->layers->words[i], s->letters, s->layers->fuzzy, !s->whole,
			    take_hit, s);
}

/* --- own words --- */

/* A name of two characters may be an everyday word as well. */
static bool
is_doubtful(const struct search *s, const struct lexicon_hit *hit)
{
	return s->layers->field == CANDIDATE_TEXT && hit->kind == LEXICON_NAME && chars(hit) < 3;
}

static void
add_complete(struct search *s, bool initials, bool doubtful)
{
	for (int i = 0; i < s->hits; i++)
		if (is_complete(s, &s->hit[i]) && is_short(&s->hit[i]) == initials &&
		    is_doubtful(s, &s->hit[i]) == doubtful)
			candidates_add(s->out, s->hit[i].text, s->len);
}

/* Words that the letters only begin. */
static void
add_predicted(struct search *s)
{
	int count = 0;

	for (int i = 0; i < s->hits && count < (s->pieces > 2 ? PREDICTED : 1); i++)
		if (s->hit[i].match.over && s->pieces >= (is_short(&s->hit[i]) ? 3 : 2)) {
			candidates_add(s->out, s->hit[i].text, s->len);
			count++;
		}
}

/* Words that only begin the letters. */
static void
add_parts(struct search *s, int least)
{
	int count = 0;

	for (int i = 0; i < s->hits && count < PARTS; i++)
		if (s->hit[i].match.used < s->len && !is_short(&s->hit[i]) &&
		    !is_doubtful(s, &s->hit[i]) && (chars(&s->hit[i]) >= 2) == (least >= 2)) {
			candidates_add(s->out, s->hit[i].text, s->hit[i].match.used);
			count++;
		}
}

/* --- the engine --- */

/* The letters of some pieces for the engine, piece `other` (-1 none, -2 all) in another sound. */
static void
engine_letters(const struct search *s, int from, int to, int other, struct buf *out)
{
	for (int i = from; i < to; i++) {
		const struct spelling_piece *p = &s->piece[i];
		char way[4][8];
		int ways = spelling_variants(s->letters + p->start, p->end - p->start,
		    s->layers->fuzzy, way);

		if (out->len)
			buf_putc(out, '\'');
		buf_puts(out, way[(other == i || other == -2) && ways > 1 ? 1 : 0]);
	}
}

static int
engine_ask(const struct search *s, int from, int to, int other)
{
	struct buf letters = BUF_EMPTY;
	int count;

	engine_letters(s, from, to, other, &letters);
	count = letters.len <= ENGINE_LETTERS ? engine_search(buf_text(&letters)) : 0;
	buf_release(&letters);
	return count;
}

static void
engine_add(struct search *s, int i, bool all)
{
	struct buf text = BUF_EMPTY;
	int count;

	engine_candidate(i, &text);
	count = (int)utf8_count(buf_text(&text));
	if (count > 0 && count <= s->pieces && (count == s->pieces || !all))
		candidates_add(s->out, buf_text(&text),
		    count == s->pieces ? s->len : s->piece[count - 1].end);
	buf_release(&text);
}

/* The first one, if it stands for all of the letters. */
static void
add_engine_first(struct search *s, int other)
{
	if (engine_ask(s, 0, s->pieces, other) > 0)
		engine_add(s, 0, true);
}

/* Until there are so many. */
static void
add_engine(struct search *s, int most)
{
	int count = s->out->count < most ? engine_ask(s, 0, s->pieces, -1) : 0;

	for (int i = 0; i < count && s->out->count < most; i++)
		engine_add(s, i, false);
}

static bool
has_other_sound(const struct search *s, int i)
{
	char way[4][8];

	return spelling_variants(s->letters + s->piece[i].start,
	    s->piece[i].end - s->piece[i].start, s->layers->fuzzy, way) > 1;
}

/* What the letters would be with other sounds: each alone, all together. */
static void
add_engine_fuzzy(struct search *s)
{
	int others = 0;

	if (s->pieces < 2 || s->pieces > FUZZY_PIECES || !s->whole || !engine_is_open())
		return;
	for (int i = 0; i < s->pieces; i++)
		if (has_other_sound(s, i)) {
			add_engine_first(s, i);
			others++;
		}
	if (others > 1)
		add_engine_first(s, -2);
}

/* xian as xi'an. In a sentence it would be one guess too many. */
static void
add_engine_other_cut(struct search *s)
{
	struct search other = *s;

	other.pieces = spelling_cut(s->letters, true, other.piece);
	if (other.pieces > 0 && other.pieces <= OTHER_CUT_PIECES)
		add_engine_first(&other, -1);
}

/* --- the long list --- */

/* A few that are read exactly so, the commonest first. */
struct listed {
	struct wordlist_hit hit[LISTED_MOST];
	int count;
};

static bool
is_commoner(const struct wordlist_hit *a, const struct wordlist_hit *b)
{
	return a->cost != b->cost ? a->cost < b->cost : a->weight > b->weight;
}

static void
take_listed(void *arg, const struct wordlist_hit *hit)
{
	struct listed *l = arg;
	int at = l->count;

	while (at > 0 && is_commoner(hit, &l->hit[at - 1]))
		at--;
	if (at == LISTED_MOST)
		return;
	if (l->count < LISTED_MOST)
		l->count++;
	memmove(l->hit + at + 1, l->hit + at, (size_t)(l->count - at - 1) * sizeof l->hit[0]);
	l->hit[at] = *hit;
}

static void
add_listed(struct search *s, int most)
{
	struct listed l = {.count = 0};

	if (s->layers->more)
		wordlist_find(s->layers->more, s->letters, s->piece, s->pieces, s->layers->fuzzy,
		    take_listed, &l);
	for (int i = 0; i < l.count && i < most; i++) {
		char *text = xstrndup(l.hit[i].text, l.hit[i].len);

		candidates_add(s->out, text, s->len);
		free(text);
	}
}

/* --- a sentence of own words and what lies between --- */

struct longest {
	const struct search *search;
	struct lexicon_hit hit;
	int chars;
};

static void
take_longest(void *arg, const struct lexicon_hit *hit)
{
	struct longest *l = arg;
	int count = chars(hit);

	if (hit->match.over || is_short(hit) || count < (hit->kind == LEXICON_NAME ? 3 : 2) ||
	    (l->chars && (hit->match.used < l->hit.match.used ||
	    (hit->match.used == l->hit.match.used && !is_before(l->search, hit, &l->hit)))))
		return;
	l->hit = *hit;
	l->chars = count;
}

static struct longest
longest_from(const struct search *s, int piece)
{
	struct longest l = {.search = s};

	for (int i = 0; i < CANDIDATE_WORDS; i++)
		if (s->layers->words[i])
			lexicon_find(s->layers->words[i], s->letters + s->piece[piece].start,
			    s->layers->fuzzy, false, take_longest, &l);
	return l;
}

/* What stands between two own words: the engine's guess, else the commonest characters. */
static void
add_gap(const struct search *s, int from, int to, struct buf *out)
{
	if (from == to)
		return;
	if (engine_ask(s, from, to, -1) > 0) {
		engine_candidate(0, out);
		return;
	}
	for (int i = from; i < to; i++) {
		char *syllable = xstrndup(s->letters + s->piece[i].start,
		    s->piece[i].end - s->piece[i].start);
		struct buf some = BUF_EMPTY;

		if (!hanzi_common(syllable, 1, &some))
			hanzi_begun(syllable, strlen(syllable), 1, &some);
		buf_add(out, buf_text(&some), utf8_cut(buf_text(&some), 1));
		buf_release(&some);
		free(syllable);
	}
}

/* The piece that begins at, or after, the letter. */
static int
piece_at(const struct search *s, size_t letter)
{
	int i = 0;

	while (i < s->pieces && s->piece[i].start < letter)
		i++;
	return i;
}

/* The sentence, and how many characters its longest own word has: 0 if there is none in it. */
static int
compose(const struct search *s, struct buf *out)
{
	int gap = 0, most = 0;

	for (int i = 0; i < s->pieces;) {
		struct longest l = longest_from(s, i);

		if (!l.chars) {
			i++;
			continue;
		}
		add_gap(s, gap, i, out);
		buf_puts(out, l.hit.text);
		most = l.chars > most ? l.chars : most;
		gap = i = piece_at(s, s->piece[i].start + l.hit.match.used);
	}
	if (most)
		add_gap(s, gap, s->pieces, out);
	return most;
}

/* --- single characters --- */

static void
add_singles(struct search *s)
{
	const struct spelling_piece *p = &s->piece[0];
	struct buf text = BUF_EMPTY;
	char way[4][8];
	int ways = spelling_variants(s->letters + p->start, p->end - p->start, s->layers->fuzzy,
	    way);

	for (int i = 0; i < ways && p->whole; i++)
		hanzi_common(way[i], CANDIDATE_MOST, &text);
	if (!p->whole)
		hanzi_begun(way[0], strlen(way[0]), 3, &text);
	add_each(s->out, buf_text(&text), p->end);
	if (s->layers->all && p->whole) {
		buf_clear(&text);
		for (int i = 0; i < ways; i++)
			hanzi_rest(way[i], &text);
		add_each(s->out, buf_text(&text), p->end);
	}
	buf_release(&text);
}

/* A word that nobody knows is put together from these: they stand on the first page. */
static void
add_commonest(struct search *s)
{
	const struct spelling_piece *p = &s->piece[0];
	struct buf text = BUF_EMPTY;
	char *syllable = xstrndup(s->letters + p->start, p->end - p->start);

	if (p->whole && s->pieces > 3)
		hanzi_common(syllable, SINGLES_FIRST, &text);
	add_each(s->out, buf_text(&text), p->end);
	buf_release(&text);
	free(syllable);
}

/* Characters that words are lengthened with: a lone syllable behind a word is mostly such a one. */
static void
add_suffixes(struct search *s)
{
	static const char suffixes[] =
	    "的了地得者员师长站室厂场部局院处科所校系班组队团会社党委办厅署馆店铺库房楼院区县市省州镇"
	    "乡村屯路街江河湖海山岛国族人家户民性化学法论制度率量数值额费款金税价表单册簿证书卡号码器机"
	    "仪镜车船药液油料粉水碱盐膜板管线网站点面层级类型式样品物质体力能热光电波史志权力势府堤塔桥"
	    "季期年月日时分秒节界业工农商兵士生手子儿头们里中上下前后内外间边旁";
	struct spelling_match match;
	int count = 0;

	if (!s->layers->behind || s->pieces != 1 || !s->whole)
		return;
	for (const char *c = suffixes; *c && count < SUFFIXES;) {
		size_t len = utf8_cut(c, 1);
		char one[UTF8_MAX + 1] = "";

		memcpy(one, c, len);
		c += len;
		if (spelling_match(one, NULL, s->letters, s->layers->fuzzy, false, &match) &&
		    !match.over && match.used == s->len && !match.cost) {
			candidates_add(s->out, one, s->len);
			count++;
		}
	}
}

static void
add_names(struct search *s, const struct personname name[], int count)
{
	for (int i = 0; i < count; i++)
		candidates_add(s->out, name[i].text, name[i].used);
}

/* What GBK has not got, no other way of input in the house can type. */
static bool
is_rare(const char *text)
{
	uint32_t c = utf8_read(&text);

	return c < 0x4E00 || c > 0x9FA5;
}

/* One rare character stands where it is seen on the first page, the others take their turn. */
static void
add_with_rare(struct search *s, const struct personname name[], int count)
{
	int rare = 0, before = 0;

	while (rare < count && !is_rare(name[rare].text))
		rare++;
	for (; before < count && s->out->count < RARE_BEHIND; before++)
		add_names(s, name + before, 1);
	if (rare < count)
		add_names(s, name + rare, 1);
	add_names(s, name + before, count - before);
}

/* Single characters count only where a piece ends: xin is not xi and an n. */
static int
keep_pieces(const struct search *s, struct personname name[], int count)
{
	int kept = 0;

	for (int i = 0; i < count; i++)
		for (int k = 0; k < 2 && k < s->pieces; k++)
			if (name[i].used == s->piece[k].end || name[i].used == s->len) {
				name[kept++] = name[i];
				break;
			}
	return kept;
}

/* --- the order --- */

static void
find_text(struct search *s)
{
	struct buf sentence = BUF_EMPTY;
	int own = s->pieces > 1 ? compose(s, &sentence) : 0;

	add_complete(s, false, false);
	if (own >= LONG_CHARS)
		candidates_add(s->out, buf_text(&sentence), s->len);
	add_complete(s, true, false);
	if (s->pieces >= LONG_CHARS)
		add_listed(s, 1);
	add_engine_first(s, -1);
	add_suffixes(s);
	add_complete(s, false, true);
	if (own || !engine_is_open())
		candidates_add(s->out, buf_text(&sentence), s->len);
	add_complete(s, true, true);
	buf_release(&sentence);
	add_predicted(s);
	add_engine_other_cut(s);
	add_listed(s, LISTED_MOST);
	add_parts(s, 2);
	add_parts(s, 1);
	add_engine(s, s->pieces > 3 ? WORDS_FIRST : 0);
	add_commonest(s);
	add_engine(s, ENGINE_MOST);
	add_engine_fuzzy(s);
	add_singles(s);
}

static void
find_name(struct search *s)
{
	struct personname whole[PERSONNAME_MOST], surname[PERSONNAME_MOST];
	int wholes = s->whole && s->pieces > 1 ? personname_whole(s->letters, s->layers->fuzzy,
	    PERSONNAME_MOST, whole) : 0;
	int surnames = personname_surnames(s->letters, s->layers->fuzzy, PERSONNAME_MOST, surname);
	int first = wholes < NAMES_FIRST ? wholes : NAMES_FIRST;

	surnames = keep_pieces(s, surname, surnames);
	add_complete(s, false, false);
	add_complete(s, true, false);
	add_names(s, whole, first);
	add_with_rare(s, surname, surnames);
	add_predicted(s);
	add_names(s, whole + first, wholes - first);
	add_parts(s, 2);
	add_engine(s, ENGINE_MOST);
	add_engine_other_cut(s);
	add_singles(s);
}

static void
find_given(struct search *s)
{
	struct personname given[PERSONNAME_MOST], one[PERSONNAME_MOST];
	int givens = s->whole ? personname_given(s->letters, s->layers->fuzzy, PERSONNAME_MOST,
	    given) : 0;
	int ones = personname_characters(s->letters, s->layers->fuzzy, PERSONNAME_MOST, one);
	int first = givens < NAMES_FIRST || s->pieces < 2 ? givens : NAMES_FIRST;

	ones = keep_pieces(s, one, ones);
	add_complete(s, false, false);
	if (s->pieces > 1)
		add_names(s, given, first);
	add_with_rare(s, one, ones);
	add_names(s, given + first, givens - first);
	add_complete(s, true, false);
	add_engine(s, ENGINE_MOST);
	add_singles(s);
}

void
candidates_find(const struct candidate_layers *layers, const char *letters, struct candidates *out)
{
	static void (*const find[])(struct search *) = {
		[CANDIDATE_TEXT] = find_text, [CANDIDATE_NAME] = find_name,
		[CANDIDATE_GIVEN] = find_given};
	struct search s = {.layers = layers, .letters = letters,
	    .len = strnlen(letters, SPELLING_LETTERS), .out = out};

	candidates_clear(out);
	s.pieces = spelling_cut(letters, false, s.piece);
	if (!s.pieces)
		return;
	s.whole = spelling_is_whole(s.piece, s.pieces);
	find_hits(&s);
	find[layers->field](&s);
}
