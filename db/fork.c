#include "db/fork.h"

#include "db/body.h"
#include "db/guard.h"
#include "db/project.h"
#include "db/rights.h"
#include "db/store.h"
#include "db/store_int.h"

#include <jansson.h>
#include <stdlib.h>
#include <string.h>

/* The forks of records of ours whose field has what one of the forking operations wrote. */
#define OPEN_FORKS                                                                                 \
	"SELECT f.rid, f.field, f.base, f.op, coalesce(v.op, f.rid) FROM fork f "                  \
	"JOIN rec_%s r ON r.id = f.rid LEFT JOIN fver v ON v.rid = f.rid AND v.field = f.field "   \
	"WHERE r.owner = ? AND EXISTS (SELECT 1 FROM fork g WHERE g.rid = f.rid AND "              \
	"g.field = f.field AND g.base = f.base AND g.op = coalesce(v.op, f.rid)) "                 \
	"ORDER BY f.rid, f.field, f.base, f.op"

static void
fork_release(struct fork *fork)
{
	for (int i = 0; i < fork->count; i++) {
		free(fork->side[i].op);
		free(fork->side[i].who);
		free(fork->side[i].unit);
		free(fork->side[i].value);
	}
	free(fork->side);
	free(fork->record);
	free(fork->title);
}

void
forks_release(struct forks *forks)
{
	for (int i = 0; i < forks->count; i++)
		fork_release(&forks->fork[i]);
	free(forks->fork);
	*forks = (struct forks){NULL, 0};
}

/* --- what the operations wrote --- */

struct looking {
	const char *field;
	char *value;
	bool found;
};

static int
look_at(void *arg, const char *name, const char *text, const char *base)
{
	struct looking *l = arg;

	(void)base;
	if (strcmp(name, l->field) != 0)
		return 0;
	l->value = xstrdup(text);
	l->found = true;
	return 0;
}

/* ERR_NOTFOUND: it is not here, or was destroyed by order. */
static int
value_of(struct db *db, const char *op, const char *field, char **out)
{
	struct looking looking = {.field = field};
	char unit[9], epoch[EPOCH_CHARS + 1], *body = NULL;
	int64_t seq = 0;
	int err = op_split(op, unit, epoch, &seq) ? db_get_text(db, &body, "SELECT body FROM body "
	    "WHERE unit = ? AND epoch = ? AND seq = ?", "tti", unit, epoch, seq) : ERR_NOTFOUND;

	if (!err)
		body_each(body, look_at, &looking);
	free(body);
	*out = looking.value;
	return err ? err : looking.found ? 0 : ERR_NOTFOUND;
}

static int
add_side(struct db *db, struct fork *fork, const char *op, bool stands)
{
	char *value = NULL;
	int err = value_of(db, op, fork->form->field[fork->field].name, &value);

	if (err)
		return err == ERR_NOTFOUND ? 0 : err;
	fork->side = xgrow(fork->side, fork->count, sizeof *fork->side);
	fork->side[fork->count++] = (struct fork_side){.op = xstrdup(op),
	    .who = store_maker(db, op), .unit = store_issuer(db, op), .when = store_made(db, op),
	    .value = value, .stands = stands};
	return 0;
}

/* --- which there are --- */

/* As the statement says them; `ops` by blanks, the one that stands first. */
struct found {
	char *record, *field, *base;
	struct buf ops;
};

static void
found_release(struct found *found)
{
	free(found->record);
	free(found->field);
	free(found->base);
	buf_release(&found->ops);
}

static bool
is_one(const struct found *found, sqlite3_stmt *stmt)
{
	return strcmp(found->record, (const char *)sqlite3_column_text(stmt, 0)) == 0 &&
	    strcmp(found->field, (const char *)sqlite3_column_text(stmt, 1)) == 0 &&
	    strcmp(found->base, (const char *)sqlite3_column_text(stmt, 2)) == 0;
}

/* All is read before anything else is asked: no statement stays open. */
static int
find_open(struct db *db, const struct form *form, int most, struct found **out, int *count)
{
	char *sql = xprintf(OPEN_FORKS, form->kind);
	sqlite3_stmt *stmt = db_bind(db_statement_made(db, sql), "t", db->unit.id);
	int got;

	free(sql);
	*out = NULL;
	*count = 0;
	while ((got = db_step(db, stmt)) > 0) {
		if (!*count || !is_one(&(*out)[*count - 1], stmt)) {
			if (*count == most)
				continue;
			*out = xgrow(*out, *count, sizeof **out);
			(*out)[(*count)++] = (struct found){db_text(stmt, 0), db_text(stmt, 1),
				db_text(stmt, 2), BUF_EMPTY};
			buf_printf(&(*out)[*count - 1].ops, "%s ",
			    (const char *)sqlite3_column_text(stmt, 4));
		}
		buf_printf(&(*out)[*count - 1].ops, "%s ",
		    (const char *)sqlite3_column_text(stmt, 3));
	}
	return got;
}

