/* verify, rebuild, digest, housekeeping, erasure. Back-up and restore are in backup.c. */
#include "db/care.h"

#include "db/attach.h"
#include "db/audit.h"
#include "db/chunk.h"
#include "db/db_int.h"
#include "db/erased.h"
#include "db/guard.h"
#include "db/project.h"
#include "db/store_int.h"
#include "db/rights.h"

#include <sodium.h>
#include <stdlib.h>
#include <string.h>

/* --- the chain --- */

struct chain_walk {
	char unit[9], epoch[EPOCH_CHARS + 1];
	int64_t seq;
	unsigned char head[CHAIN_BYTES];
};

static const char *
column(sqlite3_stmt *stmt, int i)
{
	const char *text = (const char *)sqlite3_column_text(stmt, i);

	return text ? text : "";
}

static bool
is_equal(sqlite3_stmt *stmt, int i, const unsigned char *bytes)
{
	return sqlite3_column_bytes(stmt, i) == CHAIN_BYTES &&
	    memcmp(sqlite3_column_blob(stmt, i), bytes, CHAIN_BYTES) == 0;
}

/* The same where only the mark is here. */
static bool
is_blank_linked(struct chain_walk *w, sqlite3_stmt *stmt)
{
	int64_t seq = sqlite3_column_int64(stmt, 2);
	unsigned char chain[CHAIN_BYTES];

	if (sqlite3_column_bytes(stmt, 14) != CHAIN_BYTES)
		return false;
	op_link(w->head, sqlite3_column_blob(stmt, 14), chain);
	bool linked = seq == w->seq + 1 && is_equal(stmt, 11, chain);

	w->seq = seq;
	memcpy(w->head, chain, CHAIN_BYTES);
	return linked;
}

/* One operation against its predecessor; a body destroyed by order counts by its hash. */
static bool
is_linked(struct chain_walk *w, sqlite3_stmt *stmt)
{
	unsigned char hash[CHAIN_BYTES], chain[CHAIN_BYTES];
	int64_t seq = sqlite3_column_int64(stmt, 2);
	bool next = strcmp(w->unit, column(stmt, 0)) == 0 && strcmp(w->epoch, column(stmt, 1)) == 0;
	bool has_body = sqlite3_column_type(stmt, 13) != SQLITE_NULL;

	if (!next) {
		snprintf(w->unit, sizeof w->unit, "%s", column(stmt, 0));
		snprintf(w->epoch, sizeof w->epoch, "%s", column(stmt, 1));
		w->seq = 0;
		memset(w->head, 0, sizeof w->head);
	}
	if (sqlite3_column_type(stmt, 14) != SQLITE_NULL)
		return is_blank_linked(w, stmt);
	if (sqlite3_column_bytes(stmt, 10) != CHAIN_BYTES)
		return false;
	memcpy(hash, sqlite3_column_blob(stmt, 10), CHAIN_BYTES);
	char *header = op_header(column(stmt, 0), column(stmt, 1), seq,
	    sqlite3_column_int64(stmt, 3), sqlite3_column_int64(stmt, 4), column(stmt, 5),
	    column(stmt, 6), column(stmt, 7), column(stmt, 8), column(stmt, 9));

	op_chain(w->head, header, sqlite3_column_blob(stmt, 12), sqlite3_column_bytes(stmt, 12),
	    has_body ? column(stmt, 13) : NULL, hash, chain);
	free(header);
	bool linked = seq == w->seq + 1 && is_equal(stmt, 10, hash) && is_equal(stmt, 11, chain);

	w->seq = seq;
	memcpy(w->head, chain, CHAIN_BYTES);
	return linked;
}

static void
report_wrong(struct care_report *report, enum text id, const char *what)
{
	if (report->wrong++ == 0)
		say_set(&report->first, id, what, NULL);
}

static int
verify_chain(struct db *db, const struct care_progress *progress, struct care_report *report)
{
	struct chain_walk walk = {.unit = ""};
	sqlite3_stmt *stmt = NULL;
	int64_t total = 0;
	int rc, err = db_get_int(db, &total, "SELECT count(*) FROM op", "");

	if (!err)
		err = db_error(db,
		    sqlite3_prepare_v2(db->sql,
			"SELECT o.unit, o.epoch, o.seq, hlc, wall, account, name, what, kind, rid, "
			"body_hash, chain, b.salt, b.body, NULL "
			"FROM op o LEFT JOIN body b USING(unit, epoch, seq) "
			"UNION ALL SELECT unit, epoch, seq, 0, 0, '', '', '', '', '', NULL, chain, "
			"NULL, NULL, mark FROM blank ORDER BY 1, 2, 3",
			-1, &stmt, NULL));
	if (err)
		return err;
	while ((rc = sqlite3_step(stmt)) == SQLITE_ROW) {
		if (!is_linked(&walk, stmt)) {
			char *id =
			    xprintf("%s.%s.%lld", walk.unit, walk.epoch, (long long)walk.seq);

			report_wrong(report, T_DB_CHAIN, id);
			free(id);
		}
		if (progress && report->operations % 1000 == 0)
			progress->step(progress->arg, report->operations, total);
		report->operations++;
	}
	sqlite3_finalize(stmt);
	return rc == SQLITE_DONE ? 0 : db_error(db, rc);
}

