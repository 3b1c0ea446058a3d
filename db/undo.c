/*
 * A run taken back. Its log is gone through in slices, each one commit; a record is settled where
 * the run touched it first, by its whole history: what it had before the run, what it has got from
 * the run, what others did to it since.
 */
#include "db/run_int.h"

#include "db/audit.h"
#include "db/project.h"
#include "db/rights.h"
#include "db/store_int.h"

#include <stdlib.h>
#include <string.h>

#define SLICE 200 /* operations looked at in one commit */

struct undoing {
	const struct actor *actor;
	const struct form *form;
	struct run_part *part; /* what the run wrote */
	int parts;
	int64_t undo;          /* number of the run that undoes */
	struct run_part slice; /* being settled */
	struct run_note note;
	struct buf referred;   /* ids to which something refers, each ended by a blank */
	struct run_undone *out, safe; /* safe: when the last slice was committed */
};

/* A record's life so far. Values by name: JSON objects. */
struct life {
	json_t *value, *before; /* now; before the run's first touch: null where there was none */
	json_t *base;           /* the operation that wrote it last */
	json_t *who;            /* the name of who wrote it last; null: the run did */
	bool made, gone;        /* by the run; withdrawn or erased since */
	char *touched;          /* who else did something since it was made, or NULL */
	bool begins_here;       /* the run touched it first within the slice */
	bool met;
};

static bool
is_runs(struct db *db, const struct undoing *u, const char *unit, const char *epoch, int64_t seq)
{
	if (strcmp(unit, db->unit.id) != 0)
		return false;
	for (int i = 0; i < u->parts; i++)
		if (strcmp(u->part[i].epoch, epoch) == 0 && seq >= u->part[i].first &&
		    seq <= u->part[i].last)
			return true;
	return false;
}

/* --- a record's history ---------------------------------------------------------------------- */

static void
life_release(struct life *life)
{
	json_decref(life->value);
	json_decref(life->before);
	json_decref(life->base);
	json_decref(life->who);
	free(life->touched);
}

static void
live_field(struct life *life, const char *name, json_t *value, bool runs, const char *op,
    const char *who)
{
	if (runs && !json_object_get(life->before, name)) {
		json_t *was = json_object_get(life->value, name);

		json_object_set_new(life->before, name, was ? json_incref(was) : json_null());
	}
	json_object_set(life->value, name, value);
	json_object_set_new(life->base, name, json_string(op));
	json_object_set_new(life->who, name, runs ? json_null() : json_string(who));
}

/* One operation: unit, epoch, seq, what, name, body. */
static void
live(struct db *db, const struct undoing *u, struct life *life, const char *rid, sqlite3_stmt *stmt)
{
	const char *unit = (const char *)sqlite3_column_text(stmt, 0),
		   *epoch = (const char *)sqlite3_column_text(stmt, 1),
		   *what = (const char *)sqlite3_column_text(stmt, 3),
		   *who = (const char *)sqlite3_column_text(stmt, 4),
		   *text = (const char *)sqlite3_column_text(stmt, 5), *name;
	int64_t seq = sqlite3_column_int64(stmt, 2);
	bool runs = is_runs(db, u, unit, epoch, seq);
	json_t *body = text && strcmp(what, "set") == 0 ? json_loads(text, 0, NULL) : NULL, *pair;
	char *op = xprintf("%s.%s.%lld", unit, epoch, (long long)seq);

	if (runs && !life->met) {
		life->met = true;
		life->begins_here = strcmp(epoch, u->slice.epoch) == 0 &&
		    seq >= u->slice.first && seq <= u->slice.last;
		life->made = strcmp(op, rid) == 0;
	}
	if (!runs && life->met) {
		free(life->touched);
		life->touched = xstrdup(who);
	}
	if (strcmp(what, "set") != 0 && strcmp(what, "event") != 0)
		life->gone = true;
	json_object_foreach(body, name, pair)
		live_field(life, name, json_array_get(pair, 0), runs, op, who);
	json_decref(body);
	free(op);
}

static int
life_read(struct db *db, const struct undoing *u, const char *rid, struct life *life)
{
	sqlite3_stmt *stmt = db_bind(db_statement(db,
	    "SELECT o.unit, o.epoch, o.seq, o.what, o.name, b.body FROM op o LEFT JOIN body b "
	    "USING(unit, epoch, seq) WHERE o.rid = ? ORDER BY o.hlc, o.unit, o.epoch"), "t", rid);
	int got;

	*life = (struct life){.value = json_object(), .before = json_object(),
	    .base = json_object(), .who = json_object()};
	while ((got = db_step(db, stmt)) > 0)
		live(db, u, life, rid, stmt);
	return got;
}

