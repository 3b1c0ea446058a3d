/* Shared by the files that read and write records for people. */
#ifndef DB_STORE_INT_H
#define DB_STORE_INT_H

#include "db/db.h"
#include "forms/record.h"

/* Masks the protected fields, but not the naming one. */
void store_mask(struct record *record);

/* Drops a draft; inside a write closure. */
int draft_forget(struct db *db, const struct actor *actor, const char *id);

#endif
