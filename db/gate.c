/*
 * The gate in front of every commit and every checkpoint, and group commit.
 *
 * A writer takes write.lock (a kernel lock: freed by the kernel when its holder dies), commits with
 * synchronous=NORMAL, draws a number and lets go. "Saved" is said when synced ≥ its number: whoever
 * gets sync.lock without waiting syncs the log for all, the others sleep on a futex.  The counters
 * are in DATA/gate, mapped by all; after a reboot they start anew.
 *
 * Commits and checkpoints under one lock also keep clear of the WAL-reset fault of SQLite before
 * 3.51.3.  busy_timeout alone would starve people: it retries by sleeping and loses to whoever
 * runs.
 */
#include "db/db_int.h"

#include "db/reach.h"

#include <errno.h>
#include <fcntl.h>
#include <limits.h>
#include <linux/futex.h>
#include <signal.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

#define SYNC_WAIT_MS 20 /* then look whether the one who syncs for all is gone */
#define FOLD_FRAMES 4000 /* pages of the log file, 16 MB: whoever opens the store reads them */

struct counters {
	char boot[40];
	_Atomic uint32_t committed, synced;
	_Atomic int32_t holder; /* pid in the gate, for the message */
};

struct gate {
	int write_lock, sync_lock;
	struct counters *counters;
};

/* Interrupts a wait for the lock; does nothing else. */
static void
wake(int signal)
{
	(void)signal;
}

static int
lock(int fd, int command, short type)
{
	struct flock range = {.l_type = type, .l_whence = SEEK_SET};

	return fcntl(fd, command, &range) == 0 ? 0 : errno;
}

/* Waits at most so long; the kernel hands the lock on in order, which is what makes it fair. */
static int
lock_in_time(int fd, int ms)
{
	struct sigaction action = {.sa_handler = wake}, before;
	struct sigevent event = {.sigev_notify = SIGEV_SIGNAL, .sigev_signo = SIGRTMIN};
	struct itimerspec limit = {
		.it_value = {ms / 1000, ms % 1000 * 1000000L},
		.it_interval = {0, 50000000L}, /* again, should it come between the calls */
	};
	struct timespec start, now;
	timer_t timer;
	int code = lock(fd, F_OFD_SETLK, F_WRLCK);

	if (code != EAGAIN && code != EACCES)
		return code;
	if (timer_create(CLOCK_MONOTONIC, &event, &timer) != 0)
		return errno;
	sigaction(SIGRTMIN, &action, &before);
	clock_gettime(CLOCK_MONOTONIC, &start);
	timer_settime(timer, 0, &limit, NULL);
	do {
		code = lock(fd, F_OFD_SETLKW, F_WRLCK);
		clock_gettime(CLOCK_MONOTONIC, &now);
	} while (code == EINTR && (now.tv_sec - start.tv_sec) * 1000 +
	    (now.tv_nsec - start.tv_nsec) / 1000000 < ms);
	timer_delete(timer);
	sigaction(SIGRTMIN, &before, NULL);
	return code;
}

static int
map(struct gate *gate, int fd)
{
	gate->counters =
	    mmap(NULL, sizeof *gate->counters, PROT_READ | PROT_WRITE, MAP_SHARED, fd, 0);
	if (gate->counters != MAP_FAILED)
		return 0;
	gate->counters = NULL;
	return ERR_IO;
}

/* The first after a start of the machine makes the counters anew; nobody writes meanwhile. */
static int
make_counters(struct gate *gate, int fd, const char *boot)
{
	if (lock_in_time(gate->write_lock, DB_GATE_MS) != 0)
		return ERR_BUSY;
	int err = ftruncate(fd, sizeof *gate->counters) == 0 ? 0 : err_from_errno(errno);

	if (!err && !gate->counters)
		err = map(gate, fd);
	if (!err && strncmp(gate->counters->boot, boot, sizeof gate->counters->boot) != 0) {
		memset(gate->counters, 0, sizeof *gate->counters);
		memcpy(gate->counters->boot, boot, sizeof gate->counters->boot);
	}
	lock(gate->write_lock, F_OFD_SETLK, F_UNLCK);
	return err;
}

