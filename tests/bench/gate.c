/*
 * Many clerks and one slow disk: 50 processes, each with a draft every second and a save every two,
 * on a disk whose syncs take 60 ms and wait for one another. Then all of them save as fast as they
 * can, to see whether the gate is fair.
 *
 * The disk is a VFS of SQLite whose xSync takes a lock that all share, sleeps, and lets go.
 */
#include "tests/bench/people.h"
#include "tests/bench/stock.h"

#include "db/draft.h"
#include "forms/check.h"

#include <errno.h>
#include <fcntl.h>
#include <sqlite3.h>
#include <stdlib.h>
#include <string.h>
#include <sys/file.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#define SYNC_MS 60
#define CLERKS 50
#define CLERKS_BRIEF 4
#define DRAFT_MS 1000
#define SAVE_MS 2000

static void
sleep_ms(double ms)
{
	struct timespec rest = {(time_t)(ms / 1000), (long)(ms * 1e6) % 1000000000};

	while (ms > 0 && nanosleep(&rest, &rest) != 0 && errno == EINTR)
		;
}

/* --- the slow disk ---------------------------------------------------------------------------- */

static struct {
	const char *lock; /* file whose lock is the disk; a byte is added for each sync */
	sqlite3_vfs vfs;
	sqlite3_io_methods methods[2]; /* the store itself and its other files lock differently */
	int (*open)(sqlite3_vfs *, const char *, sqlite3_file *, int, int *);
} slow;

/* The disk does one thing at a time. Nothing goes to the real one: it would add its own. */
static int
slow_sync(sqlite3_file *file, int flags)
{
	int fd = open(slow.lock, O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC, 0600);

	(void)file;
	(void)flags;
	if (fd < 0)
		return SQLITE_IOERR_FSYNC;
	while (flock(fd, LOCK_EX) != 0 && errno == EINTR)
		;
	sleep_ms(SYNC_MS);
	int rc = write(fd, ".", 1) == 1 ? SQLITE_OK : SQLITE_IOERR_FSYNC;

	close(fd);
	return rc;
}

static int
slow_open(sqlite3_vfs *vfs, const char *path, sqlite3_file *file, int flags, int *out)
{
	int rc = slow.open(vfs, path, file, flags, out);
	sqlite3_io_methods *methods = &slow.methods[(flags & SQLITE_OPEN_MAIN_DB) != 0];

	if (rc == SQLITE_OK && file->pMethods) {
		*methods = *file->pMethods;
		methods->xSync = slow_sync;
		file->pMethods = methods;
	}
	return rc;
}

/* For all stores that this process opens from now on. */
static void
slow_down(const char *lock)
{
	slow.lock = lock;
	slow.vfs = *sqlite3_vfs_find(NULL);
	slow.open = slow.vfs.xOpen;
	slow.vfs.zName = "slow";
	slow.vfs.xOpen = slow_open;
	sqlite3_vfs_register(&slow.vfs, 1);
}

static long
syncs_done(const char *lock)
{
	int fd = open(lock, O_RDONLY | O_CLOEXEC);
	long done = fd >= 0 ? (long)lseek(fd, 0, SEEK_END) : 0;

	if (fd >= 0)
		close(fd);
	return done;
}

/* --- a clerk ---------------------------------------------------------------------------------- */

enum deed { DRAFTED, SAVED, HURRIED, DEEDS };

/* What a clerk tells of each commit; smaller than what a pipe takes in one piece. */
struct told {
	int clerk;
	enum deed deed;
	double ms; /* from when it was due */
};

struct clerk {
	struct stock stock;
	struct actor actor;
	char account[24];
	int number, next, out;
	char *draft; /* its id, or NULL */
};

static void
tell(struct clerk *c, enum deed deed, double ms)
{
	struct told told = {c->number, deed, ms};

	if (write(c->out, &told, sizeof told) != sizeof told)
		_exit(1);
}

