/* The recovery code's public half, and setting a password with the code. */
#include "db/keep_sql.h"

#include "db/recovery.h"
#include "db/rights.h"

#include <sodium.h>
#include <stdlib.h>
#include <string.h>

static const char table[] = "CREATE TABLE IF NOT EXISTS recovery(number INTEGER PRIMARY KEY, "
			    "since INTEGER NOT NULL, key BLOB NOT NULL) STRICT";

int
keep_recovery(struct keep *keep, struct keep_recovery *out)
{
	if (keep->ops != &keep_store_ops)
		return ERR_DENIED;
	sqlite3_stmt *stmt = keep_query(keep, "SELECT since, key FROM recovery", "");
	int err = ERR_NOTFOUND;

	if (stmt && sqlite3_step(stmt) == SQLITE_ROW &&
	    sqlite3_column_bytes(stmt, 1) == sizeof out->key) {
		out->since = sqlite3_column_int64(stmt, 0);
		memcpy(out->key, sqlite3_column_blob(stmt, 1), sizeof out->key);
		err = 0;
	}
	sqlite3_finalize(stmt);
	return err;
}

int
keep_recovery_renew(struct keep *keep, const struct actor *actor, char code[KEEP_CODE],
    struct say *why)
{
	unsigned char key[RECOVERY_KEY];

	if (keep->ops != &keep_store_ops || !rights_may(actor, ACTION_ACCOUNTS, NULL)) {
		say_set(why, T_DB_NO_RIGHT, NULL);
		return ERR_DENIED;
	}
	recovery_make(code);
	recovery_keys(code, key, NULL);
	int err = keep_translate(sqlite3_exec(keep->sql, table, NULL, NULL, NULL));

	if (!err)
		err = keep_run(keep, keep_query(keep, "INSERT INTO recovery VALUES(1, ?, ?) "
		    "ON CONFLICT(number) DO UPDATE SET since = excluded.since, key = excluded.key",
		    "ib", clock_now(keep->clock), key, RECOVERY_KEY));
	if (!err)
		err = keep_note(keep, "", "recovery", actor->where, actor->account);
	if (err)
		sodium_memzero(code, KEEP_CODE);
	return err;
}

static bool
is_ours(struct keep *keep, const char *code)
{
	unsigned char key[RECOVERY_KEY];
	struct keep_recovery ours;

	return recovery_keys(code, key, NULL) && keep_recovery(keep, &ours) == 0 &&
	    sodium_memcmp(key, ours.key, sizeof key) == 0;
}

int
keep_recovery_use(struct keep *keep, const char *code, const char *account, const char *fresh,
    const char *where, struct say *why)
{
	const struct actor holder = {"recovery", "recovery", ROLE_INFOADMIN, where};

	if (!is_ours(keep, code)) {
		keep_note(keep, account, "no-recovery", where, "");
		say_set(why, T_KEEP_NO_CODE, NULL);
		return ERR_DENIED;
	}
	int err = keep_password(keep, &holder, account, NULL, fresh, why);

	if (!err)
		err = keep_lock(keep, &holder, account, false, why);
	if (!err)
		err = keep_run(keep, keep_query(keep, "DELETE FROM recovery", ""));
	if (err == ERR_NOTFOUND)
		say_set(why, T_ERR_NOTFOUND, NULL);
	return err;
}
