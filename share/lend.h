/*
 * Lending the store: the monitor opens its files, a clerk's process gets the descriptors.  Which
 * files there are is fixed (db/reach.h); no name, no flag and no folder is ever taken from a
 * clerk's process.  One socket per process; what the monitor tells unasked comes on it, too.
 */
#ifndef SHARE_LEND_H
#define SHARE_LEND_H

#include "db/reach.h"

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

enum lend_want {
	LEND_OPEN,
	LEND_STAT,
	LEND_DESK, /* a line to who answers the self-service desk, once; `file` is 0 */
	LEND_JOBS, /* a line to the foreman (share/foreman.h), once; `file` is 0 */
};
struct lend_wish {
	uint8_t want, file; /* enum lend_want, enum reach_file */
};

enum lend_tell {
	LEND_ANSWER, /* to a wish */
	LEND_STOP,   /* the service ends: put everything away and go */
	LEND_CROWD,  /* this account has too many connections: go */
	LEND_LEAVE,  /* an administrator wants her out: as LEND_STOP, and not for long */
};
struct lend_answer {
	uint8_t tell;
	int32_t code; /* 0 or errno */
	struct stat st;
};

/* --- the monitor's side --- */

struct lender {
	int folder; /* DATA, open */
};

/* ERR_NOTFOUND: there is no store in DATA. The folder is closed with lender_close(). */
int lender_open(struct lender *lender, const char *dir);
void lender_close(struct lender *lender);
/*
 * Answers one wish of a process that may have it. ERR_IO: the process is gone, does not read or
 * asked for what does not exist; drop it.
 */
int lender_serve(const struct lender *lender, int socket, const void *wish, size_t len);
int lender_refuse(int socket);
/* Is that what is wished? The answer with a line: fd (stays the caller's). */
bool lend_wants(const void *wish, size_t len, enum lend_want want);
int lend_line(int socket, int fd);

/* --- the clerk's side --- */

struct borrower {
	int socket;
	enum lend_tell told; /* LEND_ANSWER while nothing was told; LEND_STOP if it is gone, too */
	struct reach reach;
};

/* From now on db/ reaches the store through this socket. As reach_through(). */
int borrower_begin(struct borrower *borrower, int socket, int random);
/* A line, LEND_DESK or LEND_JOBS; -1: none. */
int borrower_line(struct borrower *borrower, enum lend_want want);
/* Takes what the monitor told unasked; never waits. */
void borrower_listen(struct borrower *borrower);

#endif
