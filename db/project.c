#include "db/project.h"

#include "db/body.h"
#include "db/chunk.h"
#include "db/event.h"
#include "db/findkey.h"
#include "db/guard.h"
#include "db/store.h"
#include "forms/check.h"
#include "forms/procedure.h"

#include <jansson.h>
#include <stdlib.h>
#include <string.h>

/* Columns before the fields; project_row and write_row know their order. */
#define FIXED "id, owner, made, seen, hlc, incomplete, state, due, sort, find, extra"
enum { ID, OWNER, MADE, SEEN, HLC, INCOMPLETE, STATE, DUE, SORT, FIND, EXTRA, FIELDS };

/* What this program makes of a definition; another number makes all rows anew. */
#define ROWS_VERSION 7
#define STAMP_BYTES 65

/* Operations replayed of all there are. */
struct project_count {
	const struct care_progress *progress;
	int64_t done, total;
};

/* --- the tables --- */

/* Digests of the definitions and ROWS_VERSION: what the rows of a kind were made by. */
static void
stamp_of(const struct form *form, unsigned char out[STAMP_BYTES])
{
	const struct procedure *procedure = procedure_of(form);

	memset(out, 0, STAMP_BYTES);
	memcpy(out, form->digest, sizeof form->digest);
	if (procedure)
		memcpy(out + sizeof form->digest, procedure->digest, sizeof procedure->digest);
	out[STAMP_BYTES - 1] = ROWS_VERSION;
}

static char *
create_sql(const struct form *form)
{
	struct buf b = BUF_EMPTY;

	buf_printf(&b,
	    "CREATE TABLE rec_%s(n INTEGER PRIMARY KEY, id TEXT NOT NULL UNIQUE, "
	    "owner TEXT NOT NULL, made TEXT NOT NULL, seen TEXT NOT NULL, "
	    "hlc INTEGER NOT NULL, incomplete INTEGER NOT NULL, state INTEGER NOT NULL, "
	    "due INTEGER, sort TEXT NOT NULL, find TEXT NOT NULL, extra TEXT",
	    form->kind);
	for (int i = 0; i < form->field_count; i++)
		buf_printf(&b, ", f_%s TEXT", form->field[i].name);
	buf_puts(&b, ") STRICT;");
	buf_printf(&b, "CREATE INDEX rec_%s_sort ON rec_%s(sort, id);", form->kind, form->kind);
	buf_printf(&b, "CREATE INDEX rec_%s_made ON rec_%s(hlc, id);", form->kind, form->kind);
	for (int i = 0; i < form->field_count; i++)
		if (form->field[i].find == FIND_LAST4)
			buf_printf(&b,
			    "CREATE INDEX rec_%s_%s ON rec_%s(f_%s) WHERE f_%s IS NOT NULL;",
			    form->kind, form->field[i].name, form->kind, form->field[i].name,
			    form->field[i].name);
	if (form->twice)
		buf_printf(&b, "CREATE INDEX rec_%s_twice ON rec_%s(hlc, id) WHERE " PROJECT_WAITS
		    ";", form->kind, form->kind);
	return buf_take(&b);
}

/* One row of op with its body, given to project_apply. */
static int
apply_row(struct db *db, sqlite3_stmt *stmt)
{
	char *text[7], op[40];

	for (int i = 0; i < 7; i++)
		text[i] = db_text(stmt, 5 + i);
	snprintf(op, sizeof op, "%s.%s.%lld", (const char *)sqlite3_column_text(stmt, 0),
	    (const char *)sqlite3_column_text(stmt, 1), (long long)sqlite3_column_int64(stmt, 2));
	int err = project_apply(db, op, sqlite3_column_int64(stmt, 3),
	    sqlite3_column_int64(stmt, 4), text[0], text[1], text[2], text[3], text[4], text[5]);

	for (int i = 0; i < 7; i++)
		free(text[i]);
	return err;
}

#define OP_ROWS                                                                                    \
	"SELECT o.unit, o.epoch, o.seq, o.hlc, o.wall, o.account, o.name, o.what, o.kind, "        \
	"o.rid, b.body, NULL FROM op o LEFT JOIN body b USING(unit, epoch, seq) "

