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
/*
 * How often something may be done from one place: so many times at once, then once more in each
 * `every` ms. Whoever emptied it waits no longer than that, so that nobody shuts a household out
 * for long. Places of different buckets have different names.
 */
struct keep_bucket {
	int holds;
	int64_t every;
};
int keep_bucket_prepare(struct keep *keep);
int keep_bucket_look(struct keep *keep, const struct keep_bucket *bucket, const char *place,
    bool *has);
/* many -1 puts one back. */
int keep_bucket_take(struct keep *keep, const struct keep_bucket *bucket, const char *place,
    int many);
/* A text under a key of the keeper's own, made when it is first needed; out: 16 to 32 bytes. */
int keep_hash(struct keep *keep, const char *name, const char *text, unsigned char *out,
    size_t len);
/* An entry of the log. */
int keep_note(struct keep *keep, const char *account, const char *what, const char *where,
    const char *by);

#endif
