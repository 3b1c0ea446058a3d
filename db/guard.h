/*
 * Who may see one record, beyond what the role says (rights.h). A definition may say (form.h)
 *   recuses FIELD: whoever's name or account stands there (回避: the accused) sees nothing of the
 *     record, whatever the role: it is as if there were none;
 *   reserved EXPR: of a record for which it holds (敏感) nobody sees more than that it is there, but
 *     who handles it (handled_by FIELD) and who may read the audit, the chair among them.
 * Reserved records are in no search, no export and in nothing that lists likenesses.
 */
#ifndef DB_GUARD_H
#define DB_GUARD_H

#include "db/db_int.h"
#include "forms/record.h"

enum guard { GUARD_OPEN, GUARD_RESERVED /* for others */, GUARD_HIDDEN };

enum guard guard_of(const struct actor *actor, const struct record *record);
/* Is it one that only a few see? */
bool guard_is_reserved(const struct record *record);
/* Leaves number, state and days. */
void guard_veil(struct record *record);
/* The record; ERR_NOTFOUND also where it is hidden from this actor. */
int guard_read(struct db *db, const struct actor *actor, const struct form *form, const char *rid,
    struct record **out);
/* Is it hidden from this actor? False if there is none. */
bool guard_hides_it(struct db *db, const struct actor *actor, const char *rid);
/* Is any record of the kind hidden from this actor? Then what reads rows adds guard_filter(). */
bool guard_hides(struct db *db, const struct actor *actor, const struct form *form);
/* Appends a condition to a WHERE clause: rows not hidden from this actor. */
void guard_filter(const struct actor *actor, const struct form *form, struct buf *sql);

/* Does the name or the account stand among those names? */
bool guard_names(const char *names, const char *name, const char *account);
/* Makes the functions that the conditions use; once for each connection. */
int guard_prepare(sqlite3 *sql);

#endif
