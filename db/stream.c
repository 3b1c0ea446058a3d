#include "db/stream.h"

#include "base/utf8.h"
#include "db/care.h"
#include "db/db_int.h"
#include "db/project.h"

#include <sodium.h>
#include <stdlib.h>
#include <string.h>

/* A clock beyond any that a machine can have: 2^46 ms are the year 4199. */
#define WALL_MOST (INT64_C(1) << 46)

/* --- where streams stand --- */

static int
furthest(struct db *db, const char *sql, const char *unit, const char *epoch,
    struct stream_at *out)
{
	sqlite3_stmt *stmt = db_bind(db_statement(db, sql), "tt", unit, epoch);
	int got = db_step(db, stmt);

	if (got <= 0)
		return got;
	if (sqlite3_column_int64(stmt, 0) > out->seq &&
	    sqlite3_column_bytes(stmt, 1) == STREAM_CHAIN) {
		out->seq = sqlite3_column_int64(stmt, 0);
		memcpy(out->chain, sqlite3_column_blob(stmt, 1), STREAM_CHAIN);
	}
	sqlite3_reset(stmt);
	return 0;
}

static int
find_seq(struct db *db, struct stream_at *at, int64_t seq)
{
	sqlite3_stmt *stmt = db_bind(db_statement(db,
	    "SELECT chain FROM op WHERE unit = ?1 AND epoch = ?2 AND seq = ?3 UNION ALL "
	    "SELECT chain FROM blank WHERE unit = ?1 AND epoch = ?2 AND seq = ?3"), "tti",
	    at->unit, at->epoch, seq);
	int got = db_step(db, stmt);

	if (got <= 0)
		return got ? got : ERR_NOTFOUND;
	bool right = sqlite3_column_bytes(stmt, 0) == STREAM_CHAIN;

	if (right)
		memcpy(at->chain, sqlite3_column_blob(stmt, 0), STREAM_CHAIN);
	at->seq = seq;
	sqlite3_reset(stmt);
	return right ? 0 : ERR_DAMAGED;
}

int
stream_find(struct db *db, const char *unit, const char *epoch, int64_t seq,
    struct stream_at *out)
{
	struct stream_at at = {.seq = 0};
	int err = 0;

	snprintf(at.unit, sizeof at.unit, "%s", unit);
	snprintf(at.epoch, sizeof at.epoch, "%s", epoch);
	if (seq > 0)
		err = find_seq(db, &at, seq);
	if (!err && seq < 0)
		err = furthest(db, "SELECT seq, chain FROM op WHERE unit = ? AND epoch = ? "
		    "ORDER BY seq DESC LIMIT 1", unit, epoch, &at);
	if (!err && seq < 0)
		err = furthest(db, "SELECT seq, chain FROM blank WHERE unit = ? AND epoch = ? "
		    "ORDER BY seq DESC LIMIT 1", unit, epoch, &at);
	if (!err)
		*out = at;
	return err;
}

static int
compare_at(const void *a, const void *b)
{
	const struct stream_at *x = a, *y = b;
	int c = strcmp(x->unit, y->unit);

	return c ? c : strcmp(x->epoch, y->epoch);
}

/* Steps from stream to stream by the table's key: to group a million rows would read them all. */
static int
add_streams(struct db *db, const char *sql, struct streams *out)
{
	char unit[9] = "", epoch[7] = "";
	int got, err = 0;

	do {
		sqlite3_stmt *stmt = db_bind(db_statement(db, sql), "tt", unit, epoch);

		got = db_step(db, stmt);
		if (got <= 0)
			break;
		snprintf(unit, sizeof unit, "%s", (const char *)sqlite3_column_text(stmt, 0));
		snprintf(epoch, sizeof epoch, "%s", (const char *)sqlite3_column_text(stmt, 1));
		sqlite3_reset(stmt);
		struct stream_at key = {.seq = 0};

		memcpy(key.unit, unit, sizeof unit);
		memcpy(key.epoch, epoch, sizeof epoch);
		if (out->count &&
		    bsearch(&key, out->at, (size_t)out->count, sizeof key, compare_at))
			continue;
		out->at = xrealloc(out->at, (size_t)(out->count + 1) * sizeof *out->at);
		err = stream_find(db, unit, epoch, -1, &out->at[out->count++]);
	} while (!err);
	return err ? err : got < 0 ? got : 0;
}