/* --- the tables against the log --- */

static int
digest_kind(struct db *db, const struct form *form, unsigned char out[32], int64_t *rows)
{
	crypto_generichash_state state;
	sqlite3_stmt *stmt = NULL;
	char *columns = project_columns(form);
	char *sql = xprintf("SELECT %s FROM rec_%s ORDER BY id", columns, form->kind);
	int rc = SQLITE_DONE, err = db_error(db, sqlite3_prepare_v2(db->sql, sql, -1, &stmt, NULL));

	crypto_generichash_init(&state, NULL, 0, 32);
	while (!err && (rc = sqlite3_step(stmt)) == SQLITE_ROW) {
		for (int i = 0; i < sqlite3_column_count(stmt); i++) {
			const char *text = column(stmt, i);

			crypto_generichash_update(&state, (const void *)text, strlen(text) + 1);
		}
		(*rows)++;
	}
	sqlite3_finalize(stmt);
	crypto_generichash_final(&state, out, 32);
	free(columns);
	free(sql);
	return err ? err : rc == SQLITE_DONE ? 0 : db_error(db, rc);
}

static int
digest_all(struct db *db, unsigned char (*each)[32], unsigned char out[32], int64_t *rows)
{
	crypto_generichash_state state;
	unsigned char one[32];
	int err = 0;

	crypto_generichash_init(&state, NULL, 0, 32);
	for (int i = 0; !err && i < forms_count(db->forms); i++) {
		err = digest_kind(db, forms_at(db->forms, i), one, rows);
		crypto_generichash_update(&state, one, sizeof one);
		if (each)
			memcpy(each[i], one, sizeof one);
	}
	crypto_generichash_final(&state, out, 32);
	return err;
}

int
care_digest(struct db *db, unsigned char out[32])
{
	int64_t rows = 0;

	return digest_all(db, NULL, out, &rows);
}

static int
rebuild(struct db *db, void *arg)
{
	return project_rebuild(db, *(const struct care_progress *const *)arg);
}

int
care_rebuild(struct db *db, const struct care_progress *progress, struct say *why)
{
	db_work(db, true);
	int err = db_write(db, rebuild, &progress, why);

	db_work(db, false);
	return err;
}

/* Makes the tables anew, compares, and takes everything back. */
struct comparing {
	struct care_report *report;
	const struct care_progress *progress;
};

static int
compare_rebuilt(struct db *db, void *arg)
{
	struct comparing *c = arg;
	int kinds = forms_count(db->forms);
	unsigned char (*was)[32] = xcalloc((size_t)kinds, 32);
	unsigned char (*is)[32] = xcalloc((size_t)kinds, 32);
	unsigned char all[32];
	int64_t rows = 0;
	int err = digest_all(db, was, all, &c->report->records);

	if (!err)
		err = project_rebuild(db, c->progress);
	if (!err)
		err = digest_all(db, is, all, &rows);
	for (int i = 0; !err && i < kinds; i++)
		if (memcmp(was[i], is[i], 32) != 0)
			report_wrong(c->report, T_DB_TABLE, forms_at(db->forms, i)->label[LANG_ZH]);
	free(was);
	free(is);
	db_statements_free(db);
	return err ? err : ERR_PARTIAL; /* roll back */
}

/* The search index against the tables. */
static int
verify_index(struct db *db, struct care_report *report)
{
	bool right = true;
	int err = 0;

	for (int i = 0; !err && i < forms_count(db->forms); i++) {
		err = chunk_verify(db, forms_at(db->forms, i), &right);
		if (!err && !right)
			report_wrong(report, T_DB_TABLE, forms_at(db->forms, i)->label[LANG_ZH]);
	}
	return err;
}

