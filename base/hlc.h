/*
 * Hybrid logical clock: 48 bits of milliseconds UTC, 16 of counter.  Gives every operation a time
 * that is later than all it has seen, whatever the wall clock does.
 */
#ifndef BASE_HLC_H
#define BASE_HLC_H

#include <stdbool.h>
#include <stdint.h>

#define HLC_COUNTER_BITS 16
/* A wall clock further ahead of the last operation is not believed until a person confirms it. */
#define HLC_AHEAD_MS (INT64_C(24) * 3600 * 1000)

struct hlc {
	int64_t last; /* latest value given or seen; 0: none yet */
	bool confirmed; /* a person said that the wall clock is right */
};

/* The next value, later than all before. */
int64_t hlc_next(struct hlc *hlc, int64_t wall_ms);
/* Takes note of a value from elsewhere. */
void hlc_seen(struct hlc *hlc, int64_t value);
/* Whether the wall clock is so far ahead that hlc_next does not follow it. */
bool hlc_is_ahead(const struct hlc *hlc, int64_t wall_ms);
int64_t hlc_ms(int64_t value);

#endif
