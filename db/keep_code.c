/*
 * Query codes, PINs and marks, where this process holds the keeper. Of a code its keyed hash is
 * kept, of who tries codes how many were wrong; the keys are made when they are first needed.
 */
#include "db/keep_sql.h"

#include "base/norm.h"
#include "db/rights.h"

#include <sodium.h>
#include <stdlib.h>
#include <string.h>

#define DIGITS 16
#define HASH_BYTES 32
#define HOUR_MS INT64_C(3600000)
#define PIN_WRONG 5      /* then a PIN is off until it is set again */
#define MARKS 60         /* that one account asks for in an hour */

/* Wrong ones from one place, and from all places together. */
static const struct keep_bucket here = {10, INT64_C(60000)}, all = {100, INT64_C(6000)};
/* What is handed in, likewise. */
static const struct keep_bucket letters_here = {6, INT64_C(600000)},
				letters_all = {60, INT64_C(60000)};

static const char tables[] =
    "CREATE TABLE IF NOT EXISTS secret(name TEXT PRIMARY KEY, key BLOB NOT NULL) STRICT;"
    "CREATE TABLE IF NOT EXISTS code(record TEXT PRIMARY KEY, hash BLOB NOT NULL,"
    " since INTEGER NOT NULL) STRICT;"
    "CREATE INDEX IF NOT EXISTS code_hash ON code(hash);"
    "CREATE TABLE IF NOT EXISTS guess(place TEXT, hour INTEGER, count INTEGER NOT NULL,"
    " PRIMARY KEY(place, hour)) STRICT;"
    "CREATE TABLE IF NOT EXISTS pin(record TEXT PRIMARY KEY, hash BLOB NOT NULL,"
    " wrong INTEGER NOT NULL) STRICT;";

int
keep_code_prepare(struct keep *keep)
{
	int err = keep_bucket_prepare(keep);

	return err ? err : keep_translate(sqlite3_exec(keep->sql, tables, NULL, NULL, NULL));
}

/* --- keyed hashes --- */

static int
read_secret(struct keep *keep, const char *name, unsigned char key[HASH_BYTES])
{
	sqlite3_stmt *stmt = keep_query(keep, "SELECT key FROM secret WHERE name = ?", "t", name);
	int rc = stmt ? sqlite3_step(stmt) : SQLITE_ERROR, err = keep_translate(rc);

	if (rc == SQLITE_ROW && sqlite3_column_bytes(stmt, 0) == HASH_BYTES)
		memcpy(key, sqlite3_column_blob(stmt, 0), HASH_BYTES);
	else if (!err)
		err = ERR_NOTFOUND;
	sqlite3_finalize(stmt);
	return err;
}

/* Whoever is second to make one takes the first one's. */
static int
secret(struct keep *keep, const char *name, unsigned char key[HASH_BYTES])
{
	unsigned char fresh[HASH_BYTES];
	int err = read_secret(keep, name, key);

	if (err != ERR_NOTFOUND)
		return err;
	randombytes_buf(fresh, sizeof fresh);
	err = keep_run(keep, keep_query(keep, "INSERT INTO secret VALUES(?, ?) "
	    "ON CONFLICT DO NOTHING", "tb", name, fresh, HASH_BYTES));
	sodium_memzero(fresh, sizeof fresh);
	return err ? err : read_secret(keep, name, key);
}

int
keep_hash(struct keep *keep, const char *name, const char *text, unsigned char *out, size_t len)
{
	unsigned char key[HASH_BYTES];
	int err = secret(keep, name, key);

	if (!err)
		crypto_generichash(out, len, (const void *)text, strlen(text), key, sizeof key);
	sodium_memzero(key, sizeof key);
	return err;
}

/* --- how many were tried --- */

static int
tried(struct keep *keep, const char *place, int64_t *out)
{
	sqlite3_stmt *stmt = keep_query(keep, "SELECT count FROM guess WHERE place = ? AND "
	    "hour = ?", "ti", place, clock_now(keep->clock) / HOUR_MS);
	int rc = stmt ? sqlite3_step(stmt) : SQLITE_ERROR;

	*out = rc == SQLITE_ROW ? sqlite3_column_int64(stmt, 0) : 0;
	sqlite3_finalize(stmt);
	return keep_translate(rc);
}

static int
note_try(struct keep *keep, const char *place)
{
	int64_t hour = clock_now(keep->clock) / HOUR_MS;
	int err = keep_run(keep, keep_query(keep, "DELETE FROM guess WHERE hour < ?", "i",
	    hour - 24));

	return err ? err : keep_run(keep, keep_query(keep, "INSERT INTO guess VALUES(?, ?, 1) "
	    "ON CONFLICT(place, hour) DO UPDATE SET count = count + 1", "ti", place, hour));
}

