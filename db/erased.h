/*
 * The list of what was erased by order, kept outside of the store beside its backups: a backup from
 * before an erasure still has what was erased, so restoring it erases again, before anything can be
 * read. A file of its own, gongzhan-UNIT.erased; a line is record, kind and reason.
 */
#ifndef DB_ERASED_H
#define DB_ERASED_H

#include "db/db.h"

/* Writes the list beside a backup; nothing where nothing was erased. */
int erased_write(struct db *db, const char *backup);
/* The same beside the last backup, if its folder is there. */
void erased_tell(struct db *db);
/* Erases what the list beside a backup says and the restored store still has. */
int erased_again(struct db *db, const char *backup);

#endif