int
stream_list(struct db *db, struct streams *out)
{
	memset(out, 0, sizeof *out);
	int err = add_streams(db, "SELECT unit, epoch FROM op WHERE (unit, epoch) > (?, ?) "
	    "ORDER BY unit, epoch LIMIT 1", out);
	struct streams blank = {out->at, out->count};

	if (!err)
		err = add_streams(db, "SELECT unit, epoch FROM blank WHERE (unit, epoch) > (?, ?) "
		    "ORDER BY unit, epoch LIMIT 1", &blank);
	*out = blank;
	if (err)
		streams_release(out);
	else if (out->count)
		qsort(out->at, (size_t)out->count, sizeof *out->at, compare_at);
	return err;
}

void
streams_release(struct streams *streams)
{
	free(streams->at);
	memset(streams, 0, sizeof *streams);
}

/* --- reading --- */

static const char *
column(sqlite3_stmt *stmt, int i)
{
	const char *text = (const char *)sqlite3_column_text(stmt, i);

	return text ? text : "";
}

static void
read_op(sqlite3_stmt *stmt, struct stream_op *out)
{
	*out = (struct stream_op){
		.seq = sqlite3_column_int64(stmt, 0), .hlc = sqlite3_column_int64(stmt, 1),
		.wall = sqlite3_column_int64(stmt, 2), .account = column(stmt, 3),
		.name = column(stmt, 4), .what = column(stmt, 5), .kind = column(stmt, 6),
		.rid = column(stmt, 7), .body = (const char *)sqlite3_column_text(stmt, 8),
		.salt = sqlite3_column_blob(stmt, 9), .salt_len = sqlite3_column_bytes(stmt, 9),
	};
}

/* What is here of an operation without a body, or only of its mark, makes a blank. */
static void
read_mark(sqlite3_stmt *stmt, const struct stream_at *from, struct stream_op *op)
{
	unsigned char hash[CHAIN_BYTES] = {0};
	const void *mark = sqlite3_column_blob(stmt, 11);

	if (mark && sqlite3_column_bytes(stmt, 11) == CHAIN_BYTES) {
		memcpy(op->mark, mark, CHAIN_BYTES);
	} else {
		char *header = op_header(from->unit, from->epoch, op->seq, op->hlc, op->wall,
		    op->account, op->name, op->what, op->kind, op->rid);

		if (sqlite3_column_bytes(stmt, 10) == CHAIN_BYTES)
			memcpy(hash, sqlite3_column_blob(stmt, 10), CHAIN_BYTES);
		op_mark(header, "", 0, NULL, hash, op->mark);
		free(header);
	}
}

int
stream_read(struct db *db, const struct stream_at *from, int64_t last,
    int (*visit)(void *arg, const struct stream_op *op), void *arg)
{
	sqlite3_stmt *stmt = NULL;
	int rc = SQLITE_DONE, err = db_error(db, sqlite3_prepare_v2(db->sql,
	    "SELECT seq, hlc, wall, account, name, what, kind, rid, b.body, b.salt, body_hash, "
	    "NULL FROM op o LEFT JOIN body b USING(unit, epoch, seq) "
	    "WHERE o.unit = ?1 AND o.epoch = ?2 AND o.seq > ?3 AND o.seq <= ?4 UNION ALL "
	    "SELECT seq, 0, 0, '', '', '', '', '', NULL, NULL, NULL, mark FROM blank "
	    "WHERE unit = ?1 AND epoch = ?2 AND seq > ?3 AND seq <= ?4 ORDER BY 1", -1, &stmt,
	    NULL));

	db_bind(stmt, "ttii", from->unit, from->epoch, from->seq, last);
	while (!err && (rc = sqlite3_step(stmt)) == SQLITE_ROW) {
		struct stream_op op;

		read_op(stmt, &op);
		if (!op.body)
			read_mark(stmt, from, &op);
		err = visit(arg, &op);
	}
	sqlite3_finalize(stmt);
	return err ? err : rc == SQLITE_DONE ? 0 : db_error(db, rc);
}

/* --- the chain --- */

/* No control characters: they part the strings where the chain covers them. */
static bool
is_plain(const char *text, size_t most)
{
	size_t len = strlen(text);

	for (size_t i = 0; i < len; i++)
		if ((unsigned char)text[i] < ' ')
			return false;
	return len <= most && utf8_is_valid(text, len, NULL);
}

