/*
 * The source of time, so that tests and replays can give their own. An instant is int64_t
 * milliseconds since 1970-01-01T00:00Z.
 */
#ifndef BASE_CLOCK_H
#define BASE_CLOCK_H

#include <stdint.h>

struct clock {
	int64_t (*now)(void *arg); /* ms UTC */
	void *arg;
};

/* The machine's own. Alone in its object file: a test program may link another. */
extern const struct clock clock_system;
int64_t clock_now(const struct clock *clock);

#endif
