/*
 * What goes where between the levels, as data: for each kind of record whether its operations go
 * up and down.
 */
#ifndef FORMS_SCOPE_H
#define FORMS_SCOPE_H

#include <stdbool.h>

enum scope {
	SCOPE_NONE,   /* stays */
	SCOPE_THEIRS, /* records made on that side, or handed over to it */
	SCOPE_FOLLOWS, /* what goes with the record that it is of, else like the one above */
	SCOPE_ADDRESSED, /* those, and what is addressed to that side and issued */
	SCOPE_ALL
};

/* Of a kind that is not known here: up all, down theirs, so that what is new is passed on. */
enum scope scope_of(const char *kind, bool upwards);

/*
 * Of a kind with SCOPE_ADDRESSED: the field with the ids of the units that a record is for, all
 * where it is empty, and the one that must say something before it goes anywhere (NULL: none). With
 * SCOPE_FOLLOWS: the field with the id of the record.
 */
void scope_address(const char *kind, const char **ids, const char **issued);

#endif
