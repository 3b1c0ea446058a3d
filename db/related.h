/*
 * Matters that belong together: the same again of one person (重复件, field `first`), and the same
 * of several people, joined (并案, field `joined`, written by the steps join and unjoin); each keeps
 * its own slip and answer.
 */
#ifndef DB_RELATED_H
#define DB_RELATED_H

#include "db/store.h"

/* How a matter stands to others. Ids are new strings, NULL: none. */
struct related {
	char *first, *joined;  /* what it repeats, what it is joined to */
	/* That repeat it, those of a sealed person known by a mark among them; joined to it. */
	int repeats, joins;
	int persons;           /* distinct, of it and of those joined to it */
	/*
	 * One of the same class and place that was closed no longer ago than the unit's setting
	 * says, when this one came: it was not mended (假性整改).
	 */
	char *again;
};
int store_related(struct db *db, const struct actor *actor, const char *id, struct related *out);
void related_release(struct related *related);

/*
 * Joins any number of matters to the one that came first, in one commit: all or none. *first (may
 * be NULL) is its id, a new string; *why names what stands against it. Needs what the step needs.
 */
int store_join(struct db *db, const struct actor *actor, const char *const id[], int count,
    char **first, struct say *why);

#endif
