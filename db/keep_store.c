/*
 * The keeper's own store, DATA/keep/keep.db: everything of keep.h where this process holds it.
 */
#include "db/keep_sql.h"

#include "base/norm.h"
#include "base/utf8.h"
#include "db/rights.h"
#include "db/settings.h"

#include <errno.h>
#include <fcntl.h>
#include <sodium.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

/* argon2id for old PCs: 64 MiB, 2 passes (libsodium's INTERACTIVE); one at a time, see hash_lock.
 */
#define OPS crypto_pwhash_OPSLIMIT_INTERACTIVE
#define MEM crypto_pwhash_MEMLIMIT_INTERACTIVE

static const char schema[] =
    "CREATE TABLE account(account TEXT PRIMARY KEY, name TEXT NOT NULL, role INTEGER NOT NULL,"
    " lang INTEGER NOT NULL, locked INTEGER NOT NULL, must_change INTEGER NOT NULL,"
    " hash TEXT NOT NULL, since INTEGER NOT NULL, last_in INTEGER NOT NULL,"
    " last_fail INTEGER NOT NULL, failures INTEGER NOT NULL, shut INTEGER NOT NULL) STRICT;"
    "CREATE TABLE old(account TEXT NOT NULL, since INTEGER NOT NULL, hash TEXT NOT NULL) STRICT;"
    "CREATE TABLE policy(k TEXT PRIMARY KEY, v INTEGER NOT NULL) STRICT;"
    "CREATE TABLE log(seq INTEGER PRIMARY KEY, wall INTEGER NOT NULL, account TEXT NOT NULL,"
    " what TEXT NOT NULL, place TEXT NOT NULL, by TEXT NOT NULL, chain BLOB NOT NULL) STRICT;";

/* --- making and opening --- */

static int
connect(const char *dir, int flags, const struct clock *clock, struct keep **out)
{
	char *path = xprintf("%s/keep/keep.db", dir), *lock = xprintf("%s/keep/hash.lock", dir);
	struct keep *keep = xcalloc(1, sizeof *keep);

	keep->ops = &keep_store_ops;
	keep->clock = clock ? clock : &clock_system;
	keep->lock = open(lock, O_RDWR | O_CREAT | O_CLOEXEC, 0600);
	int err = keep_translate(sqlite3_open_v2(path, &keep->sql, flags, NULL));

	if (err == ERR_IO && access(path, F_OK) != 0)
		err = ERR_NOTFOUND;
	sqlite3_busy_timeout(keep->sql, DB_GATE_MS);
	if (!err)
		err = keep_translate(sqlite3_exec(keep->sql, "PRAGMA journal_mode=DELETE;"
		    "PRAGMA synchronous=EXTRA; PRAGMA secure_delete=ON; PRAGMA cache_size=-100;"
		    "PRAGMA trusted_schema=OFF", NULL, NULL, NULL));
	free(path);
	free(lock);
	if (err)
		keep_close(keep);
	else
		*out = keep;
	return err;
}

int
keep_init(const char *dir, const struct clock *clock, struct say *why)
{
	struct keep *keep = NULL;
	char *folder = xprintf("%s/keep", dir);
	int err = mkdir(folder, 0700) == 0 || errno == EEXIST ? 0 : err_from_errno(errno);

	free(folder);
	if (sodium_init() < 0)
		abort();
	if (!err)
		err = connect(dir, SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE, clock, &keep);
	if (!err)
		err = keep_translate(sqlite3_exec(keep->sql, schema, NULL, NULL, NULL));
	if (!err)
		err = keep_key_prepare(keep);
	if (!err)
		err = keep_code_prepare(keep);
	if (err && why)
		say_set(why, err_text(err), NULL);
	keep_close(keep);
	return err;
}

int
keep_open(const char *dir, const struct clock *clock, struct keep **out, struct say *why)
{
	struct keep *keep = NULL;

	if (sodium_init() < 0)
		abort();
	int err = connect(dir, SQLITE_OPEN_READWRITE, clock, &keep);

	if (!err) {
		err = keep_run(keep, keep_query(keep, "SELECT count(*) FROM account", ""));
		if (!err) { /* where that fails now, a later opening does it */
			keep_key_prepare(keep);
			keep_code_prepare(keep);
		}
		if (err)
			keep_close(keep);
		else
			*out = keep;
	}
	if (err == ERR_NOTFOUND)
		err = ERR_DAMAGED, say_set(why, T_KEEP_MISSING, NULL);
	else if (err)
		say_set(why, err == ERR_BUSY ? T_ERR_BUSY : T_KEEP_DAMAGED, NULL);
	return err;
}

