/* Lists: pages by key in one of three orders, filtered by what was typed. */
#include "db/store.h"

#include "db/db_int.h"
#include "db/findkey.h"
#include "db/event.h"
#include "db/guard.h"
#include "db/project.h"
#include "db/rights.h"
#include "db/search.h"
#include "db/store_int.h"

#include <stdlib.h>
#include <string.h>

#define COUNT_MOST 1000 /* rows looked at for a count on the screen */

static const struct {
	const char *column, *order, *beyond; /* beyond: rows after the one with key and id ?1 ?2 */
} orders[] = {
	[STORE_BY_TITLE] = {"sort", "sort, id", "(sort, id) > (?1, ?2)"},
	[STORE_NEWEST] = {"hlc", "hlc DESC, id DESC", "(hlc, id) < (CAST(?1 AS INTEGER), ?2)"},
	[STORE_DUE] = {"due", "coalesce(due, 9999999), id",
	    "(coalesce(due, 9999999), id) > (CAST(?1 AS INTEGER), ?2)"},
};

/* A row key is the order's value, a bar, the id. */
static char *
row_key(const struct project_row *row, enum store_order order)
{
	if (order == STORE_NEWEST)
		return xprintf("%lld|%s", (long long)row->hlc, row->record->id);
	if (order == STORE_DUE)
		return xprintf("%d|%s", row->due == DAY_NONE ? 9999999 : row->due, row->record->id);
	return xprintf("%s|%s", row->sort, row->record->id);
}

/* Bits of the states in which something is still to be done; of other kinds none. */
static unsigned
open_states(const struct form *form)
{
	const struct procedure *procedure = procedure_of(form);

	return procedure ? procedure->open : 0;
}

void
store_filter(const struct store_query *q, struct buf *sql)
{
	if (q->field)
		buf_printf(sql, " AND f_%s = ?3", q->field);
	if (q->only == STORE_INCOMPLETE)
		buf_puts(sql, " AND incomplete");
	else if (q->only == STORE_ASKED)
		buf_puts(sql, " AND extra IS NOT NULL AND extra GLOB '*\"note.*\":\"[?]*'");
	else if (q->only == STORE_OPEN)
		buf_printf(sql, " AND state > 0 AND (1 << state) & %u", open_states(q->form));
}

/* hidden: some rows are, from this actor; NULL: none. */
static char *
query_sql(struct db *db, const struct store_query *q, const struct actor *hidden,
    const char *columns, bool count)
{
	struct buf b = BUF_EMPTY;

	buf_printf(&b, "SELECT %s FROM rec_%s WHERE 1", columns, q->form->kind);
	if (q->after && !count)
		buf_printf(&b, " AND %s", orders[q->order].beyond);
	store_filter(q, &b);
	if (q->since)
		buf_printf(&b, " AND hlc > %lld", (long long)q->since);
	if (q->among)
		buf_puts(&b, " AND id IN (SELECT value FROM json_each(?4))");
	refusal_filter(db, q, &b);
	if (hidden)
		guard_filter(hidden, q->form, &b);
	if (!count)
		buf_printf(&b, " ORDER BY %s", orders[q->order].order);
	return buf_take(&b);
}

/* As one value to be bound: ids are plain, and may be many. */
static char *
among_json(const char *const *among)
{
	struct buf json = BUF_EMPTY;

	buf_puts(&json, "[");
	for (int i = 0; among[i]; i++)
		if (!strpbrk(among[i], "\"\\"))
			buf_printf(&json, "%s\"%s\"", json.len > 1 ? "," : "", among[i]);
	buf_puts(&json, "]");
	return buf_take(&json);
}

/* A statement of its own, finalised by the caller: lists do not go through the kept ones. */
static int
start(struct db *db, const struct store_query *q, const struct actor *hidden, const char *columns,
    bool count, sqlite3_stmt **out)
{
	char *sql = query_sql(db, q, hidden, columns, count);
	const char *bar = q->after ? strrchr(q->after, '|') : NULL;
	int err = db_error(db, sqlite3_prepare_v2(db->sql, sql, -1, out, NULL));

	free(sql);
	if (err)
		return err;
	if (bar && !count) {
		sqlite3_bind_text(*out, 1, q->after, (int)(bar - q->after), SQLITE_TRANSIENT);
		sqlite3_bind_text(*out, 2, bar + 1, -1, SQLITE_TRANSIENT);
	}
	if (q->field)
		sqlite3_bind_text(*out, 3, q->value, -1, SQLITE_TRANSIENT);
	if (q->among)
		sqlite3_bind_text(*out, 4, among_json(q->among), -1, free);
	return 0;
}

static int
may_list(const struct actor *actor, const struct store_query *q)
{
	if (q->field && form_field(q->form, q->field) < 0)
		return ERR_USAGE;
	return rights_may(actor, ACTION_READ, q->form->kind) ? 0 : ERR_DENIED;
}

static void
take_row(struct db *db, const struct actor *actor, const struct store_query *q, sqlite3_stmt *stmt,
    struct store_page *out)
{
	struct project_row row;

	project_row(stmt, q->form, &row);
	event_stand(db, row.record);
	out->row[out->count++] = (struct store_row){
		.key = row_key(&row, q->order),
		.record = row.record,
		.incomplete = row.incomplete,
		.reserved = guard_is_reserved(row.record),
		.state = row.state,
		.due = row.due,
	};
	if (guard_of(actor, row.record) == GUARD_RESERVED)
		guard_veil(row.record);
	store_mask_for(actor, row.record);
	free(row.record->seen);
	row.record->seen = NULL;
	free(row.sort);
}

#define FIND_COLUMN 9 /* of project_columns */

