/* Running numbers that people use: of members, appeals taken in, documents published. */
#ifndef DB_NUMBER_H
#define DB_NUMBER_H

#include "db/db_int.h"
#include "forms/record.h"

/*
 * Gives the record its number if it is due one and has none. Inside a write closure; *given is
 * false at first and tells the next run of the same closure to take the number back.
 */
int number_give(struct db *db, struct record *record, bool *given);
/* The next of this unit's documents, a new string; NULL where there is none to follow. */
int number_next(struct db *db, const struct form *form, char **out);
/* Has another of this unit's documents this number? */
int number_is_taken(struct db *db, const struct form *form, const char *number, const char *id,
    bool *out);
/* Nothing was written: the number goes. */
void number_take_back(struct record *record, bool *given);

#endif
