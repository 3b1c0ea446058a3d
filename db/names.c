#include "db/names.h"

#include "db/db_int.h"
#include "db/rights.h"

#include <stdlib.h>
#include <string.h>

struct names {
	char **name; /* sorted by its bytes */
	int count, room;
};

static void
add(struct names *n, char *name)
{
	if (!name)
		return;
	if (n->count == n->room) {
		n->room = n->room ? n->room * 2 : 256;
		n->name = xrealloc(n->name, (size_t)n->room * sizeof *n->name);
	}
	n->name[n->count++] = name;
}

static int
compare(const void *a, const void *b)
{
	return strcmp(*(char *const *)a, *(char *const *)b);
}

int
names_new(struct db *db, const struct actor *actor, const struct form *form, struct names **out)
{
	if (!rights_may(actor, ACTION_READ, form->kind))
		return ERR_DENIED;
	const char *title = form->field[form->title].name;
	char *sql = xprintf("SELECT f_%s FROM rec_%s WHERE f_%s IS NOT NULL", title, form->kind,
	    title);
	struct names *n = xcalloc(1, sizeof *n);
	sqlite3_stmt *stmt = db_statement_made(db, sql);
	int got;

	while ((got = db_step(db, stmt)) > 0)
		add(n, db_text(stmt, 0));
	free(sql);
	if (got < 0) {
		names_free(n);
		return got;
	}
	if (n->count)
		qsort(n->name, (size_t)n->count, sizeof *n->name, compare);
	*out = n;
	return 0;
}

bool
names_has(const struct names *n, const char *name)
{
	return n->count &&
	    bsearch(&name, n->name, (size_t)n->count, sizeof *n->name, compare) != NULL;
}

void
names_free(struct names *n)
{
	if (!n)
		return;
	for (int i = 0; i < n->count; i++)
		free(n->name[i]);
	free(n->name);
	free(n);
}
