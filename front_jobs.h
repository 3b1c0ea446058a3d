/*
 * The screens' end of jobs: a line to a foreman (share/foreman.h), which on a console is a process
 * of this program's, forked before the store is opened.  It ends a job that it has begun, also when
 * the screens are gone.
 */
#ifndef FRONT_JOBS_H
#define FRONT_JOBS_H

#include "front.h"
#include "tui/seat.h"

/* Forks the foreman and fills the seat's job, job_look, job_stop and folder. Before db_open(). */
void front_jobs_start(struct front *f, struct seat *seat);
/* The same but the folder over a line that there is, taken over; -1: there are no jobs here. */
void front_jobs_join(struct seat *seat, int line);
void front_jobs_stop(struct seat *seat);

#endif
