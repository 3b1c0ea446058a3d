#include "db/store.h"

#include "db/audit.h"
#include "db/body.h"
#include "db/db_int.h"
#include "db/event.h"
#include "db/guard.h"
#include "db/number.h"
#include "db/project.h"
#include "db/rights.h"
#include "db/sealing.h"
#include "db/run_int.h"
#include "db/store_int.h"
#include "forms/type.h"

#include <jansson.h>
#include <stdlib.h>
#include <string.h>

/* --- reading --- */

static bool
is_protected(const struct field *field)
{
	return field->class != CLASS_PLAIN;
}

void
store_veil(struct record *record)
{
	guard_veil(record);
}

void
store_mask(struct record *record)
{
	for (int i = 0; i < record->form->field_count; i++) {
		const struct field *field = &record->form->field[i];

		if (!record->value[i] || !is_protected(field) || i == record->form->title)
			continue;
		char *masked = type_mask(field->type, record->value[i]);

		record_set(record, i, masked);
		free(masked);
	}
}

void
store_mask_for(const struct actor *actor, struct record *record)
{
	bool notes = rights_may(actor, ACTION_EDIT, record->form->kind);

	store_mask(record);
	for (int i = 0; i < record->form->field_count && !notes; i++)
		if (is_protected(&record->form->field[i]) && *record_note_text(record, i))
			record_note(record, i, *record->note[i], "****");
}

/* Has it a value that is protected, or a note, in which anything may stand? */
static bool
has_class(const struct record *record)
{
	for (int i = 0; i < record->form->field_count; i++)
		if (record->note[i] ||
		    (record->value[i] && is_protected(&record->form->field[i])))
			return true;
	return false;
}

/* The same, but for the field that names the record. */
static bool
has_protected(const struct record *record)
{
	for (int i = 0; i < record->form->field_count; i++)
		if (record->value[i] && is_protected(&record->form->field[i]) &&
		    i != record->form->title)
			return true;
	return false;
}

int
store_get(struct db *db, const struct actor *actor, const char *id, enum store_view view,
    const char *reason, struct record **out)
{
	const struct form *form = project_kind(db, id);
	struct record *record = NULL;

	if (!form)
		return ERR_NOTFOUND;
	if (!rights_may(actor, ACTION_READ, form->kind) ||
	    (view == STORE_FULL &&
		!rights_may(actor, reason ? ACTION_UNMASK : ACTION_EDIT, form->kind)))
		return ERR_DENIED;
	int err = guard_read(db, actor, form, id, &record);
	bool reserved = !err && guard_of(actor, record) == GUARD_RESERVED;

	if (reserved && view == STORE_FULL)
		err = ERR_DENIED;
	else if (reserved)
		guard_veil(record);
	if (!err && view == STORE_FULL && has_protected(record) && !db->readonly)
		err = audit_add(db, actor, reason ? "unmask" : "edit", id, NULL, reason);
	if (!err && view == STORE_MASKED) {
		store_mask_for(actor, record);
		free(record->seen);
		record->seen = NULL;
	}
	if (err)
		record_free(record);
	else
		*out = record;
	return err;
}

struct reading {
	const struct actor *actor;
	const char *const *id;
	int count;
	const char *reason;
	struct record **out;
};

static void
forget_all(struct reading *r)
{
	for (int i = 0; i < r->count; i++) {
		record_free(r->out[i]);
		r->out[i] = NULL;
	}
}

static int
get_them(struct db *db, void *arg)
{
	struct reading *r = arg;
	int err = 0;

	forget_all(r); /* of a try before */
	for (int i = 0; !err && i < r->count; i++)
		err = store_get(db, r->actor, r->id[i], STORE_FULL, r->reason, &r->out[i]);
	return err;
}

