/*
 * Working days as data. A weekday works unless a year's notice (国务院办公厅 关于部分节假日安排的通知)
 * takes it off; a day of a weekend works only if the notice makes it a make-up day. 2024-2026 are
 * built in; a further year is added as text, as an administrator keys it:
 *
 *   2027 off 1/1-3 2/5-11 4/3-5 work 2/4 2/14
 *
 * Words stand between blanks, commas or new lines: a year; `off` (休 放假) and `work` (班 上班), each
 * for the days after it; M/D, M/D-D, M/D-M/D; YYYY/M/D for a day of the December before.
 * 全国年节及纪念日放假办法 (2024-11-10).
 */
#ifndef BASE_CALENDAR_H
#define BASE_CALENDAR_H

#include "base/day.h"
#include "base/text.h"

struct calendar;

/* Knows the years that are built in. */
struct calendar *calendar_new(void);
struct calendar *calendar_dup(const struct calendar *calendar);
void calendar_free(struct calendar *calendar);

/*
 * Adds the years of a text, each in place of what was known of it. ERR_INPUT with *why (may be
 * NULL) naming the first wrong word; nothing is added then. Any bytes, also none of ours.
 */
int calendar_add(struct calendar *calendar, const char *text, struct say *why);
bool calendar_knows(const struct calendar *calendar, int year);
/* The i-th year that is known, in no order; 0 behind the last. */
int calendar_year(const struct calendar *calendar, int i);
/* Appends a known year's notice as text that calendar_add() understands; nothing if unknown. */
void calendar_format(const struct calendar *calendar, int year, struct buf *out);

/* In a year without data weekends alone are off. */
bool calendar_is_working(const struct calendar *calendar, day_t day);
/* Does a notice speak of the day? */
bool calendar_is_special(const struct calendar *calendar, day_t day);
/* Working days after `after`, up to and with `until`; 0 if there are none between. */
int calendar_count(const struct calendar *calendar, day_t after, day_t until);

/* The end of a period. The day it starts on is not counted (民法典 art. 201). */
struct calendar_end {
	day_t plain;  /* as counted */
	day_t rolled; /* the next working day, if plain is none (art. 203) */
	bool unsure;  /* a day of a year without data was looked at */
};
/* 0 ≤ n ≤ 3660. */
struct calendar_end calendar_days(const struct calendar *calendar, day_t start, int n);
struct calendar_end calendar_working_days(const struct calendar *calendar, day_t start, int n);

#endif