/* What stands, then from the newest on. */
static int
compare_sides(const void *a, const void *b)
{
	const struct fork_side *x = a, *y = b;

	if (x->stands != y->stands)
		return x->stands ? -1 : 1;
	if (x->when != y->when)
		return x->when > y->when ? -1 : 1;
	return strcmp(x->op, y->op);
}

static bool
all_wrote_the_same(const struct fork *fork)
{
	for (int i = 1; i < fork->count; i++) {
		const char *a = fork->side[0].value, *b = fork->side[i].value;

		if (!a != !b || (a && strcmp(a, b) != 0))
			return false;
	}
	return true;
}

static void
mask(const struct actor *actor, struct fork *fork)
{
	enum field_class class = fork->form->field[fork->field].class;

	if (rights_sees(actor, fork->form->kind, class))
		return;
	for (int i = 0; i < fork->count; i++)
		if (fork->side[i].value) {
			free(fork->side[i].value);
			fork->side[i].value = xstrdup("****");
		}
}

/* The record may be one that this actor knows nothing of: then there is no fork either. */
static int
name_it(struct db *db, const struct actor *actor, struct fork *fork)
{
	struct record *record = NULL;
	int err = store_get(db, actor, fork->record, STORE_MASKED, NULL, &record);

	if (!err && guard_of(actor, record) != GUARD_OPEN)
		err = ERR_NOTFOUND;
	const char *title = err ? NULL : record->value[fork->form->title];

	fork->title = xstrdup(title ? title : "");
	record_free(record);
	return err;
}

static int
add_fork(struct db *db, const struct actor *actor, const struct form *form, struct found *found,
    struct forks *out)
{
	struct fork fork = {.record = xstrdup(found->record), .form = form,
		.field = form_field(form, found->field)};
	char *op = found->ops.data, *stands = op, *end = strchr(op, ' ');
	int err = fork.field < 0 ? ERR_NOTFOUND : name_it(db, actor, &fork);

	for (*end = '\0', op = end + 1; !err && *op; op = end + 1) {
		end = strchr(op, ' ');
		*end = '\0';
		err = add_side(db, &fork, op, strcmp(op, stands) == 0);
	}
	if (err || fork.count < 2 || all_wrote_the_same(&fork)) {
		fork_release(&fork);
		return err == ERR_NOTFOUND || err == ERR_DENIED ? 0 : err;
	}
	qsort(fork.side, (size_t)fork.count, sizeof *fork.side, compare_sides);
	mask(actor, &fork);
	out->fork = xgrow(out->fork, out->count, sizeof *out->fork);
	out->fork[out->count++] = fork;
	return 0;
}

int
fork_list(struct db *db, const struct actor *actor, int most, struct forks *out)
{
	int err = 0;

	*out = (struct forks){NULL, 0};
	for (int i = 0; !err && i < forms_count(db->forms) && out->count < most; i++) {
		const struct form *form = forms_at(db->forms, i);
		struct found *found = NULL;
		int count = 0;

		if (!rights_may(actor, ACTION_EDIT, form->kind))
			continue;
		err = find_open(db, form, most - out->count, &found, &count);
		for (int k = 0; !err && k < count; k++)
			err = add_fork(db, actor, form, &found[k], out);
		for (int k = 0; k < count; k++)
			found_release(&found[k]);
		free(found);
	}
	if (err)
		forks_release(out);
	return err;
}

/* --- settling --- */

struct settling {
	const struct actor *actor;
	const struct fork *fork;
	const char *op;
	struct say *why;
};

static const char *
standing(const struct fork *fork)
{
	for (int i = 0; i < fork->count; i++)
		if (fork->side[i].stands)
			return fork->side[i].op;
	return "";
}

static int
settle(struct db *db, void *arg)
{
	const struct settling *s = arg;
	const struct fork *fork = s->fork;
	const char *field = fork->form->field[fork->field].name;
	char *writer = NULL, *value = NULL;
	struct op op;

	db_get_text(db, &writer, "SELECT op FROM fver WHERE rid = ? AND field = ?", "tt",
	    fork->record, field);
	int err = strcmp(writer ? writer : fork->record, standing(fork)) == 0 ? 0 : ERR_CONFLICT;

	if (err)
		say_set(s->why, T_FORK_SETTLED, NULL);
	if (!err)
		err = value_of(db, s->op, field, &value);
	if (!err) {
		json_t *body = json_object(), *pair = json_array();

		json_array_append_new(pair, value ? json_string(value) : json_null());
		json_array_append_new(pair, json_string(standing(fork)));
		json_object_set_new(body, field, pair);
		err = store_change(db, s->actor, fork->form, fork->record, body, &op);
		json_decref(body);
	}
	free(writer);
	free(value);
	return err;
}

int
fork_settle(struct db *db, const struct actor *actor, const struct fork *fork, const char *op,
    struct say *why)
{
	struct settling s = {actor, fork, op, why};

	if (!rights_may(actor, ACTION_EDIT, fork->form->kind)) {
		say_set(why, T_DB_NO_RIGHT, NULL);
		return ERR_DENIED;
	}
	return db_write(db, settle, &s, why);
}
