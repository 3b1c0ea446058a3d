/* Shared by the files that read and write records for people. */
#ifndef DB_STORE_INT_H
#define DB_STORE_INT_H

#include "db/store.h"

#include <jansson.h>

/* Masks the protected fields, but not the naming one. */
void store_mask(struct record *record);
/* The same; what is noted at protected fields is for those who may edit them. */
void store_mask_for(const struct actor *actor, struct record *record);

/* Appends a query's conditions (but for the words) to a WHERE clause; the field's value is ?3. */
void store_filter(const struct store_query *query, struct buf *sql);

struct op;
/*
 * Appends an operation that sets fields ({"field":[value, based on]}) of a record that there is,
 * and applies it. *op keeps no body. Inside a write closure.
 */
int store_change(struct db *db, const struct actor *actor, const struct form *form, const char *rid,
    json_t *body, struct op *op);
/* The same of what a superior sent back. */
void refusal_filter(struct db *db, const struct store_query *query, struct buf *sql);

/* Drops a draft; inside a write closure. */
int draft_forget(struct db *db, const struct actor *actor, const char *id);
/* The name of a record that is being erased is no learnt word; inside a write closure. */
int phrase_forget(struct db *db, const struct form *form, const char *record);

#endif
