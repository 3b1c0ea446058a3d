/*
 * Chinese input: a robot types words and names letter by letter in full pinyin and takes from the
 * first page the longest candidate that the word begins with, until it stands there; it turns pages
 * only when there is none. On 80 columns, as the composer lays its pages out.
 */
#include "tests/bench/people.h"
#include "tests/bench/typing_words.h"

#include "base/engine.h"
#include "base/hanzi.h"
#include "base/personname.h"
#include "base/pinyin.h"
#include "base/utf8.h"
#include "forms/words.h"
#include "tests/bench/bench.h"
#include "tui/compose.h"

#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#define STATION 2000 /* members whose names the station knows */
#define NAMES 600    /* typed of each kind */
#define BRIEF 20
#define PAGES 60
#define PAGE_BAR 97.0 /* % */
#define KEY_BAR 1.0   /* ms */
#define SESSION_BAR 100.0 /* KiB */

struct words {
	struct lexicon *terms, *station;
};

/* What came of typing one group. */
struct tally {
	int words, chars, keys;
	int first, page; /* whole words in the first place, on the first page, all letters typed */
	int turned;      /* words for which a page was turned */
	int failed;
	struct samples key; /* ms of the processor, painting the line included */
	bool untimed;
};

/* --- the robot -------------------------------------------------------------------------------- */

struct robot {
	struct compose *compose;
	struct tally *tally;
	struct buf typed;
};

static double
cpu_ms(void)
{
	struct timespec t;

	clock_gettime(CLOCK_THREAD_CPUTIME_ID, &t);
	return (double)t.tv_sec * 1e3 + (double)t.tv_nsec / 1e6;
}

static void
press(struct robot *r, int key)
{
	struct buf line = BUF_EMPTY;
	double start = cpu_ms();

	compose_key(r->compose, key, &r->typed);
	compose_paint(r->compose, 79, &line);
	if (!r->tally->untimed)
		samples_add(&r->tally->key, cpu_ms() - start);
	buf_release(&line);
	r->tally->keys++;
}

/* The place on the page of the longest candidate that text begins with, -1 if there is none. */
static int
best_on_page(const struct robot *r, const char *text)
{
	const char *candidate;
	size_t most = 0;
	int best = -1;

	for (int i = 0; (candidate = compose_candidate(r->compose, i)); i++)
		if (strlen(candidate) > most && strncmp(text, candidate, strlen(candidate)) == 0) {
			most = strlen(candidate);
			best = i;
		}
	return best;
}

/* One candidate that what is left of the text begins with; false if no page has one. */
static bool
take_one(struct robot *r, const char **left, bool *turned)
{
	int best = best_on_page(r, *left);

	for (int i = 0; best < 0 && i < PAGES; i++) {
		press(r, '=');
		*turned = true;
		best = best_on_page(r, *left);
	}
	if (best < 0)
		return false;
	*left += strlen(compose_candidate(r->compose, best));
	press(r, best ? '1' + best : ' ');
	return true;
}

static void
type_word(struct robot *r, const char *text, const char *letters)
{
	struct tally *t = r->tally;
	const char *left = text, *first;
	bool turned = false;
	int whole;

	t->words++;
	t->chars += (int)utf8_count(text);
	for (const char *s = letters; *s; s++)
		press(r, *s);
	first = compose_candidate(r->compose, 0);
	whole = best_on_page(r, text);
	t->first += first && strcmp(first, text) == 0;
	t->page += whole >= 0 && strcmp(compose_candidate(r->compose, whole), text) == 0;
	while (!compose_is_empty(r->compose))
		if (!take_one(r, &left, &turned))
			break;
	t->turned += turned;
	t->failed += strcmp(buf_text(&r->typed), text) != 0;
}

static void
type_one(struct compose *compose, const struct compose_means *means, struct tally *tally,
    const char *text, const char *letters)
{
	struct robot r = {.compose = compose, .tally = tally};

	compose_start(compose, means);
	type_word(&r, text, letters);
	buf_release(&r.typed);
}