/*
 * The log of one kind in the order of its clocks. Within an epoch that is the order of the log:
 * its epochs, each read by a cursor of its own, are merged, for to sort a million operations would
 * take as much memory as they are long.
 */
struct replaying {
	sqlite3_stmt **run;
	int runs;
};

static int
add_run(struct db *db, struct replaying *r, const char *kind, const char *unit, const char *epoch)
{
	sqlite3_stmt *stmt = NULL;
	int err = db_error(db, sqlite3_prepare_v2(db->sql, OP_ROWS
	    "WHERE o.unit = ? AND o.epoch = ? AND o.kind = ? ORDER BY o.seq", -1, &stmt, NULL));

	if (err)
		return err;
	db_bind(stmt, "ttt", unit, epoch, kind);
	r->run = xrealloc(r->run, (size_t)(r->runs + 1) * sizeof *r->run);
	r->run[r->runs++] = stmt;
	return 0;
}

static int
add_runs(struct db *db, struct replaying *r, const char *kind)
{
	char *unit = xstrdup(""), *epoch = xstrdup("");
	int got, err = 0;

	do {
		sqlite3_stmt *stmt = db_bind(db_statement(db, "SELECT unit, epoch FROM op WHERE "
		    "(unit, epoch) > (?, ?) ORDER BY unit, epoch LIMIT 1"), "tt", unit, epoch);

		got = db_step(db, stmt);
		if (got > 0) {
			free(unit);
			free(epoch);
			unit = db_text(stmt, 0);
			epoch = db_text(stmt, 1);
			sqlite3_reset(stmt);
			err = add_run(db, r, kind, unit, epoch);
		}
	} while (!err && got > 0);
	free(unit);
	free(epoch);
	return err ? err : got;
}

/* On to the run's next operation; it is dropped behind the last one. */
static int
advance(struct db *db, struct replaying *r, int i)
{
	int rc = sqlite3_step(r->run[i]);

	if (rc == SQLITE_ROW)
		return 0;
	sqlite3_finalize(r->run[i]);
	r->run[i] = r->run[--r->runs];
	return rc == SQLITE_DONE ? 0 : db_error(db, rc);
}

static bool
is_before(sqlite3_stmt *a, sqlite3_stmt *b)
{
	int64_t x = sqlite3_column_int64(a, 3), y = sqlite3_column_int64(b, 3);
	int c = x < y ? -1 : x > y;

	for (int i = 0; !c && i < 2; i++)
		c = strcmp((const char *)sqlite3_column_text(a, i),
		    (const char *)sqlite3_column_text(b, i));
	return c < 0;
}

static int
replay(struct db *db, const char *kind, struct project_count *count)
{
	struct replaying r = {0};
	int err = add_runs(db, &r, kind);

	for (int i = r.runs; !err && i-- > 0;)
		err = advance(db, &r, i);
	while (!err && r.runs) {
		int first = 0;

		for (int i = 1; i < r.runs; i++)
			if (is_before(r.run[i], r.run[first]))
				first = i;
		err = apply_row(db, r.run[first]);
		if (count && count->done++ % 1000 == 0)
			count->progress->step(count->progress->arg, count->done, count->total);
		if (!err)
			err = advance(db, &r, first);
	}
	while (r.runs)
		sqlite3_finalize(r.run[--r.runs]);
	free(r.run);
	return err;
}

