#include "db/db_int.h"

#include "base/digest.h"

#include <sodium.h>
#include <stdlib.h>
#include <string.h>

#define SALT_BYTES 8

void
op_random_id(char *out, int chars)
{
	static const char letters[] = "abcdefghijklmnopqrstuvwxyz234567";
	unsigned char bytes[16];

	randombytes_buf(bytes, sizeof bytes);
	for (int i = 0; i < chars; i++)
		out[i] = letters[bytes[i] & 31];
	out[chars] = '\0';
}

char *
op_header(const char *unit, const char *epoch, int64_t seq, int64_t hlc, int64_t wall,
    const char *account, const char *name, const char *what, const char *kind, const char *rid)
{
	char numbers[80];

	snprintf(numbers, sizeof numbers, "%lld\x1f%lld\x1f%lld", (long long)seq, (long long)hlc,
	    (long long)wall);
	const char *const part[] = {unit, epoch, numbers, account, name, what, kind, rid};
	struct buf header = BUF_EMPTY;

	for (size_t i = 0; i < sizeof part / sizeof part[0]; i++) {
		if (i)
			buf_putc(&header, '\x1f');
		buf_puts(&header, part[i]);
	}
	return buf_take(&header);
}

static void
hash(unsigned char out[CHAIN_BYTES], const void *a, size_t a_len, const void *b, size_t b_len)
{
	crypto_generichash_state state;

	crypto_generichash_init(&state, NULL, 0, CHAIN_BYTES);
	crypto_generichash_update(&state, a, a_len);
	crypto_generichash_update(&state, b, b_len);
	crypto_generichash_final(&state, out, CHAIN_BYTES);
}

void
op_mark(const char *header, const void *salt, int salt_len, const char *body,
    unsigned char body_hash[CHAIN_BYTES], unsigned char out[CHAIN_BYTES])
{
	if (body)
		hash(body_hash, salt, (size_t)salt_len, body, strlen(body));
	hash(out, header, strlen(header), body_hash, CHAIN_BYTES);
}

void
op_link(const unsigned char before[CHAIN_BYTES], const unsigned char mark[CHAIN_BYTES],
    unsigned char out[CHAIN_BYTES])
{
	hash(out, before, CHAIN_BYTES, mark, CHAIN_BYTES);
}

void
op_chain(const unsigned char before[CHAIN_BYTES], const char *header, const void *salt,
    int salt_len, const char *body, unsigned char body_hash[CHAIN_BYTES],
    unsigned char out[CHAIN_BYTES])
{
	unsigned char mark[CHAIN_BYTES];

	op_mark(header, salt, salt_len, body, body_hash, mark);
	op_link(before, mark, out);
}

bool
op_split(const char *id, char unit[9], char epoch[EPOCH_CHARS + 1], int64_t *seq)
{
	char *end;

	if (strlen(id) < 17 || strlen(id) > 39 || id[8] != '.' || id[15] != '.')
		return false;
	memcpy(unit, id, 8);
	unit[8] = '\0';
	memcpy(epoch, id + 9, EPOCH_CHARS);
	epoch[EPOCH_CHARS] = '\0';
	*seq = strtoll(id + 16, &end, 10);
	return *end == '\0' && *seq > 0;
}

/* Other processes append too: the head of our epoch is read inside each transaction. */
static int
read_head(struct db *db)
{
	int64_t last = 0;

	if (db->head == db->transaction)
		return 0;
	sqlite3_stmt *stmt = db_bind(db_statement(db,
	    "SELECT seq, chain FROM op WHERE unit = ? AND epoch = ? ORDER BY seq DESC LIMIT 1"),
	    "tt", db->unit.id, db->epoch);
	int got = db_step(db, stmt);

	if (got < 0)
		return got;
	db->seq = got ? sqlite3_column_int64(stmt, 0) : 0;
	memset(db->chain, 0, sizeof db->chain);
	if (got && sqlite3_column_bytes(stmt, 1) == CHAIN_BYTES)
		memcpy(db->chain, sqlite3_column_blob(stmt, 1), CHAIN_BYTES);
	sqlite3_reset(stmt);
	int err = db_get_int(db, &last, "SELECT CAST(v AS INTEGER) FROM meta WHERE k = 'hlc'", "");

	hlc_seen(&db->hlc, last);
	if (err && err != ERR_NOTFOUND)
		return err;
	db->head = db->transaction;
	db->ticked = false;
	return 0;
}

int
op_keep_clock(struct db *db)
{
	if (db->head != db->transaction || !db->ticked)
		return 0;
	db->ticked = false;
	return db_run(db, "INSERT INTO meta VALUES('hlc', ?) ON CONFLICT(k) DO UPDATE SET "
	    "v = excluded.v", "i", db->hlc.last);
}

