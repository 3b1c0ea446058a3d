#include "db/refusal.h"

#include "db/db_int.h"
#include "db/project.h"
#include "db/rights.h"
#include "db/store_int.h"

#include <stdlib.h>
#include <string.h>

/* Of a row of rec_KIND whose refusal is f: was what is wrong changed since? */
#define MENDED                                                                                     \
	"CASE WHEN f.field = '' THEN f.seen <> rec_%s.seen ELSE EXISTS (SELECT 1 FROM fver v "     \
	"WHERE v.rid = f.record AND v.field = f.field AND v.hlc > f.hlc) END"

/* Older stations have none. */
static bool
has_table(struct db *db)
{
	int64_t one = 0;

	return db_get_int(db, &one, "SELECT 1 FROM sqlite_schema WHERE name = 'refusal'", "") == 0;
}

void
refusal_filter(struct db *db, const struct store_query *q, struct buf *sql)
{
	const char *kind = q->form->kind;

	if (q->only != STORE_REFUSED && q->only != STORE_MENDED)
		return;
	if (!has_table(db)) {
		buf_puts(sql, " AND 0");
		return;
	}
	buf_printf(sql, " AND EXISTS (SELECT 1 FROM refusal f WHERE f.record = rec_%s.id AND "
	    "NOT f.sent AND %s(" MENDED "))", kind, q->only == STORE_REFUSED ? "NOT " : "", kind);
}

/* --- noting -------------------------------------------------------------------------------------
 */

struct noting {
	const struct form *form;
	const struct refusal_note *note;
	int count;
};

static int
make_table(struct db *db)
{
	return has_table(db) ? 0 : db_exec(db,
	    "CREATE TABLE refusal(record TEXT PRIMARY KEY, field TEXT NOT NULL, "
	    "reason TEXT NOT NULL, wall INTEGER NOT NULL, hlc INTEGER NOT NULL, "
	    "seen TEXT NOT NULL, sent INTEGER NOT NULL) STRICT, WITHOUT ROWID");
}

static int
note_one(struct db *db, const struct form *form, const struct refusal_note *note)
{
	int err = db_run(db, "DELETE FROM refusal WHERE record = ?", "t", note->record);

	if (err || !note->reason)
		return err;
	char *sql = xprintf("INSERT INTO refusal SELECT id, ?2, ?3, ?4, hlc, seen, 0 FROM rec_%s "
	    "WHERE id = ?1", form->kind);
	sqlite3_stmt *stmt = db_bind(db_statement_made(db, sql), "ttti", note->record,
	    note->field ? note->field : "", note->reason, clock_now(db->clock));

	free(sql);
	return db_step(db, stmt);
}

static int
note_all(struct db *db, void *arg)
{
	const struct noting *n = arg;
	int err = make_table(db);

	for (int i = 0; !err && i < n->count; i++)
		err = note_one(db, n->form, &n->note[i]);
	return err;
}

int
refusal_note(struct db *db, const struct actor *actor, const struct form *form,
    const struct refusal_note note[], int count, struct say *why)
{
	struct noting noting = {form, note, count};

	if (!rights_may(actor, ACTION_IMPORT, form->kind)) {
		say_set(why, T_DB_NO_RIGHT, NULL);
		return ERR_DENIED;
	}
	return count ? db_write(db, note_all, &noting, why) : 0;
}

/* --- what waits ---------------------------------------------------------------------------------
 */

int
refusal_get(struct db *db, const char *record, struct refusal *out)
{
	const struct form *form = project_kind(db, record);

	if (!form || !has_table(db))
		return ERR_NOTFOUND;
	char *sql = xprintf("SELECT f.field, f.reason, f.wall FROM refusal f JOIN rec_%s ON "
	    "rec_%s.id = f.record WHERE f.record = ? AND NOT f.sent AND NOT (" MENDED ")",
	    form->kind, form->kind, form->kind);
	sqlite3_stmt *stmt = db_bind(db_statement_made(db, sql), "t", record);
	int got = db_step(db, stmt);

	free(sql);
	if (got <= 0)
		return got ? got : ERR_NOTFOUND;
	char *field = db_text(stmt, 0);

	*out = (struct refusal){*field ? field : NULL, db_text(stmt, 1),
	    sqlite3_column_int64(stmt, 2)};
	if (!*field)
		free(field);
	sqlite3_reset(stmt);
	return 0;
}

void
refusal_release(struct refusal *refusal)
{
	free(refusal->field);
	free(refusal->reason);
	memset(refusal, 0, sizeof *refusal);
}

struct sending {
	const char *const *record;
	int count;
};

static int
send_all(struct db *db, void *arg)
{
	const struct sending *s = arg;
	int err = has_table(db) ? 0 : ERR_NOTFOUND;

	for (int i = 0; !err && i < s->count; i++)
		err = db_run(db, "UPDATE refusal SET sent = 1 WHERE record = ?", "t", s->record[i]);
	return err;
}

int
refusal_sent(struct db *db, const char *const record[], int count, struct say *why)
{
	struct sending sending = {record, count};

	return count ? db_write(db, send_all, &sending, why) : 0;
}
