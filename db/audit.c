#include "db/audit.h"

#include "db/db_int.h"
#include "db/guard.h"
#include "db/rights.h"

#include <stdlib.h>
#include <string.h>

struct adding {
	const struct actor *actor;
	const char *what, *record, *field, *reason;
};

static int
add(struct db *db, void *arg)
{
	struct adding *a = arg;
	unsigned char before[CHAIN_BYTES] = {0}, hash[CHAIN_BYTES], chain[CHAIN_BYTES];
	int64_t wall = clock_now(db->clock), seq = 0;
	sqlite3_stmt *stmt =
	    db_statement(db, "SELECT seq, chain FROM audit ORDER BY seq DESC LIMIT 1");
	int got = db_step(db, stmt);

	if (got < 0)
		return got;
	if (got && sqlite3_column_bytes(stmt, 1) == CHAIN_BYTES) {
		seq = sqlite3_column_int64(stmt, 0);
		memcpy(before, sqlite3_column_blob(stmt, 1), CHAIN_BYTES);
	}
	sqlite3_reset(stmt);
	char *header = op_header(a->actor->account, a->actor->where, seq + 1, 0, wall, a->what,
	    a->record, a->field, a->reason, a->actor->name);

	op_chain(before, header, "", 0, "", hash, chain);
	free(header);
	return db_run(db, "INSERT INTO audit VALUES(?,?,?,?,?,?,?,?,?,?)",
	    "iittttttt"
	    "b",
	    seq + 1, wall, a->actor->account, a->actor->name, a->actor->where, a->what, a->record,
	    a->field, a->reason, chain, CHAIN_BYTES);
}

int
audit_add(struct db *db, const struct actor *actor, const char *what, const char *record,
    const char *field, const char *reason)
{
	struct adding a = {actor, what, record ? record : "", field ? field : "",
	    reason ? reason : ""};

	return db_write(db, add, &a, NULL);
}

static void
release_entry(struct audit_entry *e)
{
	free(e->account);
	free(e->name);
	free(e->what);
	free(e->record);
	free(e->field);
	free(e->reason);
	free(e->where);
}

/* Not what was read of a record that is hidden from this person. */
static void
hide(struct db *db, const struct actor *actor, struct audit *audit)
{
	int kept = 0;

	for (int i = 0; i < audit->count; i++)
		if (*audit->entry[i].record && guard_hides_it(db, actor, audit->entry[i].record))
			release_entry(&audit->entry[i]);
		else
			audit->entry[kept++] = audit->entry[i];
	audit->count = kept;
}

int
audit_draft(struct db *db, const char *record, const char *paper, const char *content, int *out)
{
	char *beginning = xprintf("%s ", paper);
	sqlite3_stmt *stmt = db_bind(db_statement(db,
		"SELECT COUNT(*) FROM (SELECT field, MIN(seq) AS first FROM audit "
		"WHERE what IN ('print', 'print unmasked') AND record = ?1 AND "
		"substr(field, 1, length(?2)) = ?2 GROUP BY field) WHERE field <> ?3 AND first < "
		"coalesce((SELECT MIN(seq) FROM audit WHERE record = ?1 AND field = ?3), "
		"9223372036854775807)"), "ttt", record, beginning, content);
	int got = db_step(db, stmt);

	if (got > 0)
		*out = sqlite3_column_int(stmt, 0) + 1;
	sqlite3_reset(stmt);
	free(beginning);
	return got < 0 ? got : 0;
}

int
audit_list(struct db *db, const struct actor *actor, const char *record, int limit,
    struct audit *out)
{
	int got;

	memset(out, 0, sizeof *out);
	if (!rights_may(actor, ACTION_AUDIT, NULL))
		return ERR_DENIED;
	sqlite3_stmt *stmt =
	    db_bind(db_statement(db,
			"SELECT wall, account, name, what, record, field, reason, place FROM audit "
			"WHERE ?1 IS NULL OR record = ?1 ORDER BY seq DESC LIMIT ?2"),
		"ti", record, (int64_t)limit);

	while ((got = db_step(db, stmt)) > 0) {
		out->entry = xrealloc(out->entry, (size_t)(out->count + 1) * sizeof *out->entry);
		out->entry[out->count++] = (struct audit_entry){
		    .when = sqlite3_column_int64(stmt, 0),
		    .account = db_text(stmt, 1),
		    .name = db_text(stmt, 2),
		    .what = db_text(stmt, 3),
		    .record = db_text(stmt, 4),
		    .field = db_text(stmt, 5),
		    .reason = db_text(stmt, 6),
		    .where = db_text(stmt, 7),
		};
	}
	if (got < 0)
		audit_release(out);
	hide(db, actor, out);
	return got;
}

void
audit_release(struct audit *audit)
{
	for (int i = 0; i < audit->count; i++)
		release_entry(&audit->entry[i]);
	free(audit->entry);
	memset(audit, 0, sizeof *audit);
}