/* --- codes --- */

/* ISO 7064, MOD 11,10: the figure behind these, or what must be 1 of all of them. */
static int
check_sum(const char *digits, int count)
{
	int sum = 10;

	for (int i = 0; i < count; i++) {
		sum = (sum + digits[i] - '0') % 10;
		sum = (sum ? sum : 10) * 2 % 11;
	}
	return (11 - sum) % 10;
}

static void
make_digits(char out[DIGITS + 1])
{
	for (int i = 0; i < DIGITS - 1; i++)
		out[i] = (char)('0' + randombytes_uniform(10));
	out[DIGITS - 1] = (char)('0' + check_sum(out, DIGITS - 1));
	out[DIGITS] = '\0';
}

/* What was typed as figures alone, whatever their width and what stands between them. */
static bool
read_digits(const char *typed, char out[DIGITS + 1])
{
	char *plain = norm_digits(typed);
	int count = 0;
	bool good = true;

	for (const char *s = plain; *s && good; s++) {
		if (*s == ' ' || *s == '-')
			continue;
		good = *s >= '0' && *s <= '9' && count < DIGITS;
		if (good)
			out[count++] = *s;
	}
	out[count] = '\0';
	free(plain);
	return good && count == DIGITS && out[DIGITS - 1] - '0' == check_sum(out, DIGITS - 1);
}

int
keep_code_store_make(struct keep *keep, const struct actor *actor, const char *record,
    char out[KEEP_QUERY_CODE])
{
	unsigned char hash[HASH_BYTES];
	char digits[DIGITS + 1];

	if (!rights_may(actor, ACTION_CREATE, "appeal"))
		return ERR_DENIED;
	make_digits(digits);
	int err = keep_hash(keep, "code", digits, hash, sizeof hash);

	if (!err)
		err = keep_run(keep, keep_query(keep, "INSERT INTO code VALUES(?, ?, ?) "
		    "ON CONFLICT(record) DO UPDATE SET hash = excluded.hash, "
		    "since = excluded.since", "tbi", record, hash, HASH_BYTES,
		    clock_now(keep->clock)));
	if (!err)
		err = keep_note(keep, actor->account, "code", record, actor->account);
	if (!err)
		snprintf(out, KEEP_QUERY_CODE, "%.4s %.4s %.4s %.4s", digits, digits + 4,
		    digits + 8, digits + 12);
	sodium_memzero(digits, sizeof digits);
	return err;
}

static int
look_up(struct keep *keep, const unsigned char hash[HASH_BYTES], char **record)
{
	sqlite3_stmt *stmt = keep_query(keep, "SELECT record FROM code WHERE hash = ?", "b", hash,
	    HASH_BYTES);
	int rc = stmt ? sqlite3_step(stmt) : SQLITE_ERROR;
	int err = rc == SQLITE_ROW ? 0 : rc == SQLITE_DONE ? ERR_NOTFOUND : keep_translate(rc);

	if (!err)
		*record = keep_text(stmt, 0);
	sqlite3_finalize(stmt);
	return err;
}

/* Is there still one to be tried, here and altogether? ERR_DENIED. */
static int
look_for_room(struct keep *keep, const struct keep_bucket *one, const char *where,
    const struct keep_bucket *most, const char *everywhere)
{
	bool room = false;
	int err = keep_bucket_look(keep, one, where, &room);

	if (!err && room)
		err = keep_bucket_look(keep, most, everywhere, &room);
	return err ? err : room ? 0 : ERR_DENIED;
}

static int
begin_try(struct keep *keep, const char *where, struct say *why)
{
	int err = look_for_room(keep, &here, where, &all, "");

	if (err == ERR_DENIED)
		say_set(why, T_KEEP_CODE_SHUT, NULL);
	if (!err)
		err = keep_bucket_take(keep, &here, where, 1);
	return err ? err : keep_bucket_take(keep, &all, "", 1);
}

/* A right one costs nothing: a whole village may stand in line for one desk. */
static int
end_try(struct keep *keep, const char *where)
{
	int err = keep_bucket_take(keep, &here, where, -1);

	return err ? err : keep_bucket_take(keep, &all, "", -1);
}

int
keep_code_store_find(struct keep *keep, const char *typed, const char *where, char **record,
    struct say *why)
{
	unsigned char hash[HASH_BYTES];
	char digits[DIGITS + 1], *found = NULL;

	if (!read_digits(typed, digits)) {
		say_set(why, T_KEEP_CODE_WRONG, NULL);
		return ERR_INPUT;
	}
	int err = begin_try(keep, where, why);

	if (!err)
		err = keep_hash(keep, "code", digits, hash, sizeof hash);
	if (!err)
		err = look_up(keep, hash, &found);
	if (!err)
		err = end_try(keep, where);
	if (err == ERR_NOTFOUND)
		say_set(why, T_KEEP_CODE_NONE, NULL);
	if (!err)
		*record = found;
	else
		free(found);
	return err;
}