bool
stream_is_sound(const struct stream_op *op)
{
	if (op->seq < 1 || op->seq >= INT64_C(1) << 48)
		return false;
	if (!op->body)
		return true;
	return op->wall >= 0 && op->wall < WALL_MOST && op->hlc > 0 &&
	    op->hlc < WALL_MOST << HLC_COUNTER_BITS && op->salt_len >= 0 &&
	    op->salt_len <= STREAM_SALT_MOST && is_plain(op->account, STREAM_TEXT_MOST) &&
	    is_plain(op->name, STREAM_TEXT_MOST) && is_plain(op->what, STREAM_TEXT_MOST) &&
	    is_plain(op->kind, STREAM_TEXT_MOST) && is_plain(op->rid, STREAM_TEXT_MOST) &&
	    strlen(op->body) <= STREAM_BODY_MOST &&
	    utf8_is_valid(op->body, strlen(op->body), NULL);
}

static void
mark_of(const struct stream_at *at, const struct stream_op *op, unsigned char hash[CHAIN_BYTES],
    unsigned char out[CHAIN_BYTES])
{
	char *header = op_header(at->unit, at->epoch, op->seq, op->hlc, op->wall, op->account,
	    op->name, op->what, op->kind, op->rid);

	op_mark(header, op->salt, op->salt_len, op->body, hash, out);
	free(header);
}

void
stream_mark(const struct stream_at *at, const struct stream_op *op, unsigned char out[STREAM_CHAIN])
{
	unsigned char hash[CHAIN_BYTES];

	mark_of(at, op, hash, out);
}

void
stream_step(struct stream_at *at, const struct stream_op *op)
{
	unsigned char mark[CHAIN_BYTES];

	if (op->body)
		stream_mark(at, op, mark);
	op_link(at->chain, op->body ? mark : op->mark, at->chain);
	at->seq = op->seq;
}

/* --- taking --- */

/*
 * Operations that are in the log and not yet in the tables: records are applied one after another,
 * each with all that came for it. What ends a record is applied before and after nothing else.
 */
struct taken {
	struct project_op *op;
	char (*id)[40]; /* of each */
	int count, room;
};

/* In the words of the index op_ends, so that it serves. */
static bool
is_erased(struct db *db, const char *rid)
{
	int64_t one;

	return db_get_int(db, &one, "SELECT 1 FROM op WHERE rid = ? AND what IN ('erase', 'void') "
	    "AND what = 'erase'", "t", rid) == 0;
}

/* By kind and record; of each in the order in which they came. */
static int
compare_taken(const void *a, const void *b)
{
	const struct project_op *x = *(const struct project_op *const *)a;
	const struct project_op *y = *(const struct project_op *const *)b;
	int c = strcmp(x->rid, y->rid);

	if (!c)
		c = strcmp(x->kind, y->kind);
	return c ? c : x < y ? -1 : x > y;
}

static int
apply_taken(struct db *db, struct taken *taken)
{
	const struct project_op **order = xcalloc((size_t)taken->count + 1, sizeof *order);
	int err = 0, next;

	for (int i = 0; i < taken->count; i++) {
		taken->op[i].id = taken->id[i];
		order[i] = &taken->op[i];
	}
	if (taken->count)
		qsort(order, (size_t)taken->count, sizeof *order, compare_taken);
	for (int i = 0; !err && i < taken->count; i = next) {
		next = i + 1;
		while (next < taken->count && strcmp(order[next]->rid, order[i]->rid) == 0 &&
		    strcmp(order[next]->kind, order[i]->kind) == 0)
			next++;
		err = project_apply_all(db, order + i, next - i);
	}
	free(order);
	taken->count = 0;
	return err;
}

static void
taken_release(struct taken *taken)
{
	free(taken->op);
	free(taken->id);
}

/* The strings are the operation's. */
static void
note_taken(struct taken *taken, const struct stream_at *at, const struct stream_op *op)
{
	if (taken->count == taken->room) {
		taken->room = taken->room ? taken->room * 2 : 64;
		taken->op = xrealloc(taken->op, (size_t)taken->room * sizeof *taken->op);
		taken->id = xrealloc(taken->id, (size_t)taken->room * sizeof *taken->id);
	}
	snprintf(taken->id[taken->count], sizeof *taken->id, "%s.%s.%lld", at->unit, at->epoch,
	    (long long)op->seq);
	taken->op[taken->count++] = (struct project_op){
		.hlc = op->hlc, .wall = op->wall, .account = op->account, .name = op->name,
		.what = op->what, .kind = op->kind, .rid = op->rid, .body = op->body};
}

