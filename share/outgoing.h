/*
 * The records that leave the station in a sheet or on paper: which they are, one after the other,
 * masked or, with a right and a reason, in full. What only a few may see is in none, not even
 * theirs; where papers count it (`veil`), its number, its state and its days are.
 */
#ifndef SHARE_OUTGOING_H
#define SHARE_OUTGOING_H

#include "db/store.h"

struct outgoing {
	struct db *db;
	const struct actor *actor;
	const struct form *form;
	enum store_only only;
	int64_t since;  /* only what changed behind this place of the log; 0: all */
	enum store_order order;
	const char *const *among; /* only these ids, NULL behind the last; NULL: all */
	bool veil;
	bool unmask;    /* ERR_DENIED without the right */
	const char *reason;
};

/* ERR_DENIED, ERR_USAGE (unmask without a reason) with *why. */
int outgoing_check(const struct outgoing *out, struct say *why);
/* Gives each record to put until that returns other than 0, which is then returned. */
int outgoing_each(const struct outgoing *out, int (*put)(void *arg, const struct record *record),
    void *arg);
/* About how many there are. */
int outgoing_count(const struct outgoing *out, int64_t *count);

#endif
