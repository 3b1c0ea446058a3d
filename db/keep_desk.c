/*
 * The self-service desk at another computer: the sign-in name that needs no password.  It is no
 * account, so that nothing is permitted to whoever came by it but what db/kiosk_store.h answers.
 */
#include "db/keep_sql.h"

int
keep_desk_store(struct keep *keep)
{
	struct account there = {0};
	int on = 0, err = keep_policy_number(keep, "desk_line", &on);

	if (err || !on)
		return err ? err : ERR_DENIED;
	err = keep_find(keep, KEEP_DESK, &there);
	account_release(&there);
	return err == ERR_NOTFOUND ? 0 : ERR_DENIED;
}
