/*
 * What the keeper's files ask of its store, DATA/keep/keep.db, and the log of all that is done with
 * it: each entry chained to the one before, so that none can be taken out unseen.
 */
#ifndef DB_KEEP_SQL_H
#define DB_KEEP_SQL_H

#include "db/keep_int.h"

#include <sqlite3.h>

/* SQLite's result as ours. */
int keep_translate(int rc);
/*
 * Prepares and binds by letters: t text, i int64_t, b bytes (pointer, length as int). The caller
 * finalises; NULL on failure.
 */
sqlite3_stmt *keep_query(struct keep *keep, const char *sql, const char *letters, ...);
/* Steps once and finalises. */
int keep_run(struct keep *keep, sqlite3_stmt *stmt);
/* Column as a new string, "" if it is NULL. */
char *keep_text(sqlite3_stmt *stmt, int i);
/* Is that at this machine itself? Wrong passwords there have a count of their own. */
bool keep_is_near(const char *where);
/* 0 and 0: none. */
void keep_near_get(struct keep *keep, const char *account, int *failures, int64_t *shut);
/* One more; when `most` are reached the time until which the seat waits, else 0. */
int64_t keep_near_fail(struct keep *keep, const char *account, int most);
void keep_near_forget(struct keep *keep, const char *account);
/* An entry of the log. */
int keep_note(struct keep *keep, const char *account, const char *what, const char *where,
    const char *by);

#endif
