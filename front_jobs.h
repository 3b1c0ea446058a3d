/*
 * Jobs of the screens on a console: one worker process, forked before the store is opened, runs the
 * commands that take long or need files and tells how far it is. It ends a job that it has begun,
 * also when the screens are gone.
 */
#ifndef FRONT_JOBS_H
#define FRONT_JOBS_H

#include "front.h"
#include "tui/seat.h"

/* Forks the worker and fills the seat's job, job_look and folder. Before db_open(). */
void front_jobs_start(struct front *f, struct seat *seat);
void front_jobs_stop(struct seat *seat);

#endif