/* --- the groups ------------------------------------------------------------------------------- */

static void
type_list(const struct compose_means *means, const char *list, int most, struct tally *out)
{
	struct compose *compose = compose_new();

	for (int i = 0; i < most && *list; i++) {
		size_t text = strcspn(list, " ");
		size_t letters = strcspn(list + text + 1, " ");
		char *one = xstrndup(list, text), *two = xstrndup(list + text + 1, letters);

		type_one(compose, means, out, one, two);
		free(one);
		free(two);
		list += text + 1 + letters + 1;
	}
	compose_free(compose);
}

static char *
letters_of(const char *name)
{
	char *full = pinyin_full(name), *to = full;

	for (const char *s = full; *s; s++)
		if (*s != ' ')
			*to++ = *s;
	*to = '\0';
	return full;
}

static void
type_names(const struct compose_means *means, int from, int count, struct tally *out)
{
	struct compose *compose = compose_new();
	struct compose_means name = *means;
	struct person person;

	name.name = true;
	for (int i = 0; i < count; i++) {
		person_make(from + i, &person);
		if (strstr(person.value[PERSON_NAME], "·"))
			continue;
		char *letters = letters_of(person.value[PERSON_NAME]);

		type_one(compose, &name, out, person.value[PERSON_NAME], letters);
		free(letters);
	}
	compose_free(compose);
}

enum group { EVERYDAY, RARE, FIELD, SHIPPED, MEMBERS, STRANGERS, GROUPS };
static const char *const group_name[GROUPS] = {
	"everyday words", "rare words and idioms", "terms of the field, hardly any shipped",
	"shipped terms",
	"names of members", "names nobody here bears"};

static struct tally
type_group(enum group group, const struct compose_means *means, bool brief)
{
	static const char *const list[] = {everyday, rare, field, shipped};
	struct tally t = {0};
	int most = brief ? BRIEF : INT32_MAX, names = brief ? BRIEF : NAMES;

	if (group <= SHIPPED)
		type_list(means, list[group], most, &t);
	else
		type_names(means, group == MEMBERS ? 0 : 1000000, names, &t);
	return t;
}

/* --- the table -------------------------------------------------------------------------------- */

static double
percent(int part, int all)
{
	return all ? 100.0 * part / all : 0;
}

static void
add_tally(struct tally *sum, const struct tally *t)
{
	sum->words += t->words;
	sum->chars += t->chars;
	sum->keys += t->keys;
	sum->first += t->first;
	sum->page += t->page;
	sum->turned += t->turned;
	sum->failed += t->failed;
	for (int i = 0; i < t->key.count; i++)
		samples_add(&sum->key, t->key.at[i]);
}

static void
row_of(struct run *run, const char *name, const char *how, struct tally *t)
{
	double kept = percent(t->words - t->turned, t->words);

	row_add(run, xprintf("Chinese input, %d %s%s", t->words, name, how),
	    xprintf("first place %.1f %%, first page %.1f %%, no page turned %.1f %%; "
	    "%.2f keys a character; %d failed", percent(t->first, t->words),
	    percent(t->page, t->words), kept, (double)t->keys / t->chars, t->failed),
	    xprintf("no page turned ≥ %.0f %%", PAGE_BAR), verdict_least(kept, PAGE_BAR));
}

static void
row_of_time(struct run *run, struct tally *t)
{
	double worst = samples_part(&t->key, 0.999);

	row_add(run, xprintf("Chinese input, a key, line painted"),
	    xprintf("processor: mean %.3f ms, 99.9 %% within %.3f ms, worst %.3f ms",
	    samples_mean(&t->key), worst, samples_part(&t->key, 1)),
	    xprintf("≤ %.0f ms", KEY_BAR), verdict_most(worst, KEY_BAR));
}

