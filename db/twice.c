#include "db/twice.h"

#include "db/audit.h"
#include "db/guard.h"
#include "db/project.h"
#include "db/rights.h"
#include "db/settings.h"
#include "forms/check.h"

#include <stdlib.h>
#include <string.h>

enum twice_who
twice_who(struct db *db)
{
	return (enum twice_who)setting_number(db, "twice");
}

static bool
same(const char *a, const char *b)
{
	return a && b ? strcmp(a, b) == 0 : a == b;
}

/* --- what waits --- */

/* Who wrote the field's value: unit, account, name, when. */
struct writer {
	char *unit, *account, *name;
	int64_t when;
};

static void
writer_release(struct writer *w)
{
	free(w->unit);
	free(w->account);
	free(w->name);
}

/* A record is named after the operation that made it, which wrote what nobody has written since. */
static int
writer_of(struct db *db, const char *rid, const char *field, struct writer *out)
{
	sqlite3_stmt *stmt = db_bind(db_statement(db,
	    "SELECT unit, account, name, wall FROM op WHERE (unit, epoch, seq) = (SELECT "
	    "substr(id, 1, 8), substr(id, 10, 6), CAST(substr(id, 17) AS INTEGER) FROM (SELECT "
	    "coalesce((SELECT op FROM fver WHERE rid = ?1 AND field = ?2), ?1) AS id))"), "tt", rid,
	    field);
	int got = db_step(db, stmt);

	*out = (struct writer){0};
	if (got <= 0)
		return got ? got : ERR_NOTFOUND;
	*out = (struct writer){db_text(stmt, 0), db_text(stmt, 1), db_text(stmt, 2),
	    sqlite3_column_int64(stmt, 3)};
	sqlite3_reset(stmt);
	return 0;
}

static bool
may_key(struct db *db, const struct actor *actor, const struct writer *w)
{
	bool other = strcmp(w->unit, db->unit.id) != 0 || strcmp(w->account, actor->account) != 0;

	return other || (twice_who(db) == TWICE_ANY_DAY &&
	    day_of(w->when) < day_of(clock_now(db->clock)));
}

/* The field's waiting is nobody's business who may not key it; the item tells of the latest. */
static int
look_at_field(struct db *db, const struct actor *actor, const struct record *record, int i,
    struct twice_item *item)
{
	struct writer w;
	int err = writer_of(db, record->id, record->form->field[i].name, &w);

	if (!err && may_key(db, actor, &w)) {
		item->field[i] = true;
		if (w.when >= item->when) {
			free(item->who);
			item->who = xstrdup(w.name);
			item->when = w.when;
		}
	}
	writer_release(&w);
	return err;
}

static bool
waits(const struct record *record, int i)
{
	return record->form->field[i].twice && record->value[i] &&
	    same(record->twice[i], RECORD_WAITS) && !record_asks(record, i);
}

/* Takes away what gives the first value away: it, what is calculated, all that is protected. */
static struct record *
blinded(const struct record *record)
{
	struct record *blind = record_new(record->form);

	blind->id = xstrdup(record->id);
	for (int i = 0; i < record->form->field_count; i++) {
		const struct field *f = &record->form->field[i];

		if (i == record->form->title ||
		    (f->class == CLASS_PLAIN && !f->calculation && !f->twice))
			record_set(blind, i, record->value[i]);
	}
	return blind;
}

/* ERR_NOTFOUND: nothing of it waits for this actor. *others: but for somebody. */
static int
look_at(struct db *db, const struct actor *actor, const struct record *record,
    struct twice_item *out, bool *others)
{
	struct twice_item item = {.form = record->form,
	    .field = xcalloc((size_t)record->form->field_count, sizeof *item.field)};
	int err = 0;

	*others = false;
	for (int i = 0; !err && i < record->form->field_count; i++)
		if (waits(record, i)) {
			*others = true;
			err = look_at_field(db, actor, record, i, &item);
		}
	if (!err && !item.who)
		err = ERR_NOTFOUND;
	if (err) {
		twice_item_release(&item);
		return err;
	}
	item.record = xstrdup(record->id);
	item.seen = blinded(record);
	*out = item;
	return 0;
}

void
twice_item_release(struct twice_item *item)
{
	free(item->record);
	record_free(item->seen);
	free(item->field);
	free(item->who);
	*item = (struct twice_item){0};
}

void
twice_list_release(struct twice_list *list)
{
	for (int i = 0; i < list->count; i++)
		twice_item_release(&list->item[i]);
	free(list->item);
	*list = (struct twice_list){0};
}

static int
add_row(struct db *db, const struct actor *actor, const struct form *form, sqlite3_stmt *stmt,
    struct twice_list *out)
{
	struct project_row row;
	bool others = false;

	project_row(stmt, form, &row);
	out->item = xgrow(out->item, out->count, sizeof *out->item);
	int err = guard_of(actor, row.record) == GUARD_OPEN
	    ? look_at(db, actor, row.record, &out->item[out->count], &others) : ERR_NOTFOUND;

	out->count += !err;
	out->others += err == ERR_NOTFOUND && others;
	record_free(row.record);
	free(row.sort);
	return err == ERR_NOTFOUND ? 0 : err;
}

