/* What backup.c and drill.c share. */
#ifndef DB_BACKUP_H
#define DB_BACKUP_H

#include "db/db.h"

/*
 * The parts of a backup as they were into `dir`, which is made and must be empty (ERR_EXISTS).
 * ERR_DAMAGED with *why: no whole backup. After a failure nothing of it is left.
 */
int backup_unpack(const char *file, const char *dir, struct say *why);
/* Writes down that this was made now, if that can be written. */
void backup_note(struct db *db, const char *file);

#endif
