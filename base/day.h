/*
 * Civil days and instants.  An instant is int64_t milliseconds since 1970-01-01T00:00Z.  A day is
 * counted from 1970-01-01 in the zone +08:00, always, whatever the system's zone says; proleptic
 * Gregorian.  Written form YYYY-MM-DD.
 */
#ifndef BASE_DAY_H
#define BASE_DAY_H

#include "base/clock.h"

#include <stdbool.h>
#include <stdint.h>

typedef int32_t day_t;
#define DAY_NONE INT32_MIN
#define DAY_MS INT64_C(86400000)

struct civil {
	int year, month, day; /* month and day from 1 */
};

bool day_is_valid(int year, int month, int day);
day_t day_from_civil(int year, int month, int day);
struct civil day_civil(day_t day);
/* 1 Monday … 7 Sunday (ISO 8601). */
int day_weekday(day_t day);
/* Exactly YYYY-MM-DD, a real date; DAY_NONE otherwise. */
day_t day_parse(const char *text);
/* Writes YYYY-MM-DD and a NUL. Years 0-9999. */
void day_format(day_t day, char out[11]);

/* The day and the minute of the day (0-1439) of an instant, at +08:00. */
day_t day_of(int64_t ms);
int day_minute(int64_t ms);
/* "YYYY-MM-DD HH:MM:SS" at +08:00 and a NUL. */
void day_time_format(int64_t ms, char out[20]);

#endif