static int
add_kind(struct db *db, const struct actor *actor, const struct form *form, int most,
    struct twice_list *out)
{
	char *columns = project_columns(form);
	char *sql = xprintf("SELECT %s FROM rec_%s WHERE " PROJECT_WAITS
	    " ORDER BY hlc, id LIMIT %d", columns, form->kind, most - out->count - out->others);
	sqlite3_stmt *stmt = NULL;
	int rc = SQLITE_DONE, err = db_error(db, sqlite3_prepare_v2(db->sql, sql, -1, &stmt, NULL));

	while (!err && (rc = sqlite3_step(stmt)) == SQLITE_ROW)
		err = add_row(db, actor, form, stmt, out);
	sqlite3_finalize(stmt);
	free(columns);
	free(sql);
	return err || rc == SQLITE_DONE ? err : db_error(db, rc);
}

int
twice_list(struct db *db, const struct actor *actor, int most, struct twice_list *out)
{
	*out = (struct twice_list){0};
	if (twice_who(db) == TWICE_NOBODY)
		return 0;
	int err = db_read_begin(db);

	if (err)
		return err;
	for (int i = 0; !err && i < forms_count(db->forms); i++) {
		const struct form *form = forms_at(db->forms, i);

		if (form->twice && rights_may(actor, ACTION_EDIT, form->kind))
			err = add_kind(db, actor, form, most, out);
	}
	db_read_end(db);
	if (err)
		twice_list_release(out);
	return err;
}

/* In full, for what is done here alone. ERR_DENIED, ERR_NOTFOUND. */
static int
read_it(struct db *db, const struct actor *actor, const char *id, struct record **out)
{
	const struct form *form = project_kind(db, id);
	struct record *record = NULL;

	if (!form || twice_who(db) == TWICE_NOBODY)
		return ERR_NOTFOUND;
	if (!rights_may(actor, ACTION_EDIT, form->kind))
		return ERR_DENIED;
	int err = guard_read(db, actor, form, id, &record);

	if (!err && guard_of(actor, record) != GUARD_OPEN)
		err = ERR_DENIED;
	if (err)
		record_free(record);
	else
		*out = record;
	return err;
}

int
twice_get(struct db *db, const struct actor *actor, const char *id, struct twice_item *out)
{
	struct record *record = NULL;
	bool others;
	int err = read_it(db, actor, id, &record);

	if (!err)
		err = look_at(db, actor, record, out, &others);
	record_free(record);
	return err;
}

/* --- settled --- */

struct settling {
	const struct actor *actor;
	const struct record *typed;
	const struct twice_choice *choice;
	int choices;
	struct conflicts *out;
	struct say *why;
};

/* The choice that was made upon this value, or NULL. */
static const struct twice_choice *
choice_of(const struct settling *s, int field, const char *first)
{
	for (int i = 0; i < s->choices; i++)
		if (s->choice[i].field == field && same(s->choice[i].first, first))
			return &s->choice[i];
	return NULL;
}

static int
tell(struct db *db, struct settling *s, const struct record *record, int i)
{
	struct conflicts *out = s->out;
	struct writer w;
	int err = writer_of(db, record->id, record->form->field[i].name, &w);

	if (!err)
		err = audit_add(db, s->actor, "twice", record->id, record->form->field[i].name,
		    NULL);
	out->conflict = xgrow(out->conflict, out->count, sizeof *out->conflict);
	out->conflict[out->count++] = (struct conflict){.field = i,
	    .theirs = xstrdup(record->value[i]), .who = xstrdup(w.name), .when = w.when};
	writer_release(&w);
	return err;
}

/* One field: agreed upon, or *differs. */
static void
settle_field(struct settling *s, struct record *record, int i, bool *differs)
{
	const char *second = s->typed->value[i];
	const struct twice_choice *choice = choice_of(s, i, record->value[i]);

	*differs = !same(record->value[i], second) && !choice;
	if (*differs)
		return;
	if (choice && choice->what == TWICE_ASK) {
		record_note(record, i, RECORD_ASK, record_note_text(record, i));
		return;
	}
	if (choice && choice->what == TWICE_SECOND)
		record_set(record, i, second);
	record_set_beside(record, RECORD_TWICE, i, RECORD_AGREED);
}

static int
settle_all(struct db *db, struct settling *s, struct record *record, const struct twice_item *item)
{
	int err = 0;

	for (int i = 0; !err && i < record->form->field_count; i++) {
		bool differs = false;

		if (item->field[i] && s->typed->value[i])
			settle_field(s, record, i, &differs);
		if (differs)
			err = tell(db, s, record, i);
	}
	if (err || s->out->count)
		return err;
	check_derive(db->forms, record, day_of(clock_now(db->clock)));
	return store_save(db, s->actor, record, NULL, NULL, s->why);
}

/* In one transaction: what is compared is what is confirmed. */
static int
settle(struct db *db, void *arg)
{
	struct settling *s = arg;
	struct twice_item item = {0};
	struct record *record = NULL;
	bool others;

	conflicts_release(s->out);
	int err = read_it(db, s->actor, s->typed->id, &record);

	if (!err)
		err = look_at(db, s->actor, record, &item, &others);
	if (!err)
		err = settle_all(db, s, record, &item);
	twice_item_release(&item);
	record_free(record);
	return err;
}

int
twice_settle(struct db *db, const struct actor *actor, const struct record *typed,
    const struct twice_choice choice[], int choices, struct conflicts *out, struct say *why)
{
	struct settling s = {actor, typed, choice, choices, out, why};
	int err = db_write(db, settle, &s, why);

	return err || !out->count ? err : ERR_CONFLICT; /* that she saw it was written down */
}