int
store_get_all(struct db *db, const struct actor *actor, const char *const id[], int count,
    const char *reason, struct record *out[])
{
	struct reading r = {actor, id, count, reason, out};

	memset(out, 0, (size_t)count * sizeof *out);
	int err = db->readonly ? get_them(db, &r) : db_write(db, get_them, &r, NULL);

	if (err)
		forget_all(&r);
	return err;
}

char *
store_seen(struct db *db, const char *id)
{
	const struct form *form = project_kind(db, id);
	struct record *record = NULL;

	if (!form || project_read(db, form, id, &record) != 0)
		return NULL;
	char *seen = xstrdup(record->seen);

	record_free(record);
	return seen;
}

int64_t
store_place(struct db *db, const struct form *form)
{
	char *sql = xprintf("SELECT coalesce(max(hlc), 0) FROM rec_%s", form->kind);
	sqlite3_stmt *stmt = db_statement_made(db, sql);
	int64_t place = db_step(db, stmt) > 0 ? sqlite3_column_int64(stmt, 0) : 0;

	sqlite3_reset(stmt);
	free(sql);
	return place;
}

/* --- saving --- */

struct save {
	const struct actor *actor;
	struct record *const *record;
	int count;
	const char *step; /* taken with each at once; NULL: none */
	const char *const *fields;
	const char *draft;
	struct conflicts *conflicts;
	struct say *why;
	char **id, **seen; /* of each record after the commit */
	bool *numbered;    /* it was the program that gave it its number */
	struct run_note note;
	int64_t run; /* its number */
};

/*
 * Values as they were for who had seen so much (project_seen): the log of the record, replayed up
 * to that operation, without those that have come late since.
 */
static int
values_at(struct db *db, const struct form *form, const char *rid, const char *seen,
    struct record **out)
{
	const char *colon = strchr(seen, ':');
	size_t op_len = colon ? (size_t)(colon - seen) : strlen(seen);
	struct record *record = record_new(form);
	sqlite3_stmt *stmt = NULL;
	bool done = false;
	int err = db_error(db, sqlite3_prepare_v2(db->sql,
	    "SELECT o.unit || '.' || o.epoch || '.' || o.seq AS id, b.body FROM op o "
	    "LEFT JOIN body b USING(unit, epoch, seq) WHERE o.rid = ?1 AND o.what = 'set' AND "
	    "NOT EXISTS (SELECT 1 FROM late WHERE rid = ?1 AND n > ?2 AND op = "
	    "o.unit || '.' || o.epoch || '.' || o.seq) "
	    "ORDER BY o.hlc, o.unit, o.epoch", -1, &stmt, NULL));

	db_bind(stmt, "ti", rid, colon ? strtoll(colon + 1, NULL, 10) : INT64_C(0));
	while (!err && !done && sqlite3_step(stmt) == SQLITE_ROW) {
		json_t *body = json_loads((const char *)sqlite3_column_text(stmt, 1), 0, NULL),
		       *pair;
		const char *name;

		json_object_foreach(body, name, pair) {
			const char *value = json_string_value(json_array_get(pair, 0));
			enum record_beside which;
			int i = form_field(form, name);
			int beside = record_beside_field(form, name, &which);

			if (i >= 0)
				record_set(record, i, value);
			else if (beside >= 0)
				record_set_beside(record, which, beside, value);
		}
		json_decref(body);
		const char *id = (const char *)sqlite3_column_text(stmt, 0);

		done = strlen(id) == op_len && strncmp(id, seen, op_len) == 0;
	}
	sqlite3_finalize(stmt);
	*out = record;
	return err;
}

static bool
same(const char *a, const char *b)
{
	return a && b ? strcmp(a, b) == 0 : a == b;
}

