/*
 * 两个人改了同一处: operations on one field that are based on the same one. The field has what the
 * latest of them wrote (db/project.h: the same everywhere); the others stay in the log, and whoever
 * looks after the record decides. It is settled once the field was written by somebody who had seen
 * what stood there.
 */
#ifndef DB_FORK_H
#define DB_FORK_H

#include "db/db.h"
#include "forms/record.h"

/* What one of them wrote. */
struct fork_side {
	char *op, *who, *unit; /* the unit's name, "" where it is not known */
	char *value; /* masked as the actor may see it; NULL: emptied */
	int64_t when; /* ms UTC */
	bool stands;  /* it is what the field has now */
};
struct fork {
	char *record;
	const struct form *form;
	int field;
	char *title; /* the record's naming field, "" */
	struct fork_side *side;
	int count;
};
struct forks {
	struct fork *fork;
	int count;
};

/*
 * Those not settled, of records that this unit looks after and the actor may edit, at most `most`;
 * not where all wrote the same.
 */
int fork_list(struct db *db, const struct actor *actor, int most, struct forks *out);
void forks_release(struct forks *forks);
/*
 * What operation `op` wrote is the value from now on, by a new operation. ERR_CONFLICT with *why:
 * somebody settled it meanwhile; ERR_DENIED.
 */
int fork_settle(struct db *db, const struct actor *actor, const struct fork *fork, const char *op,
    struct say *why);

#endif