/* Who only opens the store waits for no writer. */
static int
map_counters(struct gate *gate, int fd)
{
	char boot[sizeof gate->counters->boot] = "";
	bool there = lseek(fd, 0, SEEK_END) == sizeof *gate->counters;
	int err = there ? map(gate, fd) : 0;

	memcpy(boot, reach_boot_id(), strnlen(reach_boot_id(), sizeof boot - 1));
	if (!err && (!there || strncmp(gate->counters->boot, boot, sizeof boot) != 0))
		err = make_counters(gate, fd, boot);
	return err;
}

int
gate_open(const char *dir, bool readonly, struct gate **out)
{
	struct gate *gate = xcalloc(1, sizeof *gate);
	int err = 0;

	gate->write_lock = gate->sync_lock = -1;
	if (!readonly) {
		gate->write_lock = reach_open(dir, REACH_WRITE_LOCK);
		gate->sync_lock = reach_open(dir, REACH_SYNC_LOCK);
		int fd = reach_open(dir, REACH_GATE);

		if (gate->write_lock < 0 || gate->sync_lock < 0 || fd < 0)
			err = err_from_errno(errno);
		else
			err = map_counters(gate, fd);
		if (fd >= 0)
			close(fd);
	}
	if (err) {
		gate_close(gate);
		return err;
	}
	*out = gate;
	return 0;
}

void
gate_close(struct gate *gate)
{
	if (!gate)
		return;
	if (gate->counters)
		munmap(gate->counters, sizeof *gate->counters);
	if (gate->write_lock >= 0)
		close(gate->write_lock);
	if (gate->sync_lock >= 0)
		close(gate->sync_lock);
	free(gate);
}

static int
enter(struct db *db, struct say *why)
{
	int code = lock_in_time(db->gate->write_lock, db->patience);

	if (code == 0) {
		atomic_store(&db->gate->counters->holder, getpid());
		return 0;
	}
	char *holder = xprintf("%d", (int)atomic_load(&db->gate->counters->holder));

	say_set(why, T_DB_GATE_HELD, holder, NULL);
	free(holder);
	return ERR_BUSY;
}

static void
leave(struct db *db)
{
	atomic_store(&db->gate->counters->holder, 0);
	lock(db->gate->write_lock, F_OFD_SETLK, F_UNLCK);
}

static void
futex_wait(_Atomic uint32_t *word, uint32_t seen)
{
	struct timespec limit = {0, SYNC_WAIT_MS * 1000000L};

	syscall(SYS_futex, word, FUTEX_WAIT, seen, &limit, NULL, 0);
}

static int
sync_log(struct db *db)
{
	sqlite3_file *file = NULL;

	sqlite3_file_control(db->sql, "main", SQLITE_FCNTL_JOURNAL_POINTER, &file);
	if (!file || !file->pMethods)
		return ERR_IO;
	return db_error(db, file->pMethods->xSync(file, SQLITE_SYNC_NORMAL));
}

/* Until everything up to number `mine` is on the disk. */
static int
wait_synced(struct db *db, uint32_t mine)
{
	struct counters *c = db->gate->counters;
	int err = 0;

	while (!err && (int32_t)(atomic_load(&c->synced) - mine) < 0) {
		uint32_t seen = atomic_load(&c->synced);

		if (lock(db->gate->sync_lock, F_OFD_SETLK, F_WRLCK) != 0) {
			futex_wait(&c->synced, seen);
			continue;
		}
		uint32_t all = atomic_load(&c->committed);

		if ((int32_t)(atomic_load(&c->synced) - mine) < 0)
			err = sync_log(db);
		if (!err && (int32_t)(atomic_load(&c->synced) - all) < 0)
			atomic_store(&c->synced, all);
		lock(db->gate->sync_lock, F_OFD_SETLK, F_UNLCK);
		syscall(SYS_futex, &c->synced, FUTEX_WAKE, INT_MAX, NULL, NULL, 0);
	}
	return err;
}

static int
check_place(struct db *db, struct say *why)
{
	struct stat st;
	int moved = 0;

	sqlite3_file_control(db->sql, "main", SQLITE_FCNTL_HAS_MOVED, &moved); /* or deleted */
	if (moved && reach_stat(db->dir, REACH_STATION, &st) == 0)
		say_set(why, T_DB_REPLACED, NULL);
	return moved ? ERR_MOVED : 0;
}

