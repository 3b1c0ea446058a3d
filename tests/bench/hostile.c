/*
 * How soon workbooks are refused that nobody should take in: the program is given each of them as a
 * clerk would, and ends with its sentence. Memory is what the program and the one that reads for it
 * had at most, together; it is looked at in a second run, which is not timed.
 */
#include "tests/bench/hostile_books.h"
#include "tests/bench/stock.h"

#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#define SECONDS_BAR 1.0
#define MEMORY_BAR 64.0 /* MiB */
#define LOOKED_US 2000
#define LESS 100 /* in a brief run */

struct cost {
	double seconds, cpu, mib;
};

static pid_t
start(const struct run *run, const char *dir, const char *book)
{
	char *path = xprintf("%s/gongzhan", run->build);
	const char *const argv[] = {path, "--data", dir, "import", "member", book, NULL};
	pid_t pid = fork();

	if (pid == 0) {
		int nothing = open("/dev/null", O_RDWR);

		dup2(nothing, STDIN_FILENO);
		dup2(nothing, STDOUT_FILENO);
		dup2(nothing, STDERR_FILENO);
		execv(path, (char *const *)argv);
		_exit(127);
	}
	free(path);
	return pid;
}

/* 0 if it was refused; *cost has what it took. */
static int
time_one(const struct run *run, const char *dir, const char *book, struct cost *cost)
{
	int64_t since = pty_now();
	pid_t pid = start(run, dir, book);
	struct rusage used;
	int status;

	if (pid < 0 || wait4(pid, &status, 0, &used) != pid || !WIFEXITED(status) ||
	    WEXITSTATUS(status) != 1)
		return -1;
	cost->seconds = ms_since(since) / 1000;
	cost->cpu = (double)(used.ru_utime.tv_sec + used.ru_stime.tv_sec) +
	    (double)(used.ru_utime.tv_usec + used.ru_stime.tv_usec) / 1e6;
	return 0;
}

/* --- memory ----------------------------------------------------------------------------------- */

struct watch {
	pid_t pid, helper; /* 0: not seen yet */
	double own, helpers; /* MiB */
};

/* The most that a process has had so far, in MiB; 0 if it is gone. And its parent. */
static double
most_of(pid_t pid, int *parent)
{
	char *path = xprintf("/proc/%d/status", (int)pid), line[256];
	FILE *file = fopen(path, "re");
	double kib = 0;

	free(path);
	while (file && fgets(line, sizeof line, file)) {
		sscanf(line, "PPid: %d", parent);
		sscanf(line, "VmHWM: %lf", &kib);
	}
	if (file)
		fclose(file);
	return kib / 1024;
}

/* The process that reads is the program's only child; its number follows soon. */
static void
find_helper(struct watch *w)
{
	for (pid_t next = w->pid + 1; next < w->pid + 30 && !w->helper; next++) {
		int parent = 0;

		most_of(next, &parent);
		if (parent == w->pid)
			w->helper = next;
	}
}

static void
look(struct watch *w)
{
	int parent;
	double own = most_of(w->pid, &parent), helpers = 0;

	if (!w->helper)
		find_helper(w);
	if (w->helper)
		helpers = most_of(w->helper, &parent);
	w->own = own > w->own ? own : w->own;
	w->helpers = helpers > w->helpers ? helpers : w->helpers;
}

static double
watch_one(const struct run *run, const char *dir, const char *book)
{
	struct watch w = {.pid = start(run, dir, book)};
	int status;

	while (w.pid > 0 && waitpid(w.pid, &status, WNOHANG) == 0) {
		look(&w);
		usleep(LOOKED_US);
	}
	return w.own + w.helpers;
}

/* ---------------------------------------------------------------------------------------------- */

static void
take_worst(struct cost *worst, const struct cost *cost)
{
	worst->seconds = cost->seconds > worst->seconds ? cost->seconds : worst->seconds;
	worst->cpu = cost->cpu > worst->cpu ? cost->cpu : worst->cpu;
	worst->mib = cost->mib > worst->mib ? cost->mib : worst->mib;
}

static int
measure_kind(struct run *run, const char *dir, const struct hostile *kind)
{
	char *book = xprintf("%s/book", run->tmp);
	struct cost worst = {0};
	int err = 0;

	for (int i = 0; i < kind->count && !err; i++) {
		struct cost cost = {0};

		err = kind->make(book, i, run->brief ? LESS : 1);
		if (!err && time_one(run, dir, book, &cost) != 0)
			err = -1;
		if (!err)
			cost.mib = watch_one(run, dir, book);
		if (err)
			fprintf(stderr, "hostile: %s, %d: not refused\n", kind->what, i);
		take_worst(&worst, &cost);
	}
	unlink(book);
	free(book);
	if (!err)
		row_add(run, xprintf("refused: %s (%d)", kind->what, kind->count),
		    xprintf("worst %.2f s (processor %.2f), %.0f MiB", worst.seconds, worst.cpu,
			worst.mib), xprintf("%.0f s, %.0f MiB", SECONDS_BAR, MEMORY_BAR),
		    worst.seconds <= SECONDS_BAR && worst.mib <= MEMORY_BAR ? KEPT : MISSED);
	return err;
}

static int
measure(struct run *run)
{
	char *dir = stock_copy(run, 0, "hostile");
	int err = dir ? 0 : -1;

	for (int i = 0; i < hostile_count && !err; i++)
		err = measure_kind(run, dir, &hostile_books[i]);
	free(dir);
	return err;
}

const struct bench bench_hostile = {"hostile", "bad workbooks refused: time, memory", measure};
