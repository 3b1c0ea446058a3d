/*
 * Find as you type: what the list asks of the store at one key, the first rows and how many there
 * are, as a person would type names, initials, last digits.
 */
#include "tests/bench/people.h"
#include "tests/bench/stock.h"

#include <stdlib.h>
#include <string.h>
#include <time.h>

#define ROWS 100 /* that the list fetches at once */
#define NEEDLES 8
#define TURNS 25     /* of each needle, at most */
#define SECONDS 2    /* for one kind of needle, at most */

/* What of a person is typed: `chars` of it, or its last ones when negative. */
static const struct kind {
	const char *what;
	const char *typed[NEEDLES]; /* or NULL: last digits of people who are there */
} kinds[] = {
	{"1 character of a name", {"张", "王", "䶮", "秀", "芳", "尉", "赵", "明"}},
	{"2 characters", {"张秀", "王伟", "秀芹", "建国", "李明", "欧阳", "刘洋", "志强"}},
	{"3 characters", {"张秀芹", "王建国", "李志强", "刘玉珍", "陈海燕", "赵晓东", "孙国栋", "周立军"}},
	{"2 initials", {"zx", "wj", "lz", "ly", "ch", "zh", "sg", "xq"}},
	{"3 initials", {"zxq", "wjg", "lzq", "lyz", "chy", "zxd", "sgd", "zlj"}},
	{"last four digits", {NULL}},
	{"nobody", {"龘", "龘龘", "张龘龘", "vvv", "uiv", "99x9", "zzzzz", "王ⅹ"}},
};
#define KINDS (int)(sizeof kinds / sizeof kinds[0])

struct times {
	struct samples all, cpu; /* ms on the wall, and of a processor */
};

static double
cpu_ms(void)
{
	struct timespec t;

	clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &t);
	return (double)t.tv_sec * 1e3 + (double)t.tv_nsec / 1e6;
}

static int
ask(struct stock *s, const char *typed, struct times *t)
{
	struct store_query query = {.form = s->member, .find = typed, .limit = ROWS};
	struct store_page page = {0};
	double cpu = cpu_ms();
	int64_t found, start = pty_now();
	int err = store_list(s->db, &stock_clerk, &query, &page);

	if (!err && !page.counted)
		err = store_count(s->db, &stock_clerk, &query, &found);
	samples_add(&t->all, ms_since(start));
	samples_add(&t->cpu, cpu_ms() - cpu);
	store_page_release(&page);
	return err;
}

static const char *
needle(const struct kind *kind, int i, struct person *person)
{
	if (kind->typed[0])
		return kind->typed[i];
	person_make(i * 61, person);
	return person->value[i % 2 ? PERSON_MOBILE : PERSON_DOC_NO] + (i % 2 ? 7 : 14);
}

static int
measure_kind(struct run *run, struct stock *s, const struct kind *kind, int members)
{
	struct times t = {0};
	struct person person;
	int64_t start = pty_now();
	int err = ask(s, needle(kind, 0, &person), &t);

	t.cpu.count = t.all.count = 0; /* the first one warmed it up */
	for (int i = 0; !err && i < NEEDLES * (run->brief ? 1 : TURNS) &&
	    (ms_since(start) < SECONDS * 1000 || i < NEEDLES); i++)
		err = ask(s, needle(kind, i % NEEDLES, &person), &t);
	double p99 = samples_part(&t.all, 0.99);

	if (!err)
		row_add(run, xprintf("search, %d members: %s", members, kind->what),
		    xprintf("p50 %.2f p99 %.2f ms (processor %.2f %.2f)", samples_part(&t.all, 0.5),
			p99, samples_part(&t.cpu, 0.5), samples_part(&t.cpu, 0.99)),
		    xstrdup("10 ms"), verdict_most(p99, 10));
	samples_release(&t.cpu);
	samples_release(&t.all);
	return err;
}

static int
measure_station(struct run *run, int members)
{
	char *dir = stock_kept(run, members);
	struct stock s = {0};
	int err = dir ? stock_open(&s, dir) : -1;

	for (int i = 0; !err && i < KINDS; i++)
		err = measure_kind(run, &s, &kinds[i], members);
	stock_close(&s);
	free(dir);
	return err;
}

static int
measure(struct run *run)
{
	int err = measure_station(run, run->members);

	return err ? err : measure_station(run, run->many);
}

const struct bench bench_search = {"search", "find as you type", measure};
