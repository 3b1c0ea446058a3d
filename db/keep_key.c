/*
 * The unit's own keys, where this process holds the keeper: of each pair its seed is kept. Replaced
 * ones stay, for what was sealed to them; only the newest signs.
 */
#include "db/keep_sql.h"

#include "db/rights.h"
#include "db/seal.h"
#include "db/sealing.h"

#include <sodium.h>
#include <stdlib.h>
#include <string.h>

#define SEED_BYTES 32

static const char table[] =
    "CREATE TABLE IF NOT EXISTS identity(number INTEGER PRIMARY KEY, since INTEGER NOT NULL,"
    " sign BLOB NOT NULL, seal BLOB NOT NULL) STRICT";

/* Both pairs; wiped by whoever read them. */
struct pairs {
	struct keep_identity is;
	unsigned char sign_secret[crypto_sign_SECRETKEYBYTES];
	unsigned char seal_secret[crypto_box_SECRETKEYBYTES];
};

/* --- making --- */

static int
add_keys(struct keep *keep)
{
	unsigned char sign[SEED_BYTES], seal[SEED_BYTES];

	randombytes_buf(sign, sizeof sign);
	randombytes_buf(seal, sizeof seal);
	int err = keep_run(keep, keep_query(keep, "INSERT INTO identity SELECT "
	    "coalesce(max(number), 0) + 1, ?, ?, ? FROM identity", "ibb", clock_now(keep->clock),
	    sign, SEED_BYTES, seal, SEED_BYTES));

	sodium_memzero(sign, sizeof sign);
	sodium_memzero(seal, sizeof seal);
	return err;
}

static bool
has_keys(struct keep *keep)
{
	sqlite3_stmt *stmt = keep_query(keep, "SELECT 1 FROM identity", "");
	bool has = stmt && sqlite3_step(stmt) == SQLITE_ROW;

	sqlite3_finalize(stmt);
	return has;
}

/* Under SQLite's own lock: two programs may be the first to open an older store. */
static int
make_keys(struct keep *keep)
{
	int err = keep_translate(sqlite3_exec(keep->sql, "BEGIN IMMEDIATE", NULL, NULL, NULL));

	if (err)
		return err;
	err = keep_translate(sqlite3_exec(keep->sql, table, NULL, NULL, NULL));
	if (!err && !has_keys(keep))
		err = add_keys(keep);
	if (!err)
		err = keep_translate(sqlite3_exec(keep->sql, "COMMIT", NULL, NULL, NULL));
	if (err)
		sqlite3_exec(keep->sql, "ROLLBACK", NULL, NULL, NULL);
	return err;
}

int
keep_key_prepare(struct keep *keep)
{
	return has_keys(keep) ? 0 : make_keys(keep);
}

int
keep_identity_renew(struct keep *keep, const struct actor *actor, struct say *why)
{
	if (keep->ops != &keep_store_ops || !rights_may(actor, ACTION_ACCOUNTS, NULL)) {
		say_set(why, T_DB_NO_RIGHT, NULL);
		return ERR_DENIED;
	}
	int err = keep_note(keep, actor->account, "renew", actor->where, actor->account);

	return err ? err : add_keys(keep);
}

/* --- reading --- */

static bool
read_pairs(sqlite3_stmt *stmt, struct pairs *out)
{
	if (sqlite3_column_bytes(stmt, 2) != SEED_BYTES ||
	    sqlite3_column_bytes(stmt, 3) != SEED_BYTES)
		return false;
	out->is.number = sqlite3_column_int(stmt, 0);
	out->is.since = sqlite3_column_int64(stmt, 1);
	crypto_sign_seed_keypair(out->is.sign, out->sign_secret, sqlite3_column_blob(stmt, 2));
	crypto_box_seed_keypair(out->is.seal, out->seal_secret, sqlite3_column_blob(stmt, 3));
	return true;
}

