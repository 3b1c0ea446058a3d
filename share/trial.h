/*
 * The service's trial of itself at each start: processes that are locked down like a clerk's try
 * the walls from inside, and whether what a clerk needs works behind them.  A kernel, a library or
 * an SQLite that behaves otherwise than what this was built for is found before the first clerk
 * comes.
 */
#ifndef SHARE_TRIAL_H
#define SHARE_TRIAL_H

#include "share/clerk.h"

/* A stranger: nothing can be opened or looked at, nothing is lent. 0, or the number of the wall. */
int trial_stranger(struct clerk *clerk);
/*
 * One whose password was right: the lent store opens and can be read, and the charsets that this
 * machine has can be converted both ways. 0, or what failed.
 */
int trial_admitted(struct clerk *clerk);

#endif
