/*
 * Near-duplicates (重复件): records of a kind whose running texts are like those of one that is
 * being typed. Two characters that stand beside each other are a pair; likeness is Jaccard's, of
 * the pairs of both, but what the other text has more counts a fifth only: one is still typing.
 * Shown for a person to judge, never joined by the program.
 */
#ifndef DB_ALIKE_H
#define DB_ALIKE_H

#include "db/store.h"

#define ALIKE_MOST 9 /* found at once */

struct alike {
	struct record *record; /* masked */
	int likeness; /* percent */
	bool same_person;
};
struct alikes {
	struct alike alike[ALIKE_MOST];
	int count;
};

/*
 * The likest first; those of the same person (the same member, ID number, or name and telephone)
 * are found at less likeness. Not the record itself. Nothing is found for a few characters.
 */
int store_alike(struct db *db, const struct actor *actor, const struct record *record,
    struct alikes *out);
void alikes_release(struct alikes *alikes);

/* Likeness of two texts in percent, as above. */
int alike_texts(const char *typed, const char *other);

#endif