static int
remake(struct db *db, const struct form *form, struct project_count *count)
{
	char *drop = xprintf("DROP TABLE IF EXISTS rec_%s", form->kind);
	char *create = create_sql(form), *index = chunk_sql(form);
	unsigned char stamp[STAMP_BYTES];

	stamp_of(form, stamp);
	db_statements_free(db);
	int err = db_exec(db, drop);

	if (!err)
		err = db_exec(db, create);
	if (!err)
		err = db_exec(db, index);
	project_sql(db, form)->looked = 0; /* numbers begin again */
	if (!err)
		err =
		    db_run(db, "DELETE FROM fver WHERE rid IN (SELECT rid FROM op WHERE kind = ?)",
			"t", form->kind);
	if (!err)
		err =
		    db_run(db, "DELETE FROM event WHERE rid IN (SELECT rid FROM op WHERE kind = ?)",
			"t", form->kind);
	if (!err)
		err = db_run(db, "DELETE FROM fork WHERE rid IN "
		    "(SELECT rid FROM op WHERE kind = ?)", "t", form->kind);
	db->replaying = true;
	if (!err)
		err = replay(db, form->kind, count);
	db->replaying = false;
	if (!err)
		err = db_run(db, "INSERT INTO kind VALUES(?, ?) ON CONFLICT(kind) DO UPDATE SET "
		    "digest = excluded.digest", "tb", form->kind, stamp, STAMP_BYTES);
	free(drop);
	free(create);
	free(index);
	return err;
}

static bool
is_current(struct db *db, const struct form *form)
{
	sqlite3_stmt *stmt =
	    db_bind(db_statement(db, "SELECT digest FROM kind WHERE kind = ?"), "t", form->kind);
	unsigned char stamp[STAMP_BYTES];

	stamp_of(form, stamp);
	bool same = db_step(db, stmt) > 0 && sqlite3_column_bytes(stmt, 0) == STAMP_BYTES &&
	    memcmp(sqlite3_column_blob(stmt, 0), stamp, STAMP_BYTES) == 0;

	sqlite3_reset(stmt);
	return same;
}

static int
remake_changed(struct db *db, void *arg)
{
	int err = 0;

	(void)arg;
	for (int i = 0; !err && i < forms_count(db->forms); i++)
		if (!is_current(db, forms_at(db->forms, i)))
			err = remake(db, forms_at(db->forms, i), NULL);
	return err;
}

int
project_rebuild(struct db *db, const struct care_progress *progress)
{
	struct project_count count = {progress, 0, 0};
	int err = db_get_int(db, &count.total, "SELECT count(*) FROM op", "");

	for (int i = 0; !err && i < forms_count(db->forms); i++)
		err = remake(db, forms_at(db->forms, i), progress ? &count : NULL);
	return err;
}

int
project_prepare(struct db *db, struct say *why)
{
	bool current = true;

	for (int i = 0; i < forms_count(db->forms); i++)
		current = current && is_current(db, forms_at(db->forms, i));
	if (current || db->readonly)
		return 0;
	db_work(db, true);
	int err = db_write(db, remake_changed, NULL, why);

	db_work(db, false);
	return err;
}

/* --- reading --- */

char *
project_columns(const struct form *form)
{
	struct buf b = BUF_EMPTY;

	buf_puts(&b, FIXED);
	for (int i = 0; i < form->field_count; i++)
		buf_printf(&b, ", f_%s", form->field[i].name);
	return buf_take(&b);
}

/* What stands beside the values is among what has no column. */
static void
read_besides(struct record *record)
{
	json_t *extra = record->extra ? json_loads(record->extra, 0, NULL) : NULL, *value;
	enum record_beside which;
	const char *name;

	json_object_foreach(extra, name, value) {
		int field = record_beside_field(record->form, name, &which);

		if (field >= 0)
			record_set_beside(record, which, field, json_string_value(value));
	}
	json_decref(extra);
}

void
project_row(sqlite3_stmt *stmt, const struct form *form, struct project_row *out)
{
	struct record *record = record_new(form);

	record->id = db_text(stmt, ID);
	record->seen = db_text(stmt, SEEN);
	record->extra = db_text(stmt, EXTRA);
	read_besides(record);
	for (int i = 0; i < form->field_count; i++)
		record->value[i] = db_text(stmt, FIELDS + i);
	*out = (struct project_row){
		.record = record,
		.incomplete = sqlite3_column_int(stmt, INCOMPLETE) != 0,
		.state = sqlite3_column_int(stmt, STATE),
		.due = sqlite3_column_type(stmt, DUE) == SQLITE_NULL ? DAY_NONE
		    : (day_t)sqlite3_column_int(stmt, DUE),
		.sort = db_text(stmt, SORT),
		.hlc = sqlite3_column_int64(stmt, HLC),
	};
}

