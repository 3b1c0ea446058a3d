/* What the files of the runs share: run.c (the tables), undo.c; and store.c, which notes. */
#ifndef DB_RUN_INT_H
#define DB_RUN_INT_H

#include "db/run.h"
#include "db/db_int.h"

/* Operations first to last of one epoch of this unit. */
struct run_part {
	char epoch[EPOCH_CHARS + 1];
	int64_t first, last;
};
/* What a commit adds to a run: records made and changed, by which operations. */
struct run_note {
	int64_t added, changed;
	struct run_part part; /* first 0: none */
};
/* A run of db->run with nothing in it yet. Inside a write closure. */
int run_make(struct db *db, const struct actor *actor, int64_t *number);
/* The run that has no number yet is made: *number. Inside a write closure. */
int run_note(struct db *db, const struct actor *actor, int64_t *number,
    const struct run_note *note);
/* Takes one operation just appended into the note. */
void run_note_op(struct db *db, struct run_note *note);

/* A run's stretches in the order of the log; the caller's. */
int run_parts(struct db *db, int64_t number, struct run_part **out, int *count);
/* The run that undoes this one, 0 if none has begun. */
int64_t run_undoing(struct db *db, int64_t number);
int run_get(struct db *db, int64_t number, struct run *out);
void run_release(struct run *run);

#endif