int
op_seen(struct db *db, int64_t hlc)
{
	int err = read_head(db);

	if (hlc > db->hlc.last)
		db->ticked = true;
	hlc_seen(&db->hlc, hlc);
	return err;
}

static int
insert_op(struct db *db, const struct actor *actor, const struct op *op, int64_t seq)
{
	unsigned char salt[SALT_BYTES], hash[CHAIN_BYTES];
	int salt_len = op->salted ? SALT_BYTES : 0;
	char *header = op_header(db->unit.id, db->epoch, seq, op->hlc, op->wall, actor->account,
	    actor->name, op->what, op->kind, op->rid);

	randombytes_buf(salt, sizeof salt);
	op_chain(db->chain, header, salt, salt_len, op->body, hash, db->chain);
	free(header);
	int err = db_run(db, "INSERT INTO op VALUES(?,?,?,?,?,?,?,?,?,?,?,?)", "ttiiittttt" "bb",
	    db->unit.id, db->epoch, seq, op->hlc, op->wall, actor->account, actor->name, op->what,
	    op->kind, op->rid, hash, CHAIN_BYTES, db->chain, CHAIN_BYTES);

	if (!err)
		err = db_run(db, "INSERT INTO body VALUES(?,?,?,?,?)", "ttibt", db->unit.id,
		    db->epoch, seq, salt, salt_len, op->body);
	db->seq = seq;
	db->ticked = true;
	return err;
}

int
op_new_epoch(struct db *db)
{
	static const struct actor nobody = {"gongzhan", "工站", ROLE_INFOADMIN, ""};
	char *parent = NULL, head[CHAIN_BYTES * 2 + 1];
	int err = read_head(db);

	sodium_bin2hex(head, sizeof head, db->chain, sizeof db->chain);
	parent = xprintf("{\"head\":\"%s\",\"parent\":\"%s\",\"seq\":%lld}", head, db->epoch,
	    (long long)db->seq);
	op_random_id(db->epoch, EPOCH_CHARS);
	db->seq = 0;
	memset(db->chain, 0, sizeof db->chain);
	if (!err)
		err = db_run(db, "INSERT INTO meta VALUES('epoch', ?) ON CONFLICT(k) DO UPDATE SET "
		    "v = excluded.v", "t", db->epoch);
	struct op op = {.what = "epoch", .kind = "", .rid = "", .body = parent};

	op.wall = clock_now(db->clock);
	op.hlc = hlc_next(&db->hlc, op.wall);
	if (!err)
		err = insert_op(db, &nobody, &op, 1);
	free(parent);
	return err;
}

int
op_append(struct db *db, const struct actor *actor, struct op *op)
{
	int err = db->copied ? op_new_epoch(db) : read_head(db);

	if (!err)
		err = settings_refresh(db); /* others may have keyed working days */
	if (err)
		return err;
	if (db->copied)
		err = db_stamp(db);
	db->copied = false;
	int64_t seq = db->seq + 1;

	snprintf(op->id, sizeof op->id, "%s.%s.%lld", db->unit.id, db->epoch, (long long)seq);
	if (!op->rid)
		op->rid = op->id;
	op->wall = clock_now(db->clock);
	op->hlc = hlc_next(&db->hlc, op->wall);
	return err ? err : insert_op(db, actor, op, seq);
}

/* --- the clock --- */

enum db_clock_state
db_clock_check(struct db *db, int64_t *last)
{
	struct hlc hlc = {0};
	int64_t wall = clock_now(db->clock), own = 0;

	db_get_int(db, &hlc.last, "SELECT CAST(v AS INTEGER) FROM meta WHERE k = 'hlc'", "");
	if (last)
		*last = hlc_ms(hlc.last);
	if (hlc_is_ahead(&hlc, wall))
		return DB_CLOCK_AHEAD;
	if (!hlc.last || wall >= hlc_ms(hlc.last) - HLC_AHEAD_MS)
		return DB_CLOCK_FINE;
	/* Another unit's clock may have gone wrong: that says nothing about this machine's. */
	int err = db_get_int(db, &own, "SELECT wall FROM op WHERE unit = ? AND epoch = ? "
	    "ORDER BY seq DESC LIMIT 1", "tt", db->unit.id, db->epoch);

	return !err && wall < own - HLC_AHEAD_MS ? DB_CLOCK_BEHIND : DB_CLOCK_FINE;
}

static int
confirm_clock(struct db *db, void *arg)
{
	struct op op = {.what = "clock", .kind = "", .rid = "", .body = "{}"};

	db->hlc.confirmed = true;
	int err = op_append(db, arg, &op);

	db->hlc.confirmed = false; /* this step, not every one to come */
	return err;
}

int
db_clock_confirm(struct db *db, const struct actor *actor, struct say *why)
{
	return db_write(db, confirm_clock, (void *)(uintptr_t)actor, why);
}
