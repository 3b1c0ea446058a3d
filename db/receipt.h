/*
 * Who has a notice 签收: units below sign for what came from above, by a record of the kind
 * receipt; the sender sees who has not, how far the notice is on its way to them, since when they
 * are silent, and urges them 催办, by a record of the kind urging. Both travel in bags
 * (forms/scope.h).
 *
 * A notice is for the units named in it, each of them at any depth, or for all below where it names
 * none. Names become ids when it is issued: units may be called otherwise later.
 */
#ifndef DB_RECEIPT_H
#define DB_RECEIPT_H

#include "db/link.h"
#include "db/store.h"

struct receipt_unit {
	char id[9];
	char *name;
	enum link_reach reach; /* to the neighbour by whom it goes there */
	day_t heard;      /* when it last did anything that is known here; DAY_NONE: never */
	char *signed_by;  /* NULL: it has not signed */
	day_t signed_on;
	int urged;        /* how often */
	day_t last_urged; /* DAY_NONE: never */
};
struct receipts {
	struct receipt_unit *unit;
	int count, missing; /* missing: have not signed */
};

/* Those the notice is for: who has not signed first, then by name. *out: receipts_release(). */
int receipt_list(struct db *db, const struct actor *actor, const struct record *notice,
    struct receipts *out);
void receipts_release(struct receipts *receipts);

/* Is this unit to sign for the notice, and has not yet? */
bool receipt_is_due(struct db *db, const struct actor *actor, const struct record *notice);
/* How often this unit was urged to. */
int receipt_urged(struct db *db, const struct actor *actor, const char *notice);
/* Signs for it in the name of this unit. ERR_EXISTS: done before. */
int receipt_sign(struct db *db, const struct actor *actor, const struct record *notice,
    struct say *why);
/*
 * Urges those of the list for which `pick` holds (NULL: all who have not signed), in one record.
 * *words (may be NULL) is what it says to them, a new string, to be read out or sent.
 */
int receipt_urge(struct db *db, const struct actor *actor, const struct record *notice,
    const struct receipts *receipts, const bool pick[], char **words, struct say *why);

/*
 * The ids of the units named in a text, each ended by a blank but the last: a new string, NULL for
 * an empty text. ERR_INPUT with *why: somebody is not known below this unit, or is meant twice.
 */
int receipt_resolve(struct db *db, const char *names, char **out, struct say *why);

#endif
