#include "forms/hotspot.h"

#include "base/buf.h"
#include "base/utf8.h"
#include "forms/conveyance.h"

#include <stdlib.h>
#include <string.h>

#define WINDOWS 3       /* before this one, at most, of which the mean is the past */
#define YEAR 364        /* whole weeks, so that days of the week fall together */
#define CLASS_CHARS 2

/* A case and one thing that it has in common with others. */
struct member {
	enum hot_by by;
	char *value;
	const struct hot_case *it;
};
struct members {
	struct member *member;
	int count;
};

struct finding {
	const struct hot_limits *limits;
	day_t from;
	struct hotspots *out;
};

/* Of what each rule may hold. */
static const unsigned of[HOT_RULES] = {
	[HOT_WORDS] = 1u << HOT_WORD,
	[HOT_REPEATS] = 1u << HOT_MATTER,
	[HOT_PERSONS] = 1u << HOT_SUBJECT,
	[HOT_MORE] = 1u << HOT_TARGET | 1u << HOT_PLACE | 1u << HOT_CLASS,
	[HOT_LATE] = 1u << HOT_SUBJECT,
	[HOT_BAD] = 1u << HOT_SUBJECT,
};

/* --- what they have in common --- */

static void
add_member(struct members *m, const struct hot_case *it, enum hot_by by, const char *value,
    size_t len)
{
	if (!len)
		return;
	m->member = xgrow(m->member, m->count, sizeof *m->member);
	m->member[m->count++] = (struct member){by, xstrndup(value, len), it};
}

static void
add_text(struct members *m, const struct hot_case *it, enum hot_by by, const char *value)
{
	add_member(m, it, by, value, value ? strlen(value) : 0);
}

/* Each of the words that the case says. */
static void
add_words(struct members *m, const struct hot_case *it, const char *words)
{
	char *word;

	while ((word = conveyance_name(&words))) {
		if (strstr(it->text, word))
			add_text(m, it, HOT_WORD, word);
		free(word);
	}
}

static void
add_case(struct members *m, const struct hot_case *it, const struct hot_limits *limits)
{
	size_t class = it->subject ? utf8_cut(it->subject, CLASS_CHARS) : 0;

	add_text(m, it, HOT_MATTER, it->matter ? it->matter : it->id);
	add_text(m, it, HOT_TARGET, it->target);
	add_text(m, it, HOT_PLACE, it->place);
	add_text(m, it, HOT_SUBJECT, it->subject);
	add_member(m, it, HOT_CLASS, it->subject, class);
	if (it->text)
		add_words(m, it, limits->words);
}

static int
by_value_then_newest(const void *a, const void *b)
{
	const struct member *x = a, *y = b;
	int order = x->by != y->by ? (int)x->by - (int)y->by : strcmp(x->value, y->value);

	if (order)
		return order;
	if (x->it->day != y->it->day)
		return x->it->day < y->it->day ? 1 : -1;
	return strcmp(x->it->id, y->it->id);
}

/* --- counting --- */

static bool
is_in(const struct hot_case *it, day_t first, day_t last)
{
	return it->day >= first && it->day <= last;
}

static int
count_in(const struct member *m, int count, day_t first, day_t last)
{
	int found = 0;

	for (int i = 0; i < count; i++)
		found += is_in(m[i].it, first, last);
	return found;
}

static int
by_text(const void *a, const void *b)
{
	return strcmp(*(const char *const *)a, *(const char *const *)b);
}

/* Different persons; who is not known is another one each time. */
static int
count_persons(const struct hot_case *const *it, int count)
{
	const char **known = xcalloc((size_t)count + 1, sizeof *known);
	int n = 0, persons = 0;

	for (int i = 0; i < count; i++)
		if (it[i]->person)
			known[n++] = it[i]->person;
	persons = count - n;
	qsort(known, (size_t)n, sizeof *known, by_text);
	for (int i = 0; i < n; i++)
		persons += i == 0 || strcmp(known[i], known[i - 1]) != 0;
	free(known);
	return persons;
}

/* --- judging --- */

static void
look_back(const struct finding *f, const struct member *m, int count, struct hotspot *spot)
{
	int w = f->limits->window;
	day_t since = f->out->since, until = f->out->until;

	spot->came = count_in(m, count, since, until);
	while (spot->windows < WINDOWS && since - w * (spot->windows + 1) >= f->from)
		spot->windows++;
	spot->past = count_in(m, count, since - w * spot->windows, since - 1);
	spot->last_year = since - YEAR >= f->from
	    ? count_in(m, count, since - YEAR, until - YEAR) : -1;
}

