/*
 * Clerks over SSH: memory of each at work and ten seconds after the last key, a key's echo while
 * all type, all by OpenSSH's client and the program itself; and whether a refusal takes the same
 * time for an account that is there and one that is not.
 */
#include "tests/bench/stock.h"

#include "base/err.h"
#include "db/keep.h"

#include <fcntl.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#define CLERKS 50
#define EACH 5 /* connections of an account */
#define PATIENCE 30000
#define REST_MS 10000
#define KEYS_A_SECOND 4
#define SECONDS 10

struct service {
	char *dir, *key, *group;
	pid_t pid;
	int port, clerks;
	struct pty *pty;
};

/* --- the service ------------------------------------------------------------------------------ */

static bool
is_there(const char *program)
{
	char *line = xprintf("command -v %s >/dev/null", program);
	bool there = system(line) == 0;

	free(line);
	return there;
}

static char *
read_file(const char *path)
{
	struct buf text = BUF_EMPTY;
	char bytes[4096];
	size_t got;
	FILE *file = fopen(path, "re");

	while (file && (got = fread(bytes, 1, sizeof bytes, file)) > 0)
		buf_add(&text, bytes, got);
	if (file)
		fclose(file);
	return buf_take(&text);
}

/* Accounts whose key is enough, so that nothing has to be typed before the screens. */
static int
add_accounts(struct service *s)
{
	struct actor admin = {"os:bench", "bench", ROLE_INFOADMIN, "bench"};
	char *path = xprintf("%s.pub", s->key), *line = read_file(path);
	struct keep *keep = NULL;
	int err = keep_open(s->dir, NULL, &keep, NULL);

	for (int i = 0; !err && i * EACH < s->clerks; i++) {
		char name[16];
		struct account account = {.account = name, .name = (char *)"录入员",
		    .role = ROLE_CLERK};

		snprintf(name, sizeof name, "c%d", i);
		err = keep_add(keep, &admin, &account, "bench words 2026", NULL);
		if (!err)
			err = keep_pubkey_add(keep, &admin, name, line, true, NULL);
	}
	keep_close(keep);
	free(line);
	free(path);
	return err;
}

/* A group of processes whose memory the kernel counts with its own; NULL where none can be made. */
static char *
make_group(void)
{
	char *path = xprintf("/sys/fs/cgroup/memory/gongzhan-bench-%d", (int)getpid());

	if (mkdir(path, 0700) == 0)
		return path;
	free(path);
	return NULL;
}

static void
join_group(const char *group)
{
	char *path = group ? xprintf("%s/cgroup.procs", group) : NULL;
	int fd = path ? open(path, O_WRONLY | O_CLOEXEC) : -1;

	if (fd >= 0) {
		dprintf(fd, "%d", (int)getpid());
		close(fd);
	}
	free(path);
}

static int
start_service(const struct run *run, struct service *s)
{
	char *program = xprintf("%s/gongzhan", run->build), line[512] = "";
	const char *const argv[] = {program, "--data", s->dir, "serve", "--listen", "127.0.0.1",
		"--port", "0", NULL};
	int way[2];
	size_t len = 0;

	if (pipe2(way, O_CLOEXEC) != 0)
		return -1;
	s->pid = fork();
	if (s->pid == 0) {
		join_group(s->group);
		dup2(way[1], STDOUT_FILENO);
		execv(program, (char *const *)argv);
		_exit(127);
	}
	close(way[1]);
	while (len + 1 < sizeof line && read(way[0], line + len, 1) == 1 && line[len] != '\n')
		len++;
	/* Its notes are not read: they are few, and a pipe takes them. */
	const char *number = strstr(line, "，");

	s->port = number ? atoi(number + strlen("，")) : 0;
	free(program);
	return s->port > 0 ? 0 : -1;
}

static int
come(struct service *s, int i)
{
	char *line = xprintf("exec ssh -F none -p %d -i %s -o IdentitiesOnly=yes "
	    "-o StrictHostKeyChecking=no -o UserKnownHostsFile=/dev/null -o LogLevel=ERROR "
	    "c%d@127.0.0.1", s->port, s->key, i / EACH);
	const char *const argv[] = {"/bin/sh", "-c", line, NULL};
	int err = pty_run(&s->pty[i], 24, 80, argv);

	if (!err && !pty_wait(&s->pty[i], "星期", PATIENCE)) {
		pty_show(&s->pty[i], stderr);
		err = -1;
	}
	free(line);
	return err;
}