static int
insert(struct db *db, const struct stream_at *at, const struct stream_op *op, bool with_body,
    const unsigned char hash[CHAIN_BYTES], const unsigned char chain[CHAIN_BYTES])
{
	int err = db_run(db, "INSERT INTO op VALUES(?,?,?,?,?,?,?,?,?,?,?,?)", "ttiiitttttbb",
	    at->unit, at->epoch, op->seq, op->hlc, op->wall, op->account, op->name, op->what,
	    op->kind, op->rid, hash, CHAIN_BYTES, chain, CHAIN_BYTES);

	if (!err && with_body)
		err = db_run(db, "INSERT INTO body VALUES(?,?,?,?,?)", "ttibt", at->unit, at->epoch,
		    op->seq, op->salt ? op->salt : "", op->salt_len, op->body);
	return err ? err : op_seen(db, op->hlc);
}

/* `hash` and `chain` are the operation's. The body of what was erased is not kept. */
static int
keep(struct db *db, const struct stream_at *at, const struct stream_op *op,
    const unsigned char hash[CHAIN_BYTES], const unsigned char chain[CHAIN_BYTES],
    struct taken *taken)
{
	bool erases = strcmp(op->what, "erase") == 0;
	bool ends = erases || strcmp(op->what, "void") == 0;
	bool gone = !erases && is_erased(db, op->rid);
	int err = ends ? apply_taken(db, taken) : 0;

	if (!err && erases)
		err = care_scour(db, op->kind, op->rid);
	if (!err)
		err = insert(db, at, op, !gone, hash, chain);
	if (!err && !gone)
		note_taken(taken, at, op);
	return !err && ends ? apply_taken(db, taken) : err;
}

/* Behind the head. */
static int
append(struct db *db, struct stream_at *at, const struct stream_op *op, struct taken *taken)
{
	unsigned char hash[CHAIN_BYTES], mark[CHAIN_BYTES], chain[CHAIN_BYTES];
	int err;

	if (strcmp(at->unit, db->unit.id) == 0 && strcmp(at->epoch, db->epoch) == 0)
		return ERR_CONFLICT; /* we have not written it */
	if (op->body)
		mark_of(at, op, hash, mark);
	else
		memcpy(mark, op->mark, sizeof mark);
	op_link(at->chain, mark, chain);
	if (op->body)
		err = keep(db, at, op, hash, chain, taken);
	else
		err = db_run(db, "INSERT INTO blank VALUES(?,?,?,?,?)", "ttibb", at->unit,
		    at->epoch, op->seq, mark, CHAIN_BYTES, chain, CHAIN_BYTES);
	if (err)
		return err;
	memcpy(at->chain, chain, sizeof chain);
	at->seq = op->seq;
	return 0;
}

/* The mark at a place that the head has passed, and its chain; *blank: nothing more is here. */
static int
mark_here(struct db *db, const struct stream_at *at, int64_t seq, unsigned char mark[CHAIN_BYTES],
    unsigned char chain[CHAIN_BYTES], bool *blank)
{
	sqlite3_stmt *stmt = db_bind(db_statement(db,
	    "SELECT seq, hlc, wall, account, name, what, kind, rid, NULL, NULL, body_hash, NULL, "
	    "chain FROM op WHERE unit = ?1 AND epoch = ?2 AND seq = ?3 UNION ALL "
	    "SELECT seq, 0, 0, '', '', '', '', '', NULL, NULL, NULL, mark, chain FROM blank "
	    "WHERE unit = ?1 AND epoch = ?2 AND seq = ?3"), "tti", at->unit, at->epoch, seq);
	struct stream_op op;
	int got = db_step(db, stmt);

	if (got <= 0)
		return got ? got : ERR_DAMAGED;
	read_op(stmt, &op);
	read_mark(stmt, at, &op);
	*blank = sqlite3_column_type(stmt, 11) != SQLITE_NULL;
	memcpy(mark, op.mark, CHAIN_BYTES);
	if (sqlite3_column_bytes(stmt, 12) == CHAIN_BYTES)
		memcpy(chain, sqlite3_column_blob(stmt, 12), CHAIN_BYTES);
	sqlite3_reset(stmt);
	return 0;
}

/* Where there is something already: the same, or a blank that is filled, or a conflict. */
static int
meet(struct db *db, const struct stream_at *at, const struct stream_op *op, struct taken *taken,
    bool *fresh)
{
	unsigned char here[CHAIN_BYTES], mark[CHAIN_BYTES], hash[CHAIN_BYTES], chain[CHAIN_BYTES];
	bool blank = false;
	int err = mark_here(db, at, op->seq, here, chain, &blank);

	if (err)
		return err;
	if (op->body)
		mark_of(at, op, hash, mark);
	else
		memcpy(mark, op->mark, sizeof mark);
	if (memcmp(mark, here, sizeof mark) != 0)
		return ERR_CONFLICT;
	if (!blank || !op->body)
		return 0;
	*fresh = true;
	err = db_run(db, "DELETE FROM blank WHERE unit = ? AND epoch = ? AND seq = ?", "tti",
	    at->unit, at->epoch, op->seq);
	return err ? err : keep(db, at, op, hash, chain, taken);
}