static int
put_draft(struct clerk *c, const struct person *p)
{
	const char *pairs[2 * PERSON_COLUMNS + 1];
	struct draft draft = {.id = c->draft, .kind = (char *)"member",
		.title = (char *)p->value[PERSON_NAME], .field = (char *)"name"};

	for (int i = 0; i < PERSON_COLUMNS; i++) {
		pairs[2 * i] = person_field[i];
		pairs[2 * i + 1] = p->value[i];
	}
	pairs[2 * PERSON_COLUMNS] = NULL;
	draft.body = draft_encode(pairs);
	int err = draft_put(c->stock.db, &c->actor, &draft, NULL);

	free(draft.body);
	c->draft = draft.id;
	return err;
}

static int
save(struct clerk *c, const struct person *p)
{
	struct record *record = person_record(c->stock.member, p);

	check_derive(c->stock.forms, record, day_of(clock_now(&clock_system)));
	int err = store_save(c->stock.db, &c->actor, record, c->draft, NULL, NULL);

	record_free(record);
	free(c->draft);
	c->draft = NULL;
	c->next++;
	return err;
}

static void
do_it(struct clerk *c, enum deed deed, int64_t due)
{
	struct person person;

	person_make(c->number * 100000 + c->next, &person);
	if ((deed == DRAFTED ? put_draft(c, &person) : save(c, &person)) != 0)
		_exit(1);
	tell(c, deed, ms_since(due));
}

/* Until `end`, each deed at its time or as soon as the one before is done. */
static void
work(struct clerk *c, int64_t end)
{
	int64_t every[2] = {DRAFT_MS * INT64_C(1000000), SAVE_MS * INT64_C(1000000)};
	int64_t due[2], now = pty_now();

	for (int i = 0; i < 2; i++)
		due[i] = now + rand() % every[i];
	while (now < end) {
		enum deed deed = due[DRAFTED] < due[SAVED] ? DRAFTED : SAVED;

		sleep_ms((double)(due[deed] - now) / 1e6);
		if (pty_now() >= end)
			break;
		do_it(c, deed, due[deed]);
		now = pty_now();
		due[deed] = due[deed] + every[deed] > now ? due[deed] + every[deed] : now;
	}
}

static void
hurry(struct clerk *c, int64_t end)
{
	while (pty_now() < end)
		do_it(c, HURRIED, pty_now());
}

struct shift {
	const char *dir, *lock;
	int clerks;
	double work_ms, hurry_ms;
	int out; /* where the clerks tell */
};

/* The gate opens for all when the parent closes its end of `start`. */
static void
be_clerk(const struct shift *shift, int number, int start)
{
	struct clerk c = {.number = number, .out = shift->out};
	char nothing;

	slow_down(shift->lock);
	srand((unsigned)number + 1);
	snprintf(c.account, sizeof c.account, "clerk%d", number);
	c.actor = (struct actor){c.account, c.account, ROLE_CLERK, "bench"};
	if (stock_open(&c.stock, shift->dir) != 0 || read(start, &nothing, 1) != 0)
		_exit(1);
	int64_t end = pty_now() + (int64_t)(shift->work_ms * 1e6);

	work(&c, end);
	sleep_ms((double)(end - pty_now()) / 1e6 + 500); /* the slowest is done, too */
	hurry(&c, pty_now() + (int64_t)(shift->hurry_ms * 1e6));
	_exit(0);
}

/* --- all of them ------------------------------------------------------------------------------ */

struct outcome {
	struct samples ms[DEEDS];
	int commits[2][CLERKS]; /* at work and in a hurry */
};

static int
listen(int from, struct outcome *out)
{
	struct told told;

	while (read(from, &told, sizeof told) == sizeof told) {
		samples_add(&out->ms[told.deed], told.ms);
		out->commits[told.deed == HURRIED][told.clerk]++;
	}
	close(from);
	return 0;
}

