/*
 * Events of procedures (forms/procedure.h): kept for ever, in order; what they amount to is
 * written into the record's row.
 */
#ifndef DB_EVENT_H
#define DB_EVENT_H

#include "db/db_int.h"
#include "forms/record.h"

/* An event of the log. Inside a write closure. Twice the same is once. */
int event_add(struct db *db, const char *rid, int64_t hlc, const char *op, int64_t wall,
    const char *account, const char *name, const char *body);
/*
 * Takes a step, guards and all (store_event); `making`: of a record that was made in the same
 * commit. Inside a write closure.
 */
int event_take(struct db *db, const struct actor *actor, const struct form *form, const char *rid,
    const char *step, const char *const fields[], bool making, struct say *why);
/*
 * Writes into the record what its events amount to, and gives its state and the day that is due
 * next (DAY_NONE: nothing is). `made`: the operation that made it. Nothing happens, state -1, if
 * records of the kind go through no procedure.
 */
int event_settle(struct db *db, struct record *record, const char *made, int *state, day_t *due);

/* Lets the record say what it stands as today (procedure_standing); it does not cost an event. */
void event_stand(struct db *db, struct record *record);

#endif
