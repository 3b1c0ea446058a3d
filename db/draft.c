#include "db/draft.h"

#include "db/db_int.h"
#include "db/guard.h"
#include "db/store_int.h"

#include <jansson.h>
#include <stdlib.h>
#include <string.h>

#define PATIENCE_MS 1000 /* drafts come by themselves, in the midst of typing: soon again, then */

struct put {
	const struct actor *actor;
	const struct draft *draft;
	const char *id;
	int64_t when;
};

static int
put(struct db *db, void *arg)
{
	struct put *p = arg;
	const struct draft *d = p->draft;
	int64_t erased = 0;

	/* What was destroyed by order does not come back by a form that was open meanwhile. */
	if (d->record && db_get_int(db, &erased,
	    "SELECT count(*) FROM op WHERE rid = ? AND what = 'erase'", "t", d->record) == 0 &&
	    erased)
		return ERR_NOTFOUND;
	return db_run(db,
	    "INSERT INTO draft VALUES(?,?,?,?,?,?,?,?,?) ON CONFLICT(id) DO UPDATE SET "
	    "title = excluded.title, field = excluded.field, body = excluded.body, "
	    "wall = excluded.wall, seen = excluded.seen WHERE account = excluded.account",
	    "ttttttt"
	    "ti",
	    p->id, p->actor->account, d->kind, d->record, d->seen, d->title, d->field, d->body,
	    p->when);
}

int
draft_put(struct db *db, const struct actor *actor, struct draft *draft, struct say *why)
{
	char fresh[17];
	struct put p = {actor, draft, draft->id, clock_now(db->clock)};

	if (!draft->id) {
		op_random_id(fresh, 16);
		p.id = fresh;
	}
	db->patience = PATIENCE_MS;
	int err = db_write(db, put, &p, why);

	db->patience = DB_GATE_MS;
	if (!err && !draft->id)
		draft->id = xstrdup(fresh);
	if (!err)
		draft->when = p.when;
	return err;
}

/* Not those on what is hidden from this person meanwhile. */
static void
hide(struct db *db, const struct actor *actor, struct drafts *drafts)
{
	int kept = 0;

	for (int i = 0; i < drafts->count; i++)
		if (drafts->draft[i].record &&
		    guard_hides_it(db, actor, drafts->draft[i].record))
			draft_release(&drafts->draft[i]);
		else
			drafts->draft[kept++] = drafts->draft[i];
	drafts->count = kept;
}

int
draft_list(struct db *db, const struct actor *actor, struct drafts *out)
{
	sqlite3_stmt *stmt =
	    db_bind(db_statement(db,
			"SELECT id, kind, record, seen, title, field, body, "
			"wall FROM draft WHERE account = ? ORDER BY wall DESC, id"),
		"t", actor->account);
	int got;

	memset(out, 0, sizeof *out);
	while ((got = db_step(db, stmt)) > 0) {
		out->draft = xrealloc(out->draft, (size_t)(out->count + 1) * sizeof *out->draft);
		out->draft[out->count++] = (struct draft){
		    .id = db_text(stmt, 0),
		    .kind = db_text(stmt, 1),
		    .record = db_text(stmt, 2),
		    .seen = db_text(stmt, 3),
		    .title = db_text(stmt, 4),
		    .field = db_text(stmt, 5),
		    .body = db_text(stmt, 6),
		    .when = sqlite3_column_int64(stmt, 7),
		};
	}
	if (got < 0)
		drafts_release(out);
	hide(db, actor, out);
	return got;
}

int
draft_forget(struct db *db, const struct actor *actor, const char *id)
{
	return db_run(db, "DELETE FROM draft WHERE id = ? AND account = ?", "tt", id,
	    actor->account);
}

struct drop {
	const struct actor *actor;
	const char *id;
};

static int
drop(struct db *db, void *arg)
{
	struct drop *d = arg;

	return draft_forget(db, d->actor, d->id);
}

int
draft_drop(struct db *db, const struct actor *actor, const char *id)
{
	struct drop d = {actor, id};

	return db_write(db, drop, &d, NULL);
}

void
draft_scour(struct db *db, const struct actor *actor, const char *id)
{
	if (draft_drop(db, actor, id) == 0)
		db_checkpoint(db, true);
}

char *
draft_encode(const char *const pairs[])
{
	json_t *body = json_object();

	for (; pairs[0] && pairs[1]; pairs += 2)
		json_object_set_new(body, pairs[0], json_string(pairs[1]));
	char *text = json_dumps(body, JSON_SORT_KEYS | JSON_COMPACT);

	json_decref(body);
	return text;
}

char **
draft_decode(const char *body)
{
	json_t *object = json_loads(body, 0, NULL), *value;
	char **pairs = xcalloc(json_object_size(object) * 2 + 1, sizeof *pairs);
	const char *name;
	size_t n = 0;

	json_object_foreach(object, name, value) {
		if (!json_is_string(value))
			continue;
		pairs[n++] = xstrdup(name);
		pairs[n++] = xstrdup(json_string_value(value));
	}
	json_decref(object);
	return pairs;
}

void
draft_release(struct draft *draft)
{
	free(draft->id);
	free(draft->kind);
	free(draft->record);
	free(draft->seen);
	free(draft->title);
	free(draft->field);
	free(draft->body);
	memset(draft, 0, sizeof *draft);
}

void
drafts_release(struct drafts *drafts)
{
	for (int i = 0; i < drafts->count; i++)
		draft_release(&drafts->draft[i]);
	free(drafts->draft);
	memset(drafts, 0, sizeof *drafts);
}