/* The newest pairs, then with each call the ones before: `below` is the number they are under. */
static int
get_pairs(struct keep *keep, int64_t below, struct pairs *out)
{
	sqlite3_stmt *stmt = keep_query(keep, "SELECT number, since, sign, seal FROM identity "
	    "WHERE number < ? ORDER BY number DESC LIMIT 1", "i", below);
	int rc = stmt ? sqlite3_step(stmt) : SQLITE_DONE, err = ERR_NOTFOUND;

	if (rc == SQLITE_ROW)
		err = read_pairs(stmt, out) ? 0 : ERR_DAMAGED;
	else if (rc != SQLITE_DONE)
		err = keep_translate(rc);
	sqlite3_finalize(stmt);
	return err;
}

int
keep_key_identity(struct keep *keep, struct keep_identity *out)
{
	struct pairs pairs;
	int err = get_pairs(keep, INT64_MAX, &pairs);

	if (!err)
		*out = pairs.is;
	sodium_memzero(&pairs, sizeof pairs);
	return err;
}

int
keep_sign(struct keep *keep, const void *bytes, size_t len, unsigned char out[KEEP_SIGNATURE])
{
	struct pairs pairs;
	int err = keep->ops == &keep_store_ops ? get_pairs(keep, INT64_MAX, &pairs) : ERR_DENIED;

	if (!err)
		crypto_sign_detached(out, NULL, bytes, len, pairs.sign_secret);
	sodium_memzero(&pairs, sizeof pairs);
	return err;
}

int
keep_open_key(struct keep *keep, const void *sealed, size_t len, unsigned char out[32])
{
	struct pairs pairs = {.is = {.number = 0}};
	int64_t below = INT64_MAX;
	int err = keep->ops == &keep_store_ops ? 0 : ERR_DENIED;
	bool open = false;

	if (!err && len != 32 + crypto_box_SEALBYTES)
		err = ERR_NOTFOUND;
	while (!err && !open && !(err = get_pairs(keep, below, &pairs))) {
		open = crypto_box_seal_open(out, sealed, len, pairs.is.seal, pairs.seal_secret) ==
		    0;
		below = pairs.is.number;
	}
	sodium_memzero(&pairs, sizeof pairs);
	return err;
}

/* --- opening what was sealed to the unit --- */

static int
open_text(struct keep *keep, const char *sealed, char **out)
{
	struct pairs pairs = {.is = {.number = 0}};
	int64_t below = INT64_MAX;
	char *plain = NULL;
	int err = 0;

	while (!plain && !(err = get_pairs(keep, below, &pairs))) {
		plain = seal_open(pairs.is.seal, pairs.seal_secret, sealed);
		below = pairs.is.number;
	}
	sodium_memzero(&pairs, sizeof pairs);
	*out = plain;
	return err;
}

static int
note_unsealing(struct keep *keep, const struct actor *actor, const char *record, const char *reason)
{
	char *where = xprintf("%s %s: %s", actor->where, record, reason);
	int err = keep_note(keep, actor->account, "unseal", where, actor->account);

	free(where);
	return err;
}

int
keep_key_unseal(struct keep *keep, const struct actor *actor, const char *record,
    const char *reason, const char *sealed, char **out, struct say *why)
{
	const char *value = NULL;
	char *plain = NULL;

	/* Handlers open what is theirs to handle; which that is their records say (guard.h). */
	if (!rights_may(actor, ACTION_UNMASK, NULL) && actor->role != ROLE_HANDLER) {
		say_set(why, T_DB_NO_RIGHT, NULL);
		return ERR_DENIED;
	}
	if (!reason || !*reason) {
		say_set(why, T_KEEP_NO_REASON, NULL);
		return ERR_INPUT;
	}
	int err = open_text(keep, sealed, &plain);

	if (err == ERR_NOTFOUND)
		say_set(why, T_KEEP_NOT_OURS, NULL);
	if (!err && sealing_bars(plain, actor->account, actor->name, &value))
		err = ERR_DENIED;
	if (!err)
		err = note_unsealing(keep, actor, record, reason);
	if (!err)
		*out = xstrdup(value);
	if (plain)
		sodium_memzero(plain, strlen(plain));
	free(plain);
	return err;
}