/* The rows one after the other, in order, until the page is full. */
static int
list_by_looking(struct db *db, const struct actor *actor, bool hides, const struct store_query *q,
    int limit, struct store_page *out)
{
	struct find_query query;
	sqlite3_stmt *stmt = NULL;
	char *columns = project_columns(q->form);
	int rc = SQLITE_DONE, err;

	err = start(db, q, hides ? actor : NULL, columns, false, &stmt);
	free(columns);
	if (err)
		return err;
	find_query_make(q->find, &query);
	while (!out->more && (rc = sqlite3_step(stmt)) == SQLITE_ROW) {
		if (!find_matches(&query, (const char *)sqlite3_column_text(stmt, FIND_COLUMN)))
			continue;
		out->more = out->count == limit;
		if (!out->more)
			take_row(db, actor, q, stmt, out);
	}
	sqlite3_finalize(stmt);
	find_query_release(&query);
	return rc == SQLITE_DONE || rc == SQLITE_ROW ? 0 : db_error(db, rc);
}

/* The rows with these numbers. */
static int
take_rows(struct db *db, const struct actor *actor, const struct store_query *q,
    const int64_t n[], int count, struct store_page *out)
{
	char *columns = project_columns(q->form);
	char *sql = xprintf("SELECT %s FROM rec_%s WHERE n = ?", columns, q->form->kind);
	int got = 1;

	for (int i = 0; got > 0 && i < count; i++) {
		sqlite3_stmt *stmt = db_bind(db_statement_made(db, sql), "i", n[i]);

		got = db_step(db, stmt);
		if (got > 0) {
			take_row(db, actor, q, stmt, out);
			sqlite3_reset(stmt);
		}
	}
	free(columns);
	free(sql);
	return got < 0 ? got : 0;
}

/* *done: the index knew. */
static int
list_by_index(struct db *db, const struct actor *actor, const struct store_query *q, int limit,
    struct store_page *out, bool *done)
{
	struct search *search = NULL;
	int64_t *n = xcalloc((size_t)limit + 1, sizeof *n);
	int count = -1, err = search_new(db, q, &search);

	if (!err && search)
		err = search_page(search, limit + 1, n, &count);
	*done = count >= 0;
	out->more = count > limit;
	if (!err && *done)
		err = take_rows(db, actor, q, n, out->more ? limit : count, out);
	out->counted = search && !q->after;
	if (!err && out->counted)
		err = search_count(search, COUNT_MOST, &out->found, &out->found_more);
	search_free(search);
	free(n);
	return err;
}

static bool
is_narrowed(const struct store_query *q)
{
	return (q->find && *q->find) || q->field || q->only != STORE_ALL;
}

/* The index does not know from whom a row is hidden. */
static bool
index_knows(const struct store_query *q, bool hides)
{
	return !hides && !q->since && !q->among;
}

int
store_list(struct db *db, const struct actor *actor, const struct store_query *q,
    struct store_page *out)
{
	int limit = q->limit < 1 ? 1 : q->limit > 1000 ? 1000 : q->limit;
	int err = may_list(actor, q);
	bool done = false;

	memset(out, 0, sizeof *out);
	if (!err)
		err = db_read_begin(db);
	if (err)
		return err;
	out->row = xcalloc((size_t)limit, sizeof *out->row);
	bool hides = guard_hides(db, actor, q->form);

	if (is_narrowed(q) && index_knows(q, hides))
		err = list_by_index(db, actor, q, limit, out, &done);
	if (!err && !done)
		err = list_by_looking(db, actor, hides, q, limit, out);
	db_read_end(db);
	if (err)
		store_page_release(out);
	return err;
}

void
store_page_release(struct store_page *page)
{
	for (int i = 0; i < page->count; i++) {
		free(page->row[i].key);
		record_free(page->row[i].record);
	}
	free(page->row);
	memset(page, 0, sizeof *page);
}

static int
count_by_looking(struct db *db, const struct actor *hidden, const struct store_query *q,
    int64_t *out)
{
	struct find_query query;
	sqlite3_stmt *stmt = NULL;
	int rc = SQLITE_DONE, err;

	find_query_make(q->find, &query);
	err = start(db, q, hidden, query.count ? "find" : "count(*)", true, &stmt);
	*out = 0;
	while (!err && (rc = sqlite3_step(stmt)) == SQLITE_ROW) {
		if (!query.count)
			*out = sqlite3_column_int64(stmt, 0);
		else
			*out += find_matches(&query, (const char *)sqlite3_column_text(stmt, 0));
	}
	sqlite3_finalize(stmt);
	find_query_release(&query);
	return err ? err : rc == SQLITE_DONE ? 0 : db_error(db, rc);
}

static int
count(struct db *db, const struct actor *actor, const struct store_query *q, int most, int64_t *out,
    bool *more)
{
	struct search *search = NULL;
	int64_t found = 0;
	int err = may_list(actor, q);

	*more = false;
	if (!err)
		err = db_read_begin(db);
	if (err)
		return err;
	bool hides = guard_hides(db, actor, q->form);

	if (index_knows(q, hides))
		err = search_new(db, q, &search);
	if (!err && search)
		err = search_count(search, most, &found, more);
	else if (!err)
		err = count_by_looking(db, hides ? actor : NULL, q, &found);
	search_free(search);
	db_read_end(db);
	if (!err)
		*out = found;
	return err;
}

int
store_count(struct db *db, const struct actor *actor, const struct store_query *q, int64_t *out)
{
	bool more;

	return count(db, actor, q, 0, out, &more);
}

int
store_count_most(struct db *db, const struct actor *actor, const struct store_query *q,
    int64_t *out, bool *more)
{
	return count(db, actor, q, COUNT_MOST, out, more);
}
