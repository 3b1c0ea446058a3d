/* What is known of the backups made here, and proving one. The rows of `meta` are local. */
#include "db/care.h"

#include "db/backup.h"
#include "db/db_int.h"
#include "db/keep.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* --- what was backed up last --- */

static int
put(struct db *db, const char *k, const char *v)
{
	return db_run(db,
	    "INSERT INTO meta VALUES(?, ?) ON CONFLICT(k) DO UPDATE SET v = excluded.v", "tt", k,
	    v);
}

struct noting {
	const char *file, *when;
};

static int
note_made(struct db *db, void *arg)
{
	const struct noting *n = arg;
	int err = put(db, "backup.file", n->file);

	return err ? err : put(db, "backup.when", n->when);
}

static int
note_proved(struct db *db, void *arg)
{
	const struct noting *n = arg;

	return put(db, "backup.proved", n->file);
}

static int
note(struct db *db, const char *file, int (*fn)(struct db *, void *))
{
	char *path = realpath(file, NULL);
	char *when = xprintf("%lld", (long long)clock_now(db->clock));
	struct noting noting = {path ? path : file, when};
	int err = db->readonly ? 0 : db_write(db, fn, &noting, NULL);

	free(path);
	free(when);
	return err;
}

void
backup_note(struct db *db, const char *file)
{
	note(db, file, note_made);
}

int
care_last_backup(struct db *db, struct care_last *out)
{
	char *proved = NULL;

	*out = (struct care_last){0};
	int err = db_get_int(db, &out->when,
	    "SELECT CAST(v AS INTEGER) FROM meta WHERE k = 'backup.when'", "");

	if (!err)
		err = db_get_text(db, &out->file, "SELECT v FROM meta WHERE k = 'backup.file'", "");
	if (!err)
		db_get_text(db, &proved, "SELECT v FROM meta WHERE k = 'backup.proved'", "");
	out->proved = proved && strcmp(proved, out->file) == 0;
	free(proved);
	return err;
}

int
care_first_change(struct db *db, int64_t *when)
{
	return db_get_int(db, when, "SELECT wall FROM op WHERE unit = ? AND epoch = ? AND seq = 1",
	    "tt", db->unit.id, db->epoch);
}

void
care_last_release(struct care_last *last)
{
	free(last->file);
}

/* --- proving one --- */

struct head {
	char *unit, *epoch;
	int64_t seq;
	unsigned char chain[CHAIN_BYTES];
};

/* The n-th of the copy's heads, from 0; ERR_NOTFOUND behind the last. */
static int
head_at(struct db *copy, int n, struct head *out)
{
	sqlite3_stmt *stmt = db_bind(db_statement(copy,
	    "SELECT unit, epoch, max(seq), chain, max(wall) FROM op GROUP BY unit, epoch "
	    "ORDER BY unit, epoch LIMIT 1 OFFSET ?"), "i", (int64_t)n);
	int got = stmt ? db_step(copy, stmt) : ERR_IO;

	if (got != 1)
		return got ? got : ERR_NOTFOUND;
	out->unit = db_text(stmt, 0);
	out->epoch = db_text(stmt, 1);
	out->seq = sqlite3_column_int64(stmt, 2);
	bool whole = sqlite3_column_bytes(stmt, 3) == CHAIN_BYTES;

	if (whole)
		memcpy(out->chain, sqlite3_column_blob(stmt, 3), CHAIN_BYTES);
	sqlite3_reset(stmt);
	return whole ? 0 : ERR_DAMAGED;
}

/* Is the copy's last operation here, with all that led to it? */
static int
is_here(struct db *db, const struct head *head, bool *here)
{
	int64_t count = 0;
	sqlite3_stmt *stmt = db_statement(db,
	    "SELECT count(*) FROM op WHERE unit = ? AND epoch = ? AND seq = ? AND chain = ?");
	int got = stmt ? db_step(db, db_bind(stmt, "ttib", head->unit, head->epoch, head->seq,
	    head->chain, CHAIN_BYTES)) : ERR_IO;

	if (got == 1)
		count = sqlite3_column_int64(stmt, 0);
	if (stmt)
		sqlite3_reset(stmt);
	*here = count == 1;
	return got == 1 ? 0 : got ? got : ERR_IO;
}

static int
compare(struct db *db, struct db *copy, struct care_drill *out)
{
	struct head head = {0};
	bool here = true;
	int err = 0;

	for (int n = 0; !err && here; n++) {
		err = head_at(copy, n, &head);
		if (!err)
			err = is_here(db, &head, &here);
		free(head.unit);
		free(head.epoch);
		head = (struct head){0};
	}
	if (err != ERR_NOTFOUND && (err || here))
		return err ? err : ERR_IO;
	out->ours = here;
	err = db_get_int(copy, &out->newest, "SELECT coalesce(max(wall), 0) FROM op", "");
	if (!err)
		err = db_get_int(db, &out->since, "SELECT count(*) FROM op", "");
	out->since -= out->operations;
	return err;
}

static int
prove(struct db *db, const char *dir, const struct care_progress *progress, struct care_drill *out,
    struct say *why)
{
	struct db_options options = {.dir = dir, .forms = db->forms, .clock = db->clock};
	struct care_report report = {0};
	struct db *copy = NULL;
	int err = db_open(&options, &copy, why);

	if (!err)
		err = care_verify(copy, progress, &report);
	if (err == ERR_DAMAGED && why)
		say_take(why, &report.first);
	out->operations = report.operations;
	out->records = report.records;
	if (!err)
		err = compare(db, copy, out);
	say_release(&report.first);
	db_close(copy);
	return err;
}

static bool
with_keeper(void *arg, const unsigned char sealed[ENVELOPE_SEALED], unsigned char key[ENVELOPE_KEY])
{
	return arg && keep_open_key(arg, sealed, ENVELOPE_SEALED, key) == 0;
}

int
care_drill(struct db *db, struct keep *keep, const char *file,
    const struct care_progress *progress, struct care_drill *out, struct say *why)
{
	struct backup_reader reader = {with_keeper, keep};
	char *dir = xprintf("%s/drill", db->dir);
	int err = 0;

	*out = (struct care_drill){0};
	db_unmake(dir); /* of one that was cut off */
	err = backup_unpack(file, dir, &reader, why);
	if (!err)
		err = prove(db, dir, progress, out, why);
	db_unmake(dir);
	rmdir(dir);
	free(dir);
	if (!err && !out->ours) {
		say_set(why, T_DB_OTHER_STATION, file, NULL);
		err = ERR_DAMAGED;
	}
	if (!err)
		err = note(db, file, note_proved);
	if (err && why && why->id == TEXT_NONE)
		say_set(why, err_text(err), NULL);
	return err;
}
