/*
 * The records that a trial run would have saved by now: a person who stands in a sheet twice, far
 * apart, is found again, as she would be in the store. Costs what the values take.
 */
#ifndef SHARE_SEEN_H
#define SHARE_SEEN_H

#include "forms/record.h"

struct seen;

/* key: the field by which records are the same. Heap type. */
struct seen *seen_new(const struct form *form, int key);
void seen_free(struct seen *seen);
/* Copies; in place of the one with the same key. */
void seen_put(struct seen *seen, const struct record *record);
/* A new record, or NULL if there is none with this key. */
struct record *seen_get(const struct seen *seen, const char *key);

#endif