static char *
insert_sql(const struct form *form, const char *columns)
{
	struct buf b = BUF_EMPTY;

	buf_printf(&b, "INSERT INTO rec_%s(%s, n) VALUES(?", form->kind, columns);
	for (int i = 0; i < FIELDS + form->field_count; i++)
		buf_puts(&b, ",?");
	buf_putc(&b, ')');
	return buf_take(&b);
}

static bool
is_place(const struct form *form, int column)
{
	int field = column - FIELDS;

	return column == ID || column == SORT || field == form->field_count ||
	    (field >= 0 && form->field[field].find == FIND_LAST4);
}

/*
 * The same values in the place of the row that there is; `stays`: without what would move it in an
 * index, but for that of when it was changed.
 */
static char *
update_sql(const struct form *form, bool stays)
{
	static const char *const fixed[] = {"id", "owner", "made", "seen", "hlc", "incomplete",
		"state", "due", "sort", "find", "extra"};
	int last = FIELDS + form->field_count;
	struct buf b = BUF_EMPTY;

	buf_printf(&b, "UPDATE rec_%s SET ", form->kind);
	for (int i = 1; i <= last; i++) {
		if (stays && is_place(form, i))
			continue;
		buf_printf(&b, "%s%s%s = ?%d", i == 1 ? "" : ", ",
		    i < FIELDS || i == last ? "" : "f_", i < FIELDS ? fixed[i]
		    : i == last ? "n" : form->field[i - FIELDS].name, i + 1);
	}
	buf_puts(&b, " WHERE id = ?1");
	return buf_take(&b);
}

struct kind_sql *
project_sql(struct db *db, const struct form *form)
{
	for (int i = 0; i < db->kind_count; i++)
		if (db->kind[i].form == form)
			return &db->kind[i];
	db->kind = xrealloc(db->kind, (size_t)(db->kind_count + 1) * sizeof *db->kind);
	struct kind_sql *k = &db->kind[db->kind_count++];

	*k = (struct kind_sql){.form = form, .columns = project_columns(form)};
	k->read = xprintf("SELECT %s, n FROM rec_%s WHERE id = ?", k->columns, form->kind);
	k->insert = insert_sql(form, k->columns);
	k->update = update_sql(form, false);
	k->stay = update_sql(form, true);
	k->order = body_order(form);
	return k;
}

void
project_release(struct db *db)
{
	for (int i = 0; i < db->kind_count; i++) {
		free(db->kind[i].columns);
		free(db->kind[i].read);
		free(db->kind[i].insert);
		free(db->kind[i].update);
		free(db->kind[i].stay);
		free(db->kind[i].order);
		free(db->kind[i].match);
	}
	free(db->kind);
}

int
project_read(struct db *db, const struct form *form, const char *rid, struct record **out)
{
	struct project_row row;
	sqlite3_stmt *stmt = db_bind(db_statement_made(db, project_sql(db, form)->read), "t", rid);
	int got = db_step(db, stmt);

	if (got <= 0)
		return got ? got : ERR_NOTFOUND;
	project_row(stmt, form, &row);
	free(row.sort);
	sqlite3_reset(stmt);
	char *op = row.record->seen;

	row.record->seen = project_seen(db, rid, op);
	free(op);
	*out = row.record;
	return 0;
}

char *
project_seen(struct db *db, const char *rid, const char *op)
{
	int64_t late = 0;

	db_get_int(db, &late, "SELECT coalesce(max(n), 0) FROM late WHERE rid = ?", "t", rid);
	return late ? xprintf("%s:%lld", op, (long long)late) : xstrdup(op);
}

const struct form *
project_kind(struct db *db, const char *rid)
{
	char *kind = NULL;

	db_get_text(db, &kind, "SELECT kind FROM op WHERE rid = ? LIMIT 1", "t", rid);
	const struct form *form = kind ? forms_find(db->forms, kind) : NULL;

	free(kind);
	return form;
}

