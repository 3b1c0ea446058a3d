/* What follows from the calendar and the unit's own limits, counted anew where these are others. */
#include "db/project.h"

#include "db/event.h"

#include <stdlib.h>
#include <string.h>

/* Ids of all records of a kind, each ended by a blank; what is due first comes first. */
static int
list_all(struct db *db, const struct form *form, struct buf *out)
{
	char *sql = xprintf("SELECT id FROM rec_%s ORDER BY due IS NULL, due, id", form->kind);
	sqlite3_stmt *stmt = db_statement_made(db, sql);
	int got;

	free(sql);
	while ((got = db_step(db, stmt)) > 0)
		buf_printf(out, "%s ", (const char *)sqlite3_column_text(stmt, 0));
	return got;
}

static int
write_field(struct db *db, const struct record *record, const char *name)
{
	int field = form_field(record->form, name);

	if (field < 0)
		return 0;
	char *sql = xprintf("UPDATE rec_%s SET f_%s = ?2 WHERE id = ?1", record->form->kind, name);
	sqlite3_stmt *stmt = db_bind(db_statement_made(db, sql), "tt", record->id,
	    record->value[field]);

	free(sql);
	return db_step(db, stmt);
}

static int
write_due(struct db *db, const struct record *record, day_t due)
{
	char *sql = xprintf("UPDATE rec_%s SET due = ?2 WHERE id = ?1", record->form->kind);
	sqlite3_stmt *stmt = db_bind(db_statement_made(db, sql), "ti", record->id, (int64_t)due);
	int err = db_step(db, stmt);

	free(sql);
	return err ? err : write_field(db, record, "due");
}

static bool
is_same(const char *a, const char *b)
{
	return a == b || (a && b && strcmp(a, b) == 0);
}

static int
settle_one(struct db *db, const struct form *form, const char *rid,
    void (*moved)(void *arg, const struct record *record, day_t before, day_t after), void *arg)
{
	sqlite3_stmt *stmt = db_bind(db_statement_made(db, project_sql(db, form)->read), "t", rid);
	struct project_row row;
	day_t due = DAY_NONE;
	int state, err = db_step(db, stmt);

	if (err <= 0)
		return err;
	project_row(stmt, form, &row);
	sqlite3_reset(stmt);
	char *missed = xstrdup(record_get(row.record, "missed"));

	err = event_settle(db, row.record, rid, &state, &due);
	if (!err && !is_same(missed, record_get(row.record, "missed")))
		err = write_field(db, row.record, "missed");
	if (!err && due != row.due) {
		err = write_due(db, row.record, due);
		moved(arg, row.record, row.due, due);
	}
	free(missed);
	record_free(row.record);
	free(row.sort);
	return err;
}

int
project_settle(struct db *db,
    void (*moved)(void *arg, const struct record *record, day_t before, day_t after), void *arg)
{
	int err = 0;

	for (int i = 0; !err && i < forms_count(db->forms); i++) {
		const struct form *form = forms_at(db->forms, i);
		struct buf ids = BUF_EMPTY;

		if (procedure_of(form))
			err = list_all(db, form, &ids);
		for (char *id = ids.data, *end; !err && id && *id; id = end + 1) {
			end = strchr(id, ' ');
			*end = '\0';
			err = settle_one(db, form, id, moved, arg);
		}
		buf_release(&ids);
	}
	return err;
}