static void
close_store(struct keep *keep)
{
	sqlite3_close(keep->sql);
	if (keep->lock >= 0)
		close(keep->lock);
}

/* --- policy --- */

static int
store_policy_number(struct keep *keep, const char *name, int *out)
{
	const struct setting *setting = setting_find(name);

	if (!setting || setting->home != SETTING_KEEPER)
		return ERR_NOTFOUND;
	sqlite3_stmt *stmt = keep_query(keep, "SELECT v FROM policy WHERE k = ?", "t", name);

	*out = setting->usual;
	if (stmt && sqlite3_step(stmt) == SQLITE_ROW)
		*out = sqlite3_column_int(stmt, 0);
	sqlite3_finalize(stmt);
	return 0;
}

static int
store_policy_get(struct keep *keep, struct keep_policy *out)
{
	for (int i = 0; i < KEEP_POLICY_ROWS; i++)
		store_policy_number(keep, keep_policy_name(i), keep_policy_member(out, i));
	return 0;
}

static int
may_manage(const struct actor *actor, struct say *why)
{
	if (rights_may(actor, ACTION_ACCOUNTS, NULL))
		return 0;
	say_set(why, T_DB_NO_RIGHT, NULL);
	return ERR_DENIED;
}

static int
store_policy_set(struct keep *keep, const struct actor *actor, const char *name, int value,
    struct say *why)
{
	int before = 0, err = may_manage(actor, why);

	if (!err)
		err = store_policy_number(keep, name, &before);
	if (err || before == value)
		return err;
	char *change = xprintf("%s: %d → %d", name, before, value);

	err = keep_run(keep, keep_query(keep, "INSERT INTO policy VALUES(?,?) "
	    "ON CONFLICT(k) DO UPDATE SET v = excluded.v", "ti", name, (int64_t)value));
	if (!err)
		err = keep_note(keep, "", "policy", change, actor->account);
	free(change);
	return err;
}

/* --- passwords --- */

static int
classes_of(const char *s)
{
	unsigned seen = 0;

	for (; *s; s++)
		seen |= *s >= 'a' && *s <= 'z' ? 1 : *s >= 'A' && *s <= 'Z' ? 2
		    : *s >= '0' && *s <= '9' ? 4 : 8;
	return __builtin_popcount(seen);
}

static int
check_policy(struct keep *keep, const char *account, const char *password, struct say *why)
{
	static const char *const common[] = {"12345678", "123456789", "password", "qwertyui",
		"88888888", "11111111", "00000000", "gongzhan", "abcd1234", "a1234567"};
	struct keep_policy policy;
	size_t length = utf8_count(password);
	char want[16];

	store_policy_get(keep, &policy);
	if (strlen(password) > 1024 || !utf8_is_valid(password, strlen(password), NULL)) {
		say_set(why, T_KEEP_PASSWORD_LONG, NULL);
		return ERR_INPUT;
	}
	snprintf(want, sizeof want, "%d", policy.least_length);
	if ((int)length < policy.least_length) {
		char have[16];

		snprintf(have, sizeof have, "%zu", length);
		say_set(why, T_KEEP_PASSWORD_SHORT, have, want, NULL);
		return ERR_INPUT;
	}
	if (length < 16 && classes_of(password) < policy.least_classes) {
		say_set(why, T_KEEP_PASSWORD_CLASSES, NULL);
		return ERR_INPUT;
	}
	bool weak = strcmp(password, account) == 0;

	for (size_t i = 0; i < sizeof common / sizeof *common; i++)
		weak = weak || strcasecmp(password, common[i]) == 0;
	if (weak)
		say_set(why, T_KEEP_PASSWORD_COMMON, NULL);
	return weak ? ERR_INPUT : 0;
}

/* argon2id takes 64 MiB: one at a time on the whole machine. */
static void
hash_lock(struct keep *keep, bool on)
{
	if (keep->lock >= 0)
		while (flock(keep->lock, on ? LOCK_EX : LOCK_UN) != 0 && errno == EINTR)
			;
}

