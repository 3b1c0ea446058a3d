/*
 * How a terminal shows things, remembered: for a clerk at another computer by her account and what
 * her terminal calls itself; for the console, whose terminal belongs to the machine and not to
 * whoever sits there, with the account "".  Local to this store: never an operation, never sent.
 */
#ifndef DB_PROFILE_H
#define DB_PROFILE_H

#include "base/charset.h"
#include "db/db.h"

enum wide { WIDE_UNKNOWN, WIDE_YES, WIDE_NO, WIDE_COUNT };
struct profile {
	bool chosen;          /* a person said so; else charset counts for nothing */
	enum charset charset; /* of terminals: no UTF-16 */
	enum wide wide;       /* signs that some terminals draw two columns wide (base/width.h) */
	bool slow;            /* the line is: as few bytes as will do */
};

/* ERR_NOTFOUND: nothing is remembered, *profile is untouched. */
int profile_get(struct db *db, const char *account, const char *terminal, struct profile *profile);
int profile_set(struct db *db, const char *account, const char *terminal,
    const struct profile *profile, struct say *why);

#endif
