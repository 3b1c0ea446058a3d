/* From exec to the last byte of the first page, and from the password to the desk. */
#include "tests/bench/stock.h"

#include "tests/bench/bench.h"

#include <sodium.h>
#include <stdlib.h>
#include <unistd.h>

#define PATIENCE 20000
#define DIALOG "/usr/bin/dialog"

struct start {
	struct samples ms;  /* until the last byte of the page */
	struct samples cpu; /* ms of a processor: a busy machine does not change it much */
};

/* What the kernel has counted for the process, in ms. */
static double
cpu_ms(pid_t pid)
{
	char *path = xprintf("/proc/%d/schedstat", (int)pid);
	FILE *file = fopen(path, "re");
	unsigned long long ns = 0;

	if (file && fscanf(file, "%llu", &ns) != 1)
		ns = 0;
	if (file)
		fclose(file);
	free(path);
	return (double)ns / 1e6;
}

/* Starts argv, waits for the text and for silence. -1: it never came. */
static int
first_page(const char *const argv[], const char *text, struct start *out)
{
	struct pty pty = {0};
	int64_t start = pty_now();
	int err = -1;

	if (pty_run(&pty, 24, 80, argv) == 0 && pty_wait(&pty, text, PATIENCE)) {
		program_settle(&pty);
		samples_add(&out->ms, (double)(pty.read_at - start) / 1e6);
		samples_add(&out->cpu, cpu_ms(pty.child));
		err = 0;
	}
	pty_end(&pty);
	return err;
}

static void
add_start(struct run *run, struct start *own, struct start *peer)
{
	double ratio = samples_part(&own->ms, 0.5) / samples_part(&peer->ms, 0.5);
	double cpu = samples_part(&own->cpu, 0.5) / samples_part(&peer->cpu, 0.5);
	char *what = xprintf("start to the sign-in page, %d members", run->members);

	if (!peer->ms.count) {
		row_add(run, what, samples_text(&own->ms, "ms"),
		    xstrdup("3 x dialog, which is not installed"), NO_BAR);
		return;
	}
	row_add(run, what, samples_text(&own->ms, "ms"),
	    xprintf("3 x dialog's %.1f ms (%.1f-%.1f): ratio %.2f", samples_part(&peer->ms, 0.5),
		samples_part(&peer->ms, 0), samples_part(&peer->ms, 1), ratio),
	    verdict_most(ratio, 3));
	row_add(run, xstrdup("of it, time of a processor"), samples_text(&own->cpu, "ms"),
	    xprintf("3 x dialog's %.1f ms: ratio %.2f", samples_part(&peer->cpu, 0.5), cpu),
	    verdict_most(cpu, 3));
}

static void
start_release(struct start *s)
{
	samples_release(&s->ms);
	samples_release(&s->cpu);
}

/* Both in turns, so that what else the machine does meets both. */
static int
measure_first_page(struct run *run, const char *dir)
{
	struct start own = {0}, peer = {0};
	char *path = xprintf("%s/gongzhan", run->build);
	const char *const argv[] = {path, "--data", dir, NULL};
	const char *const dialog[] = {DIALOG, "--msgbox", "Gongzhan", "8", "40", NULL};
	bool has_dialog = access(DIALOG, X_OK) == 0;
	int err = 0;

	for (int i = run->brief ? 10 : 0; !err && i < 11; i++) {
		err = first_page(argv, "登录名", &own);
		if (!err && has_dialog)
			err = first_page(dialog, "OK", &peer);
	}
	if (!err)
		add_start(run, &own, &peer);
	start_release(&own);
	start_release(&peer);
	free(path);
	return err;
}

/* What a password costs by itself, as the keeper hashes it. */
static double
hash_ms(void)
{
	char hash[crypto_pwhash_STRBYTES];
	int64_t start = pty_now();

	if (crypto_pwhash_str(hash, "demo wang 2026", 14, crypto_pwhash_OPSLIMIT_INTERACTIVE,
	    crypto_pwhash_MEMLIMIT_INTERACTIVE) != 0)
		return -1;
	return ms_since(start);
}

static double
sign_in_ms(const struct run *run, const char *dir)
{
	struct pty pty = {0};
	double ms = -1;

	if (program_start(run, &pty, dir) == 0 &&
	    program_do(&pty, "wxl<Enter>demo wang 2026", "**********") == 0) {
		int64_t start = pty_now();

		if (program_do(&pty, "<Enter>", "星期") == 0)
			ms = (double)(pty.read_at - start) / 1e6;
	}
	pty_end(&pty);
	return ms;
}

static int
measure_sign_in(struct run *run, const char *dir)
{
	struct samples own = {0}, hash = {0};
	int err = sodium_init() < 0 ? -1 : 0;

	for (int i = run->brief ? 6 : 0; !err && i < 7; i++) {
		double ms = sign_in_ms(run, dir), alone = hash_ms();

		err = ms < 0 || alone < 0 ? -1 : 0;
		samples_add(&own, ms);
		samples_add(&hash, alone);
	}
	if (!err)
		row_add(run, xstrdup("password's Enter to the desk"), samples_text(&own, "ms"),
		    xprintf("of it argon2id %.0f ms", samples_part(&hash, 0.5)), NO_BAR);
	samples_release(&own);
	samples_release(&hash);
	return err;
}

static int
measure(struct run *run)
{
	char *dir = stock_copy(run, run->members, "start");
	int err = dir ? measure_first_page(run, dir) : -1;

	if (!err)
		err = measure_sign_in(run, dir);
	free(dir);
	return err;
}

const struct bench bench_start = {"start", "start of the console beside dialog", measure};