/* --- taking back ------------------------------------------------------------------------------ */

static void
keep(struct undoing *u, const struct life *life, const char *rid, int field, const char *who)
{
	struct run_undone *out = u->out;
	const char *title = json_string_value(
	    json_object_get(life->value, u->form->field[u->form->title].name));

	out->kept++;
	if (out->shown == RUN_KEPT)
		return;
	out->first = xrealloc(out->first, (size_t)(out->shown + 1) * sizeof *out->first);
	out->first[out->shown++] = (struct run_kept){xstrdup(rid), xstrdup(title ? title : ""),
	    field, xstrdup(who)};
}

/* The record leaves the tables; what it was stays in the log. */
static int
withdraw(struct db *db, struct undoing *u, const char *rid)
{
	struct op op = {.what = "void", .kind = u->form->kind, .rid = rid, .body = "{}"};
	int err = phrase_forget(db, u->form, rid);

	if (!err)
		err = op_append(db, u->actor, &op);
	if (!err)
		err = project_apply(db, op.id, op.hlc, op.wall, u->actor->account, u->actor->name,
		    op.what, op.kind, op.rid, op.body);
	if (err)
		return err;
	run_note_op(db, &u->note);
	u->out->withdrawn++;
	return 0;
}

static bool
is_referred(const struct undoing *u, const char *rid)
{
	char *word = xprintf(" %s ", rid);
	bool found = u->referred.len && strstr(u->referred.data, word);

	free(word);
	return found;
}

/* What must be set so that the fields are as before; others' are told instead. */
static json_t *
body_back(struct undoing *u, const struct life *life, const char *rid)
{
	json_t *body = json_object(), *was;
	const char *name;

	json_object_foreach(life->before, name, was) {
		json_t *now = json_object_get(life->value, name);
		const char *who = json_string_value(json_object_get(life->who, name));

		if (json_equal(was, now))
			continue;
		if (who)
			keep(u, life, rid, form_field(u->form, name), who);
		else
			json_object_set_new(body, name, json_pack("[O,O]", was,
			    json_object_get(life->base, name)));
	}
	return body;
}

static int
take_back_fields(struct db *db, struct undoing *u, const struct life *life, const char *rid)
{
	json_t *body = body_back(u, life, rid);
	struct op op;
	int err = 0;

	if (json_object_size(body) > 0) {
		err = store_change(db, u->actor, u->form, rid, body, &op);
		if (!err)
			run_note_op(db, &u->note);
		u->out->restored += !err;
	}
	json_decref(body);
	return err;
}

static int
settle(struct db *db, struct undoing *u, const char *rid)
{
	struct life life;
	int err = life_read(db, u, rid, &life);

	if (err || !life.begins_here || life.gone)
		;
	else if (!life.made)
		err = take_back_fields(db, u, &life, rid);
	else if (life.touched)
		keep(u, &life, rid, -1, life.touched);
	else if (is_referred(u, rid))
		keep(u, &life, rid, -1, NULL);
	else
		err = withdraw(db, u, rid);
	life_release(&life);
	return err;
}

/* --- slices ----------------------------------------------------------------------------------- */

#define OF_SLICE "SELECT rid FROM op WHERE unit = ? AND epoch = ? AND seq BETWEEN ? AND ?"

static int
list_ids(struct db *db, const struct undoing *u, sqlite3_stmt *stmt, struct buf *out)
{
	int got;

	db_bind(stmt, "ttii", db->unit.id, u->slice.epoch, u->slice.first, u->slice.last);
	while ((got = db_step(db, stmt)) > 0)
		buf_printf(out, "%s ", (const char *)sqlite3_column_text(stmt, 0));
	return got;
}

/* Those of the slice to which a record of any kind refers. */
static int
list_referred(struct db *db, struct undoing *u)
{
	int err = 0;

	buf_clear(&u->referred);
	buf_putc(&u->referred, ' ');
	for (int k = 0; k < forms_count(db->forms); k++) {
		const struct form *form = forms_at(db->forms, k);

		for (int i = 0; !err && i < form->field_count; i++) {
			const struct field *field = &form->field[i];

			if (!field->ref || strcmp(field->ref, u->form->kind) != 0)
				continue;
			char *sql = xprintf("SELECT DISTINCT f_%s FROM rec_%s WHERE f_%s IN ("
			    OF_SLICE ")", field->name, form->kind, field->name);

			err = list_ids(db, u, db_statement_made(db, sql), &u->referred);
			free(sql);
		}
	}
	return err;
}

