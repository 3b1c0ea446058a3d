/*
 * Citizen ID numbers 公民身份号码 (GB 11643-1999) and the two numbers built like them: the
 * residence permit of Hong Kong, Macao and Taiwan people (prefix 81 82 83, since 2018-09) and the
 * foreigner's permanent residence card of 2023 (prefix 9).  Arithmetic only; words are the type's.
 */
#ifndef FORMS_IDNO_H
#define FORMS_IDNO_H

#include "base/day.h"

#define IDNO_LENGTH 18

enum idno_fault {
	IDNO_OK,
	IDNO_CHARS,    /* something else than digits and a last X */
	IDNO_SHORT,    /* fewer than 18, and not an old number of 15 */
	IDNO_LONG,
	IDNO_SPOILT,   /* a spreadsheet kept 15 digits: …000 with a wrong check digit */
	IDNO_FLOAT,    /* 2.31226E+17 */
	IDNO_CALENDAR, /* no such day */
	IDNO_FUTURE,
	IDNO_ANCIENT, /* born before 1900 */
	IDNO_CHECK,
};

struct idno {
	char number[IDNO_LENGTH + 1]; /* 18 characters, X in capital */
	int year, month, day;         /* birth as written, also where the fault is in it */
	bool upgraded;                /* given with 15 digits */
	char right;                   /* the check digit that fits the other 17 */
};

/* The 18th character for 17 digits: ISO 7064 MOD 11-2. */
char idno_check_digit(const char *digits);
/*
 * Reads a number in plain spelling (spell_number). *out is filled as far as the fault allows: its
 * number is set from IDNO_CALENDAR on.
 */
enum idno_fault idno_read(const char *spelling, day_t today, struct idno *out);

/*
 * Of a stored number; DAY_NONE and 0 where it is none (a passport, nothing). Sex is that of
 * GB/T 2261.1: 1 male, 2 female.
 */
day_t idno_birth(const char *number);
int idno_sex(const char *number);
/* Whether the first two digits are a province's, a residence permit's or a foreigner's card's. */
bool idno_area_is_known(const char *number);
/* Full years of age on a day, 周岁: a year is full on the birthday. */
int idno_age(struct civil birth, day_t on);

#endif
