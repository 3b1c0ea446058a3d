#include "db/guard.h"

#include "base/err.h"
#include "db/event.h"
#include "db/project.h"
#include "db/rights.h"
#include "forms/check.h"
#include "forms/type.h"

#include <stdlib.h>
#include <string.h>

/* --- names in a text --- */

/* Bytes up to the next sign between names; marks are ASCII or three bytes long. */
static size_t
name_length(const char *text)
{
	static const char *const between[] = {"、", "，", "；", "　", ",", ";", " ", "\t", "\n"};
	size_t least = strlen(text);

	for (size_t i = 0; i < sizeof between / sizeof *between; i++) {
		const char *at = strstr(text, between[i]);

		if (at && (size_t)(at - text) < least)
			least = (size_t)(at - text);
	}
	return least;
}

static size_t
mark_length(const char *text)
{
	return !*text ? 0 : (unsigned char)*text < 0x80 ? 1 : 3;
}

static bool
is_name(const char *text, size_t len, const char *name)
{
	return name && strlen(name) == len && strncmp(text, name, len) == 0;
}

bool
guard_names(const char *text, const char *name, const char *account)
{
	while (text && *text) {
		size_t len = name_length(text);

		if (len && (is_name(text, len, name) || is_name(text, len, account)))
			return true;
		text += len;
		text += mark_length(text);
	}
	return false;
}

/* recuses(text, name, account) */
static void
call_recuses(sqlite3_context *context, int count, sqlite3_value **arg)
{
	(void)count;
	sqlite3_result_int(context, guard_names((const char *)sqlite3_value_text(arg[0]),
	    (const char *)sqlite3_value_text(arg[1]), (const char *)sqlite3_value_text(arg[2])));
}

int
guard_prepare(sqlite3 *sql)
{
	return sqlite3_create_function(sql, "recuses", 3, SQLITE_UTF8 | SQLITE_DETERMINISTIC, NULL,
	    call_recuses, NULL, NULL);
}

/* --- a record --- */

static const char *
value_of(const struct record *record, int field)
{
	return field < 0 ? NULL : record->value[field];
}

bool
guard_is_reserved(const struct record *record)
{
	return record->form->reserved && check_is_true(record->form->reserved, record, 0);
}

enum guard
guard_of(const struct actor *actor, const struct record *record)
{
	const char *handler = value_of(record, record->form->handled_by);

	if (guard_names(value_of(record, record->form->recuses), actor->name, actor->account))
		return GUARD_HIDDEN;
	if (!guard_is_reserved(record) || rights_may(actor, ACTION_AUDIT, NULL) ||
	    (handler && strcmp(handler, actor->name) == 0))
		return GUARD_OPEN;
	return GUARD_RESERVED;
}

/* What says nothing of the matter: its number, how far it is, days. */
static bool
is_outside(const struct record *record, int i)
{
	const struct field *f = &record->form->field[i];

	return f->readonly && (strcmp(f->name, "number") == 0 || strcmp(f->name, "state") == 0 ||
	    f->type == type_find("full_date"));
}

void
guard_veil(struct record *record)
{
	for (int i = 0; i < record->form->field_count; i++) {
		if (!is_outside(record, i))
			record_set(record, i, i == record->form->title ? "****" : NULL);
		record_set_beside(record, RECORD_NOTE, i, NULL);
	}
	free(record->extra);
	record->extra = NULL;
}

int
guard_read(struct db *db, const struct actor *actor, const struct form *form, const char *rid,
    struct record **out)
{
	struct record *record = NULL;
	int err = project_read(db, form, rid, &record);

	if (!err)
		event_stand(db, record);
	if (!err && guard_of(actor, record) == GUARD_HIDDEN)
		err = ERR_NOTFOUND;
	if (err)
		record_free(record);
	else
		*out = record;
	return err;
}

bool
guard_hides_it(struct db *db, const struct actor *actor, const char *rid)
{
	const struct form *form = project_kind(db, rid);
	struct record *record = NULL;

	if (!form || form->recuses < 0 || project_read(db, form, rid, &record) != 0)
		return false;
	bool hidden = guard_of(actor, record) == GUARD_HIDDEN;

	record_free(record);
	return hidden;
}

/* --- rows --- */

void
guard_filter(const struct actor *actor, const struct form *form, struct buf *sql)
{
	if (form->recuses < 0)
		return;
	char *condition = sqlite3_mprintf(" AND NOT coalesce(recuses(f_%s, %Q, %Q), 0)",
	    form->field[form->recuses].name, actor->name, actor->account);

	buf_puts(sql, condition);
	sqlite3_free(condition);
}

bool
guard_hides(struct db *db, const struct actor *actor, const struct form *form)
{
	if (form->recuses < 0)
		return false;
	char *sql = xprintf("SELECT 1 FROM rec_%s WHERE f_%s IS NOT NULL AND "
	    "recuses(f_%s, ?1, ?2) LIMIT 1", form->kind, form->field[form->recuses].name,
	    form->field[form->recuses].name);
	sqlite3_stmt *stmt = db_bind(db_statement_made(db, sql), "tt", actor->name,
	    actor->account);
	int got = db_step(db, stmt);

	free(sql);
	if (got > 0)
		sqlite3_reset(stmt);
	return got != 0; /* where it cannot be told, rather hide */
}