static bool
is_more(const struct hotspot *spot, const struct hot_limits *limits)
{
	return spot->windows && spot->came >= limits->least &&
	    spot->came * spot->windows >= 2 * spot->past && spot->came >= 2 * spot->last_year;
}

static int
persons_in_window(const struct finding *f, const struct member *m, int count)
{
	const struct hot_case **it = xcalloc((size_t)count, sizeof *it);
	int n = 0, persons;

	for (int i = 0; i < count; i++)
		if (is_in(m[i].it, f->out->since, f->out->until))
			it[n++] = m[i].it;
	persons = count_persons(it, n);
	free(it);
	return persons;
}

static unsigned
rules_of(const struct finding *f, const struct member *m, int count, const struct hotspot *spot)
{
	const struct hot_limits *l = f->limits;
	int late = 0, bad = 0;
	bool holds[HOT_RULES] = {0};
	unsigned rules = 0;

	for (int i = 0; i < count; i++) {
		late += m[i].it->late;
		bad += m[i].it->bad && is_in(m[i].it, f->out->since, f->out->until);
	}
	holds[HOT_WORDS] = spot->came >= 1;
	holds[HOT_REPEATS] = spot->came >= 1 && count >= l->repeats;
	holds[HOT_PERSONS] = persons_in_window(f, m, count) >= l->persons;
	holds[HOT_MORE] = is_more(spot, l);
	holds[HOT_LATE] = late >= l->cluster;
	holds[HOT_BAD] = bad >= l->cluster;
	for (int r = 0; r < HOT_RULES; r++)
		if (holds[r] && of[r] & 1u << m->by)
			rules |= HOT_BIT(r);
	return rules;
}

/* Does the case speak for what was found? */
static bool
is_evidence(const struct finding *f, const struct hot_case *it, unsigned rules)
{
	bool in = is_in(it, f->out->since, f->out->until);

	if (rules & HOT_BIT(HOT_REPEATS))
		return true;
	if (rules & HOT_BIT(HOT_LATE) && it->late)
		return true;
	if (rules & HOT_BIT(HOT_BAD) && it->bad && in)
		return true;
	return in && rules & (HOT_BIT(HOT_WORDS) | HOT_BIT(HOT_PERSONS) | HOT_BIT(HOT_MORE));
}

static void
take_evidence(const struct finding *f, const struct member *m, int count, struct hotspot *spot)
{
	const struct hot_case **it = xcalloc((size_t)count, sizeof *it);

	spot->id = xcalloc((size_t)count + 1, sizeof *spot->id);
	for (int i = 0; i < count; i++)
		if (is_evidence(f, m[i].it, spot->rules)) {
			it[spot->count] = m[i].it;
			spot->id[spot->count++] = xstrdup(m[i].it->id);
		}
	spot->persons = count_persons(it, spot->count);
	free(it);
}

/* Those of one value. */
static void
judge(const struct finding *f, const struct member *m, int count)
{
	struct hotspot spot = {.by = m->by};

	look_back(f, m, count, &spot);
	spot.rules = rules_of(f, m, count, &spot);
	if (!spot.rules)
		return;
	spot.value = xstrdup(m->value);
	take_evidence(f, m, count, &spot);
	f->out->spot = xgrow(f->out->spot, f->out->count, sizeof *f->out->spot);
	f->out->spot[f->out->count++] = spot;
}

static int
rules_in(unsigned rules)
{
	int count = 0;

	for (; rules; rules >>= 1)
		count += rules & 1;
	return count;
}

static int
by_weight(const void *a, const void *b)
{
	const struct hotspot *x = a, *y = b;
	int order = (int)(y->rules & 1) - (int)(x->rules & 1); /* words of danger first */

	order = order ? order : rules_in(y->rules) - rules_in(x->rules);
	order = order ? order : y->count - x->count;
	order = order ? order : (int)x->by - (int)y->by;
	return order ? order : strcmp(x->value, y->value);
}

void
hotspots_find(const struct hot_case *cases, int count, const struct hot_limits *limits,
    day_t from, day_t today, struct hotspots *out)
{
	struct finding f = {limits, from, out};
	struct members all = {0};
	int next;

	*out = (struct hotspots){.since = today - limits->window + 1, .until = today};
	for (int i = 0; i < count; i++)
		add_case(&all, &cases[i], limits);
	if (all.count)
		qsort(all.member, (size_t)all.count, sizeof *all.member, by_value_then_newest);
	for (int i = 0; i < all.count; i = next) {
		for (next = i + 1; next < all.count && all.member[next].by == all.member[i].by &&
		    strcmp(all.member[next].value, all.member[i].value) == 0; next++)
			;
		judge(&f, &all.member[i], next - i);
	}
	if (out->count)
		qsort(out->spot, (size_t)out->count, sizeof *out->spot, by_weight);
	for (int i = 0; i < all.count; i++)
		free(all.member[i].value);
	free(all.member);
}