int
project_tidy(struct db *db, bool *did)
{
	int err = 0;

	*did = false;
	for (int i = 0; !err && !*did && i < forms_count(db->forms); i++)
		err = chunk_tidy(db, project_sql(db, forms_at(db->forms, i)), did);
	return err;
}

/* --- applying --- */

struct apply {
	struct db *db;
	const struct form *form;
	struct record *record;
	const char *op; /* being applied */
	int64_t hlc;
	bool makes; /* it is the record's first operation */
	bool is_new, absent; /* nothing was applied to it before; there is no row */
	int64_t n;
	char *filed; /* what it is filed under in the search index, NULL if it is not */
	char *owner; /* NULL: the unit that made it */
	int64_t row_hlc, row_wall; /* of the record's latest operation; 0: of a row as it was */
	int state;
	day_t due;
	json_t *extra; /* fields that no column is for, NULL: none */
	bool extra_changed;
	char *places; /* of the row as it was: what its indexes have of it */
};

/* The order of operations, (clock, unit, epoch, seq); ids begin with unit and epoch. */
static bool
comes_after(int64_t hlc, const char *op, int64_t other_hlc, const char *other)
{
	return hlc != other_hlc ? hlc > other_hlc : strcmp(op, other) > 0;
}

/* A record's first operation, if it is here, has written every field that nobody else has. */
static bool
is_before_making(struct apply *a)
{
	int64_t made = 0;
	char unit[9], epoch[EPOCH_CHARS + 1];
	int64_t seq;

	if (a->hlc > a->row_hlc || !op_split(a->record->id, unit, epoch, &seq) ||
	    db_get_int(a->db, &made, "SELECT hlc FROM op WHERE unit = ? AND epoch = ? AND seq = ?",
		"tti", unit, epoch, seq) != 0)
		return false;
	return comes_after(made, a->record->id, a->hlc, a->op);
}

/* Is this operation the field's last writer? `has`: there is a value now. */
static int
is_later(struct apply *a, const char *field, bool has, bool *later)
{
	sqlite3_stmt *stmt = db_bind(db_statement(a->db,
	    "SELECT hlc, op FROM fver WHERE rid = ? AND field = ?"), "tt", a->record->id, field);
	int got = db_step(a->db, stmt);

	if (got < 0)
		return got;
	if (got > 0) {
		*later = comes_after(a->hlc, a->op, sqlite3_column_int64(stmt, 0),
		    (const char *)sqlite3_column_text(stmt, 1));
		sqlite3_reset(stmt);
	} else {
		*later = a->makes || !has || !is_before_making(a);
	}
	return 0;
}

/* Writes of the record's first operation are known by having no row here. */
static int
note_writer(struct apply *a, const char *field)
{
	if (a->makes)
		return a->is_new ? 0 : db_run(a->db, "DELETE FROM fver WHERE rid = ? AND field = ?",
		    "tt", a->record->id, field);
	return db_run(a->db, "INSERT INTO fver VALUES(?,?,?,?) ON CONFLICT(rid, field) DO UPDATE "
	    "SET hlc = excluded.hlc, op = excluded.op", "ttit", a->record->id, field, a->hlc,
	    a->op);
}

/* Who has written the field last; a new string. */
static char *
writer_of(struct apply *a, const char *field)
{
	char *op = NULL;

	db_get_text(a->db, &op, "SELECT op FROM fver WHERE rid = ? AND field = ?", "tt",
	    a->record->id, field);
	return op ? op : xstrdup(a->record->id);
}

/*
 * Two operations on one field that are based on the same one are a conflict: all of them are noted.
 * Looked for only where this one is not based on who wrote last.
 */
