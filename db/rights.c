#include "db/rights.h"

#include <string.h>

#define A(action) (1u << ACTION_##action)
#define KEYS (A(READ) | A(CREATE) | A(EDIT))

/* The first row that fits role and kind holds; kind NULL stands for all kinds. */
static const struct {
	enum role role;
	const char *kind;
	unsigned actions;
} table[] = {
	{ROLE_CLERK, NULL, KEYS | A(IMPORT) | A(EXPORT)},
	{ROLE_CORRESPONDENT, "member", A(READ)},
	{ROLE_CORRESPONDENT, "appeal", A(READ) | A(CREATE)},
	{ROLE_CORRESPONDENT, "notice", A(READ) | A(CREATE)},
	{ROLE_CORRESPONDENT, NULL, A(READ)},
	{ROLE_INFOADMIN, NULL, KEYS | A(IMPORT) | A(EXPORT) | A(UNMASK) | A(ACCOUNTS) | A(AUDIT) |
	    A(ERASE)},
	{ROLE_CHAIR, "member", A(READ) | A(EXPORT) | A(UNMASK)},
	{ROLE_CHAIR, NULL, KEYS | A(EXPORT) | A(UNMASK) | A(AUDIT)},
	{ROLE_HANDLER, "appeal", A(READ) | A(EDIT)},
	{ROLE_HANDLER, "attachment", A(READ) | A(CREATE)}, /* of appeals: db/attach.h */
	{ROLE_HANDLER, NULL, A(READ)},
	{ROLE_AUDITOR, NULL, A(READ) | A(AUDIT)},
	/* Within what db/kiosk_store.c does in its name. */
	{ROLE_DESK, "appeal", KEYS | A(UNMASK)},
	{ROLE_DESK, "notice", A(READ)},
};

bool
rights_may(const struct actor *actor, enum action action, const char *kind)
{
	for (size_t i = 0; i < sizeof table / sizeof table[0]; i++) {
		if (table[i].role != actor->role ||
		    (table[i].kind && (!kind || strcmp(table[i].kind, kind) != 0)))
			continue;
		return table[i].actions & 1u << action;
	}
	return false;
}

bool
rights_sees(const struct actor *actor, const char *kind, enum field_class class)
{
	if (class == CLASS_PLAIN)
		return rights_may(actor, ACTION_READ, kind);
	return class != CLASS_SEALED && rights_may(actor, ACTION_EDIT, kind);
}
