/* Public keys of the accounts, where this process holds the keeper. */
#include "db/keep_sql.h"

#include "db/pubkey.h"
#include "db/rights.h"

#include <stdlib.h>
#include <string.h>

static const char table[] =
    "CREATE TABLE IF NOT EXISTS pubkey(account TEXT NOT NULL, blob TEXT NOT NULL,"
    " print TEXT NOT NULL, note TEXT NOT NULL, since INTEGER NOT NULL, alone INTEGER NOT NULL,"
    " PRIMARY KEY(account, blob)) STRICT";

static int
may_look(struct keep *keep, const struct actor *actor, const char *account, bool own,
    struct say *why)
{
	struct account found = {0};
	bool may = rights_may(actor, ACTION_ACCOUNTS, NULL) ||
	    (own && strcmp(actor->account, account) == 0);
	int err = may ? keep_find(keep, account, &found) : ERR_DENIED;

	account_release(&found);
	if (err == ERR_NOTFOUND)
		say_set(why, T_KEEP_NOBODY, account, NULL);
	else if (err == ERR_DENIED)
		say_set(why, T_DB_NO_RIGHT, NULL);
	return err;
}

int
keep_pubkey_store_add(struct keep *keep, const struct actor *actor, const char *account,
    const char *line, bool alone, struct say *why)
{
	struct pubkey key = {0};
	int err = may_look(keep, actor, account, false, why);

	if (!err)
		err = pubkey_read(line, &key, why);
	if (!err)
		err = keep_translate(sqlite3_exec(keep->sql, table, NULL, NULL, NULL));
	if (!err)
		err = keep_run(keep, keep_query(keep, "INSERT INTO pubkey VALUES(?,?,?,?,?,?) "
		    "ON CONFLICT(account, blob) DO UPDATE SET note = excluded.note, "
		    "since = excluded.since, alone = excluded.alone", "ttttii", account, key.blob,
		    key.print, key.note, clock_now(keep->clock), (int64_t)alone));
	if (!err) {
		char *where = xprintf("%s %s", actor->where, key.print);

		err = keep_note(keep, account, alone ? "key alone" : "key", where, actor->account);
		free(where);
	}
	pubkey_release(&key);
	return err;
}

/* As a prefix, so that a few signs are enough; "" is any. */
#define LIKE " WHERE account = ?1 AND substr(print, 1, length(?2)) = ?2"

static int
count(struct keep *keep, const char *account, const char *print)
{
	sqlite3_stmt *stmt =
	    keep_query(keep, "SELECT count(*) FROM pubkey" LIKE, "tt", account, print);
	int found = stmt && sqlite3_step(stmt) == SQLITE_ROW ? sqlite3_column_int(stmt, 0) : 0;

	sqlite3_finalize(stmt);
	return found;
}

int
keep_pubkey_store_remove(struct keep *keep, const struct actor *actor, const char *account,
    const char *print, struct say *why)
{
	int err = may_look(keep, actor, account, false, why);

	if (!err && count(keep, account, print) != 1) {
		say_set(why, T_PUBKEY_WHICH, account, NULL);
		err = ERR_NOTFOUND;
	}
	if (!err)
		err = keep_run(keep,
		    keep_query(keep, "DELETE FROM pubkey" LIKE, "tt", account, print));
	if (!err) {
		char *where = xprintf("%s %s", actor->where, print);

		err = keep_note(keep, account, "key off", where, actor->account);
		free(where);
	}
	return err;
}

int
keep_pubkey_store_list(struct keep *keep, const struct actor *actor, const char *account,
    struct keep_pubkeys *out)
{
	int err = may_look(keep, actor, account, true, NULL);
	sqlite3_stmt *stmt = err ? NULL : keep_query(keep, "SELECT print, note, since, alone "
	    "FROM pubkey WHERE account = ? ORDER BY since, print", "t", account);

	memset(out, 0, sizeof *out);
	while (stmt && sqlite3_step(stmt) == SQLITE_ROW && out->count < KEEP_PUBKEYS_MOST) {
		out->key = xgrow(out->key, out->count, sizeof *out->key);
		out->key[out->count++] = (struct keep_pubkey){keep_text(stmt, 0),
			keep_text(stmt, 1), sqlite3_column_int64(stmt, 2),
			sqlite3_column_int(stmt, 3) != 0};
	}
	sqlite3_finalize(stmt);
	return err; /* a station without the table has no keys */
}

bool
keep_pubkey_store_needed(struct keep *keep, const char *account)
{
	sqlite3_stmt *stmt =
	    keep_query(keep, "SELECT 1 FROM pubkey WHERE account = ? AND NOT alone", "t", account);
	bool needed = stmt && sqlite3_step(stmt) == SQLITE_ROW;

	sqlite3_finalize(stmt);
	return needed;
}

/* The key's row: its print (a new string), NULL if the account has no such key. */
static char *
find(struct keep *keep, const char *account, const char *blob, bool *alone)
{
	sqlite3_stmt *stmt = keep_query(keep, "SELECT print, alone FROM pubkey WHERE "
	    "account = ? AND blob = ?", "tt", account, blob);
	char *print = NULL;

	if (stmt && sqlite3_step(stmt) == SQLITE_ROW) {
		print = keep_text(stmt, 0);
		*alone = sqlite3_column_int(stmt, 1) != 0;
	}
	sqlite3_finalize(stmt);
	return print;
}

static int
let_in(struct keep *keep, const char *account, const char *where, const char *print)
{
	char *place = xprintf("%s %s", where, print);
	int err = keep_run(keep, keep_query(keep, "UPDATE account SET last_in = ? "
	    "WHERE account = ?", "it", clock_now(keep->clock), account));

	if (!err)
		err = keep_note(keep, account, "in", place, "");
	free(place);
	return err;
}

int
keep_pubkey_store_show(struct keep *keep, const char *account, const char *blob, bool proved,
    const char *where, struct account *out, bool *enough)
{
	bool alone = false;
	char *print = find(keep, account, blob, &alone);
	int err = print ? keep_find(keep, account, out) : ERR_DENIED;

	if (!err && (out->locked || out->shut_until > clock_now(keep->clock)))
		err = ERR_DENIED;
	*enough = !err && alone && !out->must_change;
	if (!err && *enough && proved)
		err = let_in(keep, account, where, print);
	if (err || !*enough || !proved)
		account_release(out);
	free(print);
	return err == ERR_NOTFOUND ? ERR_DENIED : err;
}