static int
take(struct db *db, struct stream_at *at, const struct stream_op *op, struct taken *taken,
    bool *fresh)
{
	if (op->seq <= at->seq)
		return meet(db, at, op, taken, fresh);
	if (op->seq > at->seq + 1)
		return ERR_NOTFOUND;
	int err = append(db, at, op, taken);

	*fresh = *fresh || !err;
	return err;
}

int
stream_take(struct db *db, struct stream_at *at, const struct stream_op *op, bool *fresh)
{
	struct taken taken = {0};
	int err = take(db, at, op, &taken, fresh);

	if (!err)
		err = apply_taken(db, &taken);
	taken_release(&taken);
	return err;
}

struct taking {
	const struct stream_at *stream;
	const struct stream_op *op;
	int count;
	int64_t fresh;
	bool erases;
};

static int
take_all(struct db *db, void *arg)
{
	struct taking *t = arg;
	struct taken taken = {0};
	struct stream_at at;
	int err = stream_find(db, t->stream->unit, t->stream->epoch, -1, &at);

	t->fresh = 0;
	t->erases = false;
	for (int i = 0; !err && i < t->count; i++) {
		bool fresh = false;

		err = take(db, &at, &t->op[i], &taken, &fresh);
		if (!fresh || !t->op[i].body)
			continue;
		t->fresh++;
		t->erases = t->erases || strcmp(t->op[i].what, "erase") == 0;
	}
	if (!err)
		err = apply_taken(db, &taken);
	taken_release(&taken);
	return err;
}

int
stream_take_all(struct db *db, const struct stream_at *stream, const struct stream_op *op,
    int count, int64_t *fresh, bool *erases, struct say *why)
{
	struct taking t = {.stream = stream, .op = op, .count = count};
	int err = db_write(db, take_all, &t, why);

	*fresh = err ? 0 : t.fresh;
	*erases = !err && t.erases;
	return err;
}

/* --- our own epoch --- */

static int
new_epoch(struct db *db, void *arg)
{
	(void)arg;
	int err = op_new_epoch(db);

	if (!err)
		err = db_stamp(db);
	db->copied = db->copied && err;
	return err;
}

int
stream_leave_epoch(struct db *db)
{
	return db_write(db, new_epoch, NULL, NULL);
}

int
stream_epoch(struct db *db, char out[7])
{
	int err = db->copied ? stream_leave_epoch(db) : 0;

	memcpy(out, db->epoch, EPOCH_CHARS + 1);
	return err;
}

/* --- signatures --- */

char *
stream_statement(const struct stream_at *at)
{
	char chain[STREAM_CHAIN * 2 + 1];

	sodium_bin2hex(chain, sizeof chain, at->chain, sizeof at->chain);
	return xprintf("gongzhan head 1\n%s.%s.%lld\n%s\n", at->unit, at->epoch,
	    (long long)at->seq, chain);
}

int
stream_signed(struct db *db, const char *unit, const char *epoch, int64_t *seq,
    unsigned char signature[64])
{
	sqlite3_stmt *stmt = db_bind(db_statement(db,
	    "SELECT seq, signature FROM head WHERE unit = ? AND epoch = ?"), "tt", unit, epoch);
	int got = db_step(db, stmt);

	if (got <= 0)
		return got ? got : ERR_NOTFOUND;
	bool right = sqlite3_column_bytes(stmt, 1) == 64;

	*seq = sqlite3_column_int64(stmt, 0);
	if (right)
		memcpy(signature, sqlite3_column_blob(stmt, 1), 64);
	sqlite3_reset(stmt);
	return right ? 0 : ERR_DAMAGED;
}

struct keeping {
	const struct stream_at *at;
	const unsigned char *signature;
};

static int
keep_signed(struct db *db, void *arg)
{
	const struct keeping *k = arg;

	return db_run(db, "INSERT INTO head VALUES(?,?,?,?) ON CONFLICT(unit, epoch) DO UPDATE SET "
	    "seq = excluded.seq, signature = excluded.signature WHERE excluded.seq > seq", "ttib",
	    k->at->unit, k->at->epoch, k->at->seq, k->signature, 64);
}

int
stream_keep_signed(struct db *db, const struct stream_at *at, const unsigned char signature[64])
{
	struct keeping k = {at, signature};

	return db_write(db, keep_signed, &k, NULL);
}
