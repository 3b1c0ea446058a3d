/*
 * Near-duplicates while typing: 10,000 appeals put together from the demonstration's, each with
 * places, figures and clauses of its own; then some of them again as another person would tell
 * them: synonyms, clauses in another order, one left out, something said before and after.
 * Found is what is at least as like as the one that was told anew.
 */
#include "tests/bench/people.h"
#include "tests/bench/stock.h"

#include "db/alike.h"
#include "db/demo.h"
#include "db/demo_int.h"

#include <stdlib.h>
#include <string.h>

#define APPEALS 10000
#define BRIEF 300
#define TOLD 100 /* told anew with each number of changes */
#define LEVELS 4
#define BAR_MS 150
#define CLAUSES 24

static uint32_t dice = 20261123;

static int
roll(int sides)
{
	dice = dice * 1664525u + 1013904223u;
	return (int)(dice >> 8) % sides;
}

/* --- texts --- */

static const char *const places[] = {"一组", "二组", "三组", "四组", "五组", "六组", "西区", "东区", "粮库",
	"晒场", "烘干塔", "机务队", "家属区", "七号楼", "北大地", "南排干", "畜牧队", "仓库", "学校", "卫生所"};
#define PLACES (int)(sizeof places / sizeof *places)

static const char *const same_words[][2] = {
	{"没有", "没"}, {"问了", "打听了"}, {"到今天", "到现在"}, {"今年", "这一年"}, {"往年", "以前"},
	{"一直", "总"}, {"怎么", "咋"}, {"想问", "想打听"}, {"实在", "真"}, {"困难", "过不下去"}, {"一百", "百来"},
	{"按规定", "照规定"}, {"他们", "人家"}, {"每年", "年年"}, {"去年", "上年"}, {"下雨", "来雨"},
	{"申请", "要"}, {"手续", "办法"}, {"秋后", "秋收完"}, {"现在", "眼下"}, {"告诉", "跟"}, {"职工", "工人"},
};
#define SAME_WORDS (int)(sizeof same_words / sizeof *same_words)
static const char *const before_it[] = {"我来反映个事，", "同志你好，", "麻烦问一下，", "这个事说了好几回了，"};
static const char *const behind_it[] = {"请给解决。", "等着回话。", "大家意见都很大。", "希望领导重视一下。"};

struct clauses {
	char *clause[CLAUSES];
	int count;
};

static void
split(const char *text, struct clauses *out)
{
	while (*text && out->count < CLAUSES) {
		const char *comma = strstr(text, "，"), *stop = strstr(text, "。");
		const char *end = !comma || (stop && stop < comma) ? stop : comma;
		size_t len = end ? (size_t)(end - text) : strlen(text);

		out->clause[out->count++] = xstrndup(text, len);
		text += len + (end ? strlen("，") : 0);
	}
}

static char *
join(struct clauses *c)
{
	struct buf out = BUF_EMPTY;

	for (int i = 0; i < c->count; i++) {
		buf_printf(&out, "%s%s", i ? "，" : "", c->clause[i]);
		free(c->clause[i]);
	}
	c->count = 0;
	buf_puts(&out, "。");
	return buf_take(&out);
}

static void
replace(char **text, const char *what, const char *with)
{
	char *at = strstr(*text, what);

	if (!at)
		return;
	char *fresh = xprintf("%.*s%s%s", (int)(at - *text), *text, with, at + strlen(what));

	free(*text);
	*text = fresh;
}

/* Matter i as its own person told it. */
static char *
original(int i)
{
	struct clauses c = {0};
	const struct demo_matter *other = &demo_matters[roll(demo_matter_count)];

	split(demo_matters[i % demo_matter_count].text, &c);
	split(other->text, &c);
	while (c.count > 5) { /* some of both, in order */
		int gone = roll(c.count);

		free(c.clause[gone]);
		memmove(&c.clause[gone], &c.clause[gone + 1],
		    (size_t)(--c.count - gone) * sizeof *c.clause);
	}
	char *text = join(&c);
	char *whole = xprintf("%s%s有%d户，%s", places[roll(PLACES)], places[roll(PLACES)],
	    2 + roll(90), text);

	free(text);
	return whole;
}

