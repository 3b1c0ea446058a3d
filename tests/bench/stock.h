/*
 * Stations to measure on: the demonstration station, and on request so many invented members more.
 */
#ifndef TESTS_BENCH_STOCK_H
#define TESTS_BENCH_STOCK_H

#include "tests/bench/bench.h"

#include "db/store.h"

struct stock {
	struct forms *forms;
	struct db *db;
	const struct form *member;
};
extern const struct actor stock_clerk; /* the demonstration's 王秀兰 */

/* 0, or -1 and stderr tells. stock_close is fine with what was not opened. */
int stock_open(struct stock *s, const char *dir);
void stock_close(struct stock *s);
/* The folder of a station with people number 0 … members-1 in it, made the first time and kept; not
 * to be written to. NULL: could not be made. A new string. */
char *stock_kept(const struct run *run, int members);
/* A copy of it that may be written to, in run->tmp; likewise. */
char *stock_copy(const struct run *run, int members, const char *name);

#endif
