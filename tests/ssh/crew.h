/*
 * Clerks at terminals who key members one after the other, each at her own pace whatever comes from
 * the far end: for figures of what they feel, and to ask afterwards whether every key of theirs is
 * in the store. Each begins in a member's empty form.
 */
#ifndef TESTS_SSH_CREW_H
#define TESTS_SSH_CREW_H

#include "tests/bench/samples.h"
#include "tests/play/pty.h"

#define CREW_SIGNS 6 /* of a name; with F2 and the answer that it may be incomplete: */
#define CREW_KEYS 8  /* of a save */
#define CREW_NAME (CREW_SIGNS * 3 + 1)
#define CREW_WAITING 64 /* keys typed ahead whose echo has not come */

struct crew_clerk {
	struct pty pty;
	long typed; /* keys; the member is typed / CREW_KEYS */
	int64_t due;
	struct crew_key {
		long number;
		int64_t sent;
	} waiting[CREW_WAITING];
	int waits;
	bool floods; /* types no members but all that her line takes, into a list */
};

struct crew {
	struct crew_clerk *clerk;
	int count, keys_a_second;
	struct samples echo, saved; /* ms */
	long keys;    /* typed, and their echo seen */
	long flooded; /* bytes that one typed who floods */
};

/* Embedded: count and keys_a_second are the caller's, the rest zero. */
void crew_begin(struct crew *crew);
void crew_release(struct crew *crew);
/*
 * All type for so long, and on until the member that each is at is saved. 0, or -1: an echo or a
 * "saved" never came, and stderr shows the terminal.
 */
int crew_work(struct crew *crew, int seconds);
/* Members that the clerk saved so far. */
int crew_saves(const struct crew *crew, int clerk);
/* The name of the clerk's member, counted from 0. */
void crew_name(int clerk, long member, char out[CREW_NAME]);

#endif
