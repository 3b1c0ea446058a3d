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
/* What stands beside its values, {"note.field":"…"}, as a row keeps it: a new string or NULL. */
char *body_besides(const struct record *record);

/* `text` NULL: emptied; `base` NULL: none is named. Not 0 ends the reading. */
typedef int body_field(void *arg, const char *name, const char *text, const char *base);
/*
 * Each field of the body of a "set", from whomever it came: what is no JSON has none, nor what
 * names one twice.
 */
int body_each(const char *body, body_field *field, void *arg);

#endif
