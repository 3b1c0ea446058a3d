/*
 * The second clerk of double keying: she keys the ID and card numbers of record after record from
 * the papers, on the program's own screens, and where both differ chooses by the paper. She slips,
 * too, in one number of fifty.
 */
#ifndef TESTS_BENCH_SECOND_H
#define TESTS_BENCH_SECOND_H

#include "tests/bench/stock.h"

struct second {
	long keys;     /* every one she typed, the choices too */
	int shown;     /* records in which both differed */
	int asked;     /* in which neither was right */
	int own_slips; /* that she made */
};
/*
 * All that waits in the station of `dir`, keyed from papers in the order in which it was keyed
 * first. -1, and stderr tells.
 */
int second_key(const struct run *run, const char *dir, struct record *const paper[], int count,
    struct second *out);
/* A slip of the hand that makes another text of it, at most one figure longer. */
void second_slip(char *text, unsigned *seed);
unsigned second_roll(unsigned *seed, unsigned sides);

#endif
