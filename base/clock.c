#include "base/clock.h"

#include <stddef.h>
#include <time.h>

static int64_t
system_now(void *arg)
{
	struct timespec t;

	(void)arg;
	clock_gettime(CLOCK_REALTIME, &t);
	return (int64_t)t.tv_sec * 1000 + t.tv_nsec / 1000000;
}

const struct clock clock_system = {system_now, NULL};

int64_t
clock_now(const struct clock *clock)
{
	return clock->now(clock->arg);
}
