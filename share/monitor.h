/*
 * The monitor: accepts, forks, lends, counts, ends.  One thread; it reads nothing that came from
 * the network, opens SQLite never, and waits for nobody.
 */
#ifndef SHARE_MONITOR_H
#define SHARE_MONITOR_H

#include "share/clerk.h"
#include "share/lend.h"

#define MONITOR_LISTENERS 8

struct monitor;

/* keeper: the socket to the keeper process, taken over. */
struct monitor *monitor_new(const struct serve_options *options, const struct lender *lender,
    int keeper);
/* The socket to who answers the self-service desk, taken over; without it nobody does. */
void monitor_answer_desk(struct monitor *monitor, int socket);
/* The same to the foreman (share/foreman.h); without it there are no jobs. */
void monitor_give_jobs(struct monitor *monitor, int socket);
void monitor_free(struct monitor *monitor);
/* Takes a listening socket over. */
void monitor_listen(struct monitor *monitor, int fd);
/*
 * A process like a clerk's that runs `life` instead, as a stranger or, `admitted`, as one whose
 * password was right: for trials of the walls. Its exit status; waits, serving its wishes.
 */
int monitor_trial(struct monitor *monitor, int (*life)(struct clerk *clerk), bool admitted);
/* Until SIGTERM or SIGINT, then until everybody went. 0; ERR_IO: the keeper died. */
int monitor_run(struct monitor *monitor);

#endif
