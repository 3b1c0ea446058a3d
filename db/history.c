/* Events of procedures, and the history of a record in words. */
#include "db/store.h"

#include "db/db_int.h"
#include "db/project.h"
#include "db/rights.h"
#include "forms/type.h"

#include <jansson.h>
#include <stdlib.h>
#include <string.h>

/* --- events --- */

struct eventing {
	const struct actor *actor;
	const struct form *form;
	const char *id, *step;
	const char *const *fields;
};

static int
add_event(struct db *db, void *arg)
{
	struct eventing *e = arg;
	json_t *body = json_object(), *fields = json_object();

	for (int i = 0; e->fields && e->fields[i] && e->fields[i + 1]; i += 2)
		json_object_set_new(fields, e->fields[i], json_string(e->fields[i + 1]));
	json_object_set_new(body, "step", json_string(e->step));
	json_object_set_new(body, "fields", fields);
	char *text = json_dumps(body, JSON_SORT_KEYS | JSON_COMPACT);
	struct op op = {
		.what = "event", .kind = e->form->kind, .rid = e->id, .body = text, .salted = true};
	int err = op_append(db, e->actor, &op);

	if (!err)
		err = project_apply(db, op.id, op.hlc, op.wall, e->actor->account, e->actor->name,
		    op.what, op.kind, op.rid, text);
	free(text);
	json_decref(body);
	return err;
}

int
store_event(struct db *db, const struct actor *actor, const char *id, const char *step,
    const char *const fields[], struct say *why)
{
	struct eventing e = {actor, project_kind(db, id), id, step, fields};

	if (!e.form)
		return ERR_NOTFOUND;
	if (!rights_may(actor, ACTION_EDIT, e.form->kind)) {
		say_set(why, T_DB_NO_RIGHT, NULL);
		return ERR_DENIED;
	}
	return db_write(db, add_event, &e, why);
}

static char **
fields_of(const char *body)
{
	json_t *root = json_loads(body, 0, NULL), *fields = json_object_get(root, "fields"), *value;
	char **out = xcalloc(json_object_size(fields) * 2 + 1, sizeof *out);
	const char *name;
	size_t n = 0;

	json_object_foreach(fields, name, value) {
		out[n++] = xstrdup(name);
		out[n++] = xstrdup(json_is_string(value) ? json_string_value(value) : "");
	}
	json_decref(root);
	return out;
}

int
store_events(struct db *db, const struct actor *actor, const char *id, struct events *out)
{
	const struct form *form = project_kind(db, id);
	int got;

	memset(out, 0, sizeof *out);
	if (!form)
		return ERR_NOTFOUND;
	if (!rights_may(actor, ACTION_READ, form->kind))
		return ERR_DENIED;
	sqlite3_stmt *stmt = db_bind(
	    db_statement(db,
		"SELECT op, step, name, account, wall, body FROM event WHERE "
		"rid = ? ORDER BY hlc, op"),
	    "t", id);

	while ((got = db_step(db, stmt)) > 0) {
		out->event = xrealloc(out->event, (size_t)(out->count + 1) * sizeof *out->event);
		out->event[out->count++] = (struct event){
			.op = db_text(stmt, 0), .step = db_text(stmt, 1), .who = db_text(stmt, 2),
			.account = db_text(stmt, 3), .when = sqlite3_column_int64(stmt, 4),
			.field = fields_of((const char *)sqlite3_column_text(stmt, 5)),
		};
	}
	if (got < 0)
		events_release(out);
	return got;
}

void
events_release(struct events *events)
{
	for (int i = 0; i < events->count; i++) {
		struct event *e = &events->event[i];

		free(e->op);
		free(e->step);
		free(e->who);
		free(e->account);
		for (char **f = e->field; *f; f++)
			free(*f);
		free(e->field);
	}
	free(events->event);
	memset(events, 0, sizeof *events);
}

/* --- history --- */

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

static void
add_changes(struct changes *out, sqlite3_stmt *stmt, struct record *before, enum store_view view)
{
	json_t *body = json_loads((const char *)sqlite3_column_text(stmt, 4), 0, NULL), *pair;
	const char *name;

	json_object_foreach(body, name, pair) {
		int field = form_field(before->form, name);
		const char *value = json_string_value(json_array_get(pair, 0));

		if (field < 0)
			continue;
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
	struct record *before = record_new(form);
	int err = db_error(db,
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
