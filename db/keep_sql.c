/* What the keeper's files ask of its store, and the log of all that is done with it. */
#include "db/keep_sql.h"

#include <sodium.h>
#include <stdlib.h>
#include <string.h>

int
keep_translate(int rc)
{
	switch (rc & 0xff) {
	case SQLITE_OK:
	case SQLITE_ROW:
	case SQLITE_DONE:
		return 0;
	case SQLITE_FULL:
		return ERR_FULL;
	case SQLITE_BUSY:
		return ERR_BUSY;
	case SQLITE_READONLY:
		return ERR_READONLY;
	case SQLITE_CORRUPT:
	case SQLITE_NOTADB:
	case SQLITE_ERROR:
		return ERR_DAMAGED;
	default:
		return ERR_IO;
	}
}

static void
bind_bytes(sqlite3_stmt *stmt, int i, va_list *args)
{
	const void *bytes = va_arg(*args, const void *);

	sqlite3_bind_blob(stmt, i, bytes, va_arg(*args, int), SQLITE_TRANSIENT);
}

sqlite3_stmt *
keep_query(struct keep *keep, const char *sql, const char *letters, ...)
{
	sqlite3_stmt *stmt = NULL;
	va_list args;

	if (sqlite3_prepare_v2(keep->sql, sql, -1, &stmt, NULL) != SQLITE_OK)
		return NULL;
	va_start(args, letters);
	for (int i = 1; *letters; letters++, i++) {
		if (*letters == 't')
			sqlite3_bind_text(stmt, i, va_arg(args, const char *), -1,
			    SQLITE_TRANSIENT);
		else if (*letters == 'b')
			bind_bytes(stmt, i, &args);
		else
			sqlite3_bind_int64(stmt, i, va_arg(args, int64_t));
	}
	va_end(args);
	return stmt;
}

int
keep_run(struct keep *keep, sqlite3_stmt *stmt)
{
	int rc = stmt ? sqlite3_step(stmt) : sqlite3_errcode(keep->sql);

	sqlite3_finalize(stmt);
	return keep_translate(rc);
}

char *
keep_text(sqlite3_stmt *stmt, int i)
{
	const char *text = (const char *)sqlite3_column_text(stmt, i);

	return xstrdup(text ? text : "");
}

int
keep_note(struct keep *keep, const char *account, const char *what, const char *where,
    const char *by)
{
	unsigned char chain[32] = {0};
	crypto_generichash_state state;
	int64_t seq = 0, wall = clock_now(keep->clock);
	sqlite3_stmt *stmt =
	    keep_query(keep, "SELECT seq, chain FROM log ORDER BY seq DESC LIMIT 1", "");

	if (stmt && sqlite3_step(stmt) == SQLITE_ROW) {
		seq = sqlite3_column_int64(stmt, 0);
		if (sqlite3_column_bytes(stmt, 1) == sizeof chain)
			memcpy(chain, sqlite3_column_blob(stmt, 1), sizeof chain);
	}
	sqlite3_finalize(stmt);
	char *line = xprintf("%lld\x1f%lld\x1f%s\x1f%s\x1f%s\x1f%s", (long long)seq + 1,
	    (long long)wall, account, what, where, by);

	crypto_generichash_init(&state, NULL, 0, sizeof chain);
	crypto_generichash_update(&state, chain, sizeof chain);
	crypto_generichash_update(&state, (const void *)line, strlen(line));
	crypto_generichash_final(&state, chain, sizeof chain);
	free(line);
	return keep_run(keep, keep_query(keep, "INSERT INTO log VALUES(?,?,?,?,?,?,?)", "iittttb",
	    seq + 1, wall, account, what, where, by, chain, (int)sizeof chain));
}
