/*
 * Double keying 复录: what one clerk keyed in fields that are marked so (form.h, `twice`) is keyed
 * again by another, or by the same on another day, who does not see it; what differs is shown to
 * her afterwards, and she chooses. Whatever she confirms is an operation: who, when, which field.
 *
 * States of a field: keyed (RECORD_WAITS) → agreed (RECORD_AGREED) → keyed anew → … A value that
 * was not keyed (imported, pasted) waits for nobody. What waits is late never; in a station of one
 * person it waits for another day, or for a unit above, to which it goes with the record.
 *
 * Until she has keyed it nothing here gives the first value away, nor what follows from it.
 */
#ifndef DB_TWICE_H
#define DB_TWICE_H

#include "db/store.h"

#define TWICE_MOST 1000 /* records looked at for a list */

/* Who may key again what waits: the unit's setting "twice". */
enum twice_who {
	TWICE_NOBODY,  /* and nothing is marked */
	TWICE_ANY_DAY, /* another person, or the same one on another day */
	TWICE_ANOTHER  /* person */
};
enum twice_who twice_who(struct db *db);

/* A record of which something waits for this actor. */
struct twice_item {
	const struct form *form;
	char *record;       /* id */
	struct record *seen; /* plain values and the naming one, for a line of a list */
	bool *field;        /* of form->field_count: those she may key */
	char *who;          /* keyed it first */
	int64_t when;       /* ms UTC */
};
struct twice_list {
	struct twice_item *item;
	int count;
	int others; /* records that wait for somebody else or for another day */
};
/*
 * The oldest first, of `most` records of which something waits for anybody. What the actor may not
 * edit is not in it, nor what somebody is to be asked about.
 */
int twice_list(struct db *db, const struct actor *actor, int most, struct twice_list *out);
void twice_list_release(struct twice_list *list);
/* The record as she may see it: plain values and the naming one. ERR_NOTFOUND: nothing waits. */
int twice_get(struct db *db, const struct actor *actor, const char *id, struct twice_item *out);
void twice_item_release(struct twice_item *item);

/* What she chose where both differ; `first` is what was shown to her. */
struct twice_choice {
	int field;
	const char *first;
	enum { TWICE_FIRST, TWICE_SECOND, TWICE_ASK /* neither is sure */ } what;
};
/*
 * Settles the fields of `typed` (a record of the same id, a value for each field that she keyed).
 * 0: on the disk; equal ones and those chosen are agreed upon. ERR_CONFLICT: others differ, nothing
 * was written, *out tells (their value is the first one; it is in the audit that she saw it).
 * ERR_NOTFOUND: nothing waits there any more. ERR_DENIED.
 */
int twice_settle(struct db *db, const struct actor *actor, const struct record *typed,
    const struct twice_choice choice[], int choices, struct conflicts *out, struct say *why);

#endif
