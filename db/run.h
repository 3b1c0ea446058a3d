/*
 * Runs: what one job wrote, many records at once (an import), so that it can be undone as a whole.
 * Local, never exchanged: of each run who, when, from which file, how much, and the stretches of
 * the log that are its operations; the operations themselves know nothing of it.
 *
 * A run begins with its first commit and is whole at each: killed in the middle it is there with
 * what was committed. Undoing is a run too, and goes on where it was broken off.
 */
#ifndef DB_RUN_H
#define DB_RUN_H

#include "db/care.h"
#include "db/db.h"

/*
 * From now on what store_save_all() writes belongs to one run. Strings are borrowed until
 * run_end().
 */
void run_begin(struct db *db, const char *kind, const char *file);
/* The run's number, 0 if nothing was written. */
int64_t run_end(struct db *db);

struct run {
	int64_t number, when; /* ms UTC of its first commit */
	char *account, *name, *kind, *file;
	int64_t added, changed; /* records */
	int64_t undone; /* when undoing began, 0: not */
	char *undone_by; /* name, or NULL */
};
struct runs {
	struct run *run;
	int count;
};
/* Imports, newest first, at most `limit`: of all who may do this, own ones for others. */
int run_list(struct db *db, const struct actor *actor, int limit, struct runs *out);
void runs_release(struct runs *runs);

/* What undoing left as it is, for somebody has used or changed it since. */
struct run_kept {
	char *id, *title;
	int field; /* of its kind; -1: the whole record */
	char *who; /* changed it, or NULL: something refers to it */
};
struct run_undone {
	int64_t withdrawn; /* records that the run had made */
	int64_t restored;  /* records that have what they had */
	int64_t kept;      /* fields and whole records that stay */
	struct run_kept *first; /* the first RUN_KEPT of these */
	int shown;
	const struct form *form;
};
#define RUN_KEPT 1000
/*
 * Takes back what the run wrote, by new operations: records it made are withdrawn, fields it
 * changed get what they had before; what others changed or refer to since stays and is told.
 * ERR_NOTFOUND; ERR_DENIED: neither one's own nor may one look after accounts; ERR_EXISTS: undone
 * before. Others can save meanwhile; what was committed stays when a later part fails, and
 * calling it again goes on.
 */
int run_undo(struct db *db, const struct actor *actor, int64_t number,
    const struct care_progress *progress, struct run_undone *out, struct say *why);
void run_undone_release(struct run_undone *undone);

#endif