static int
note_forks(struct apply *a, const char *field, const char *base)
{
	char *writer = base && !a->makes ? writer_of(a, field) : NULL;
	char *path = xprintf("$.\"%s\"[1]", field);
	int err = 0;

	if (writer && strcmp(writer, base) != 0 && !strpbrk(field, "\"\\"))
		err = db_run(a->db, "INSERT INTO fork SELECT ?1, ?2, ?3, id FROM (SELECT "
		    "o.unit || '.' || o.epoch || '.' || o.seq AS id FROM op o "
		    "JOIN body b USING(unit, epoch, seq) WHERE o.rid = ?1 AND o.what = 'set' AND "
		    "json_valid(b.body) AND json_extract(b.body, ?4) = ?3) WHERE "
		    "(SELECT count(*) FROM op o JOIN body b USING(unit, epoch, seq) WHERE "
		    "o.rid = ?1 AND o.what = 'set' AND json_valid(b.body) AND "
		    "json_extract(b.body, ?4) = ?3) > 1 ON CONFLICT DO NOTHING", "tttt",
		    a->record->id, field, base, path);
	free(path);
	free(writer);
	return err;
}

static void
set_extra(struct apply *a, const char *name, const char *text)
{
	if (!a->extra)
		a->extra = json_object();
	if (text)
		json_object_set_new(a->extra, name, json_string(text));
	else
		json_object_del(a->extra, name);
	a->extra_changed = true;
}

static int
set_field(void *arg, const char *name, const char *text, const char *base)
{
	struct apply *a = arg;
	int field = form_field(a->form, name), err = 0;
	bool has = field >= 0 ? a->record->value[field] != NULL
	    : json_object_get(a->extra, name) != NULL;
	bool later = true;

	if (a->makes && !text)
		return 0; /* what has no value was never written */
	if (!a->is_new) {
		err = note_forks(a, name, base);
		if (!err)
			err = is_later(a, name, has, &later);
	}
	if (err || !later)
		return err;
	err = note_writer(a, name);
	if (field >= 0)
		record_set(a->record, field, text);
	else
		set_extra(a, name, text);
	return err;
}

/* The record goes over to another unit, which looks after it from then on. */
static int
set_owner(struct apply *a, const char *body)
{
	json_t *root = json_loads(body, JSON_REJECT_DUPLICATES, NULL);
	const char *to = json_string_value(json_object_get(root, "to"));
	bool later = false;
	int err = to && strlen(to) == 8 ? is_later(a, "", true, &later) : 0;

	if (!err && later)
		err = note_writer(a, "");
	if (!err && later) {
		free(a->owner);
		a->owner = xstrdup(to);
	}
	json_decref(root);
	return err;
}

/* Fields that no column is for, back into the record. */
static void
write_extra(struct apply *a)
{
	if (a->extra_changed) {
		free(a->record->extra);
		a->record->extra = json_object_size(a->extra)
		    ? json_dumps(a->extra, JSON_SORT_KEYS | JSON_COMPACT) : NULL;
	}
	json_decref(a->extra);
	a->extra = NULL;
}

/* A new row gets a number; one that is filed in the search index under other keys, another. */
static int
number_row(struct apply *a, const char *sort, const char *find, bool incomplete)
{
	struct kind_sql *kind = project_sql(a->db, a->form);

	if (a->absent)
		return chunk_number(a->db, kind, &a->n);
	if (!a->filed)
		return 0;
	char *keys = chunk_keys(a->record, sort, find, incomplete, a->state);
	bool same = strcmp(keys, a->filed) == 0;

	free(keys);
	if (same)
		return 0;
	int err = chunk_leave(a->db, kind, a->n, a->record->id);

	return err ? err : chunk_number(a->db, kind, &a->n);
}

/* A new string. */
static char *
places_of(const struct apply *a, const char *sort)
{
	struct buf places = BUF_EMPTY;

	buf_printf(&places, "%lld\x1f%s", (long long)a->n, sort);
	for (int i = 0; i < a->form->field_count; i++)
		if (a->form->field[i].find == FIND_LAST4) {
			buf_putc(&places, a->record->value[i] ? '\x1f' : '\x1e');
			buf_puts(&places, a->record->value[i] ? a->record->value[i] : "");
		}
	return buf_take(&places);
}

