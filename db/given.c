#include "db/given.h"

#include "db/audit.h"
#include "db/db_int.h"

#include <stdlib.h>
#include <string.h>

struct adding {
	const struct actor *actor;
	const struct given *given;
};

/* Older stations have none. */
static bool
has_table(struct db *db)
{
	int64_t one = 0;

	return db_get_int(db, &one, "SELECT 1 FROM sqlite_schema WHERE name = 'given'", "") == 0;
}

static int
add(struct db *db, void *arg)
{
	const struct adding *a = arg;
	const struct given *g = a->given;
	char *reason = xprintf("%s %s %lld", g->layout, g->receiver, (long long)g->rows);
	int err = has_table(db) ? 0 : db_exec(db,
	    "CREATE TABLE given(n INTEGER PRIMARY KEY, wall INTEGER NOT NULL, "
	    "account TEXT NOT NULL, name TEXT NOT NULL, layout TEXT NOT NULL, "
	    "receiver TEXT NOT NULL, kind TEXT NOT NULL, rows INTEGER NOT NULL, "
	    "place INTEGER NOT NULL) STRICT");

	if (!err)
		err = db_run(db, "INSERT INTO given VALUES(NULL,?,?,?,?,?,?,?,?)", "itttttii",
		    clock_now(db->clock), a->actor->account, a->actor->name, g->layout,
		    g->receiver, g->kind, g->rows, g->place);
	if (!err)
		err = audit_add(db, a->actor, "given", NULL, g->kind, reason);
	free(reason);
	return err;
}

int
given_add(struct db *db, const struct actor *actor, const struct given *given)
{
	struct adding adding = {actor, given};

	return db_write(db, add, &adding, NULL);
}

int64_t
given_place(struct db *db, const char *layout)
{
	int64_t place = 0;

	if (has_table(db))
		db_get_int(db, &place, "SELECT place FROM given WHERE layout = ? ORDER BY n DESC "
		    "LIMIT 1", "t", layout);
	return place;
}

int
given_list(struct db *db, int limit, struct givens *out)
{
	int got;

	memset(out, 0, sizeof *out);
	if (!has_table(db))
		return 0;
	sqlite3_stmt *stmt = db_bind(db_statement(db, "SELECT wall, account, name, layout, "
	    "receiver, kind, rows, place FROM given ORDER BY n DESC LIMIT ?"), "i",
	    (int64_t)limit);

	while ((got = db_step(db, stmt)) > 0) {
		out->given = xrealloc(out->given, (size_t)(out->count + 1) * sizeof *out->given);
		out->given[out->count++] = (struct given){
			.when = sqlite3_column_int64(stmt, 0), .account = db_text(stmt, 1),
			.name = db_text(stmt, 2), .layout = db_text(stmt, 3),
			.receiver = db_text(stmt, 4), .kind = db_text(stmt, 5),
			.rows = sqlite3_column_int64(stmt, 6),
			.place = sqlite3_column_int64(stmt, 7),
		};
	}
	if (got < 0)
		givens_release(out);
	return got;
}

void
givens_release(struct givens *givens)
{
	for (int i = 0; i < givens->count; i++) {
		struct given *g = &givens->given[i];

		free(g->account);
		free(g->name);
		free(g->layout);
		free(g->receiver);
		free(g->kind);
	}
	free(givens->given);
	memset(givens, 0, sizeof *givens);
}
