/*
 * How far a notice reached 传达: what its records (shipped/conveyance.form) come to. Numbers are what
 * clerks counted; names are of those who were not reached, until a record says that they were.
 */
#ifndef FORMS_CONVEYANCE_H
#define FORMS_CONVEYANCE_H

#include "base/day.h"
#include "forms/record.h"

struct laggard {
	char *name;
	day_t since;  /* the day of the record that named him */
	int urged;    /* how often since */
	day_t last;   /* DAY_NONE: never */
};
struct conveyed {
	int64_t meeting, wechat, person, posted; /* persons; posted: places */
	int64_t later; /* names reached afterwards, not among those above */
	struct laggard *laggard; /* in the order in which they were named */
	int count;
};

/* The next of *list, names between commas, blanks or lines: a new string; NULL at the end. */
char *conveyance_name(const char **list);
/*
 * Sums up records in the order in which they were made; *out is new, conveyed_release(). A name in
 * one record both as missing and as reached was reached.
 */
void conveyed_sum(const struct record *const record[], int count, struct conveyed *out);
void conveyed_release(struct conveyed *conveyed);

#endif