/* Who changed a field last, for the person who decides. */
static void
note_conflict(struct db *db, struct conflicts *conflicts, const struct record *now, int field)
{
	struct conflict *c;
	char *op = NULL, unit[9], epoch[EPOCH_CHARS + 1];
	int64_t seq = 0;

	if (!conflicts)
		return;
	conflicts->conflict = xrealloc(conflicts->conflict,
	    (size_t)(conflicts->count + 1) * sizeof *conflicts->conflict);
	c = &conflicts->conflict[conflicts->count++];
	*c = (struct conflict){.field = field, .theirs = xstrdup(now->value[field])};
	db_get_text(db, &op, "SELECT op FROM fver WHERE rid = ? AND field = ?", "tt", now->id,
	    now->form->field[field].name);
	if (op && op_split(op, unit, epoch, &seq)) {
		db_get_text(db, &c->who,
		    "SELECT name FROM op WHERE unit = ? AND epoch = ? AND seq = ?", "tti", unit,
		    epoch, seq);
		db_get_int(db, &c->when,
		    "SELECT wall FROM op WHERE unit = ? AND epoch = ? AND seq = ?", "tti", unit,
		    epoch, seq);
	}
	free(op);
}

/* The operation that a change of the field is based on: who wrote it last. A new string or NULL. */
static char *
field_version(struct db *db, const struct record *now, const char *field)
{
	char *op = NULL;

	db_get_text(db, &op, "SELECT op FROM fver WHERE rid = ? AND field = ?", "tt", now->id,
	    field);
	return op ? op : xstrdup(now->id); /* a record's id is the operation that made it */
}

static void
add_change(json_t *body, const char *field, const char *value, const char *base)
{
	json_t *pair = json_array();

	json_array_append_new(pair, value ? json_string(value) : json_null());
	if (base)
		json_array_append_new(pair, json_string(base));
	json_object_set_new(body, field, pair);
}

/* Fields that nobody types are written by the events alone. */
static bool
is_procedures(const struct field *field, const struct procedure *procedure)
{
	return procedure && field->readonly;
}

/*
 * How far field i is with being keyed twice, if this is saved: what was not changed was not keyed,
 * and what two had agreed upon is no longer there once it is changed.
 */
static const char *
twice_of(const struct record *record, const struct record *base, int i)
{
	const char *mine = record->twice[i], *was = base->twice[i];
	bool changed = !same(record->value[i], base->value[i]);

	if (!record->value[i])
		return NULL;
	if (!changed)
		return same(mine, RECORD_WAITS) ? was : mine;
	return same(mine, was) && same(mine, RECORD_AGREED) ? NULL : mine;
}

/* Of two notes at one field the later one stays. */
static void
add_beside(struct db *db, const struct record *now, enum record_beside which, int i,
    const char *mine, const char *base, json_t *body)
{
	if (same(mine, base) || same(mine, record_beside(now, which, i)))
		return;
	char *name = record_beside_name(now->form, which, i);
	char *version = field_version(db, now, name);

	add_change(body, name, mine, version);
	free(version);
	free(name);
}

static void
add_besides(struct db *db, const struct record *record, const struct record *base,
    const struct record *now, json_t *body)
{
	for (int i = 0; i < record->form->field_count; i++) {
		add_beside(db, now, RECORD_NOTE, i, record->note[i], base->note[i], body);
		add_beside(db, now, RECORD_TWICE, i, twice_of(record, base, i), base->twice[i],
		    body);
	}
}

/* Body of what this record changes against `base`; conflicts with `now` are noted. */
static json_t *
body_of_change(struct db *db, struct save *s, const struct record *record,
    const struct record *base, const struct record *now, int *conflicts)
{
	const struct procedure *procedure = procedure_of(record->form);
	json_t *body = json_object();

	for (int i = 0; i < record->form->field_count; i++) {
		const char *mine = record->value[i];

		if (same(mine, base->value[i]) || same(mine, now->value[i]) ||
		    is_procedures(&record->form->field[i], procedure))
			continue;
		if (!same(base->value[i], now->value[i])) {
			note_conflict(db, s->conflicts, now, i);
			(*conflicts)++;
			continue;
		}
		char *version = field_version(db, now, record->form->field[i].name);

		add_change(body, record->form->field[i].name, mine, version);
		free(version);
	}
	add_besides(db, record, base, now, body);
	return body;
}

