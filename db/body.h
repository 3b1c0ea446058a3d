/*
 * Bodies of operations that set fields: canonical JSON, {"field":[value,based on],…} in the order
 * of the fields' names, without blanks; of a new record what has a value, based on nothing.
 */
#ifndef DB_BODY_H
#define DB_BODY_H

#include "forms/record.h"

/* Indexes of a form's fields in the order of their names; the caller's. */
int *body_order(const struct form *form);
/* The body that makes the record. A new string, NULL if a value is no UTF-8. */
char *body_of_new(const struct record *record, const int order[]);
/* Its notes by their names, {"note.field":"…"}: as a row keeps them. A new string, NULL: none. */
char *body_notes(const struct record *record);

#endif