/* The same matter in another person's words; `changes` of each kind. */
static char *
told_anew(const char *text, int changes)
{
	struct clauses c = {0};
	char *out;

	split(text, &c);
	for (int i = 0; i < changes && c.count > 2; i++) {
		int a = roll(c.count), b = roll(c.count);
		char *kept = c.clause[a];

		c.clause[a] = c.clause[b];
		c.clause[b] = kept;
		if (i % 2)
			free(c.clause[--c.count]);
	}
	out = join(&c);
	for (int i = 0, done = 0; i < SAME_WORDS * 2 && done < changes * 2; i++) {
		int w = roll(SAME_WORDS);

		done += strstr(out, same_words[w][0]) != NULL;
		replace(&out, same_words[w][0], same_words[w][1]);
	}
	char *whole = xprintf("%s%s%s", before_it[roll(4)], out,
	    changes > 1 ? behind_it[roll(4)] : "");

	free(out);
	return whole;
}

/* --- the station --- */

static struct record *
appeal_of(const struct stock *s, char *content)
{
	const struct form *form = forms_find(s->forms, "appeal");
	struct record *record = record_new(form);

	record_set(record, form_field(form, "naming"), "2");
	record_set(record, form_field(form, "nature"), "6");
	record_set(record, form_field(form, "subject"), "99");
	record_set(record, form_field(form, "content"), content);
	free(content);
	return record;
}

static int
fill(struct stock *s, char **text, int count)
{
	struct record *record[500];
	int err = 0;

	for (int from = 0; !err && from < count; from += 500) {
		int n = count - from < 500 ? count - from : 500;

		for (int i = 0; i < n; i++)
			record[i] = appeal_of(s, xstrdup(text[from + i]));
		err = store_save_all(s->db, &stock_clerk, record, n, NULL);
		for (int i = 0; i < n; i++)
			record_free(record[i]);
	}
	return err;
}

static int
ask(struct stock *s, const char *typed, const char *about, struct samples *time, bool *found)
{
	struct record *record = appeal_of(s, xstrdup(typed));
	struct alikes alikes;
	int64_t start = pty_now();
	int err = store_alike(s->db, &stock_clerk, record, &alikes);

	samples_add(time, ms_since(start));
	*found = !err && alikes.count && alikes.alike[0].likeness >= alike_texts(typed, about);
	alikes_release(&alikes);
	record_free(record);
	return err;
}

static int
measure_level(struct run *run, struct stock *s, char **text, int count, int changes)
{
	struct samples time = {0}, like = {0};
	int found = 0, err = 0, told = run->brief ? 5 : TOLD;

	for (int i = 0; !err && i < told; i++) {
		const char *about = text[roll(count)];
		char *typed = told_anew(about, changes);
		bool is_found;

		samples_add(&like, alike_texts(typed, about));
		err = ask(s, typed, about, &time, &is_found);
		found += is_found;
		free(typed);
	}
	double p99 = samples_part(&time, 0.99);

	if (!err)
		row_add(run, xprintf("alike, %d appeals: told anew, %d changes of each kind", count,
		    changes), xprintf("found %d %% (likeness %.0f), p50 %.1f p99 %.1f ms",
		    found * 100 / told, samples_mean(&like), samples_part(&time, 0.5), p99),
		    xstrdup("150 ms"), verdict_most(p99, BAR_MS));
	samples_release(&time);
	samples_release(&like);
	return err;
}

static int
measure(struct run *run)
{
	int count = run->brief ? BRIEF : APPEALS, err;
	char *dir = stock_copy(run, 0, "alike"), **text = xcalloc((size_t)count, sizeof *text);
	struct stock s = {0};

	err = dir ? stock_open(&s, dir) : -1;
	for (int i = 0; i < count; i++)
		text[i] = original(i);
	if (!err)
		err = fill(&s, text, count);
	for (int changes = 1; !err && changes <= LEVELS; changes++)
		err = measure_level(run, &s, text, count, changes);
	stock_close(&s);
	for (int i = 0; i < count; i++)
		free(text[i]);
	free(text);
	free(dir);
	return err;
}

const struct bench bench_alike = {"alike", "near-duplicates while typing", measure};