/* An index is written anew where its columns are named, whether they change or not. */
static const char *
write_sql(const struct apply *a, const struct kind_sql *kind, const char *sort)
{
	if (a->absent)
		return kind->insert;
	char *places = places_of(a, sort);
	bool same = strcmp(places, a->places) == 0;

	free(places);
	return same ? kind->stay : kind->update;
}

static int
write_row(struct apply *a)
{
	struct record *r = a->record;
	struct record *veiled = guard_is_reserved(r) ? record_dup(r) : NULL;

	if (veiled) /* found by its number alone, by whomever */
		guard_veil(veiled);
	char *sort = find_sort_key(veiled ? veiled : r), *find = find_key(veiled ? veiled : r);
	char unit[9] = "";

	record_free(veiled);
	int64_t wall = a->row_wall ? a->row_wall : store_made(a->db, r->seen);
	bool incomplete = check_is_incomplete(a->db->forms, r, day_of(wall));
	int err = number_row(a, sort, find, incomplete);
	const struct kind_sql *kind = project_sql(a->db, a->form);
	sqlite3_stmt *stmt = db_statement_made(a->db, write_sql(a, kind, sort));

	memcpy(unit, r->id, strlen(r->id) < 8 ? strlen(r->id) : 8);
	db_bind_kept(stmt, "ttttiiiittt", r->id, a->owner ? a->owner : unit, r->id, r->seen,
	    a->row_hlc, (int64_t)incomplete, (int64_t)a->state, (int64_t)a->due, sort, find,
	    r->extra);
	if (stmt && a->due == DAY_NONE)
		sqlite3_bind_null(stmt, DUE + 1);
	for (int i = 0; stmt && i < a->form->field_count; i++)
		sqlite3_bind_text(stmt, FIELDS + 1 + i, r->value[i], -1, SQLITE_STATIC);
	if (stmt)
		sqlite3_bind_int64(stmt, FIELDS + 1 + a->form->field_count, a->n);
	if (!err)
		err = db_step(a->db, stmt);
	if (stmt)
		sqlite3_clear_bindings(stmt);
	free(sort);
	free(find);
	return err ? err : chunk_fill(a->db, project_sql(a->db, a->form), a->n);
}

/* The row as it is; a record is named after the operation that makes it. */
static int
load(struct apply *a, const char *rid)
{
	sqlite3_stmt *stmt =
	    db_bind(db_statement_made(a->db, project_sql(a->db, a->form)->read), "t", rid);
	int got = db_step(a->db, stmt);
	struct project_row row;

	if (got < 0)
		return got;
	a->is_new = a->absent = got == 0;
	if (a->absent) {
		a->record = record_new(a->form);
		a->record->id = xstrdup(rid);
		return 0;
	}
	a->owner = db_text(stmt, OWNER);
	a->n = sqlite3_column_int64(stmt, FIELDS + a->form->field_count);
	project_row(stmt, a->form, &row);
	a->record = row.record;
	a->places = places_of(a, row.sort);
	if (a->record->extra)
		a->extra = json_loads(a->record->extra, 0, NULL);
	a->row_hlc = row.hlc;
	bool filed = false;
	int err = chunk_is_filed(a->db, project_sql(a->db, a->form), a->n, &filed);

	if (filed)
		a->filed = chunk_keys(row.record, row.sort,
		    (const char *)sqlite3_column_text(stmt, FIND), row.incomplete, row.state);
	free(row.sort);
	sqlite3_reset(stmt);
	return err;
}

/* The row tells of the record's latest operation, whichever came last. */
static int
note_latest(struct apply *a, int64_t wall)
{
	if (!a->is_new && !comes_after(a->hlc, a->op, a->row_hlc, a->record->seen))
		return a->db->replaying ? 0 : db_run(a->db,
		    "INSERT INTO late(rid, op) VALUES(?, ?)", "tt", a->record->id, a->op);
	free(a->record->seen);
	a->record->seen = xstrdup(a->op);
	a->row_hlc = a->hlc;
	a->row_wall = wall;
	return 0;
}

