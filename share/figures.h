/*
 * Figures (forms/figure.h) counted from the store, as papers count them: what is reserved counts by
 * number, state and days alone; what is hidden from the actor does not count.
 */
#ifndef SHARE_FIGURES_H
#define SHARE_FIGURES_H

#include "db/store.h"
#include "forms/figure.h"

/*
 * The records of a kind are read once for all figures that count them. The first error, ERR_DENIED
 * among them: figures of a kind that could not be read have no bar, the others are counted all the
 * same. out[] is the caller's, also after an error (tally_release).
 */
int figures_count(struct db *db, const struct actor *actor, const struct figure *const figure[],
    int count, struct tally out[]);

#endif