static int
verify_pages(struct db *db, struct care_report *report)
{
	sqlite3_stmt *stmt = NULL;
	int err = db_error(db,
	    sqlite3_prepare_v2(db->sql, "PRAGMA integrity_check(20)", -1, &stmt, NULL));

	while (!err && sqlite3_step(stmt) == SQLITE_ROW)
		if (strcmp(column(stmt, 0), "ok") != 0)
			report_wrong(report, T_DB_PAGES, column(stmt, 0));
	sqlite3_finalize(stmt);
	return err;
}

int
care_verify(struct db *db, const struct care_progress *progress, struct care_report *out)
{
	struct comparing comparing = {out, progress};
	unsigned char all[32];

	memset(out, 0, sizeof *out);
	db_work(db, true);
	int err = verify_pages(db, out);

	if (!err)
		err = verify_chain(db, progress, out);
	if (!err)
		err = verify_index(db, out);
	if (!err && db->readonly)
		err = digest_all(db, NULL, all, &out->records);
	else if (!err) {
		err = db_write(db, compare_rebuilt, &comparing, NULL);
		err = err == ERR_PARTIAL ? 0 : err;
	}
	db_work(db, false);
	return err ? err : out->wrong ? ERR_DAMAGED : 0;
}

/* --- housekeeping --- */

/* Room left in the search index; ERR_NOTFOUND, and so nothing to commit, if there is none. */
static int
tidy(struct db *db, void *arg)
{
	bool did = false;
	int err = project_tidy(db, &did);

	(void)arg;
	return err ? err : did ? 0 : ERR_NOTFOUND;
}

int
care_housekeep(struct db *db)
{
	if (db->readonly)
		return 0;
	int err = db_write(db, tidy, NULL, NULL);

	return err && err != ERR_NOTFOUND ? err : db_checkpoint(db, false);
}

/* --- erasure --- */

struct erasing {
	const struct actor *actor;
	const struct form *form;
	const char *record, *reason;
};

/* Bodies of a record and all that was derived from them, but for its row. */
int
care_scour(struct db *db, const char *kind, const char *record)
{
	const struct form *form = forms_find(db->forms, kind);
	int err = form ? phrase_forget(db, form, record) : 0;

	if (!err)
		err = db_run(db, "DELETE FROM body WHERE EXISTS (SELECT 1 FROM op o WHERE "
		    "o.rid = ? AND o.what <> 'erase' AND o.unit = body.unit AND "
		    "o.epoch = body.epoch AND o.seq = body.seq)", "t", record);
	if (!err)
		err = db_run(db, "DELETE FROM event WHERE rid = ?", "t", record);
	if (!err)
		err = db_run(db, "DELETE FROM fver WHERE rid = ?", "t", record);
	if (!err)
		err = db_run(db, "DELETE FROM fork WHERE rid = ?", "t", record);
	return err ? err : db_run(db, "DELETE FROM draft WHERE record = ?", "t", record);
}

static int erase(struct db *db, void *arg);

/* The files of a record go with it. */
static int
erase_files(struct db *db, const struct erasing *e)
{
	char **ids = NULL;
	int err = attach_ids(db, e->record, &ids);

	for (char **id = ids; id && *id; id++) {
		struct erasing file = {
			e->actor, forms_find(db->forms, "attachment"), *id, e->reason};

		if (!err && file.form)
			err = erase(db, &file);
		free(*id);
	}
	free(ids);
	return err;
}

static int
erase(struct db *db, void *arg)
{
	struct erasing *e = arg;
	struct op op = {
		.what = "erase", .kind = e->form->kind, .rid = e->record, .body = e->reason};
	int err = erase_files(db, e);

	if (!err)
		err = care_scour(db, e->form->kind, e->record);
	if (!err)
		err = op_append(db, e->actor, &op);
	if (!err)
		err = audit_add(db, e->actor, "erase", e->record, NULL, e->reason);
	return err ? err : project_apply(db, op.id, op.hlc, op.wall, e->actor->account,
	    e->actor->name, op.what, op.kind, op.rid, op.body);
}

int
care_scrub(struct db *db, struct say *why)
{
	erased_tell(db);
	int err = db_checkpoint(db, true);

	if (err)
		say_set(why, T_DB_NOT_SCOURED, NULL);
	return err;
}

int
care_erase(struct db *db, const struct actor *actor, const char *record, const char *reason,
    struct say *why)
{
	struct erasing e = {actor, project_kind(db, record), record, reason};

	if (!e.form || guard_hides_it(db, actor, record))
		return ERR_NOTFOUND;
	if (!rights_may(actor, ACTION_ERASE, e.form->kind)) {
		say_set(why, T_DB_NO_RIGHT, NULL);
		return ERR_DENIED;
	}
	int err = db_write(db, erase, &e, why);

	return err ? err : care_scrub(db, why);
}
