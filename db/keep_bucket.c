#include "db/keep_sql.h"

static const char table[] = "CREATE TABLE IF NOT EXISTS bucket(place TEXT PRIMARY KEY,"
			    " until INTEGER NOT NULL) STRICT";

int
keep_bucket_prepare(struct keep *keep)
{
	return keep_translate(sqlite3_exec(keep->sql, table, NULL, NULL, NULL));
}

/* Until when what was taken lasts. A clock that was set back locks nobody out for longer. */
static int
last(struct keep *keep, const struct keep_bucket *bucket, const char *place, int64_t *out)
{
	int64_t now = clock_now(keep->clock), most = now + bucket->holds * bucket->every;
	sqlite3_stmt *stmt =
	    keep_query(keep, "SELECT until FROM bucket WHERE place = ?", "t", place);
	int rc = stmt ? sqlite3_step(stmt) : SQLITE_ERROR;

	*out = rc == SQLITE_ROW ? sqlite3_column_int64(stmt, 0) : now;
	*out = *out < now ? now : *out > most ? most : *out;
	sqlite3_finalize(stmt);
	return keep_translate(rc);
}

int
keep_bucket_look(struct keep *keep, const struct keep_bucket *bucket, const char *place, bool *has)
{
	int64_t until = 0;
	int err = last(keep, bucket, place, &until);

	*has = until - clock_now(keep->clock) <= (bucket->holds - 1) * bucket->every;
	return err;
}

int
keep_bucket_take(struct keep *keep, const struct keep_bucket *bucket, const char *place, int many)
{
	int64_t until = 0;
	int err = last(keep, bucket, place, &until);

	if (!err)
		err = keep_run(keep, keep_query(keep, "DELETE FROM bucket WHERE until < ?", "i",
		    clock_now(keep->clock)));
	return err ? err : keep_run(keep, keep_query(keep, "INSERT INTO bucket VALUES(?, ?) "
	    "ON CONFLICT(place) DO UPDATE SET until = excluded.until", "ti", place,
	    until + many * bucket->every));
}
