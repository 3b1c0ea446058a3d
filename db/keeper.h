/*
 * The keeper's end of a line (keep_line.c is the other).  One line belongs to one clerk's process,
 * which may be in a stranger's hands: every question is bounded, permitted now or refused, and who
 * acts is what was proved here, never what the question says.
 *
 * States of a line: nobody → signed in (for good), or the self-service desk's, on which nothing
 * more is answered.  Before, only the policy, keys and a sign-in may be asked about; afterwards no
 * second sign-in.  What a line asks for is done with the rights its account has at that moment: one
 * locked meanwhile is refused everything.
 */
#ifndef DB_KEEPER_H
#define DB_KEEPER_H

#include "db/keep.h"

#define KEEPER_KEYS 20 /* keys shown on one line; further ones are refused */
#define KEEPER_TRIES 3 /* wrong passwords on one line, then it is closed */

struct keeper_line {
	char *where;    /* the far end's address, as whoever accepted it knows: owned */
	char *account;  /* who proved a secret; NULL before. Owned */
	char *shown;    /* for whom the far end says that a key was shown; no proof. Owned */
	int failures;
	int keys; /* shown */
};

/* Longest question and answer in bytes. */
#define KEEPER_QUESTION 8192
#define KEEPER_ANSWER 200000

/*
 * Fills *answer (to be sent whatever is returned, unless it is empty). 0; ERR_INPUT: not a question
 * for this line now, or too many wrong passwords: close it.
 */
int keeper_answer(struct keep *keep, struct keeper_line *line, const void *question, size_t len,
    struct buf *answer);
void keeper_line_release(struct keeper_line *line);

#endif
