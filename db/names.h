/*
 * What the records of a kind are called, to ask whether somebody is called so: no more than finding
 * as one types tells whoever may read the kind.
 */
#ifndef DB_NAMES_H
#define DB_NAMES_H

#include "db/db.h"

struct names;

/* A moment's answer. ERR_DENIED. */
int names_new(struct db *db, const struct actor *actor, const struct form *form,
    struct names **out);
bool names_has(const struct names *names, const char *name);
void names_free(struct names *names); /* NULL is fine */

#endif
