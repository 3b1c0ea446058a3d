/*
 * Who may still come in: counts of connections, before a byte is read.  Strangers (not signed in)
 * are dropped at random from half of a limit on, ever more often, all at the limit, so that a flood
 * from one address (a farm's clerks share one) lets some of its good users through.
 */
#ifndef SHARE_CROWD_H
#define SHARE_CROWD_H

#include "share/serve.h"

struct crowd {
	int all, strangers, strangers_address;
};

/* `dice` is uniform in 0 … 9999. */
bool crowd_admits(const struct crowd *crowd, const struct serve_limits *limits, unsigned dice);

#endif
