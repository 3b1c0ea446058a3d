/*
 * What Chinese persons are called: surnames and the characters of given names, the commonest first,
 * for proposing a name that was typed in pinyin and that nobody here bears yet.
 *
 * The order is our own estimate after the published rankings of surnames (公安部 全国姓名报告) and of
 * characters in given names; it serves ranking only.
 */
#ifndef BASE_PERSONNAME_H
#define BASE_PERSONNAME_H

#include "base/spelling.h"

#include <stdint.h>

#define PERSONNAME_MOST 24 /* found at most */

struct personname {
	char text[32];
	size_t used;     /* letters */
	uint64_t weight; /* smaller is likelier */
};

/* Makes the tables, once; else the first look-up does it. */
void personname_prepare(void);

/*
 * All of these fill out[], which has room for PERSONNAME_MOST, with at most so many, the likeliest
 * first, and return how many.  Surnames and single characters for the beginning of the letters:
 */
int personname_surnames(const char *letters, unsigned fuzzy, int most, struct personname out[]);
int personname_characters(const char *letters, unsigned fuzzy, int most, struct personname out[]);
/* Given names of one or two characters, and whole names, for all of the letters, in syllables: */
int personname_given(const char *letters, unsigned fuzzy, int most, struct personname out[]);
int personname_whole(const char *letters, unsigned fuzzy, int most, struct personname out[]);

#endif
