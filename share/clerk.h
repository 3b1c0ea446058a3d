/*
 * A clerk's process from its fork to its end: locked down, then SSH, then the store, then the
 * screens.
 */
#ifndef SHARE_CLERK_H
#define SHARE_CLERK_H

#include "share/lockdown.h"
#include "share/serve.h"

struct clerk {
	const struct serve_options *options;
	struct lockdown_user user;
	int socket;  /* the client's; -1 in a trial */
	int monitor; /* to the monitor: wishes, answers, what it tells */
	int keeper;  /* to the keeper: questions */
	char where[64];
};

/*
 * In the child, right after the fork: gives up every descriptor but these three and one of
 * /dev/urandom, and every right (share/lockdown.h). 0, or ERR_DENIED: end.
 */
int clerk_lock(struct clerk *clerk, int *random);
/* The whole life; the process's exit status. */
int clerk_run(struct clerk *clerk);

#endif
