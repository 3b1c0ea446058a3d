/*
 * Projections: one STRICT table per kind, made by the form's definition from the log. Applying an
 * operation never fails on its content: what does not fit goes to the extra column.
 *
 * Operations come from other units too, in any order: what a row amounts to is the same whatever
 * came first, and the same as when it is made anew.
 *
 * rec_KIND: id, owner, made (operation that created it), seen (its latest operation), hlc of
 * that, incomplete, state, due, sort and find keys, extra, and a column f_NAME for each field; n is
 * for the search index alone (chunk.h).
 */
#ifndef DB_PROJECT_H
#define DB_PROJECT_H

#include "db/care.h"
#include "db/db_int.h"
#include "forms/record.h"

/* Of a row: something waits to be keyed a second time. Its index serves these very words alone. */
#define PROJECT_WAITS "extra GLOB '*\"twice.*\":\"1\"*'"

/* Makes the tables of all kinds; those whose definition changed are made anew from the log. */
int project_prepare(struct db *db, struct say *why);
/* Frees what was kept for it in db. */
void project_release(struct db *db);
/* Makes all anew; progress may be NULL. Inside a write closure. */
int project_rebuild(struct db *db, const struct care_progress *progress);
/* Tidies one chunk of the search index, if one needs it. Inside a write closure. */
int project_tidy(struct db *db, bool *did);
/* An operation of the log, as the tables take it. Borrowed. */
struct project_op {
	const char *id;
	int64_t hlc, wall;
	const char *account, *name, *what, *kind, *rid, *body;
};
/*
 * Applies operations of one record, one after another; its row is written once. What ends a record
 * (erase, void) and what has no body stands alone. Inside a write closure.
 */
int project_apply_all(struct db *db, const struct project_op *const op[], int count);
/* The same for one. */
int project_apply(struct db *db, const char *op, int64_t hlc, int64_t wall, const char *account,
    const char *name, const char *what, const char *kind, const char *rid, const char *body);
/* The same for the operation that makes a record, whose values are at hand. */
int project_new(struct db *db, const struct op *op, const struct record *record);
/*
 * The working days or limits are others (settle.c): counts the next due day and the missed limits
 * of every record anew and tells of each that is due on another day. Inside a write closure.
 */
int project_settle(struct db *db,
    void (*moved)(void *arg, const struct record *record, day_t before, day_t after), void *arg);
/* What is kept of a kind's table; valid until the next call for a kind not yet asked for. */
struct kind_sql *project_sql(struct db *db, const struct form *form);
/* The kind of a record, by its operations; NULL if there is none. */
const struct form *project_kind(struct db *db, const char *rid);
/* Reads a record in full. ERR_NOTFOUND. */
int project_read(struct db *db, const struct form *form, const char *rid, struct record **out);
/*
 * What a person has seen of a record whose latest operation is `op`: that, and how many operations
 * had come late by then. A new string; the form of record->seen.
 */
char *project_seen(struct db *db, const char *rid, const char *op);
/* The columns that project_row reads, in order. A new string. */
char *project_columns(const struct form *form);
/* The record in a row of those columns, and what stands beside it. */
struct project_row {
	struct record *record;
	bool incomplete;
	int state;
	day_t due;
	char *sort;
	int64_t hlc;
};
void project_row(sqlite3_stmt *stmt, const struct form *form, struct project_row *out);

#endif