static int
run_shift(struct shift *shift, struct outcome *out)
{
	int tell_ends[2], start[2], status, failed = 0;

	if (pipe(tell_ends) != 0 || pipe(start) != 0)
		return -1;
	shift->out = tell_ends[1];
	for (int i = 0; i < shift->clerks; i++)
		if (fork() == 0) {
			close(tell_ends[0]);
			close(start[1]);
			be_clerk(shift, i, start[0]);
		}
	close(tell_ends[1]);
	close(start[0]);
	sleep_ms(shift->clerks * 20); /* all have opened the store */
	close(start[1]);
	listen(tell_ends[0], out);
	while (wait(&status) > 0)
		failed |= !WIFEXITED(status) || WEXITSTATUS(status) != 0;
	return failed ? -1 : 0;
}

/* The least of all against the most. */
static double
fairness(const int *commits, int clerks, int *least, int *most)
{
	*least = *most = commits[0];
	for (int i = 1; i < clerks; i++) {
		*least = commits[i] < *least ? commits[i] : *least;
		*most = commits[i] > *most ? commits[i] : *most;
	}
	return *most ? (double)*least / *most : 0;
}

static void
add_time(struct run *run, const char *what, struct samples *s, double bar)
{
	double p99 = samples_part(s, 0.99);

	row_add(run, xstrdup(what),
	    xprintf("p50 %.0f p99 %.0f most %.0f ms (%d)", samples_part(s, 0.5), p99,
		samples_part(s, 1), s->count),
	    xprintf("%.0f ms", bar), verdict_most(p99, bar));
}

static void
add_rows(struct run *run, const struct shift *shift, struct outcome *out, long syncs)
{
	int least, most;
	double worked = out->ms[DRAFTED].count + out->ms[SAVED].count;
	char *what = xprintf("\"saved\", %d clerks, syncs of %d ms", shift->clerks, SYNC_MS);

	add_time(run, what, &out->ms[SAVED], 500);
	add_time(run, "their drafts meanwhile", &out->ms[DRAFTED], 1000);
	row_add(run, xstrdup("commits that share a sync"), xprintf("%.1f of %.0f a second",
	    (worked + out->ms[HURRIED].count) / (double)syncs, worked * 1000 / shift->work_ms),
	    xprintf("this disk syncs %.1f times a second", 1000.0 / SYNC_MS), NO_BAR);
	double fair = fairness(out->commits[0], shift->clerks, &least, &most);

	row_add(run, xstrdup("fair at work: least to most commits of a clerk"),
	    xprintf("%d / %d = %.2f", least, most, fair), xstrdup("0.5"),
	    verdict_least(fair, 0.5));
	fair = fairness(out->commits[1], shift->clerks, &least, &most);
	row_add(run, xstrdup("fair when all save without a pause"),
	    xprintf("%d / %d = %.2f; %.0f saves/s", least, most, fair,
		out->ms[HURRIED].count * 1000 / shift->hurry_ms),
	    xstrdup("0.5"), verdict_least(fair, 0.5));
	free(what);
}

static int
measure(struct run *run)
{
	char *dir = stock_copy(run, 0, "gate"), *lock = xprintf("%s/disk", run->tmp);
	struct shift shift = {.dir = dir, .lock = lock,
		.clerks = run->brief ? CLERKS_BRIEF : CLERKS,
		.work_ms = run->brief ? 1500 : 30000, .hurry_ms = run->brief ? 300 : 5000};
	struct outcome out = {0};
	int err = dir ? run_shift(&shift, &out) : -1;

	if (!err)
		add_rows(run, &shift, &out, syncs_done(lock));
	for (int i = 0; i < DEEDS; i++)
		samples_release(&out.ms[i]);
	free(dir);
	free(lock);
	return err;
}

const struct bench bench_gate = {"gate", "many clerks on one slow disk", measure};
