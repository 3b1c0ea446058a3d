/*
 * Figures of what a clerk feels, each beside its bar or a peer measured in the same run. A bench is
 * one file that exports one `const struct bench`; it adds rows to the table. No figure makes the
 * bench fail: it fails when something could not be measured.
 */
#ifndef TESTS_BENCH_BENCH_H
#define TESTS_BENCH_BENCH_H

#include "tests/bench/samples.h"
#include "tests/play/pty.h"

#include "base/buf.h"

struct rows;

struct run {
	const char *build; /* folder of the program */
	char *tmp;         /* gone at the end */
	char *cache;       /* big stations, kept between runs; of a brief run in tmp */
	bool brief;        /* small sizes: it is only to be seen that everything can be measured */
	int members;       /* of a big station */
	int many;          /* and of the biggest */
	struct rows *rows;
};

struct bench {
	const char *name, *help;
	/* 0, or -1: could not be measured; stderr tells why. */
	int (*run)(struct run *run);
};

extern const struct bench bench_start, bench_screens, bench_search, bench_import, bench_hostile,
    bench_gate, bench_keys, bench_line, bench_slips, bench_typing, bench_alike, bench_exchange,
    bench_faults, bench_desk;

/* --- the table --- */

enum verdict { KEPT, MISSED, NO_BAR };
enum verdict verdict_most(double value, double bar);
enum verdict verdict_least(double value, double bar);
/* Takes over the strings. */
void row_add(struct run *run, char *what, char *measured, char *bar, enum verdict verdict);

/* --- the program --- */

double ms_since(int64_t start); /* of pty_now() */
/* Starts the program on a terminal of 80×24. -1: it did not paint its sign-in page. */
int program_start(const struct run *run, struct pty *pty, const char *dir);
/* And signs in as the demonstration's clerk. */
int program_sign_in(struct pty *pty);
/* Until it has painted all. */
void program_settle(struct pty *pty);
/* Types, and waits until text stands there and the program is quiet. -1, and stderr shows it. */
int program_do(struct pty *pty, const char *keys, const char *text);
/* argv to its end, its words thrown away. Its exit status, -1 if there is none. */
int command(const char *const argv[]);

#endif