static bool
is_password(struct keep *keep, const char *hash, const char *password)
{
	char *normal = norm_text(password);

	hash_lock(keep, true);
	bool right = crypto_pwhash_str_verify(hash, normal, strlen(normal)) == 0;

	hash_lock(keep, false);
	sodium_memzero(normal, strlen(normal));
	free(normal);
	return right;
}

static bool
make_hash(struct keep *keep, const char *password, char out[crypto_pwhash_STRBYTES])
{
	char *normal = norm_text(password);

	hash_lock(keep, true);
	bool made = crypto_pwhash_str(out, normal, strlen(normal), OPS, MEM) == 0;

	hash_lock(keep, false);
	sodium_memzero(normal, strlen(normal));
	free(normal);
	return made;
}

/*
 * A hash that no password has: an unknown account takes as long as a known one. It is put together
 * rather than computed, which would take as long again; should this libsodium not read it as one of
 * its own, it is computed.
 */
static const char *
nobodys_hash(struct keep *keep)
{
	static char made[crypto_pwhash_STRBYTES];
	unsigned char random[32];
	char salt[24], sum[44];

	if (*made)
		return made;
	randombytes_buf(random, sizeof random);
	sodium_bin2base64(salt, sizeof salt, random, 16, sodium_base64_VARIANT_ORIGINAL_NO_PADDING);
	randombytes_buf(random, sizeof random);
	sodium_bin2base64(sum, sizeof sum, random, 32, sodium_base64_VARIANT_ORIGINAL_NO_PADDING);
	snprintf(made, sizeof made, "$argon2id$v=19$m=%u,t=%u,p=1$%s$%s", (unsigned)MEM / 1024,
	    (unsigned)OPS, salt, sum);
	if (crypto_pwhash_str_needs_rehash(made, OPS, MEM) != 0)
		make_hash(keep, "-", made);
	return made;
}

/* --- accounts --- */

#define COLUMNS                                                                                    \
	"account, name, role, lang, locked, must_change, since, last_in, last_fail, failures, shut"

static void
read_account(sqlite3_stmt *stmt, struct account *out)
{
	*out = (struct account){
		.account = keep_text(stmt, 0), .name = keep_text(stmt, 1),
		.role = (enum role)sqlite3_column_int(stmt, 2),
		.lang = sqlite3_column_int(stmt, 3) == LANG_EN ? LANG_EN : LANG_ZH,
		.locked = sqlite3_column_int(stmt, 4) != 0,
		.must_change = sqlite3_column_int(stmt, 5) != 0,
		.password_since = sqlite3_column_int64(stmt, 6),
		.last_sign_in = sqlite3_column_int64(stmt, 7),
		.last_failure = sqlite3_column_int64(stmt, 8),
		.failures = sqlite3_column_int(stmt, 9),
		.shut_until = sqlite3_column_int64(stmt, 10),
	};
}

static int
store_find(struct keep *keep, const char *account, struct account *out)
{
	sqlite3_stmt *stmt = keep_query(keep,
	    "SELECT " COLUMNS " FROM account WHERE account = ?", "t", account);
	int rc = stmt ? sqlite3_step(stmt) : SQLITE_ERROR;

	if (rc == SQLITE_ROW)
		read_account(stmt, out);
	sqlite3_finalize(stmt);
	return rc == SQLITE_ROW ? 0 : rc == SQLITE_DONE ? ERR_NOTFOUND : keep_translate(rc);
}

static int
store_list(struct keep *keep, const struct actor *actor, struct accounts *out)
{
	bool all = rights_may(actor, ACTION_ACCOUNTS, NULL);
	sqlite3_stmt *stmt =
	    keep_query(keep, "SELECT " COLUMNS " FROM account ORDER BY locked, account", "");
	int rc = SQLITE_ERROR;

	memset(out, 0, sizeof *out);
	while (stmt && (rc = sqlite3_step(stmt)) == SQLITE_ROW) {
		struct account account;
		int failures;
		int64_t shut;

		read_account(stmt, &account);
		keep_near_get(keep, account.account, &failures, &shut);
		account.failures += failures;
		account.shut_until = shut > account.shut_until ? shut : account.shut_until;
		if (!all && account.locked) {
			account_release(&account);
			continue;
		}
		out->account =
		    xrealloc(out->account, (size_t)(out->count + 1) * sizeof *out->account);
		out->account[out->count++] = all ? account : (struct account){
			.account = account.account, .name = account.name, .role = account.role};
	}
	sqlite3_finalize(stmt);
	return keep_translate(rc);
}