/* Goes back to what was counted when the last slice was committed. */
static void
forget_slice(struct undoing *u)
{
	while (u->out->shown > u->safe.shown) {
		struct run_kept *kept = &u->out->first[--u->out->shown];

		free(kept->id);
		free(kept->title);
		free(kept->who);
	}
	u->out->withdrawn = u->safe.withdrawn;
	u->out->restored = u->safe.restored;
	u->out->kept = u->safe.kept;
	u->note = (struct run_note){0};
}

static int
undo_slice(struct db *db, void *arg)
{
	struct undoing *u = arg;
	struct buf ids = BUF_EMPTY;
	int64_t number = db->run.number;

	forget_slice(u); /* of a try before */
	int err = list_referred(db, u);

	if (!err)
		err = list_ids(db, u, db_statement(db, OF_SLICE " GROUP BY rid ORDER BY min(seq)"),
		    &ids);
	for (char *id = ids.data, *end; !err && id && *id; id = end + 1) {
		end = strchr(id, ' ');
		*end = '\0';
		err = settle(db, u, id);
	}
	if (!err)
		err = run_note(db, u->actor, &number, &u->note);
	u->undo = number;
	buf_release(&ids);
	return err;
}

static int
commit_slice(struct db *db, struct undoing *u, struct say *why)
{
	int err = db_write(db, undo_slice, u, why);

	if (err) {
		forget_slice(u);
		return err;
	}
	db->run.number = u->undo;
	u->safe = *u->out;
	return 0;
}

static int
undo_parts(struct db *db, struct undoing *u, const struct care_progress *progress, struct say *why)
{
	int64_t done = 0, total = 0;
	int err = 0;

	for (int i = 0; i < u->parts; i++)
		total += u->part[i].last - u->part[i].first + 1;
	for (int i = 0; i < u->parts; i++)
		for (int64_t seq = u->part[i].first; !err && seq <= u->part[i].last;
		    seq += SLICE) {
			u->slice = u->part[i];
			u->slice.first = seq;
			if (u->slice.last > seq + SLICE - 1)
				u->slice.last = seq + SLICE - 1;
			err = commit_slice(db, u, why);
			done += SLICE;
			if (progress)
				progress->step(progress->arg, done < total ? done : total, total);
		}
	return err;
}

static int
may_undo(struct db *db, const struct actor *actor, const struct run *run, struct say *why)
{
	bool own = strcmp(run->account, actor->account) == 0;

	if (!forms_find(db->forms, run->kind))
		return ERR_NOTFOUND;
	if (rights_may(actor, ACTION_IMPORT, run->kind) &&
	    (own || rights_may(actor, ACTION_ACCOUNTS, NULL)))
		return 0;
	say_set(why, T_DB_NO_RIGHT, NULL);
	return ERR_DENIED;
}

/* Nothing was left to do: that it was undone is known all the same. */
static int
note_empty(struct db *db, void *arg)
{
	struct undoing *u = arg;

	return run_make(db, u->actor, &u->undo);
}

int
run_undo(struct db *db, const struct actor *actor, int64_t number,
    const struct care_progress *progress, struct run_undone *out, struct say *why)
{
	struct undoing u = {.actor = actor, .out = out};
	struct run run = {0};
	int err = run_get(db, number, &run);

	memset(out, 0, sizeof *out);
	if (!err)
		err = may_undo(db, actor, &run, why);
	if (!err)
		err = run_parts(db, number, &u.part, &u.parts);
	if (!err) {
		out->form = u.form = forms_find(db->forms, run.kind);
		db->run = (struct run_head){run.kind, run.file, number, run_undoing(db, number)};
	}
	bool before = db->run.number != 0;

	if (!err)
		err = undo_parts(db, &u, progress, why);
	if (!err && !db->run.number)
		err = db_write(db, note_empty, &u, why);
	if (!err)
		err = audit_add(db, actor, "import undone", NULL, run.kind, run.file);
	if (!err && before && !out->withdrawn && !out->restored)
		err = ERR_EXISTS;
	db->run = (struct run_head){0};
	free(u.part);
	buf_release(&u.referred);
	run_release(&run);
	return err;
}

void
run_undone_release(struct run_undone *undone)
{
	for (int i = 0; i < undone->shown; i++) {
		free(undone->first[i].id);
		free(undone->first[i].title);
		free(undone->first[i].who);
	}
	free(undone->first);
	memset(undone, 0, sizeof *undone);
}
