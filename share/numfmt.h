/*
 * Numbers of workbooks as the text a person sees: days stand there as numbers and only the cell's
 * number format tells (ECMA-376 part 1, 18.8.30; the Chinese built-in formats 27-36 and 50-58 too).
 */
#ifndef SHARE_NUMFMT_H
#define SHARE_NUMFMT_H

#include "base/buf.h"

#include <stdbool.h>

enum numfmt_kind {
	NUMFMT_PLAIN,
	NUMFMT_DAY,   /* YYYY-MM-DD, and HH:MM if it is not midnight */
	NUMFMT_MONTH, /* the format shows no day: YYYY-MM if the day is the first, else as a day */
	NUMFMT_TIME,  /* HH:MM, of more than a day too */
	NUMFMT_ZEROS  /* 000123: as many figures as the format has */
};

struct numfmt {
	enum numfmt_kind kind;
	int zeros;
};

struct numfmt numfmt_builtin(int id);
struct numfmt numfmt_of(const char *code);
/*
 * Appends the text of the number v, written as in a workbook. No figure is invented or lost: what
 * has more than 15 figures and zeros after them was spoilt by a table program, stays in the form
 * 2.3122619880314E+17, so that nobody takes it for an ID number; small errors of binary fractions
 * (0.10000000000000001) go. What is no number is copied. since1904: days count from 1904-01-01.
 */
void numfmt_show(struct numfmt format, const char *v, bool since1904, struct buf *out);

#endif
