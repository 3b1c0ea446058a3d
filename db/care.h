/*
 * Care of the store: verify, rebuild, back up, restore, erase. All may take long; progress (may be
 * NULL) is called between slices with done of total.
 */
#ifndef DB_CARE_H
#define DB_CARE_H

#include "db/db.h"

struct keep;

struct care_progress {
	void (*step)(void *arg, int64_t done, int64_t total);
	void *arg;
};

struct care_report {
	int64_t operations, records, wrong;
	struct say first; /* what is wrong first */
};
/*
 * Chain, bodies, projections against the log, the search index against these, SQLite's own check.
 * ERR_DAMAGED: something is off.
 */
int care_verify(struct db *db, const struct care_progress *progress, struct care_report *out);
/* Makes all projections anew from the log. */
int care_rebuild(struct db *db, const struct care_progress *progress, struct say *why);
/* A digest of every projection's rows in order of id: equal before and after a rebuild. */
int care_digest(struct db *db, unsigned char out[32]);
/*
 * A whole, checked copy (station and keeper) as one file; appears whole or not at all, and never in
 * place of another file (ERR_EXISTS). Sealed to the recovery code's holder and to this unit where
 * `keep` has such a code; else, or without `keep`, whoever has the file can read it.
 */
int care_backup(struct db *db, struct keep *keep, const char *file,
    const struct care_progress *progress, struct say *why);
struct care_last {
	int64_t when; /* ms UTC */
	char *file;   /* where it was written to */
	bool proved;  /* by care_drill() */
};
/* The last backup made from here. ERR_NOTFOUND: none ever. care_last_release() in any case. */
int care_last_backup(struct db *db, struct care_last *out);
/* When the first operation since init or restore was made, ms UTC. ERR_NOTFOUND: there is none. */
int care_first_change(struct db *db, int64_t *when);
void care_last_release(struct care_last *last);

struct care_drill {
	int64_t operations, records; /* that came back */
	int64_t newest; /* ms UTC: when the last of the operations was made */
	int64_t since;  /* operations that this store has beyond them */
	bool ours;      /* all of them are here, too, each with the same chain */
};
/*
 * Proves a backup: unpacks it into DATA/drill, checks everything there as care_verify() does and
 * against this store, and takes the folder away again. Needs the room of a second store.
 * ERR_DAMAGED with *why: it is not whole, not sound, or of another station.
 */
int care_drill(struct db *db, struct keep *keep, const char *file,
    const struct care_progress *progress, struct care_drill *out, struct say *why);
/*
 * Into an empty DATA (else ERR_EXISTS); starts a new epoch, and erases again what was erased since
 * (erased.h). Whole, or nothing is left behind. A sealed one needs the recovery code of its day
 * (else NULL): ERR_DENIED with *why.
 */
int care_restore(const struct db_options *options, const char *file, const char *code,
    const struct care_progress *progress, struct say *why);
/* A checkpoint, and one half-empty chunk of the search index; cheap when there is nothing to do. */
int care_housekeep(struct db *db);
/* What erasing does to a record but for its row, when the order comes from another unit. Inside a
 * write closure; care_scrub() is to follow. */
int care_scour(struct db *db, const char *kind, const char *record);
/*
 * What the files still have of what was erased, and the list beside the last backup (erased.h).
 * T_DB_NOT_SCOURED as of care_erase().
 */
int care_scrub(struct db *db, struct say *why);
/*
 * Destroys the bodies of a record by order, here and in everything derived, and what the files
 * still had of them; itself an operation, and in the audit. `reason` stays for ever. A failure with
 * T_DB_NOT_SCOURED: it is gone from the store, but the files may still have its bytes; the next
 * erasure sees to these too. Backups made before have it still.
 */
int care_erase(struct db *db, const struct actor *actor, const char *record, const char *reason,
    struct say *why);

#endif