static bool
touches_protected(const struct form *form, json_t *body)
{
	enum record_beside which;
	const char *name;
	json_t *pair;

	json_object_foreach(body, name, pair) {
		int i = form_field(form, name);

		if (i >= 0 && is_protected(&form->field[i]))
			return true;
		if (record_beside_field(form, name, &which) >= 0 && which == RECORD_NOTE)
			return true; /* anything may be noted */
	}
	return false;
}

static void
note_saved(struct db *db, struct save *s, int i, const struct op *op)
{
	free(s->id[i]);
	free(s->seen[i]);
	s->id[i] = xstrdup(op->rid);
	s->seen[i] = s->record[i]->id ? project_seen(db, op->rid, op->id) : xstrdup(op->id);
}

int
store_change(struct db *db, const struct actor *actor, const struct form *form, const char *rid,
    json_t *body, struct op *op)
{
	char *text = json_dumps(body, JSON_SORT_KEYS | JSON_COMPACT);

	*op = (struct op){
		.what = "set",
		.kind = form->kind,
		.rid = rid,
		.body = text,
		.salted = touches_protected(form, body),
	};
	int err = op_append(db, actor, op);

	if (!err)
		err = project_apply(db, op->id, op->hlc, op->wall, actor->account, actor->name,
		    op->what, op->kind, op->rid, text);
	op->body = NULL;
	free(text);
	return err;
}

static int
append(struct db *db, struct save *s, int i, json_t *body)
{
	const struct record *record = s->record[i];
	struct op op;
	int err = store_change(db, s->actor, record->form, record->id, body, &op);

	note_saved(db, s, i, &op);
	if (!err)
		run_note_op(db, &s->note);
	s->note.changed += !err;
	return err;
}

static void
say_conflict(struct save *s, const struct form *form)
{
	struct buf zh = BUF_EMPTY;

	for (int i = 0; s->conflicts && i < s->conflicts->count; i++)
		buf_printf(&zh, "%s%s", i ? " " : "",
		    form->field[s->conflicts->conflict[i].field].label[LANG_ZH]);
	say_set(s->why, T_DB_CONFLICT, buf_text(&zh), NULL);
	buf_release(&zh);
}

/* What was signed is typed into no more, and never by another unit. */
static int
check_fixed(struct db *db, struct save *s, const struct record *now)
{
	const struct procedure *procedure = procedure_of(now->form);
	const char *state = record_get(now, "state");

	if (!procedure || !state)
		return 0;
	if (procedure->own && !store_is_own(db, now->id)) {
		say_set(s->why, T_PROCEDURE_NOT_OURS, NULL);
		return ERR_DENIED;
	}
	if (!procedure_is_fixed(procedure, now, atoi(state), day_of(clock_now(db->clock))))
		return 0;
	say_set(s->why, T_PROCEDURE_FIXED, NULL);
	return ERR_DENIED;
}

static int
save_old(struct db *db, struct save *s, int i)
{
	const struct record *record = s->record[i];
	struct record *now = NULL, *base = NULL;
	int conflicts = 0, err = number_give(db, s->record[i], &s->numbered[i]);

	if (!err)
		err = guard_read(db, s->actor, record->form, record->id, &now);
	if (!err && guard_of(s->actor, now) == GUARD_RESERVED) {
		say_set(s->why, T_DB_RESERVED, NULL);
		err = ERR_DENIED;
	}
	if (!err)
		err = check_fixed(db, s, now);
	if (!err && strcmp(now->seen, record->seen) == 0)
		base = record_dup(now);
	else if (!err)
		err = values_at(db, record->form, record->id, record->seen, &base);
	if (err) {
		record_free(now);
		return err;
	}
	json_t *body = body_of_change(db, s, record, base, now, &conflicts);

	if (conflicts) {
		say_conflict(s, record->form);
		err = ERR_CONFLICT;
	} else if (json_object_size(body) > 0) {
		err = append(db, s, i, body);
	} else {
		s->id[i] = xstrdup(record->id);
		s->seen[i] = xstrdup(now->seen);
	}
	json_decref(body);
	record_free(now);
	record_free(base);
	return err;
}