static char *
hash_of(struct keep *keep, const char *account)
{
	sqlite3_stmt *stmt =
	    keep_query(keep, "SELECT hash FROM account WHERE account = ?", "t", account);
	char *hash = stmt && sqlite3_step(stmt) == SQLITE_ROW ? keep_text(stmt, 0) : NULL;

	sqlite3_finalize(stmt);
	return hash;
}

/* --- signing in --- */

/* From elsewhere always the same: whether the account is known, or shut, is nobody's to learn. */
static void
say_refused(const struct keep_policy *policy, const char *where, struct say *why)
{
	char failures[16], minutes[16];

	snprintf(failures, sizeof failures, "%d", policy->most_failures);
	snprintf(minutes, sizeof minutes, "%d", policy->lock_minutes);
	if (keep_is_near(where))
		say_set(why, T_KEEP_REFUSED, NULL);
	else
		say_set(why, T_KEEP_REFUSED_FAR, failures, minutes, NULL);
}

static int
refuse(struct keep *keep, const char *account, const struct account *known, const char *where,
    struct say *why)
{
	struct keep_policy policy;
	int64_t now = clock_now(keep->clock), shut = 0;

	store_policy_get(keep, &policy);
	bool near = keep_is_near(where);

	if (known && near)
		shut = keep_near_fail(keep, account, policy.most_failures);
	else if (known && known->failures + 1 >= policy.most_failures)
		shut = now + policy.lock_minutes * INT64_C(60000);
	/* One commit, whether there is such an account or not: two would take longer. */
	sqlite3_exec(keep->sql, "BEGIN IMMEDIATE", NULL, NULL, NULL);
	keep_run(keep, keep_query(keep, "UPDATE account SET last_fail = ?, "
	    "failures = failures + ?, shut = max(shut, ?) WHERE account = ?", "iiit", now,
	    (int64_t)!near, near ? 0 : shut, account));
	keep_note(keep, account, shut ? "shut" : "refused", where, "");
	sqlite3_exec(keep->sql, "COMMIT", NULL, NULL, NULL);
	say_refused(&policy, where, why);
	return ERR_DENIED;
}

/*
 * Is it shut out at that place? Whether the password was right is told in the same words as always:
 * else it could be guessed while nobody counts.
 */
static bool
is_shut(struct keep *keep, const struct account *account, const char *where, struct say *why)
{
	struct keep_policy policy;
	int64_t now = clock_now(keep->clock), until = account->shut_until;
	char minutes[16];
	int failures;

	if (keep_is_near(where))
		keep_near_get(keep, account->account, &failures, &until);
	if (until <= now)
		return false;
	store_policy_get(keep, &policy);
	snprintf(minutes, sizeof minutes, "%d", (int)((until - now + 59999) / 60000));
	keep_note(keep, account->account, "refused", where, "");
	if (keep_is_near(where))
		say_set(why, T_KEEP_SHUT, minutes, NULL);
	else
		say_refused(&policy, where, why);
	return true;
}

/* The count begins anew at that place; the owner is told of all there were. */
static int
let_in(struct keep *keep, struct account *found, const char *where)
{
	int failures;
	int64_t shut;
	bool near = keep_is_near(where);

	keep_near_get(keep, found->account, &failures, &shut);
	found->failures += failures;
	keep_near_forget(keep, found->account);
	int err = keep_run(keep, keep_query(keep, "UPDATE account SET last_in = ?, failures = 0, "
	    "shut = iif(?, shut, 0) WHERE account = ?", "iit", clock_now(keep->clock),
	    (int64_t)near, found->account));

	if (!err)
		err = keep_note(keep, found->account, "in", where, "");
	return err == ERR_READONLY ? 0 : err; /* then looking is all there is */
}

static int
store_sign_in(struct keep *keep, const char *account, const char *password, const char *where,
    struct account *out, struct say *why)
{
	struct account found = {0};
	int err = store_find(keep, account, &found);
	char *hash = err ? NULL : hash_of(keep, account);

