/*
 * The worker's end of a job (share/foreman.h): runs a command as on the command line and tells how
 * far it is, what it answered and how it ended.
 *
 * A request is the account, name and role of who asks, the language, then the command's words, each
 * ended by a NUL.  On a console the screens that say so are the same program's; elsewhere it counts
 * for nothing, and `prepare` puts in what is known.
 *
 * Answers: 'p' with two numbers, 'a' with a piece of what the command answered, at last 'e' with
 * the code and what was said.
 */
#ifndef FRONT_WORK_H
#define FRONT_WORK_H

#include "front.h"
#include "share/foreman.h"

/*
 * In the worker's process. prepare (or NULL): before the command; 0, or ERR_* with job->why, and
 * nothing is run.
 */
void front_work(const struct front *f, struct foreman_job *what,
    int (*prepare)(struct front *job, const struct foreman_job *what));

#endif