/* Who takes a matter in. */
static void
sign(struct record *record, const struct actor *actor)
{
	int field = form_field(record->form, "registrar");

	if (field >= 0 && !record->value[field])
		record_set(record, field, actor->name);
}

static int
save_new(struct db *db, struct save *s, int i)
{
	struct record *record = s->record[i];
	int err = number_give(db, record, &s->numbered[i]);

	sign(record, s->actor);
	char *body = body_of_new(record, project_sql(db, record->form)->order);
	struct op op = {
		.what = "set",
		.kind = record->form->kind,
		.body = body,
		.salted = has_class(record),
	};

	if (!err && !body)
		err = ERR_INPUT;
	if (!err)
		err = op_append(db, s->actor, &op);
	if (!err)
		err = project_new(db, &op, record);
	if (!err) {
		note_saved(db, s, i, &op);
		run_note_op(db, &s->note);
		s->note.added++;
	}
	free(body);
	return err;
}

static int
save_them(struct db *db, void *arg)
{
	struct save *s = arg;
	int err = 0;

	if (s->conflicts)
		conflicts_release(s->conflicts);
	s->note = (struct run_note){0};
	s->run = db->run.number;
	for (int i = 0; !err && i < s->count; i++)
		err = s->record[i]->id ? save_old(db, s, i) : save_new(db, s, i);
	for (int i = 0; !err && s->step && i < s->count; i++)
		err = event_take(db, s->actor, s->record[i]->form, s->id[i], s->step, s->fields,
		    true, s->why);
	if (!err && s->draft)
		err = draft_forget(db, s->actor, s->draft);
	return err || !db->run.kind ? err : run_note(db, s->actor, &s->run, &s->note);
}

static int
may_save(const struct actor *actor, const struct record *record, struct say *why)
{
	bool allowed =
	    rights_may(actor, record->id ? ACTION_EDIT : ACTION_CREATE, record->form->kind);

	if (!allowed) {
		say_set(why, T_DB_NO_RIGHT, NULL);
		return ERR_DENIED;
	}
	if (record->id && !record->seen) {
		say_set(why, T_DB_MASKED, NULL);
		return ERR_USAGE;
	}
	return 0;
}

static int
save(struct db *db, struct save *s)
{
	int err = 0;

	for (int i = 0; !err && i < s->count; i++)
		err = may_save(s->actor, s->record[i], s->why);
	if (err || s->count == 0)
		return err;
	s->id = xcalloc((size_t)s->count, sizeof *s->id);
	s->seen = xcalloc((size_t)s->count, sizeof *s->seen);
	s->numbered = xcalloc((size_t)s->count, sizeof *s->numbered);
	struct sealing sealing;

	err = sealing_apply(db, s->record, s->count, &sealing, s->why);
	if (!err)
		err = db_write(db, save_them, s, s->why);
	if (err)
		sealing_undo(&sealing);
	else
		sealing_keep(&sealing);
	if (!err)
		db->run.number = s->run;
	for (int i = 0; i < s->count; i++) {
		struct record *record = s->record[i];

		if (!err) {
			free(record->id);
			free(record->seen);
			record->id = s->id[i];
			record->seen = s->seen[i];
		} else {
			number_take_back(record, &s->numbered[i]);
			free(s->id[i]);
			free(s->seen[i]);
		}
	}
	free(s->id);
	free(s->seen);
	free(s->numbered);
	return err;
}