static int
transact(struct db *db, int (*fn)(struct db *db, void *arg), void *arg, uint32_t *number,
    struct say *why)
{
	int err = check_place(db, why);

	if (!err)
		err = db_exec(db, "BEGIN IMMEDIATE");
	if (err)
		return err;
	db->inside = true;
	db->transaction++;
	err = fn(db, arg);
	db->inside = false;
	if (!err)
		err = op_keep_clock(db);
	if (!err)
		err = db_exec(db, "COMMIT");
	if (err) {
		db_exec(db, "ROLLBACK");
		return err;
	}
	*number = atomic_fetch_add(&db->gate->counters->committed, 1) + 1;
	return 0;
}

/*
 * Folds the log file into the store and empties it, unless somebody is in the gate or reading just
 * now.
 */
static void
fold(struct db *db)
{
	int frames = 0, folded = 0;

	if (lock(db->gate->write_lock, F_OFD_SETLK, F_WRLCK) != 0)
		return;
	if (check_place(db, NULL) == 0 &&
	    sqlite3_wal_checkpoint_v2(db->sql, "main", SQLITE_CHECKPOINT_PASSIVE, &frames,
	    &folded) == SQLITE_OK && frames == folded) {
		sqlite3_busy_timeout(db->sql, 0); /* whoever is reading is not waited for */
		sqlite3_wal_checkpoint_v2(db->sql, "main", SQLITE_CHECKPOINT_TRUNCATE, NULL, NULL);
		sqlite3_busy_timeout(db->sql, DB_GATE_MS);
	}
	/* Where a reader was in the way it is tried again later, not at every commit. */
	db->fold_at = frames + FOLD_FRAMES / 4;
	leave(db);
}

int
db_write(struct db *db, int (*fn)(struct db *db, void *arg), void *arg, struct say *why)
{
	uint32_t number = 0;

	if (db->inside)
		return fn(db, arg);
	if (db->readonly) {
		say_set(why, T_ERR_READONLY, NULL);
		return ERR_READONLY;
	}
	int err = enter(db, why);

	if (err)
		return err;
	/* Others wrote since: what we remember of the log is read again inside. */
	err = transact(db, fn, arg, &number, why);
	leave(db);
	if (!err)
		err = wait_synced(db, number);
	if (!err) {
		db->writes++;
		if (db->frames >= db->fold_at)
			fold(db);
	} else if (why && why->id == TEXT_NONE) {
		say_set(why, err_text(err), NULL);
	}
	return err;
}

int
db_checkpoint(struct db *db, bool truncate)
{
	int err = enter(db, NULL);

	if (err)
		return err;
	int rc = sqlite3_wal_checkpoint_v2(db->sql, "main",
	    truncate ? SQLITE_CHECKPOINT_TRUNCATE : SQLITE_CHECKPOINT_PASSIVE, NULL, NULL);

	leave(db);
	return (rc & 0xff) == SQLITE_BUSY && !truncate ? 0 : db_error(db, rc);
}

/* Pages that the log has grown to, told by SQLite at each commit. */
static int
note_frames(void *arg, sqlite3 *sql, const char *name, int frames)
{
	(void)sql;
	(void)name;
	struct db *db = arg;

	db->frames = frames;
	if (frames < FOLD_FRAMES)
		db->fold_at = FOLD_FRAMES;
	return SQLITE_OK;
}

void
db_watch_log(struct db *db)
{
	db->fold_at = FOLD_FRAMES;
	db->frames = 0;
	sqlite3_wal_hook(db->sql, note_frames, db);
}

void
db_disconnect(struct db *db)
{
	int on;
	/* A lent log file is not ours to remove. */
	bool inside = db->writes && !reach_is_lent() &&
	    lock(db->gate->write_lock, F_OFD_SETLK, F_WRLCK) == 0;

	if (inside && check_place(db, NULL) == 0)
		sqlite3_db_config(db->sql, SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, 0, &on);
	sqlite3_close(db->sql);
	db->sql = NULL;
	if (inside)
		leave(db);
}
