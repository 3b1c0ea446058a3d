/*
 * The one store of a unit: DATA/station.db (SQLite, WAL), written only through db_write().
 *
 *   DATA/station.db      operation log, projections, drafts, search, local tables
 *   DATA/write.lock      kernel lock in front of every commit and every checkpoint
 *   DATA/sync.lock, DATA/gate   group commit: who syncs for all, counters (void after a reboot)
 *   DATA/seats           who sits where now, see seats.h
 *   DATA/keep/           accounts and the unit's private keys, see keep.h
 *
 * States: closed → open → (read-only).  A store becomes read-only when it was written by a newer
 * version, lies on a read-only medium, or was opened so; every write then gives ERR_READONLY.
 * Invariants: no transaction and no cursor lives across a call; "saved" (0 from a writing call)
 * means that the commit is on the disk; a store that was moved or deleted is never written
 * (ERR_MOVED); the file is only created by db_init().
 */
#ifndef DB_DB_H
#define DB_DB_H

#include "base/calendar.h"
#include "base/day.h"
#include "base/err.h"
#include "forms/form.h"
#include "forms/procedure.h"
#include "forms/role.h"

struct db;

enum level { LEVEL_STATION, LEVEL_AREA, LEVEL_FARM, LEVEL_BRANCH, LEVEL_GROUP };

struct unit {
	char id[9]; /* 8 characters of base 32, random at db_init */
	char *name; /* as on its seal */
	enum level level;
	char *code;  /* official code or "" */
	char *upper; /* name of the union above or "" */
};

/* Who acts; every reading and writing function of db/ takes one. Strings are borrowed. */
struct actor {
	const char *account; /* sign-in name; "os:NAME" for commands of the owner of DATA */
	const char *name;    /* the person's */
	enum role role;
	const char *where; /* "console", an address; for the records of sign-ins and reads */
};

struct db_options {
	const char *dir;           /* DATA */
	const struct forms *forms; /* borrowed, outlives the db */
	const struct clock *clock; /* borrowed; NULL: the system's */
	bool readonly;
};

/*
 * Makes DATA (0700, and the folders above it) and an empty store. ERR_EXISTS if there is one,
 * ERR_MOVED if one was there and only its file is missing. unit->id is ignored. On failure what was
 * made is gone again.
 */
int db_init(const struct db_options *options, const struct unit *unit, struct say *why);
/*
 * Takes away what db_init() and keep_init() made just now; other files in the folder stay. Only for
 * who called db_init() with success and cannot finish: it asks nothing.
 */
void db_unmake(const char *dir);
/* Where this process's temporary files go from now on; before a store is opened. */
void db_temporary(const char *folder);
/*
 * Opens; projections of kinds whose definition changed are rebuilt first. ERR_NOTFOUND (never
 * created silently), ERR_NETFS, ERR_DAMAGED, ERR_FULL …, with *why for people. A newer store opens
 * read-only and *why says which version is needed (0 is returned).
 */
int db_open(const struct db_options *options, struct db **out, struct say *why);
void db_close(struct db *db);

bool db_is_readonly(const struct db *db);
/* Its strings are borrowed until the next writing call or db_changes(). */
const struct unit *db_unit(const struct db *db);
const struct forms *db_forms(const struct db *db);
const struct clock *db_clock(const struct db *db);
/* Working days as this unit knows them. Borrowed until the next writing call or db_changes(). */
const struct calendar *db_calendar(const struct db *db);
/*
 * The clocks of a procedure as this unit runs them: of its own targets the lengths that were set
 * here (db/settings.h). Borrowed as long as the db; lengths change with the settings.
 */
const struct deadline_rule *db_clocks(struct db *db, const struct procedure *procedure);
/*
 * The machine's clock against the last operation: a day or more ahead, it is not taken over until
 * a person confirms it (what is written meanwhile is in order, just after the last operation); a
 * day or more behind, it is wrong or was wrong then. *last (may be NULL) is that operation's time,
 * ms UTC.
 */
enum db_clock_state { DB_CLOCK_FINE, DB_CLOCK_AHEAD, DB_CLOCK_BEHIND };
enum db_clock_state db_clock_check(struct db *db, int64_t *last);
/* A person said that the machine's clock is right; an operation of its own. */
int db_clock_confirm(struct db *db, const struct actor *actor, struct say *why);
/*
 * What is read between the two is of one moment, and cheaper if it is much. Never across a key,
 * and ended before anything is written. May be nested.
 */
int db_read_begin(struct db *db);
void db_read_end(struct db *db);
/*
 * For jobs that write much (imports, rebuilding): more room for pages while it lasts, and what is
 * only needed for a moment in files without a name. Given back with false.
 */
void db_work(struct db *db, bool much);
/*
 * A number that changes when anybody's commit, in any process, changed the store; what was set
 * there holds here from now on. Costs microseconds: for the loop's tick.
 */
unsigned db_changes(struct db *db);
/* Gives back what is held for speed, for as long as `resting`: a person has gone for tea. */
void db_rest(struct db *db, bool resting);
/* Kept for whoever waits for the gate: sees that keys typed meanwhile are not lost. */
#define DB_GATE_MS 5000 /* longest wait for write.lock; then ERR_BUSY, *why names the holder */

#endif
