#include "db/related.h"

#include "db/alike.h"
#include "db/db_int.h"
#include "db/event.h"
#include "db/guard.h"
#include "db/project.h"
#include "db/rights.h"
#include "db/settings.h"

#include <stdlib.h>
#include <string.h>

static bool
has_relations(const struct form *form)
{
	return form && form_field(form, "first") >= 0 && form_field(form, "joined") >= 0;
}

static int
count_of(struct db *db, const struct actor *actor, const struct form *form, const char *what,
    const char *where, const char *id, int *out)
{
	struct buf sql = BUF_EMPTY;

	buf_printf(&sql, "SELECT count(%s) FROM rec_%s WHERE (%s)", what, form->kind, where);
	guard_filter(actor, form, &sql);
	sqlite3_stmt *stmt = db_bind(db_statement_made(db, buf_text(&sql)), "t", id);
	int got = db_step(db, stmt);

	buf_release(&sql);
	if (got > 0) {
		*out = sqlite3_column_int(stmt, 0);
		sqlite3_reset(stmt);
	}
	return got < 0 ? got : 0;
}

/* By member, else by name and telephone; of people without a name each counts for one. */
#define PERSONS "DISTINCT coalesce(f_person, f_name || '/' || coalesce(f_phone, id), id)"

#define MENDED "256" /* natures of which something is mended: help, redress, complaints */
#define SAME_TEXT 45 /* percent of likeness where no place is said */

static char *
texts_of(const char *title, const char *content)
{
	return xprintf("%s %s", title ? title : "", content ? content : "");
}

static bool
is_same_place(const struct record *record, const char *place, const char *title,
    const char *content)
{
	const char *here = record_get(record, "where_when");
	char *mine = texts_of(record_get(record, "subject_line"), record_get(record, "content"));
	char *other = texts_of(title, content);
	bool same = (here && place && strcmp(here, place) == 0) ||
	    alike_texts(mine, other) >= SAME_TEXT;

	free(mine);
	free(other);
	return same;
}

/* What was closed before this one came, not long ago, and is there again. */
static int
find_again(struct db *db, const struct record *record, char **out)
{
	day_t came = day_of(store_made(db, record->id));
	char first[11], last[11];
	int days = setting_number(db, "recur_days"), got;

	const char *nature = record_get(record, "nature");

	if (!days || !record_get(record, "subject") || !nature || !strchr(MENDED, *nature))
		return 0;
	day_format(came - days, first);
	day_format(came, last);
	char *sql = xprintf("SELECT id, f_where_when, f_subject_line, f_content FROM rec_%s WHERE "
	    "f_subject = ?1 AND f_called_back BETWEEN ?2 AND ?3 AND state IN (5, 8) AND "
	    "id <> ?4 AND instr('" MENDED "', f_nature) ORDER BY f_called_back DESC, id",
	    record->form->kind);
	sqlite3_stmt *stmt = db_bind(db_statement_made(db, sql), "tttt",
	    record_get(record, "subject"), first, last, record->id);

	free(sql);
	while ((got = db_step(db, stmt)) > 0)
		if (!*out && is_same_place(record, (const char *)sqlite3_column_text(stmt, 1),
		    (const char *)sqlite3_column_text(stmt, 2),
		    (const char *)sqlite3_column_text(stmt, 3)))
			*out = db_text(stmt, 0);
	return got;
}

int
store_related(struct db *db, const struct actor *actor, const char *id, struct related *out)
{
	const struct form *form = project_kind(db, id);
	struct record *record = NULL;
	int marked = 0; /* of the same person, itself included */

	memset(out, 0, sizeof *out);
	if (!has_relations(form))
		return ERR_NOTFOUND;
	if (!rights_may(actor, ACTION_READ, form->kind))
		return ERR_DENIED;
	int err = guard_read(db, actor, form, id, &record);

	if (err)
		return err;
	out->first = xstrdup(record_get(record, "first"));
	out->joined = xstrdup(record_get(record, "joined"));
	const char *mark = record_get(record, "mark");

	if (mark)
		err = count_of(db, actor, form, "*", "f_mark = ?1", mark, &marked);
	if (!err && !guard_is_reserved(record) && !guard_hides(db, actor, form))
		err = find_again(db, record, &out->again);
	record_free(record);
	if (!err)
		err = count_of(db, actor, form, "*", "f_first = ?1", id, &out->repeats);
	out->repeats += marked ? marked - 1 : 0;
	if (!err)
		err = count_of(db, actor, form, "*", "f_joined = ?1", id, &out->joins);
	if (!err)
		err = count_of(db, actor, form, PERSONS, "f_joined = ?1 OR id = ?1", id,
		    &out->persons);
	if (err)
		related_release(out);
	return err;
}

void
related_release(struct related *related)
{
	free(related->first);
	free(related->joined);
	free(related->again);
	memset(related, 0, sizeof *related);
}

/* --- joining --- */

struct joining {
	const struct actor *actor;
	const struct form *form;
	const char *const *id;
	int count;
	char *first; /* of them, or what that is joined to already */
	struct say *why;
};

/* Clock of the operation that made it: that of an import orders what came in one moment. */
static int64_t
order_of(struct db *db, const char *id)
{
	char unit[9], epoch[EPOCH_CHARS + 1];
	int64_t seq = 0, hlc = INT64_MAX;

	if (op_split(id, unit, epoch, &seq))
		db_get_int(db, &hlc, "SELECT hlc FROM op WHERE unit = ? AND epoch = ? AND seq = ?",
		    "tti", unit, epoch, seq);
	return hlc;
}

/* The one that was taken in first; where it is joined to another, that one. */
static int
find_first(struct db *db, struct joining *j)
{
	const char *first = NULL;
	int64_t oldest = INT64_MAX;
	struct record *record = NULL;

	for (int i = 0; i < j->count; i++) {
		int64_t order = order_of(db, j->id[i]);

		if (!first || order < oldest) {
			oldest = order;
			first = j->id[i];
		}
	}
	int err = project_read(db, j->form, first, &record);

	if (err)
		return err;
	const char *joined = record_get(record, "joined");

	free(j->first);
	j->first = xstrdup(joined ? joined : first);
	record_free(record);
	return 0;
}

static int
join(struct db *db, void *arg)
{
	struct joining *j = arg;
	int err = find_first(db, j);

	for (int i = 0; !err && i < j->count; i++) {
		const char *const fields[] = {"joined", j->first, NULL};

		if (strcmp(j->id[i], j->first) != 0)
			err = event_take(db, j->actor, j->form, j->id[i], "join", fields, false,
			    j->why);
	}
	return err;
}

int
store_join(struct db *db, const struct actor *actor, const char *const id[], int count,
    char **first, struct say *why)
{
	struct joining j = {actor, count ? project_kind(db, id[0]) : NULL, id, count, NULL, why};
	int err = count > 1 && has_relations(j.form) && procedure_of(j.form) ? 0 : ERR_USAGE;

	for (int i = 1; !err && i < count; i++)
		if (project_kind(db, id[i]) != j.form)
			err = ERR_USAGE;
	if (!err && !rights_may(actor, ACTION_EDIT, j.form->kind)) {
		say_set(why, T_DB_NO_RIGHT, NULL);
		err = ERR_DENIED;
	}
	if (!err)
		err = db_write(db, join, &j, why);
	if (!err && first)
		*first = j.first;
	else
		free(j.first);
	return err;
}
