/*
 * What may not stand in a posting 公开, 公示: personal data is de-identified before it is shown to
 * everybody (PIPL art. 25; 国办政务公开要点 2018). Numbers are found by their shape, names by asking.
 */
#ifndef FORMS_DISCLOSURE_H
#define FORMS_DISCLOSURE_H

#include "forms/record.h"

struct disclosure {
	int idnos;   /* numbers of 15 or 18 characters */
	int mobiles; /* of 11 figures */
	int cards;   /* 16, 17 or 19 figures: bank cards */
	char **name; /* of persons, each once, in the order of the text */
	int names;
};

/* Is it a posting, shown to everybody? */
bool disclosure_is(const struct record *record);
/* May it be posted? Names may stand, numbers not. */
bool disclosure_is_fine(const struct disclosure *disclosure);

/*
 * Looks through a text; adds to *out, which is zero before the first; disclosure_release(). is_name
 * (may be NULL) tells whether somebody is called so.
 */
void disclosure_check(const char *text, bool (*is_name)(void *arg, const char *name), void *arg,
    struct disclosure *out);
void disclosure_release(struct disclosure *disclosure);

#endif
