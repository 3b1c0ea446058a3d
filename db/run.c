#include "db/run_int.h"

#include "db/rights.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* --- writing --- */

void
run_begin(struct db *db, const char *kind, const char *file)
{
	db->run = (struct run_head){.kind = kind, .file = file};
}

int64_t
run_end(struct db *db)
{
	int64_t number = db->run.number;

	db->run = (struct run_head){0};
	return number;
}

/* Older stations have none. */
static bool
has_tables(struct db *db)
{
	int64_t one = 0;

	return db_get_int(db, &one, "SELECT 1 FROM sqlite_schema WHERE name = 'run_part'", "") == 0;
}

static int
make_tables(struct db *db)
{
	return has_tables(db) ? 0 : db_exec(db,
	    "CREATE TABLE run(number INTEGER PRIMARY KEY AUTOINCREMENT, wall INTEGER NOT NULL, "
	    "account TEXT NOT NULL, name TEXT NOT NULL, kind TEXT NOT NULL, file TEXT NOT NULL, "
	    "added INTEGER NOT NULL, changed INTEGER NOT NULL, undoes INTEGER NOT NULL) STRICT;"
	    "CREATE TABLE run_part(run INTEGER NOT NULL, epoch TEXT NOT NULL, "
	    "first INTEGER NOT NULL, last INTEGER NOT NULL, PRIMARY KEY(run, epoch, first)) "
	    "STRICT, WITHOUT ROWID");
}

int
run_make(struct db *db, const struct actor *actor, int64_t *number)
{
	int err = make_tables(db);

	if (!err)
		err = db_run(db, "INSERT INTO run(wall, account, name, kind, file, added, changed, "
		    "undoes) VALUES(?,?,?,?,?,0,0,?)", "itttti", clock_now(db->clock),
		    actor->account, actor->name, db->run.kind, db->run.file, db->run.undoes);
	if (!err)
		*number = sqlite3_last_insert_rowid(db->sql);
	return err;
}

/* Behind the run's last stretch, if it goes on from there. */
static int
add_part(struct db *db, int64_t number, const struct run_part *part)
{
	int err = db_run(db, "UPDATE run_part SET last = ? WHERE run = ? AND epoch = ? AND "
	    "last = ?", "iiti", part->last, number, part->epoch, part->first - 1);

	return err || sqlite3_changes(db->sql) ? err
	    : db_run(db, "INSERT INTO run_part VALUES(?,?,?,?)", "itii", number, part->epoch,
	    part->first, part->last);
}

int
run_note(struct db *db, const struct actor *actor, int64_t *number, const struct run_note *note)
{
	int err = 0;

	if (!note->part.first)
		return 0;
	if (!*number)
		err = run_make(db, actor, number);
	if (!err)
		err = db_run(db, "UPDATE run SET added = added + ?, changed = changed + ? "
		    "WHERE number = ?", "iii", note->added, note->changed, *number);
	return err ? err : add_part(db, *number, &note->part);
}

void
run_note_op(struct db *db, struct run_note *note)
{
	if (!note->part.first) {
		memcpy(note->part.epoch, db->epoch, sizeof note->part.epoch);
		note->part.first = db->seq;
	}
	note->part.last = db->seq;
}

/* --- reading --- */

int
run_parts(struct db *db, int64_t number, struct run_part **out, int *count)
{
	sqlite3_stmt *stmt = db_bind(db_statement(db, "SELECT epoch, first, last FROM run_part "
	    "WHERE run = ? ORDER BY epoch, first"), "i", number);
	int got;

	*out = NULL;
	*count = 0;
	while ((got = db_step(db, stmt)) > 0) {
		struct run_part *part;

		*out = xrealloc(*out, (size_t)(*count + 1) * sizeof **out);
		part = &(*out)[(*count)++];
		snprintf(part->epoch, sizeof part->epoch, "%s",
		    (const char *)sqlite3_column_text(stmt, 0));
		part->first = sqlite3_column_int64(stmt, 1);
		part->last = sqlite3_column_int64(stmt, 2);
	}
	return got;
}

int64_t
run_undoing(struct db *db, int64_t number)
{
	int64_t undoing = 0;

	db_get_int(db, &undoing, "SELECT number FROM run WHERE undoes = ?", "i", number);
	return undoing;
}

#define RUN_ROWS                                                                                   \
	"SELECT r.number, r.wall, r.account, r.name, r.kind, r.file, r.added, r.changed, "         \
	"coalesce(u.wall, 0), u.name FROM run r LEFT JOIN run u ON u.undoes = r.number "           \
	"WHERE r.undoes = 0 "

static void
read_run(sqlite3_stmt *stmt, struct run *out)
{
	*out = (struct run){
		.number = sqlite3_column_int64(stmt, 0), .when = sqlite3_column_int64(stmt, 1),
		.account = db_text(stmt, 2), .name = db_text(stmt, 3),
		.kind = db_text(stmt, 4), .file = db_text(stmt, 5),
		.added = sqlite3_column_int64(stmt, 6), .changed = sqlite3_column_int64(stmt, 7),
		.undone = sqlite3_column_int64(stmt, 8), .undone_by = db_text(stmt, 9),
	};
}

int
run_get(struct db *db, int64_t number, struct run *out)
{
	if (!has_tables(db))
		return ERR_NOTFOUND;
	sqlite3_stmt *stmt = db_bind(db_statement(db, RUN_ROWS "AND r.number = ?"), "i", number);
	int got = db_step(db, stmt);

	if (got <= 0)
		return got ? got : ERR_NOTFOUND;
	read_run(stmt, out);
	sqlite3_reset(stmt);
	return 0;
}

int
run_list(struct db *db, const struct actor *actor, int limit, struct runs *out)
{
	bool all = rights_may(actor, ACTION_ACCOUNTS, NULL);
	int got;

	memset(out, 0, sizeof *out);
	if (!has_tables(db))
		return 0;
	sqlite3_stmt *stmt = db_bind(db_statement(db, RUN_ROWS
	    "AND (?1 OR r.account = ?2) ORDER BY r.number DESC LIMIT ?3"), "iti", (int64_t)all,
	    actor->account, (int64_t)limit);

	while ((got = db_step(db, stmt)) > 0) {
		out->run = xrealloc(out->run, (size_t)(out->count + 1) * sizeof *out->run);
		read_run(stmt, &out->run[out->count++]);
	}
	if (got < 0)
		runs_release(out);
	return got;
}

void
run_release(struct run *run)
{
	free(run->account);
	free(run->name);
	free(run->kind);
	free(run->file);
	free(run->undone_by);
}

void
runs_release(struct runs *runs)
{
	for (int i = 0; i < runs->count; i++)
		run_release(&runs->run[i]);
	free(runs->run);
	memset(runs, 0, sizeof *runs);
}
