/*
 * Workbooks that somebody made to do harm, or that are simply not what they should be: each has to
 * be refused, and soon.
 */
#ifndef TESTS_BENCH_HOSTILE_BOOKS_H
#define TESTS_BENCH_HOSTILE_BOOKS_H

struct hostile {
	const char *what;
	int count; /* of files of that kind */
	/* Writes file i (from 0); all sizes are divided by `less`. 0 or -1. */
	int (*make)(const char *path, int i, int less);
};
extern const struct hostile hostile_books[];
extern const int hostile_count;

#endif