void
hotspots_release(struct hotspots *spots)
{
	for (int i = 0; i < spots->count; i++) {
		for (char **id = spots->spot[i].id; *id; id++)
			free(*id);
		free(spots->spot[i].id);
		free(spots->spot[i].value);
	}
	free(spots->spot);
	*spots = (struct hotspots){0};
}

/* --- places --- */

static bool
digit(uint32_t cp)
{
	return (cp >= '0' && cp <= '9') || (cp >= 0xFF10 && cp <= 0xFF19);
}

/* Between the parts of a day or an hour. */
static bool
is_joint(uint32_t cp)
{
	return cp == '-' || cp == '.' || cp == '/' || cp == ':';
}

static uint32_t
peek(const char *s)
{
	return utf8_read(&s);
}

/* Blanks and marks: ASCII ones, those of CJK and the full-width ones. */
static bool
is_mark(uint32_t cp)
{
	return (cp < 0x80 && !digit(cp) && !((cp | 0x20) >= 'a' && (cp | 0x20) <= 'z')) ||
	    (cp >= 0x3000 && cp <= 0x303F) || (cp >= 0xFF01 && cp <= 0xFF0F) ||
	    (cp >= 0xFF1A && cp <= 0xFF20) || cp == UTF8_WRONG;
}

/*
 * Digits at s and what makes a day or an hour of them: where it ends; NULL if they are none.
 * *month: such a one stood before, behind which 号 is a day and no number of a field.
 */
static const char *
skip_time(const char *s, bool *month)
{
	static const char units[] = "年月日时点分";
	const char *end = s, *unit;
	uint32_t cp;

	while (digit(utf8_read(&end)))
		s = end;
	while (peek(s) == ' ')
		s++;
	unit = s;
	cp = utf8_read(&unit);
	if (is_joint(cp) && digit(peek(unit))) { /* 2026-11-03, 8:30 */
		while (digit(peek(unit)) || is_joint(peek(unit)))
			utf8_read(&unit);
		return unit;
	}
	for (const char *u = units; cp && *u;) {
		bool first = strncmp(u, "月", strlen("月")) == 0;

		if (utf8_read(&u) == cp) {
			*month = first;
			return unit;
		}
	}
	if (cp != 0x53F7 /* 号 */ || !*month)
		return NULL;
	*month = false;
	return unit;
}

/* A word of time at s: where it ends, or NULL. Those of one character only behind another time. */
static const char *
skip_word(const char *s, bool after)
{
	static const char *const words[] = {"上午", "下午", "中午", "晚上", "早上", "夜里", "今天",
		"昨天", "前天", "今年", "去年", "前年", "左右", "春天", "夏天", "秋天", "冬天",
		"入春", "入夏", "入秋", "入冬", "以来", "以前", "以后", "晚", "早"};

	for (size_t i = 0; i < sizeof words / sizeof *words; i++)
		if ((after || strlen(words[i]) > strlen("晚")) &&
		    strncmp(s, words[i], strlen(words[i])) == 0)
			return s + strlen(words[i]);
	return NULL;
}

/* The station itself is no place of its own. */
static bool
is_everywhere(const char *place)
{
	static const char *const words[] = {"本站", "站里", "全站", "站上", "本单位", "单位"};

	for (size_t i = 0; i < sizeof words / sizeof *words; i++)
		if (strcmp(place, words[i]) == 0)
			return true;
	return false;
}

char *
hot_place(const char *text)
{
	struct buf out = BUF_EMPTY;
	bool after = false, month = false;

	while (text && *text) {
		const char *next = text, *behind;
		uint32_t cp = utf8_read(&next);

		behind = digit(cp) ? skip_time(text, &month) : skip_word(text, after);
		if (behind) {
			after = true;
			text = behind;
			continue;
		}
		if (digit(cp)) /* a number of its own: all of it */
			for (const char *s = next; digit(utf8_read(&s)); next = s)
				;
		if (!is_mark(cp)) {
			buf_add(&out, text, (size_t)(next - text));
			after = month = false;
		}
		text = next;
	}
	if (out.len && !is_everywhere(buf_text(&out)))
		return buf_take(&out);
	buf_release(&out);
	return NULL;
}
