/*
 * Fields that a definition says are sealed (form.h: sealed EXPR): who asks for confidence, whoever
 * accuses. They are sealed to the unit's key (seal.h) before they enter an operation or a draft, so
 * they are in clear in no body, log, draft, search, sheet or backup; opening one is a question to
 * the keeper (keep_unseal). Whom the record accuses stands inside the seal: the keeper opens it to
 * none of these.
 *
 * The public key stands in the store, put there by whoever opened the keeper too.
 */
#ifndef DB_SEALING_H
#define DB_SEALING_H

#include "db/keep.h"
#include "forms/record.h"

/* Keeps the key in use; 0 also if it is there already or cannot be written. */
int sealing_adopt(struct db *db, struct keep *keep);
/* Is this value to be sealed, and is not yet? */
bool sealing_is_due(const struct record *record, int field);
/* A new string; NULL: too long, or there is no key yet. */
char *sealing_seal(struct db *db, const struct record *record, const char *plain);

/* Plain values while their places hold sealed ones. */
struct sealing {
	struct { struct record *record; int field; char *plain; } *was;
	int count;
};
/*
 * Seals what is to be, in place. ERR_INPUT with *why: it cannot be; nothing is changed then.
 * Afterwards sealing_keep() (it was written: the plain values are wiped) or sealing_undo().
 */
int sealing_apply(struct db *db, struct record *const record[], int count, struct sealing *out,
    struct say *why);
void sealing_keep(struct sealing *sealing);
void sealing_undo(struct sealing *sealing);

/* What an opened seal says: is it barred from this account or name? *value is borrowed from it. */
bool sealing_bars(const char *plain, const char *account, const char *name, const char **value);

#endif