static int
set_up(const struct run *run, struct service *s)
{
	char *line = xprintf("ssh-keygen -q -t ed25519 -N '' -f %s", s->key);
	int err = system(line) ? -1 : 0;

	free(line);
	if (!err)
		err = add_accounts(s);
	if (!err)
		err = start_service(run, s);
	for (int i = 0; !err && i < s->clerks; i++)
		err = come(s, i);
	return err;
}

static void
put_away(struct service *s)
{
	for (int i = 0; i < s->clerks; i++)
		pty_end(&s->pty[i]);
	if (s->pid > 0) {
		kill(s->pid, SIGTERM);
		waitpid(s->pid, NULL, 0);
	}
	if (s->group)
		rmdir(s->group);
	free(s->group);
	free(s->pty);
	free(s->key);
	free(s->dir);
}

/* --- what all do ------------------------------------------------------------------------------ */

static void
pump_all(struct service *s, int ms)
{
	for (int64_t end = pty_now() + ms * INT64_C(1000000); pty_now() < end;) {
		for (int i = 0; i < s->clerks; i++)
			pty_pump(&s->pty[i], 0);
		usleep(20000);
	}
}

static int
all_do(struct service *s, const char *keys, const char *text)
{
	for (int i = 0; i < s->clerks; i++)
		pty_keys(&s->pty[i], keys);
	for (int i = 0; i < s->clerks; i++)
		if (!pty_wait(&s->pty[i], text, PATIENCE)) {
			fprintf(stderr, "after \"%s\" never came \"%s\"\n", keys, text);
			pty_show(&s->pty[i], stderr);
			return -1;
		}
	return 0;
}

/* --- memory ----------------------------------------------------------------------------------- */

/* The number behind a word in a file of "WORD NUMBER" or "WORD: NUMBER kB" lines. */
static double
number_of(const char *path, const char *word)
{
	char *text = read_file(path);
	const char *at = strstr(text, word);
	double number = at ? atof(at + strlen(word)) : 0;

	free(text);
	return number;
}

/* KiB of the group: what processes hold of their own, and what the kernel holds for them. */
static double
group_memory(const struct service *s)
{
	if (!s->group)
		return 0;
	char *stat = xprintf("%s/memory.stat", s->group);
	char *kernel = xprintf("%s/memory.kmem.usage_in_bytes", s->group);
	double bytes = number_of(stat, "rss ") + number_of(kernel, "");

	free(stat);
	free(kernel);
	return bytes / 1024;
}

static void
add_memory(struct run *run, const struct service *s, double all, const char *when, double bar)
{
	double each = all / s->clerks;

	row_add(run, xprintf("SSH, %d clerks, memory of each %s", s->clerks, when),
	    xprintf("%.0f KiB", each), xprintf("%.0f KiB", bar), verdict_most(each, bar));
}

static int
work(struct service *s)
{
	int err = all_do(s, "1", "共 300 人");

	if (!err)
		err = all_do(s, "zxq", "4 人，共");
	if (!err)
		err = all_do(s, "<Enter>", "1 本人");
	if (!err)
		err = all_do(s, "<Esc><Esc>", "4 人，共");
	if (!err)
		err = all_do(s, "<F6>", "照证件写");
	return err ? err : all_do(s, "古丽娜尔<Enter>00", "古丽娜尔");
}

/* --- echo ------------------------------------------------------------------------------------- */

/* Everybody types in turn; each key's echo is waited for. */
static int
type(struct service *s, int seconds, struct samples *out)
{
	int64_t step = INT64_C(1000000000) / (KEYS_A_SECOND * s->clerks), due = pty_now();
	int keys = seconds * KEYS_A_SECOND * s->clerks;

	for (int i = 0; i < keys; i++, due += step) {
		struct pty *pty = &s->pty[i % s->clerks];
		int64_t start;

		while (pty_now() < due)
			pty_pump(&s->pty[(i + 1) % s->clerks], 1);
		while (pty_pump(pty, 0))
			;
		long before = pty->bytes;

		start = pty_now();
		pty_keys(pty, i / s->clerks % 2 ? "<C-h>" : "1");
		/* Typing may read, too. */
		if (pty->bytes == before && !pty_pump(pty, PATIENCE)) {
			fprintf(stderr, "key %d of clerk %d had no echo\n", i / s->clerks,
			    i % s->clerks);
			pty_show(pty, stderr);
			return -1;
		}
		samples_add(out, ms_since(start));
	}
	return 0;
}

