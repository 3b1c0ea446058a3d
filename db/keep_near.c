/*
 * Wrong passwords at a console count apart from those that come over a line, so that nobody who
 * tries from elsewhere shuts a clerk out of her own seat.  Whoever tries at the console is there to
 * be seen, and the next to sit down is its owner: too many make the seat wait for a minute, not for
 * as long as the policy says of lines.
 */
#include "db/keep_sql.h"

#include <string.h>

#define MINUTE INT64_C(60000)

static const char table[] = "CREATE TABLE IF NOT EXISTS near(account TEXT PRIMARY KEY,"
			    " failures INTEGER NOT NULL, shut INTEGER NOT NULL) STRICT";

bool
keep_is_near(const char *where)
{
	return strcmp(where, "console") == 0 || strcmp(where, "command") == 0;
}

void
keep_near_get(struct keep *keep, const char *account, int *failures, int64_t *shut)
{
	sqlite3_stmt *stmt =
	    keep_query(keep, "SELECT failures, shut FROM near WHERE account = ?", "t", account);

	*failures = 0;
	*shut = 0;
	if (stmt && sqlite3_step(stmt) == SQLITE_ROW) {
		*failures = sqlite3_column_int(stmt, 0);
		*shut = sqlite3_column_int64(stmt, 1);
	}
	sqlite3_finalize(stmt);
}

int64_t
keep_near_fail(struct keep *keep, const char *account, int most)
{
	int failures;
	int64_t shut;

	keep_near_get(keep, account, &failures, &shut);
	if (++failures >= most)
		shut = clock_now(keep->clock) + MINUTE;
	sqlite3_exec(keep->sql, table, NULL, NULL, NULL);
	keep_run(keep, keep_query(keep, "INSERT INTO near VALUES(?,?,?) ON CONFLICT(account) "
	    "DO UPDATE SET failures = excluded.failures, shut = excluded.shut", "tii", account,
	    (int64_t)failures, shut));
	return failures >= most ? shut : 0;
}

void
keep_near_forget(struct keep *keep, const char *account)
{
	sqlite3_stmt *stmt = keep_query(keep, "DELETE FROM near WHERE account = ?", "t", account);

	if (stmt)
		keep_run(keep, stmt);
}