/* Erased or withdrawn: operations that come later or were late bring nothing back. */
static bool
is_gone(struct db *db, const char *rid)
{
	int64_t one = 0;

	return db_get_int(db, &one, "SELECT 1 FROM op WHERE rid = ? AND what IN ('erase', 'void') "
	    "LIMIT 1", "t", rid) == 0;
}

static int
drop_row(struct db *db, const struct form *form, const char *rid)
{
	char *sql = xprintf("DELETE FROM rec_%s WHERE id = ? RETURNING n", form->kind);
	sqlite3_stmt *stmt = db_bind(db_statement_made(db, sql), "t", rid);
	int got = db_step(db, stmt);
	int64_t n = got > 0 ? sqlite3_column_int64(stmt, 0) : 0;

	free(sql);
	if (got <= 0)
		return got;
	sqlite3_reset(stmt);
	return chunk_erase(db, project_sql(db, form), n, rid);
}

static bool
ends(const struct project_op *op)
{
	return strcmp(op->what, "erase") == 0 || strcmp(op->what, "void") == 0;
}

static int
apply_one(struct apply *a, const struct project_op *op)
{
	int err = 0;

	a->op = op->id;
	a->hlc = op->hlc;
	a->makes = strcmp(op->rid, op->id) == 0;
	if (strcmp(op->what, "set") == 0)
		err = body_each(op->body, set_field, a);
	else if (strcmp(op->what, "owner") == 0)
		err = set_owner(a, op->body);
	else if (strcmp(op->what, "event") == 0)
		err = event_add(a->db, op->rid, op->hlc, op->id, op->wall, op->account, op->name,
		    op->body);
	if (!err)
		err = note_latest(a, op->wall);
	a->is_new = false;
	/* What a step writes into the record is there before the next operation looks. */
	return err ? err : event_settle(a->db, a->record, op->rid, &a->state, &a->due);
}

static int
apply_changes(struct apply *a, const struct project_op *const op[], int count)
{
	int err = load(a, op[0]->rid);

	if (!a->record)
		return err;
	if (!err && (!a->absent || !is_gone(a->db, op[0]->rid))) {
		for (int i = 0; !err && i < count; i++)
			err = apply_one(a, op[i]);
		write_extra(a);
		if (!err)
			err = write_row(a);
	}
	record_free(a->record);
	free(a->places);
	free(a->filed);
	free(a->owner);
	return err;
}

int
project_apply_all(struct db *db, const struct project_op *const op[], int count)
{
	struct apply a = {.db = db, .form = forms_find(db->forms, op[0]->kind)};

	if (!a.form)
		return 0; /* unknown here */
	if (ends(op[0]))
		return drop_row(db, a.form, op[0]->rid);
	return op[0]->body ? apply_changes(&a, op, count) : 0; /* or destroyed by order */
}

int
project_apply(struct db *db, const char *op, int64_t hlc, int64_t wall, const char *account,
    const char *name, const char *what, const char *kind, const char *rid, const char *body)
{
	const struct project_op one = {op, hlc, wall, account, name, what, kind, rid, body},
		*const all[] = {&one};

	return project_apply_all(db, all, 1);
}

int
project_new(struct db *db, const struct op *op, const struct record *record)
{
	struct record row = {.form = record->form, .id = (char *)op->rid, .seen = (char *)op->id,
	    .note = record->note, .twice = record->twice, .extra = body_besides(record),
	    .value = xcalloc((size_t)record->form->field_count, sizeof *row.value)};
	struct apply a = {
		.db = db, .form = record->form, .record = &row, .op = op->id, .hlc = op->hlc,
		.row_hlc = op->hlc, .row_wall = op->wall, .is_new = true, .absent = true,
		.makes = true,
	};
	bool keeps = !procedure_of(record->form); /* its values as they are */

	for (int i = 0; i < record->form->field_count; i++)
		row.value[i] = keeps ? record->value[i] : xstrdup(record->value[i]);
	int err = event_settle(db, &row, op->id, &a.state, &a.due);

	if (!err)
		err = write_row(&a);
	for (int i = 0; !keeps && i < record->form->field_count; i++)
		free(row.value[i]);
	free(row.value);
	free(row.extra);
	return err;
}