/* --- PINs --- */

/* Not all the same, not a run up or down: those are tried first. */
static bool
is_good_pin(const char *pin)
{
	size_t len = strspn(pin, "0123456789");
	bool same = true, up = true, down = true;

	for (size_t i = 1; i < len; i++) {
		same = same && pin[i] == pin[i - 1];
		up = up && pin[i] == pin[i - 1] + 1;
		down = down && pin[i] == pin[i - 1] - 1;
	}
	return len >= KEEP_PIN_LEAST && len <= KEEP_PIN_MOST && !pin[len] && !same && !up && !down;
}

static int
hash_pin(struct keep *keep, const char *record, const char *pin, unsigned char out[HASH_BYTES])
{
	char *text = xprintf("%s %s", record, pin);
	int err = keep_hash(keep, "pin", text, out, HASH_BYTES);

	sodium_memzero(text, strlen(text));
	free(text);
	return err;
}

int
keep_pin_set(struct keep *keep, const char *record, const char *pin, struct say *why)
{
	unsigned char hash[HASH_BYTES];

	if (!keep->sql)
		return ERR_DENIED;
	if (!is_good_pin(pin)) {
		say_set(why, T_KEEP_PIN_WEAK, NULL);
		return ERR_INPUT;
	}
	int err = hash_pin(keep, record, pin, hash);

	return err ? err : keep_run(keep, keep_query(keep, "INSERT INTO pin VALUES(?, ?, 0) "
	    "ON CONFLICT(record) DO UPDATE SET hash = excluded.hash, wrong = 0", "tb", record,
	    hash, HASH_BYTES));
}

/* Is it the PIN of this one? What is wrong counts against it. */
static int
try_pin(struct keep *keep, const char *record, const char *pin, bool *right)
{
	unsigned char hash[HASH_BYTES];
	int err = hash_pin(keep, record, pin, hash);
	sqlite3_stmt *stmt = err ? NULL : keep_query(keep, "SELECT hash = ? FROM pin WHERE "
	    "record = ? AND wrong < ?", "bti", hash, HASH_BYTES, record, (int64_t)PIN_WRONG);
	int rc = stmt ? sqlite3_step(stmt) : SQLITE_ERROR;

	*right = rc == SQLITE_ROW && sqlite3_column_int(stmt, 0);
	sqlite3_finalize(stmt);
	if (!err)
		err = keep_translate(rc);
	return err ? err : keep_run(keep, keep_query(keep, "UPDATE pin SET wrong = "
	    "CASE WHEN ? THEN 0 ELSE wrong + 1 END WHERE record = ?", "it", (int64_t)*right,
	    record));
}

int
keep_pin_find(struct keep *keep, const char *const record[], int count, const char *pin,
    const char *where, char **out, struct say *why)
{
	int err = keep->sql ? begin_try(keep, where, why) : ERR_DENIED, found = -1;
	bool right;

	for (int i = 0; !err && i < count; i++) {
		err = try_pin(keep, record[i], pin, &right);
		if (!err && right && found < 0)
			found = i;
	}
	if (err)
		return err;
	if (found < 0) {
		say_set(why, T_KEEP_PIN_NONE, NULL);
		return ERR_NOTFOUND;
	}
	*out = xstrdup(record[found]);
	return end_try(keep, where);
}

/* --- what is handed in --- */

int
keep_letter(struct keep *keep, const char *where, struct say *why)
{
	char *place = xprintf("letter %s", where);
	int err = keep->sql
	    ? look_for_room(keep, &letters_here, place, &letters_all, "letter") : ERR_DENIED;

	if (err == ERR_DENIED)
		say_set(why, T_KEEP_LETTERS, NULL);
	if (!err)
		err = keep_bucket_take(keep, &letters_here, place, 1);
	if (!err)
		err = keep_bucket_take(keep, &letters_all, "letter", 1);
	free(place);
	return err;
}

/* --- marks --- */

int
keep_code_store_mark(struct keep *keep, const struct actor *actor, const char *text,
    char out[KEEP_MARK])
{
	unsigned char hash[(KEEP_MARK - 1) / 2];
	char *place = xprintf("mark %s", actor->account);
	int64_t asked = 0;
	int err = tried(keep, place, &asked);

	if (!err && asked >= MARKS)
		err = ERR_DENIED;
	if (!err)
		err = note_try(keep, place);
	free(place);
	if (!err)
		err = keep_hash(keep, "mark", text, hash, sizeof hash);
	if (!err)
		sodium_bin2hex(out, KEEP_MARK, hash, sizeof hash);
	return err;
}