/* All groups in one way; the sum is released by the caller. */
static struct tally
type_all(struct run *run, const struct compose_means *means, const char *how, bool each)
{
	struct tally sum = {0};

	for (enum group g = 0; g < GROUPS; g++) {
		struct tally t = type_group(g, means, run->brief);

		if (each)
			row_of(run, group_name[g], how, &t);
		add_tally(&sum, &t);
		samples_release(&t.key);
	}
	row_of(run, "words and names", how, &sum);
	return sum;
}

/* --- what was asked for by name --------------------------------------------------------------- */

#define HARD_BAR 15 /* keys */

static const struct {
	const char *text, *letters;
} hard[] = {{"李䶮", "liyan"}, {"单于丹", "chanyudan"}, {"古丽·阿不都", "guli.abudu"}};
#define HARD (sizeof hard / sizeof hard[0])

/* Keys for a name, -1 if it does not come out. */
static int
keys_of_name(const struct compose_means *means, const char *text, const char *letters)
{
	struct compose *compose = compose_new();
	struct tally tally = {.untimed = true};
	struct robot r = {.compose = compose, .tally = &tally};
	struct compose_means name = *means;
	const char *left = text;
	bool turned, found = true;

	name.name = true;
	compose_start(compose, &name);
	for (const char *s = letters; *s && found; s++) {
		press(&r, *s);
		left += *s == '.' ? strlen("·") : 0;
		while ((!s[1] || s[1] == '.') && !compose_is_empty(compose) && found)
			found = take_one(&r, &left, &turned);
	}
	found = found && strcmp(buf_text(&r.typed), text) == 0;
	buf_release(&r.typed);
	compose_free(compose);
	return found ? tally.keys : -1;
}

/* Nobody at the station bears them; then she does. */
static void
row_of_hard_names(struct run *run, const struct compose_means *means)
{
	struct lexicon *members = lexicon_new();
	struct compose_means known = *means;
	struct buf row = BUF_EMPTY;
	int worst = 0;

	known.words[2] = members;
	for (size_t i = 0; i < HARD; i++)
		lexicon_add(members, hard[i].text, NULL, LEXICON_NAME, 0);
	for (size_t i = 0; i < HARD; i++) {
		int strange = keys_of_name(means, hard[i].text, hard[i].letters);
		int own = keys_of_name(&known, hard[i].text, hard[i].letters);

		buf_printf(&row, "%s%s %d, of a member %d", i ? "; " : "", hard[i].text, strange,
		    own);
		worst = strange < 0 || own < 0 ? HARD_BAR + 1 : worst;
		worst = strange > worst ? strange : own > worst ? own : worst;
	}
	row_add(run, xprintf("Chinese input, keys for names that are hard"), buf_take(&row),
	    xprintf("≤ %d keys each", HARD_BAR), verdict_most(worst, HARD_BAR));
	lexicon_free(members);
}

static void
row_of_fuzzy(struct run *run, const struct compose_means *means)
{
	struct compose *compose = compose_new();
	struct compose_means text = *means;
	struct buf typed = BUF_EMPTY;
	const char *first;

	text.fuzzy = SPELLING_NL | SPELLING_ZH;
	compose_start(compose, &text);
	for (const char *s = "suilenglongcang"; *s; s++)
		compose_key(compose, *s, &typed);
	compose_paint(compose, 79, &typed);
	first = compose_candidate(compose, 0);
	row_add(run, xprintf("Chinese input, suilenglongcang, n as l and c as ch"),
	    xprintf("first: %s", first ? first : ""), xprintf("绥棱农场"),
	    first && strcmp(first, "绥棱农场") == 0 ? KEPT : MISSED);
	buf_release(&typed);
	compose_free(compose);
}

/* --- memory of a session ---------------------------------------------------------------------- */

static double
private_kib(void)
{
	FILE *file = fopen("/proc/self/smaps_rollup", "re");
	char line[256];
	double kib = -1;

	while (file && fgets(line, sizeof line, file))
		if (sscanf(line, "Private_Dirty: %lf", &kib) == 1)
			break;
	if (file)
		fclose(file);
	return kib;
}

