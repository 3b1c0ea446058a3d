/*
 * What Chinese input knows beside its dictionaries: words that a clerk has taught it, and the words
 * of this station. Local: never exchanged.
 *
 * Learnt words belong to the clerk and stay when her seat is cut off; the table is made with the
 * first of them, so that stores of any age can have it. At most PHRASE_MOST are kept for each
 * clerk, those chosen last. Erasing a record takes its name away here too.
 */
#ifndef DB_PHRASE_H
#define DB_PHRASE_H

#include "db/db.h"

#define PHRASE_MOST 1000
#define PHRASE_NAMES 2000 /* of persons, the last ones keyed */

enum phrase_kind { PHRASE_LEARNT, PHRASE_NAME /* of a person */, PHRASE_WORD };

struct phrase {
	enum phrase_kind kind;
	char *text;
	char *reading; /* syllables, apostrophes between (base/spelling.h); NULL: by characters */
	int count;     /* how often chosen */
	int64_t last;  /* ms UTC */
};
struct phrases {
	struct phrase *phrase;
	int count;
};

/* What this clerk has taught, the last one at the end. */
int phrase_learnt(struct db *db, const struct actor *actor, struct phrases *out);
/*
 * Adds up: each phrase's count to what there is of the same text and reading. One commit; 0 means
 * it is on the disk.
 */
int phrase_learn(struct db *db, const struct actor *actor, const struct phrases *phrases);
/*
 * Names of persons in the kinds she may read, as many as PHRASE_NAMES, the unit's own name, and
 * what stands again and again in fields that are offered anew (work units, groups).
 */
int phrase_station(struct db *db, const struct actor *actor, struct phrases *out);
void phrases_add(struct phrases *phrases, enum phrase_kind kind, const char *text,
    const char *reading);
void phrases_release(struct phrases *phrases);

/* How a clerk types. */
struct phrase_habit {
	bool codes;     /* by shapes (五笔) in place of pinyin */
	unsigned fuzzy; /* SPELLING_ bits */
};
/* All sounds fuzzy, pinyin, while she has not chosen. */
struct phrase_habit phrase_habit(struct db *db, const struct actor *actor);
int phrase_set_habit(struct db *db, const struct actor *actor, const struct phrase_habit *habit);
/* Does she want her keys and seconds counted? Not while she has not said so; what is counted is
 * kept nowhere. */
bool phrase_counts(struct db *db, const struct actor *actor);
int phrase_set_counts(struct db *db, const struct actor *actor, bool counts);

#endif
