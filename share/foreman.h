/*
 * Jobs: what takes long, or needs files or other programs, is done by processes of its own.  The
 * foreman is one process; seats reach it by lines (SOCK_SEQPACKET, one a seat).  For each job it
 * forks a worker and passes on what that tells.  An account has one job at a time; it goes on when
 * its seat leaves or drops, and how it went is told to the seat that is there, or else once to the
 * account's next one.
 *
 * A line may be in a stranger's hands.  Who is at its far end is what came with its descriptor
 * (from the service's monitor, which has it from the keeper), never what is said on it; of what is
 * said the foreman reads the first byte and hands the rest to a worker.  It opens no file, holds no
 * key and no store, and what a line can use up is bounded: one job, FOREMAN_ANSWER bytes.
 *
 * States of a job: running → (asked to stop → killed after 3 s) → ended → told, and forgotten.
 */
#ifndef SHARE_FOREMAN_H
#define SHARE_FOREMAN_H

#include <stddef.h>

#define FOREMAN_PACKET 65536            /* bytes of a message */
#define FOREMAN_ANSWER ((size_t)4 << 20) /* of what a job answers; more is left out */

/* How messages begin. */
enum foreman_word {
	FOREMAN_BEGIN = 'r', /* from a seat: a job, as the worker understands it */
	FOREMAN_STOP = 'c',  /* the account's job is to end */
	FOREMAN_STARTED = 's', /* to a seat: the account has a job under way, of which follows */
	FOREMAN_PROGRESS = 'p', /* a worker's, as are the next two: passed on */
	FOREMAN_ANSWERS = 'a',
	FOREMAN_END = 'e',
	FOREMAN_BUSY = 'b',    /* not begun: the account's last one is not done */
	FOREMAN_FULL = 'f',    /* not begun: there are too many jobs of others */
	FOREMAN_STOPPED = 'x', /* ended as was asked, whatever it had done so far stands */
	FOREMAN_DIED = 'd',    /* ended without a word */
};

/* What comes with a line's descriptor on the socket `lines`. */
struct foreman_line {
	char account[40], where[64];
};

struct foreman_job {
	const char *account, *where; /* "" where the foreman has but one line */
	char *request;               /* what followed FOREMAN_BEGIN, and a NUL behind it */
	size_t len;
	int out; /* the worker's messages go there, each one send() */
};

struct foreman {
	/* In the worker's own process, which ends when this returns or has sent FOREMAN_END. */
	void (*work)(void *arg, struct foreman_job *job);
	void *arg;
	int most; /* jobs at once */
};

/*
 * Does not return. `lines` brings lines and ends all when it is closed, jobs too; or -1: there is
 * `line` alone, and when that is closed the job under way is done first. All descriptors but
 * standard ones and these are closed.
 */
void foreman_run(const struct foreman *foreman, int lines, int line) __attribute__((noreturn));

#endif
