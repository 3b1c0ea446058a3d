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
	SCOPE_ALL
};

/* Of a kind that is not known here: up all, down theirs, so that what is new is passed on. */
enum scope scope_of(const char *kind, bool upwards);

#endif
