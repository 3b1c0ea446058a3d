/* What backup.c and drill.c share. */
#ifndef DB_BACKUP_H
#define DB_BACKUP_H

#include "db/db.h"
#include "db/envelope.h"

/* Who opens the envelope of a sealed one; open NULL: nobody can. */
struct backup_reader {
	envelope_opener open;
	void *arg;
};
/*
 * The parts of a backup as they were into `dir`, which is made and must be empty (ERR_EXISTS).
 * ERR_DAMAGED with *why: no whole backup; ERR_DENIED with *why: sealed to others. After a failure
 * nothing of it is left.
 */
int backup_unpack(const char *file, const char *dir, const struct backup_reader *reader,
    struct say *why);
/* Writes down that this was made now, if that can be written. */
void backup_note(struct db *db, const char *file);

#endif
