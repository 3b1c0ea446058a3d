/*
 * What was given to whom: each sheet that left for a receiver. Local, and in the audit, too.
 */
#ifndef DB_GIVEN_H
#define DB_GIVEN_H

#include "db/db.h"

/* Embedded in struct givens. */
struct given {
	int64_t when; /* ms UTC */
	char *account, *name;     /* who gave it */
	char *layout, *receiver;  /* the layout's name and whom it is for ("" if not said) */
	char *kind;
	int64_t rows;
	int64_t place; /* of the log (store_place) up to which it is */
};
struct givens {
	struct given *given;
	int count;
};

/* when, account, name are the actor's and now. */
int given_add(struct db *db, const struct actor *actor, const struct given *given);
/* The place up to which the layout was given last; 0: never. */
int64_t given_place(struct db *db, const char *layout);
/* Newest first, at most limit. */
int given_list(struct db *db, int limit, struct givens *out);
void givens_release(struct givens *givens);

#endif
