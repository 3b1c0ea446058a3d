/*
 * Stands in for the machine's clock in the program that the played tests run: starts at $TEST_CLOCK
 * ("YYYY-MM-DD HH:MM" at +08:00) and goes on from there with real time.  With $TEST_HASTE the
 * program's own waiting goes so many times as fast: it sees the monotonic clock run, sleeps less.
 */
#include "base/clock.h"
#include "base/day.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <time.h>
#include <unistd.h>

static int64_t
find_haste(void)
{
	static int64_t haste = -1;

	if (haste < 0)
		haste = getenv("TEST_HASTE") ? atoll(getenv("TEST_HASTE")) : 0;
	return haste;
}

/* In front of the library's, both. */
int
nanosleep(const struct timespec *t, struct timespec *left)
{
	int64_t haste = find_haste();
	int64_t ns = ((int64_t)t->tv_sec * 1000000000 + t->tv_nsec) / (haste ? haste : 1);
	struct timespec less = {(time_t)(ns / 1000000000), (long)(ns % 1000000000)};

	(void)left; /* nobody asks */
	return (int)syscall(SYS_nanosleep, &less, NULL);
}

int
clock_gettime(clockid_t which, struct timespec *t)
{
	static int64_t start;
	int64_t haste = find_haste();
	int err = (int)syscall(SYS_clock_gettime, which, t);
	int64_t now = (int64_t)t->tv_sec * 1000000000 + t->tv_nsec;

	if (err || !haste || which != CLOCK_MONOTONIC)
		return err;
	start = start ? start : now;
	now = start + (now - start) * haste;
	t->tv_sec = (time_t)(now / 1000000000);
	t->tv_nsec = (long)(now % 1000000000);
	return 0;
}

static int64_t
real_now(clockid_t which)
{
	struct timespec t;

	clock_gettime(which, &t);
	return (int64_t)t.tv_sec * 1000 + t.tv_nsec / 1000000;
}

static int64_t
frozen_now(void *arg)
{
	static int64_t start, since;
	const char *text = getenv("TEST_CLOCK");
	int hour, minute;

	(void)arg;
	if (!text || strlen(text) < 16 || sscanf(text + 10, "%d:%d", &hour, &minute) != 2)
		return real_now(CLOCK_REALTIME);
	if (!start) {
		char date[11];

		snprintf(date, sizeof date, "%.10s", text);
		start = day_parse(date) * DAY_MS + (hour * 60 + minute - 480) * INT64_C(60000);
		since = real_now(CLOCK_MONOTONIC);
	}
	return start + real_now(CLOCK_MONOTONIC) - since;
}

const struct clock clock_system = {frozen_now, NULL};

int64_t
clock_now(const struct clock *clock)
{
	return clock->now(clock->arg);
}
