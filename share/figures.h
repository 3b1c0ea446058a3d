/*
 * Figures (forms/figure.h) counted from the store, as papers count them: what is reserved counts by
 * number, state and days alone; what is hidden from the actor does not count.
 */
#ifndef SHARE_FIGURES_H
#define SHARE_FIGURES_H

#include "db/store.h"
#include "forms/figure.h"

/* *out is the caller's, also after an error (tally_release). ERR_DENIED. */
int figure_count(struct db *db, const struct actor *actor, const struct figure *figure,
    struct tally *out);

#endif