static struct lexicon *
station_names(void)
{
	struct lexicon *names = lexicon_new();
	struct person person;

	for (int i = 0; i < STATION; i++) {
		person_make(i, &person);
		lexicon_add(names, person.value[PERSON_NAME], NULL, LEXICON_NAME, 0);
	}
	return names;
}

typedef double measure(const struct compose_means *means, bool names);

/* What a child of this process measures of itself; its exit gives back what it took. */
static double
in_child(measure *of, const struct compose_means *means, bool names)
{
	int pipe_fd[2], status;
	double kib = -1;
	pid_t child;

	if (pipe(pipe_fd) != 0)
		return -1;
	child = fork();
	if (child == 0) {
		kib = of(means, names);
		_exit(write(pipe_fd[1], &kib, sizeof kib) != sizeof kib);
	}
	close(pipe_fd[1]);
	if (child < 0 || read(pipe_fd[0], &kib, sizeof kib) != sizeof kib)
		kib = -1;
	close(pipe_fd[0]);
	if (child > 0)
		waitpid(child, &status, 0);
	return kib;
}

/* A session's own, after `names` and two hundred words. */
static double
session_kib(const struct compose_means *means, bool names)
{
	struct compose_means own = *means;
	struct tally t = {.untimed = true};
	double before = private_kib();

	own.words[1] = names ? station_names() : NULL;
	type_list(&own, everyday, 200, &t);
	return private_kib() - before;
}

/* The service opens all there is before it makes a process for a session. */
static double
service_kib(const struct compose_means *means, bool names)
{
	engine_open();
	return in_child(session_kib, means, names);
}

static void
row_of_memory(struct run *run, const struct compose_means *means)
{
	double bare = in_child(service_kib, means, false);
	double full = in_child(service_kib, means, true);

	row_add(run, xprintf("Chinese input, memory of one more session"),
	    xprintf("%.0f KiB, with the names of %d members %.0f KiB", bare, STATION, full),
	    xprintf("≤ %.0f KiB", SESSION_BAR), verdict_most(full, SESSION_BAR));
}

/* The long list of words, where the machine has the table that they stand in. */
static struct wordlist *
open_more(void)
{
	struct stat st;
	int fd = open(WUBI_TABLE, O_RDONLY | O_CLOEXEC);
	void *bytes = MAP_FAILED;

	if (fd >= 0 && fstat(fd, &st) == 0)
		bytes = mmap(NULL, (size_t)st.st_size, PROT_READ, MAP_PRIVATE, fd, 0);
	if (fd >= 0)
		close(fd);
	return bytes == MAP_FAILED ? NULL : wordlist_new(bytes, (size_t)st.st_size);
}

static int
typing_run(struct run *run)
{
	struct words w = {lexicon_new(), station_names()};
	struct wordlist *more = open_more();
	struct compose_means own = {.words = {w.terms, w.station}, .more = more,
	    .fuzzy = SPELLING_FUZZY};
	struct compose_means none = {.fuzzy = SPELLING_FUZZY};
	struct tally t;

	lexicon_add_words(w.terms, words_shipped(), LEXICON_TERM);
	personname_prepare();
	hanzi_prepare();
	row_of_memory(run, &(struct compose_means){
	    .words = {w.terms}, .more = own.more, .fuzzy = SPELLING_FUZZY});
	t = type_all(run, &own, ", without the engine", false);
	samples_release(&t.key);
	if (engine_open()) {
		t = type_all(run, &none, ", without our own words", false);
		samples_release(&t.key);
		t = type_all(run, &own, "", true);
		row_of_hard_names(run, &own);
		row_of_fuzzy(run, &own);
		row_of_time(run, &t);
		samples_release(&t.key);
	}
	wordlist_free(more);
	lexicon_free(w.terms);
	lexicon_free(w.station);
	return 0;
}

const struct bench bench_typing = {
	.name = "typing",
	.help = "Chinese input: hits, keys, time, memory",
	.run = typing_run,
};
