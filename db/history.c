/* The history of a record in words. */
#include "db/store.h"

#include "db/db_int.h"
#include "db/guard.h"
#include "db/project.h"
#include "db/rights.h"
#include "forms/type.h"

#include <jansson.h>
#include <stdlib.h>
#include <string.h>

static struct change *
add_change(struct changes *out, sqlite3_stmt *stmt)
{
	out->change = xrealloc(out->change, (size_t)(out->count + 1) * sizeof *out->change);
	struct change *c = &out->change[out->count++];

	*c = (struct change){
		.op = db_text(stmt, 0), .who = db_text(stmt, 1),
		.when = sqlite3_column_int64(stmt, 2), .field = -1,
	};
	return c;
}

static char *
as_seen(const struct form *form, int field, const char *value, enum store_view view)
{
	const struct field *f = &form->field[field];

	if (!value)
		return NULL;
	if (view == STORE_MASKED && f->class != CLASS_PLAIN && field != form->title)
		return type_mask(f->type, value);
	return xstrdup(value);
}

static char *
note_as_seen(const struct form *form, int field, const char *note, enum store_view view)
{
	bool hidden = view == STORE_MASKED && form->field[field].class != CLASS_PLAIN;

	return note && hidden && note[1] ? xprintf("%c****", *note) : xstrdup(note);
}

static void
add_note(struct changes *out, sqlite3_stmt *stmt, struct record *before, int field,
    const char *note, enum store_view view)
{
	struct change *c = add_change(out, stmt);

	c->field = field;
	c->note = true;
	c->before = note_as_seen(before->form, field, before->note[field], view);
	c->after = note_as_seen(before->form, field, note, view);
	record_set_beside(before, RECORD_NOTE, field, note);
}

static void
add_beside(struct changes *out, sqlite3_stmt *stmt, struct record *before, const char *name,
    const char *text, enum store_view view)
{
	enum record_beside which;
	int field = record_beside_field(before->form, name, &which);
	struct change *c;

	if (field >= 0 && which == RECORD_NOTE)
		add_note(out, stmt, before, field, text, view);
	if (field < 0 || which != RECORD_TWICE || !text || strcmp(text, RECORD_AGREED) != 0)
		return;
	c = add_change(out, stmt);
	c->field = field;
	c->agreed = true;
}

static void
add_changes(struct changes *out, sqlite3_stmt *stmt, struct record *before, enum store_view view)
{
	json_t *body = json_loads((const char *)sqlite3_column_text(stmt, 4), 0, NULL), *pair;
	const char *name;

	json_object_foreach(body, name, pair) {
		int field = form_field(before->form, name);
		const char *value = json_string_value(json_array_get(pair, 0));

		if (field < 0) {
			add_beside(out, stmt, before, name, value, view);
			continue;
		}
		struct change *c = add_change(out, stmt);

		c->field = field;
		c->before = as_seen(before->form, field, before->value[field], view);
		c->after = as_seen(before->form, field, value, view);
		record_set(before, field, value);
	}
	json_decref(body);
}

int
store_history(struct db *db, const struct actor *actor, const char *id, enum store_view view,
    struct changes *out)
{
	const struct form *form = project_kind(db, id);
	sqlite3_stmt *stmt = NULL;
	int rc = SQLITE_DONE;

	memset(out, 0, sizeof *out);
	if (!form)
		return ERR_NOTFOUND;
	if (!rights_may(actor, view == STORE_FULL ? ACTION_UNMASK : ACTION_READ, form->kind))
		return ERR_DENIED;
	struct record *before = NULL;
	int err = guard_read(db, actor, form, id, &before);

	if (!err && guard_of(actor, before) == GUARD_RESERVED)
		err = ERR_DENIED;
	record_free(before);
	if (err)
		return err;
	before = record_new(form);
	err = db_error(db,
	    sqlite3_prepare_v2(db->sql,
		"SELECT o.unit || '.' || o.epoch || '.' || o.seq, o.name, "
		"o.wall, o.what, b.body FROM op o "
		"LEFT JOIN body b USING(unit, epoch, seq) WHERE o.rid = ? ORDER BY o.hlc",
		-1, &stmt, NULL));

	db_bind(stmt, "t", id);
	while (!err && (rc = sqlite3_step(stmt)) == SQLITE_ROW) {
		if (strcmp((const char *)sqlite3_column_text(stmt, 3), "event") == 0) {
			json_t *body =
			    json_loads((const char *)sqlite3_column_text(stmt, 4), 0, NULL);

			add_change(out, stmt)->step =
			    xstrdup(json_string_value(json_object_get(body, "step")));
			json_decref(body);
		} else if (sqlite3_column_type(stmt, 4) != SQLITE_NULL) {
			add_changes(out, stmt, before, view);
		}
	}
	sqlite3_finalize(stmt);
	record_free(before);
	if (!err && rc != SQLITE_DONE)
		err = db_error(db, rc);
	if (err)
		changes_release(out);
	return err;
}

void
changes_release(struct changes *changes)
{
	for (int i = 0; i < changes->count; i++) {
		struct change *c = &changes->change[i];

		free(c->op);
		free(c->who);
		free(c->step);
		free(c->before);
		free(c->after);
	}
	free(changes->change);
	memset(changes, 0, sizeof *changes);
}
