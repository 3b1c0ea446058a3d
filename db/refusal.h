/*
 * What a superior sent back 被退回: which records, why, at which field. Local. A refusal waits until
 * the record is mended (its field, or where none is known anything of it, was changed since), then
 * until it has gone out again; the next answer settles it.
 */
#ifndef DB_REFUSAL_H
#define DB_REFUSAL_H

#include "db/store.h"

/* Embedded, refusal_release. */
struct refusal {
	char *field;  /* its name, or NULL: the reason does not tell */
	char *reason;
	int64_t when; /* ms UTC */
};

/* A record of many answers: one commit for all. reason NULL: it was accepted, nothing waits. */
struct refusal_note {
	const char *record, *field, *reason;
};
/* In place of what was noted of these records. Needs the right to import the kind. */
int refusal_note(struct db *db, const struct actor *actor, const struct form *form,
    const struct refusal_note note[], int count, struct say *why);
/* What a record waits to be mended for. ERR_NOTFOUND: nothing. */
int refusal_get(struct db *db, const char *record, struct refusal *out);
void refusal_release(struct refusal *refusal);
/* These have gone out again. */
int refusal_sent(struct db *db, const char *const record[], int count, struct say *why);

#endif