	if (err && err != ERR_NOTFOUND)
		return err;
	bool right = is_password(keep, hash ? hash : nobodys_hash(keep), password) && hash;

	free(hash);
	if (!err && is_shut(keep, &found, where, why)) {
		err = ERR_DENIED;
	} else if (!right) {
		err = refuse(keep, account, err ? NULL : &found, where, why);
	} else if (found.locked) {
		keep_note(keep, account, "refused", where, "");
		say_set(why, T_KEEP_LOCKED, NULL);
		err = ERR_DENIED;
	} else {
		err = let_in(keep, &found, where);
	}
	if (err)
		account_release(&found);
	else
		*out = found;
	return err;
}

/* --- changing --- */

static bool
is_used(struct keep *keep, const char *account, const char *password, int history)
{
	sqlite3_stmt *stmt = keep_query(keep, "SELECT hash FROM "
	    "(SELECT hash, since FROM account WHERE account = ?1 UNION ALL "
	    "SELECT hash, since FROM old WHERE account = ?1) "
	    "ORDER BY since DESC LIMIT ?2", "ti", account, (int64_t)history);
	bool used = false;

	while (!used && stmt && sqlite3_step(stmt) == SQLITE_ROW)
		used = is_password(keep, (const char *)sqlite3_column_text(stmt, 0), password);
	sqlite3_finalize(stmt);
	return used;
}

static int
may_set(struct keep *keep, const struct actor *actor, const char *account, const char *old,
    struct say *why)
{
	if (!old)
		return may_manage(actor, why);
	char *hash = hash_of(keep, account);
	bool right = hash && strcmp(actor->account, account) == 0 && is_password(keep, hash, old);

	free(hash);
	if (!right)
		say_set(why, T_KEEP_OLD_WRONG, NULL);
	return right ? 0 : ERR_DENIED;
}

static int
store_password(struct keep *keep, const struct actor *actor, const char *account, const char *old,
    const char *fresh, struct say *why)
{
	char hash[crypto_pwhash_STRBYTES];
	struct keep_policy policy;
	int err = may_set(keep, actor, account, old, why);

	store_policy_get(keep, &policy);
	if (!err)
		err = check_policy(keep, account, fresh, why);
	if (!err && is_used(keep, account, fresh, policy.history)) {
		say_set(why, T_KEEP_PASSWORD_USED, NULL);
		err = ERR_INPUT;
	}
	if (!err && !make_hash(keep, fresh, hash))
		err = ERR_IO;
	if (!err)
		err = keep_run(keep,
		    keep_query(keep,
			"INSERT INTO old SELECT account, since, hash FROM account "
			"WHERE account = ?",
			"t", account));
	if (!err)
		err = keep_run(keep,
		    keep_query(keep,
			"UPDATE account SET hash = ?, since = ?, must_change = ?, "
			"failures = 0, shut = 0 WHERE account = ?",
			"tiit", hash, clock_now(keep->clock), (int64_t)!old, account));
	keep_near_forget(keep, account);
	if (!err)
		err = keep_note(keep, account, old ? "password" : "reset", actor->where,
		    actor->account);
	sodium_memzero(hash, sizeof hash);
	return err;
}

static bool
is_account_name(const char *name)
{
	size_t len = strlen(name);

	return len >= 1 && len <= 32 && *name >= 'a' && *name <= 'z' &&
	    strspn(name, "abcdefghijklmnopqrstuvwxyz0123456789_.-") == len;
}

static int
store_add(struct keep *keep, const struct actor *actor, const struct account *account,
    const char *password, struct say *why)
{
	char hash[crypto_pwhash_STRBYTES], *name = norm_name(account->name);
	struct account there = {0};
	int err = may_manage(actor, why);

	if (!err && (!is_account_name(account->account) ||
	    strcmp(account->account, KEEP_DESK) == 0)) {
		say_set(why, T_KEEP_NAME, account->account, NULL);
		err = ERR_INPUT;
	}
	if (!err && store_find(keep, account->account, &there) == 0) {
		account_release(&there);
		say_set(why, T_KEEP_THERE, account->account, NULL);
		err = ERR_EXISTS;
	}
	if (!err)
		err = check_policy(keep, account->account, password, why);
	if (!err && !make_hash(keep, password, hash))
		err = ERR_IO;
	if (!err)
		err = keep_run(keep,
		    keep_query(keep, "INSERT INTO account VALUES(?,?,?,?,0,?,?,?,0,0,0,0)",
			"ttiii"
			"ti",
			account->account, name, (int64_t)account->role,
			(int64_t)account->lang, (int64_t)account->must_change, hash,
			clock_now(keep->clock)));
	free(name);
	if (!err)
		err = keep_note(keep, account->account, "add", actor->where, actor->account);
	return err;
}

