/*
 * Rights: one table, role × kind × action, and the field classes a role may read in full.
 */
#ifndef DB_RIGHTS_H
#define DB_RIGHTS_H

#include "db/db.h"

enum action {
	ACTION_READ,
	ACTION_CREATE,
	ACTION_EDIT,
	ACTION_IMPORT,
	ACTION_EXPORT,
	ACTION_UNMASK,   /* read personal fields in full outside editing, with a reason */
	ACTION_ACCOUNTS, /* look after accounts and settings (kind NULL) */
	ACTION_AUDIT,    /* read the audit (kind NULL) */
	ACTION_ERASE,    /* destroy a body by order (PIPL art. 47) */
	ACTION_COUNT
};

bool rights_may(const struct actor *actor, enum action action, const char *kind);
/* May this actor see such fields of the kind unmasked while editing? */
bool rights_sees(const struct actor *actor, const char *kind, enum field_class class);

#endif
