#include "db/event.h"

#include "db/card.h"
#include "db/guard.h"
#include "db/number.h"
#include "db/receipt.h"
#include "db/project.h"
#include "db/store_int.h"
#include "db/rights.h"
#include "db/store.h"
#include "forms/procedure.h"
#include "forms/type.h"

#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* --- reading --- */

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

static int
load(struct db *db, const char *rid, struct events *out)
{
	sqlite3_stmt *stmt = db_bind(db_statement(db,
	    "SELECT op, step, name, account, wall, body FROM event WHERE rid = ? ORDER BY hlc, op"),
	    "t", rid);
	int got;

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
store_procedure_events(const struct events *events, struct procedure_event *out)
{
	for (int i = 0; i < events->count; i++) {
		const struct event *e = &events->event[i];

		out[i] = (struct procedure_event){
			e->step, e->when, (const char *const *)e->field, e->who, e->account};
	}
}

/*
 * What was said is for those who handle the matter: values of protected fields, and of unknown;
 * `all`: every value.
 */
static void
mask(const struct form *form, bool all, struct events *events)
{
	for (int i = 0; i < events->count; i++)
		for (char **f = events->event[i].field; f[0]; f += 2) {
			int field = form_field(form, f[0]);

			if (!all && field >= 0 && form->field[field].class == CLASS_PLAIN)
				continue;
			free(f[1]);
			f[1] = xstrdup("****");
		}
}

int
store_events(struct db *db, const struct actor *actor, const char *id, struct events *out)
{
	const struct form *form = project_kind(db, id);

	memset(out, 0, sizeof *out);
	if (!form)
		return ERR_NOTFOUND;
	if (!rights_may(actor, ACTION_READ, form->kind))
		return ERR_DENIED;
	struct record *record = NULL;
	int err = guard_read(db, actor, form, id, &record);

	if (err)
		return err;
	bool reserved = guard_of(actor, record) == GUARD_RESERVED;

	record_free(record);
	err = load(db, id, out);
	if (reserved || !rights_sees(actor, form->kind, CLASS_PERSONAL))
		mask(form, reserved, out);
	return err;
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

/* --- projecting --- */

int
event_add(struct db *db, const char *rid, int64_t hlc, const char *op, int64_t wall,
    const char *account, const char *name, const char *body)
{
	json_t *fields = body ? json_loads(body, 0, NULL) : NULL;
	const char *step = json_string_value(json_object_get(fields, "step"));
	int err = db_run(db, "INSERT INTO event VALUES(?,?,?,?,?,?,?,?) ON CONFLICT DO NOTHING",
	    "tittittt", rid, hlc, op, step ? step : "", wall, account, name, body ? body : "{}");

	json_decref(fields);
	return err;
}

/* A record is named after the operation that made it. */
int64_t
store_made(struct db *db, const char *op)
{
	char unit[9], epoch[EPOCH_CHARS + 1];
	int64_t seq = 0, wall = 0;

	if (op_split(op, unit, epoch, &seq))
		db_get_int(db, &wall,
		    "SELECT wall FROM op WHERE unit = ? AND epoch = ? AND seq = ?", "tti", unit,
		    epoch, seq);
	return wall;
}

char *
store_maker(struct db *db, const char *op)
{
	char unit[9], epoch[EPOCH_CHARS + 1], *name = NULL;
	int64_t seq = 0;

	if (op_split(op, unit, epoch, &seq))
		db_get_text(db, &name,
		    "SELECT name FROM op WHERE unit = ? AND epoch = ? AND seq = ?", "tti", unit,
		    epoch, seq);
	return name;
}

char *
store_issuer(struct db *db, const char *id)
{
	char unit[9];

	snprintf(unit, sizeof unit, "%.8s", id);
	return card_name(db, unit);
}

/* How many limits were met, but late; nothing where none was. */
static void
count_missed(struct record *record, const struct deadlines *deadlines)
{
	int field = form_field(record->form, "missed"), missed = 0;
	char number[12];

	for (int i = 0; i < deadlines->count; i++)
		missed += deadlines->deadline[i].state == DEADLINE_MISSED;
	snprintf(number, sizeof number, "%d", missed);
	if (field >= 0)
		record_set(record, field, missed ? number : NULL);
}

int
event_settle(struct db *db, struct record *record, const char *made, int *state, day_t *due)
{
	const struct procedure *procedure = procedure_of(record->form);
	int field = form_field(record->form, "due"), err;
	struct events events = {0};
	struct procedure_event *past;
	struct deadlines deadlines;
	char day[11] = "";

	*state = -1;
	*due = DAY_NONE;
	if (!procedure)
		return 0;
	err = load(db, record->id, &events);
	if (err)
		return err;
	past = xcalloc((size_t)events.count + 1, sizeof *past);
	store_procedure_events(&events, past);
	*state = procedure_state(procedure, past, events.count);
	procedure_write(procedure, past, events.count, record);
	int64_t at = store_made(db, made);

	procedure_deadlines(procedure, db_clocks(db, procedure), db->calendar, record, at, past,
	    events.count, at, &deadlines);
	const struct deadline *next = deadline_next(&deadlines);

	if (procedure_is_open(procedure, *state) && next)
		*due = next->due.rolled;
	count_missed(record, &deadlines);
	if (*due != DAY_NONE)
		day_format(*due, day);
	if (field >= 0)
		record_set(record, field, day);
	free(past);
	events_release(&events);
	return 0;
}

/* --- a new one --- */

struct eventing {
	const struct actor *actor;
	const struct form *form;
	const char *id, *step;
	const char *const *fields;
	const char *draft; /* NULL: none */
	bool making;       /* the record, by whoever takes it in */
	struct say *why;
};

/* No two documents of ours have one number. */
static int
check_number(struct db *db, const struct eventing *e)
{
	const struct procedure_step *step = procedure_step(procedure_of(e->form), e->step);
	struct procedure_event event = {.step = e->step, .field = e->fields};
	const char *number = step && step->number ? procedure_field(&event, step->number) : NULL;
	bool taken = false;
	int err = number ? number_is_taken(db, e->form, number, e->id, &taken) : 0;

	if (!err && taken) {
		say_set(e->why, T_DB_NUMBER_TAKEN, number, NULL);
		err = ERR_INPUT;
	}
	return err;
}

/* Inside the transaction: others may have taken a step since it was offered. */
static int
check(struct db *db, const struct eventing *e)
{
	const struct procedure *procedure = procedure_of(e->form);
	struct procedure_event next = {e->step, clock_now(db->clock), e->fields, e->actor->name,
		e->actor->account};
	struct procedure_event *past;
	struct record *record = NULL;
	struct events events = {0};
	int err = procedure ? guard_read(db, e->actor, e->form, e->id, &record) : ERR_USAGE;

	if (!err && procedure->own && !store_is_own(db, e->id)) {
		say_set(e->why, T_PROCEDURE_NOT_OURS, NULL);
		err = ERR_DENIED;
	}
	if (!err && !e->making && guard_of(e->actor, record) == GUARD_RESERVED) {
		say_set(e->why, T_DB_RESERVED, NULL);
		err = ERR_DENIED;
	}

	if (!err)
		err = load(db, e->id, &events);
	past = xcalloc((size_t)events.count + 1, sizeof *past);
	store_procedure_events(&events, past);
	if (!err)
		err = check_number(db, e);
	if (!err)
		err = procedure_check(procedure, record, past, events.count, e->actor->role, &next,
		    e->why);
	free(past);
	events_release(&events);
	record_free(record);
	return err;
}

static char *
body_of(const struct eventing *e)
{
	json_t *body = json_object(), *fields = json_object();

	for (int i = 0; e->fields && e->fields[i] && e->fields[i + 1]; i += 2)
		json_object_set_new(fields, e->fields[i], json_string(e->fields[i + 1]));
	json_object_set_new(body, "step", json_string(e->step));
	json_object_set_new(body, "fields", fields);
	char *text = json_dumps(body, JSON_SORT_KEYS | JSON_COMPACT);

	json_decref(body);
	return text;
}

static int
append_it(struct db *db, struct eventing *e)
{
	char *text = body_of(e);
	struct op op = {
		.what = "event", .kind = e->form->kind, .rid = e->id, .body = text, .salted = true};
	int err = op_append(db, e->actor, &op);

	if (!err)
		err = project_apply(db, op.id, op.hlc, op.wall, e->actor->account, e->actor->name,
		    op.what, op.kind, op.rid, text);
	if (!err && e->draft)
		err = draft_forget(db, e->actor, e->draft);
	free(text);
	return err;
}

static int pass_on(struct db *db, const struct eventing *e, const struct procedure_step *step);

/* The next running number where the step gives one and says none: a new string or NULL. */
static int
next_number(struct db *db, const struct eventing *e, const struct procedure_step *step, char **out)
{
	struct procedure_event event = {.step = e->step, .field = e->fields};

	if (!step->number || procedure_field(&event, step->number))
		return 0;
	return number_next(db, e->form, out);
}

/* Whom it is for: names of today become ids for good. */
static int
address(struct db *db, const struct eventing *e, const struct procedure_step *step, char **out)
{
	struct record *record = NULL;
	int err = guard_read(db, e->actor, e->form, e->id, &record);
	const char *names = err ? NULL : record_get(record, step->addresses[0]);

	if (names)
		err = receipt_resolve(db, names, out, e->why);
	record_free(record);
	return err;
}

static int
append(struct db *db, void *arg)
{
	const struct eventing *given = arg;
	struct eventing own = *given, *e = &own;
	const struct procedure_step *step;
	char *number = NULL, *ids = NULL;
	int err = check(db, e), n = 0;

	if (err)
		return err;
	step = procedure_step(procedure_of(e->form), e->step);
	while (e->fields && e->fields[n])
		n++;
	err = next_number(db, e, step, &number);
	if (!err && step->addresses[1])
		err = address(db, e, step, &ids);
	const char **fields = xcalloc((size_t)n + 5, sizeof *fields);

	for (int i = 0; i < n; i++)
		fields[i] = e->fields[i];
	if (number) {
		fields[n++] = step->number;
		fields[n++] = number;
	}
	if (ids) {
		fields[n++] = step->addresses[1];
		fields[n++] = ids;
	}
	e->fields = fields;
	err = err ? err : append_it(db, e);
	if (!err && step->passes[0])
		err = pass_on(db, e, step);
	free(fields);
	free(number);
	free(ids);
	return err;
}

int
event_take(struct db *db, const struct actor *actor, const struct form *form, const char *rid,
    const char *step, const char *const fields[], bool making, struct say *why)
{
	struct eventing e = {.actor = actor, .form = form, .id = rid, .step = step,
		.fields = fields, .why = why, .making = making};

	return append(db, &e);
}

/* The record that this one takes the place of learns by which. */
static int
pass_on(struct db *db, const struct eventing *e, const struct procedure_step *step)
{
	struct record *record = NULL;
	int err = guard_read(db, e->actor, e->form, e->id, &record);
	const char *to = err ? NULL : record_get(record, step->passes[0]);
	const char *const fields[] = {step->passes[2], e->id, NULL};

	if (to)
		err = event_take(db, e->actor, e->form, to, step->passes[1], fields, false, e->why);
	if (err && e->why && to) {
		say_release(e->why);
		say_set(e->why, T_DB_NOT_REPLACED, NULL);
	}
	record_free(record);
	return err;
}

void
event_stand(struct db *db, struct record *record)
{
	const struct procedure *procedure = procedure_of(record->form);
	int field = procedure && procedure->stand_count ? form_field(record->form, "state") : -1;
	char number[12];

	if (field < 0 || !record->value[field])
		return;
	snprintf(number, sizeof number, "%d", procedure_standing(procedure, record,
	    atoi(record->value[field]), day_of(clock_now(db->clock))));
	record_set(record, field, number);
}

bool
store_is_own(struct db *db, const char *id)
{
	const struct form *form = project_kind(db, id);
	char *sql = form ? xprintf("SELECT owner FROM rec_%s WHERE id = ?", form->kind) : NULL;
	sqlite3_stmt *stmt = sql ? db_bind(db_statement_made(db, sql), "t", id) : NULL;
	bool own = true; /* what is not there yet */

	if (stmt && db_step(db, stmt) > 0) {
		own = strcmp((const char *)sqlite3_column_text(stmt, 0), db->unit.id) == 0;
		sqlite3_reset(stmt);
	}
	free(sql);
	return own;
}

int
store_event(struct db *db, const struct actor *actor, const char *id, const char *step,
    const char *const fields[], const char *draft, struct say *why)
{
	struct eventing e = {.actor = actor, .form = project_kind(db, id), .id = id, .step = step,
		.fields = fields, .draft = draft, .why = why};

	if (!e.form)
		return ERR_NOTFOUND;
	if (!rights_may(actor, ACTION_EDIT, e.form->kind)) {
		say_set(why, T_DB_NO_RIGHT, NULL);
		return ERR_DENIED;
	}
	return db_write(db, append, &e, why);
}
