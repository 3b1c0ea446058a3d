/*
 * bench [NAME…]: measures and prints one table; all of it, or the benches named.
 *
 *	B              the build folder
 *	BENCH_SHORT    small sizes, to see that everything can be measured
 *	BENCH_MEMBERS  members of the biggest station (1000000)
 */
#include "tests/bench/bench.h"

#include "base/width.h"

#include <fcntl.h>
#include <locale.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#define PATIENCE 20000 /* ms that the program has for anything */
#define QUIET 120      /* ms after which it is taken to have painted all; below its tick */
#define QUIET_BRIEF 20

static const struct bench *const benches[] = {
	&bench_typing, /* first: the memory of a session in a process that has done nothing yet */
	&bench_start, &bench_screens, &bench_search, &bench_import, &bench_hostile, &bench_gate,
	&bench_keys, &bench_line, &bench_slips, &bench_alike, &bench_exchange, &bench_faults,
	&bench_desk,
};
#define BENCHES (int)(sizeof benches / sizeof benches[0])

/* --- the table -------------------------------------------------------------------------------- */

#define COLUMNS 4

struct rows {
	char *(*cell)[COLUMNS];
	int count;
};

enum verdict
verdict_most(double value, double bar)
{
	return value <= bar ? KEPT : MISSED;
}

enum verdict
verdict_least(double value, double bar)
{
	return value >= bar ? KEPT : MISSED;
}

void
row_add(struct run *run, char *what, char *measured, char *bar, enum verdict verdict)
{
	static const char *const words[] = {[KEPT] = "kept", [MISSED] = "MISSED", [NO_BAR] = ""};
	struct rows *rows = run->rows;

	rows->cell = xrealloc(rows->cell, (size_t)(rows->count + 1) * sizeof *rows->cell);
	rows->cell[rows->count][0] = what;
	rows->cell[rows->count][1] = measured;
	rows->cell[rows->count][2] = bar;
	rows->cell[rows->count][3] = xstrdup(words[verdict]);
	rows->count++;
}

static void
print_line(char *const cell[COLUMNS], const int cols[COLUMNS])
{
	for (int i = 0; i < COLUMNS; i++)
		printf("| %s%*s ", cell[i], cols[i] - width_of_text(cell[i]), "");
	puts("|");
}

static void
print_table(const struct rows *rows)
{
	static char *const heads[COLUMNS] = {
		(char *)"what", (char *)"measured", (char *)"bar, peer", (char *)"verdict"};
	int cols[COLUMNS];

	for (int i = 0; i < COLUMNS; i++) {
		cols[i] = width_of_text(heads[i]);
		for (int r = 0; r < rows->count; r++)
			if (width_of_text(rows->cell[r][i]) > cols[i])
				cols[i] = width_of_text(rows->cell[r][i]);
	}
	print_line(heads, cols);
	for (int i = 0; i < COLUMNS; i++) {
		fputs("|", stdout);
		for (int c = 0; c < cols[i] + 2; c++)
			putchar('-');
	}
	puts("|");
	for (int r = 0; r < rows->count; r++)
		print_line(rows->cell[r], cols);
}

static void
rows_release(struct rows *rows)
{
	for (int r = 0; r < rows->count; r++)
		for (int i = 0; i < COLUMNS; i++)
			free(rows->cell[r][i]);
	free(rows->cell);
}

/* --- the program ------------------------------------------------------------------------------ */

static int quiet = QUIET;

double
ms_since(int64_t start)
{
	return (double)(pty_now() - start) / 1e6;
}

void
program_settle(struct pty *pty)
{
	pty_settle(pty, quiet);
}

int
program_do(struct pty *pty, const char *keys, const char *text)
{
	const char *wrong = pty_keys(pty, keys);
	bool came = !wrong && pty_wait(pty, text, PATIENCE);

	if (came) {
		program_settle(pty);
		return 0;
	}
	fprintf(stderr, "after \"%s\" never came \"%s\"\n", wrong ? wrong : keys, text);
	pty_show(pty, stderr);
	return -1;
}