int
store_save(struct db *db, const struct actor *actor, struct record *record, const char *draft,
    struct conflicts *conflicts, struct say *why)
{
	struct conflicts own = {0};
	struct save s = {
		.actor = actor, .record = &record, .count = 1, .draft = draft,
		.conflicts = conflicts ? conflicts : &own, .why = why,
	};
	int err = save(db, &s);

	conflicts_release(&own);
	return err;
}

int
store_take_in(struct db *db, const struct actor *actor, struct record *record, const char *step,
    const char *const fields[], const char *draft, struct say *why)
{
	struct save s = {
		.actor = actor, .record = &record, .count = 1, .step = step, .fields = fields,
		.draft = draft, .why = why,
	};

	if (record->id || !procedure_of(record->form))
		return ERR_USAGE;
	return save(db, &s);
}

int
store_save_all(struct db *db, const struct actor *actor, struct record *const record[], int count,
    struct say *why)
{
	struct save s = {.actor = actor, .record = record, .count = count, .why = why};

	return save(db, &s);
}

void
conflicts_release(struct conflicts *conflicts)
{
	for (int i = 0; i < conflicts->count; i++) {
		free(conflicts->conflict[i].theirs);
		free(conflicts->conflict[i].who);
	}
	free(conflicts->conflict);
	memset(conflicts, 0, sizeof *conflicts);
}

/* Kept, for imports ask for each of their rows. */
static const char *
match_sql(struct db *db, const struct form *form, int field)
{
	struct kind_sql *kind = project_sql(db, form);
	const char *name = form->field[field].name;

	if (kind->match && kind->match_field == field)
		return kind->match;
	free(kind->match);
	kind->match_field = field;
	kind->match =
	    xprintf("SELECT min(id) FROM rec_%s WHERE f_%s = ? AND f_%s IS NOT NULL",
		form->kind, name, name);
	return kind->match;
}

int
store_find(struct db *db, const struct actor *actor, const struct form *form, int field,
    const char *value, struct record **out)
{
	if (!rights_may(actor, ACTION_EDIT, form->kind))
		return ERR_DENIED;
	sqlite3_stmt *stmt = db_bind(db_statement_made(db, match_sql(db, form, field)), "t", value);
	int got = db_step(db, stmt);
	char *id = got > 0 ? db_text(stmt, 0) : NULL;

	if (got > 0)
		sqlite3_reset(stmt);
	int err = got < 0 ? got : id ? guard_read(db, actor, form, id, out)
				: ERR_NOTFOUND;

	if (!err && guard_of(actor, *out) == GUARD_RESERVED) {
		record_free(*out);
		*out = NULL;
		err = ERR_DENIED;
	}

	free(id);
	return err;
}

/* --- to another unit --- */

struct handing {
	const struct actor *actor;
	const struct form *form;
	const char *id, *unit;
};

static int
hand_over(struct db *db, void *arg)
{
	const struct handing *h = arg;
	char *body = xprintf("{\"to\":\"%s\"}", h->unit);
	struct op op = {.what = "owner", .kind = h->form->kind, .rid = h->id, .body = body};
	int err = op_append(db, h->actor, &op);

	if (!err)
		err = project_apply(db, op.id, op.hlc, op.wall, h->actor->account, h->actor->name,
		    op.what, op.kind, op.rid, op.body);
	free(body);
	return err;
}

int
store_hand_over(struct db *db, const struct actor *actor, const char *id, const char *unit,
    struct say *why)
{
	struct handing h = {actor, project_kind(db, id), id, unit};

	if (!h.form || strlen(unit) != 8)
		return ERR_NOTFOUND;
	if (!rights_may(actor, ACTION_EDIT, h.form->kind)) {
		say_set(why, T_DB_NO_RIGHT, NULL);
		return ERR_DENIED;
	}
	return db_write(db, hand_over, &h, why);
}