static void
add_echo(struct run *run, const struct service *s, struct samples *ms)
{
	double median = samples_part(ms, 0.5), most = samples_part(ms, 0.99);

	row_add(run, xprintf("SSH, %d clerks typing %d keys/s, echo", s->clerks, KEYS_A_SECOND),
	    xprintf("median %.2f p99 %.2f ms (%d keys, none lost)", median, most, ms->count),
	    xstrdup("1 / 5 ms"), median <= 1 && most <= 5 ? KEPT : MISSED);
}

/* --- refusals --------------------------------------------------------------------------------- */

static void
refusal(struct keep *keep, const char *account, struct samples *ms)
{
	struct account none = {0};
	int64_t start = pty_now();

	keep_sign_in(keep, account, "wrong words 2026", "bench", &none, NULL);
	samples_add(ms, ms_since(start));
	account_release(&none);
}

static int
refusals(struct run *run, const char *dir)
{
	struct samples known = {0}, unknown = {0};
	struct keep *keep = NULL;
	int err = keep_open(dir, NULL, &keep, NULL);

	for (int i = 0; !err && i < (run->brief ? 2 : 20); i++) {
		refusal(keep, "c0", &known);
		refusal(keep, "nobody", &unknown);
	}
	if (!err)
		row_add(run, xstrdup("a refusal: account there / not there"),
		    xprintf("%.1f / %.1f ms", samples_part(&known, 0.5),
			samples_part(&unknown, 0.5)),
		    xstrdup("alike"), NO_BAR);
	keep_close(keep);
	samples_release(&known);
	samples_release(&unknown);
	return err;
}

/* ---------------------------------------------------------------------------------------------- */

/* What there is without clerks is looked at when they have gone. */
static int
memory_and_echo(struct run *run, struct service *s, struct samples *echo)
{
	double working = group_memory(s);

	pump_all(s, run->brief ? 6500 : REST_MS);
	double rested = group_memory(s);
	int err = type(s, run->brief ? 1 : SECONDS, echo);

	for (int i = 0; i < s->clerks; i++)
		pty_end(&s->pty[i]);
	usleep(500000);
	double none = group_memory(s);

	if (s->group) {
		add_memory(run, s, working - none, "at work", 1400);
		add_memory(run, s, rested - none, "ten seconds after", 1000);
	} else {
		fputs("ssh: no group of processes can be made here: memory is not measured\n",
		    stderr);
	}
	return err;
}

static int
measure_service(struct run *run, struct service *s)
{
	struct samples echo = {0};
	int err = set_up(run, s);

	if (!err)
		err = work(s);
	if (!err)
		err = memory_and_echo(run, s, &echo);
	if (!err)
		add_echo(run, s, &echo);
	samples_release(&echo);
	return err;
}

static int
measure(struct run *run)
{
	char *serve = xprintf("%s/gongzhan-serve", run->build);
	bool can = access(serve, X_OK) == 0 && is_there("ssh") && is_there("ssh-keygen");
	struct service s = {.clerks = run->brief ? 2 : CLERKS};

	free(serve);
	if (!can) {
		fputs("ssh: needs gongzhan-serve and OpenSSH's client: left out\n", stderr);
		return 0;
	}
	s.dir = stock_copy(run, 0, "line");
	s.key = xprintf("%s/line.key", run->tmp);
	s.group = make_group();
	s.pty = xcalloc((size_t)s.clerks, sizeof *s.pty);
	int err = s.dir ? measure_service(run, &s) : -1;

	if (!err)
		err = refusals(run, s.dir);
	put_away(&s);
	return err;
}

const struct bench bench_line = {"ssh", "clerks over SSH: memory, echo, refusals", measure};
