#include "db/db_int.h"

#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

int
db_error(struct db *db, int rc)
{
	switch (rc & 0xff) {
	case SQLITE_OK:
	case SQLITE_ROW:
	case SQLITE_DONE:
		return 0;
	case SQLITE_FULL:
		return ERR_FULL;
	case SQLITE_BUSY:
	case SQLITE_LOCKED:
		return ERR_BUSY;
	case SQLITE_READONLY:
		return ERR_READONLY;
	case SQLITE_CORRUPT:
	case SQLITE_NOTADB:
	case SQLITE_CONSTRAINT:
		return ERR_DAMAGED;
	case SQLITE_PERM:
	case SQLITE_AUTH:
		return ERR_DENIED;
	case SQLITE_IOERR:
	case SQLITE_CANTOPEN:
		return db ? err_from_errno(sqlite3_system_errno(db->sql)) ? err_from_errno(
		    sqlite3_system_errno(db->sql)) : ERR_IO : ERR_IO;
	default:
		return ERR_IO;
	}
}

/* The same text mostly stands where it stood the last time. */
static struct statement *
find(struct db *db, const char *sql)
{
	for (int i = 0; i < db->statement_count; i++)
		if (db->statement[i].asked == sql && strcmp(db->statement[i].sql, sql) == 0)
			return &db->statement[i];
	for (int i = 0; i < db->statement_count; i++)
		if (strcmp(db->statement[i].sql, sql) == 0)
			return &db->statement[i];
	return NULL;
}

static sqlite3_stmt *
statement(struct db *db, const char *sql, bool made)
{
	struct statement *s = find(db, sql);
	sqlite3_stmt *stmt;

	if (s) {
		s->asked = sql;
		sqlite3_reset(s->stmt);
		sqlite3_clear_bindings(s->stmt);
		return s->stmt;
	}
	if (sqlite3_prepare_v3(db->sql, sql, -1, SQLITE_PREPARE_PERSISTENT, &stmt, NULL) !=
	    SQLITE_OK)
		return NULL;
	db->statement = xrealloc(db->statement,
	    (size_t)(db->statement_count + 1) * sizeof *db->statement);
	s = &db->statement[db->statement_count++];
	*s = (struct statement){made ? xstrdup(sql) : sql, sql, stmt, made};
	return stmt;
}

sqlite3_stmt *
db_statement(struct db *db, const char *sql)
{
	return statement(db, sql, false);
}

sqlite3_stmt *
db_statement_made(struct db *db, const char *sql)
{
	return statement(db, sql, true);
}

void
db_statements_free(struct db *db)
{
	for (int i = 0; i < db->statement_count; i++) {
		sqlite3_finalize(db->statement[i].stmt);
		if (db->statement[i].owned)
			free((char *)db->statement[i].sql);
	}
	free(db->statement);
	db->statement = NULL;
	db->statement_count = 0;
}

/* `keep`: SQLITE_STATIC where the values outlive the step. */
static sqlite3_stmt *
bind(sqlite3_stmt *stmt, const char *letters, va_list args, sqlite3_destructor_type keep)
{
	const void *blob;

	for (int i = 1; stmt && *letters; letters++, i++) {
		if (*letters == 't') {
			sqlite3_bind_text(stmt, i, va_arg(args, const char *), -1, keep);
		} else if (*letters == 'i') {
			sqlite3_bind_int64(stmt, i, va_arg(args, int64_t));
		} else {
			blob = va_arg(args, const void *);
			int len = va_arg(args, int);

			sqlite3_bind_blob(stmt, i, len ? blob : "", len, keep);
		}
	}
	return stmt;
}

sqlite3_stmt *
db_bind(sqlite3_stmt *stmt, const char *letters, ...)
{
	va_list args;

	va_start(args, letters);
	bind(stmt, letters, args, SQLITE_TRANSIENT);
	va_end(args);
	return stmt;
}

sqlite3_stmt *
db_bind_kept(sqlite3_stmt *stmt, const char *letters, ...)
{
	va_list args;

	va_start(args, letters);
	bind(stmt, letters, args, SQLITE_STATIC);
	va_end(args);
	return stmt;
}

int
db_step(struct db *db, sqlite3_stmt *stmt)
{
	int rc = stmt ? sqlite3_step(stmt) : sqlite3_errcode(db->sql);

	if (rc == SQLITE_ROW)
		return 1;
	if (stmt)
		sqlite3_reset(stmt);
	if (rc == SQLITE_DONE)
		return 0;
	int err = db_error(db, rc);

	return err ? err : ERR_IO;
}

int
db_run(struct db *db, const char *sql, const char *letters, ...)
{
	sqlite3_stmt *stmt = db_statement(db, sql);
	va_list args;

	va_start(args, letters);
	bind(stmt, letters, args, SQLITE_STATIC);
	va_end(args);
	int got = db_step(db, stmt);

	if (got > 0)
		sqlite3_reset(stmt);
	return got > 0 ? 0 : got;
}

int
db_exec(struct db *db, const char *sql)
{
	return db_error(db, sqlite3_exec(db->sql, sql, NULL, NULL, NULL));
}

char *
db_text(sqlite3_stmt *stmt, int column)
{
	const char *text = (const char *)sqlite3_column_text(stmt, column);

	return text ? xstrndup(text, (size_t)sqlite3_column_bytes(stmt, column)) : NULL;
}

int
db_get_text(struct db *db, char **out, const char *sql, const char *letters, ...)
{
	sqlite3_stmt *stmt = db_statement(db, sql);
	va_list args;

	va_start(args, letters);
	bind(stmt, letters, args, SQLITE_STATIC);
	va_end(args);
	int got = db_step(db, stmt);

	if (got <= 0)
		return got ? got : ERR_NOTFOUND;
	*out = db_text(stmt, 0);
	sqlite3_reset(stmt);
	return 0;
}

int
db_get_int(struct db *db, int64_t *out, const char *sql, const char *letters, ...)
{
	sqlite3_stmt *stmt = db_statement(db, sql);
	va_list args;

	va_start(args, letters);
	bind(stmt, letters, args, SQLITE_STATIC);
	va_end(args);
	int got = db_step(db, stmt);

	if (got <= 0)
		return got ? got : ERR_NOTFOUND;
	*out = sqlite3_column_int64(stmt, 0);
	sqlite3_reset(stmt);
	return 0;
}

/* Inside a write closure there is one moment already. */
int
db_read_begin(struct db *db)
{
	int err = db->inside || db->reading ? 0 : db_exec(db, "BEGIN");

	db->reading += !err;
	return err;
}

void
db_read_end(struct db *db)
{
	if (--db->reading == 0 && !db->inside)
		db_exec(db, "COMMIT");
}