static int
store_lock(struct keep *keep, const struct actor *actor, const char *account, bool locked,
    struct say *why)
{
	struct account found = {0};
	int64_t others = 1;
	int err = may_manage(actor, why);

	if (!err && (err = store_find(keep, account, &found)) == ERR_NOTFOUND)
		say_set(why, T_KEEP_NOBODY, account, NULL);
	if (!err && locked && found.role == ROLE_INFOADMIN) {
		sqlite3_stmt *stmt = keep_query(keep,
		    "SELECT count(*) FROM account WHERE role = ? AND NOT "
		    "locked AND account <> ?",
		    "it", (int64_t)ROLE_INFOADMIN, account);

		others =
		    stmt && sqlite3_step(stmt) == SQLITE_ROW ? sqlite3_column_int64(stmt, 0) : 0;
		sqlite3_finalize(stmt);
	}
	if (!err && others == 0) {
		say_set(why, T_KEEP_LAST_ADMIN, NULL);
		err = ERR_INPUT;
	}
	account_release(&found);
	keep_near_forget(keep, account);
	if (!err)
		err = keep_run(keep,
		    keep_query(keep,
			"UPDATE account SET locked = ?, failures = 0, shut = 0 WHERE "
			"account = ?",
			"it", (int64_t)locked, account));
	return err ? err : keep_note(keep, account, locked ? "lock" : "unlock", actor->where,
	    actor->account);
}

static int
store_lang(struct keep *keep, const char *account, enum lang lang)
{
	return keep_run(keep,
	    keep_query(keep, "UPDATE account SET lang = ? WHERE account = ?", "it", (int64_t)lang,
		account));
}

/* --- the log, read --- */

static int
store_log_get(struct keep *keep, const struct actor *actor, const char *account, int limit,
    struct keep_log *out)
{
	memset(out, 0, sizeof *out);
	if (!rights_may(actor, ACTION_ACCOUNTS, NULL) && !rights_may(actor, ACTION_AUDIT, NULL) &&
	    !(account && strcmp(account, actor->account) == 0))
		return ERR_DENIED;
	sqlite3_stmt *stmt = keep_query(keep, "SELECT wall, account, what, place, by FROM log "
	    "WHERE ?1 IS NULL OR account = ?1 ORDER BY seq DESC LIMIT ?2", "ti", account,
	    (int64_t)limit);
	int rc = SQLITE_ERROR;

	while (stmt && (rc = sqlite3_step(stmt)) == SQLITE_ROW) {
		out->entry = xrealloc(out->entry, (size_t)(out->count + 1) * sizeof *out->entry);
		out->entry[out->count++] =
		    (struct keep_entry){.when = sqlite3_column_int64(stmt, 0),
			.account = keep_text(stmt, 1),
			.what = keep_text(stmt, 2),
			.where = keep_text(stmt, 3),
			.by = keep_text(stmt, 4)};
	}
	sqlite3_finalize(stmt);
	return keep_translate(rc);
}

const struct keep_ops keep_store_ops = {
	.close = close_store,
	.policy_get = store_policy_get,
	.policy_number = store_policy_number,
	.policy_set = store_policy_set,
	.sign_in = store_sign_in,
	.password = store_password,
	.add = store_add,
	.lock = store_lock,
	.send_out = keep_out_store,
	.lang = store_lang,
	.list = store_list,
	.find = store_find,
	.log_get = store_log_get,
	.identity = keep_key_identity,
	.unseal = keep_key_unseal,
	.code_make = keep_code_store_make,
	.desk = keep_desk_store,
	.mark = keep_code_store_mark,
	.pubkey_add = keep_pubkey_store_add,
	.pubkey_remove = keep_pubkey_store_remove,
	.pubkey_list = keep_pubkey_store_list,
	.pubkey_needed = keep_pubkey_store_needed,
	.pubkey_show = keep_pubkey_store_show,
};