int
program_start(const struct run *run, struct pty *pty, const char *dir)
{
	char *path = xprintf("%s/gongzhan", run->build);
	const char *const argv[] = {path, "--data", dir, NULL};
	int code = pty_run(pty, 24, 80, argv);

	free(path);
	return code ? -1 : program_do(pty, "", "登录名");
}

int
program_sign_in(struct pty *pty)
{
	return program_do(pty, "wxl<Enter>demo wang 2026<Enter>", "星期");
}

int
command(const char *const argv[])
{
	int status;
	pid_t pid = fork();

	if (pid == 0) {
		int nothing = open("/dev/null", O_RDWR);

		dup2(nothing, STDIN_FILENO);
		dup2(nothing, STDOUT_FILENO);
		dup2(nothing, STDERR_FILENO);
		execv(argv[0], (char *const *)argv);
		_exit(127);
	}
	if (pid < 0 || waitpid(pid, &status, 0) != pid || !WIFEXITED(status))
		return -1;
	return WEXITSTATUS(status);
}

/* ---------------------------------------------------------------------------------------------- */

static bool
is_named(const struct bench *bench, int argc, char **argv)
{
	for (int i = 1; i < argc; i++)
		if (strcmp(bench->name, argv[i]) == 0)
			return true;
	return argc < 2;
}

static int
usage(void)
{
	fputs("bench [NAME…]\n", stderr);
	for (int i = 0; i < BENCHES; i++)
		fprintf(stderr, "  %-8s %s\n", benches[i]->name, benches[i]->help);
	return 2;
}

static bool
is_known(const char *name)
{
	for (int i = 0; i < BENCHES; i++)
		if (strcmp(benches[i]->name, name) == 0)
			return true;
	return false;
}

/* What the terminal programs may know of the outside is the same everywhere. */
static void
set_environment(void)
{
	setlocale(LC_ALL, "C.UTF-8");
	setenv("TERM", "xterm-256color", 1);
	setenv("LC_ALL", "C.UTF-8", 1);
	unsetenv("NO_COLOR");
	unsetenv("LINES");
	unsetenv("COLUMNS");
	signal(SIGPIPE, SIG_IGN);
}

static int
number(const char *name, int otherwise)
{
	const char *value = getenv(name);

	return value && atoi(value) > 0 ? atoi(value) : otherwise;
}

static int
measure(struct run *run, int argc, char **argv)
{
	int failed = 0;

	for (int i = 0; i < BENCHES; i++) {
		if (!is_named(benches[i], argc, argv))
			continue;
		fprintf(stderr, "%s: %s\n", benches[i]->name, benches[i]->help);
		if (benches[i]->run(run) == 0)
			continue;
		fprintf(stderr, "%s: could not be measured\n", benches[i]->name);
		row_add(run, xstrdup(benches[i]->help), xstrdup("not measured"), xstrdup(""),
		    NO_BAR);
		failed = 1;
	}
	return failed;
}

int
main(int argc, char **argv)
{
	char folder[] = "/tmp/bench-XXXXXX";
	struct rows rows = {0};
	struct run run = {.build = getenv("B"), .brief = number("BENCH_SHORT", 0) > 0,
		.rows = &rows, .tmp = folder};

	for (int i = 1; i < argc; i++)
		if (!is_known(argv[i]))
			return usage();
	if (!run.build || !mkdtemp(folder))
		return 2;
	set_environment();
	quiet = run.brief ? QUIET_BRIEF : QUIET;
	run.members = run.brief ? 200 : 20000;
	run.many = run.brief ? 200 : number("BENCH_MEMBERS", 1000000);
	run.cache = run.brief ? xprintf("%s/cache", folder)
	    : xprintf("%s/tests/bench/cache", run.build);
	mkdir(run.cache, 0700);
	int failed = measure(&run, argc, argv);

	print_table(&rows);
	const char *const remove[] = {"/bin/rm", "-rf", folder, NULL};

	if (command(remove) != 0)
		failed = 1;
	rows_release(&rows);
	free(run.cache);
	return failed;
}
