/*
 * Records: read, list, save, history. Everything a person keyed goes through here.
 *
 * Every change is an operation in an append-only log (who, when, record, changed fields and
 * the operation each was based on); tables are projections of it that db_rebuild() reproduces.
 * Record ids are text `unit.epoch.counter`.
 */
#ifndef DB_STORE_H
#define DB_STORE_H

#include "db/db.h"
#include "forms/procedure.h"

/*
 * How personal and sensitive fields are read. STORE_FULL is for editing and for unmasking: it needs
 * the right, and each read of a record with such fields is written into the audit with `reason`
 * (NULL: "edit").
 */
enum store_view { STORE_MASKED, STORE_FULL };

/* ERR_NOTFOUND, ERR_DENIED. *out is the caller's (record_free). */
int store_get(struct db *db, const struct actor *actor, const char *id, enum store_view view,
    const char *reason, struct record **out);

/*
 * The same in full for many records, whose entries in the audit go in one commit: all or none. Out
 * has room for `count`; the records are the caller's.
 */
int store_get_all(struct db *db, const struct actor *actor, const char *const id[], int count,
    const char *reason, struct record *out[]);

/* A field that somebody else changed since the record was read. Embedded in struct conflicts. */
struct conflict {
	int field;
	char *theirs, *who; /* their value (NULL: emptied) and name */
	int64_t when;       /* ms UTC */
};
struct conflicts {
	struct conflict *conflict;
	int count;
};
void conflicts_release(struct conflicts *conflicts);

/*
 * Saves a new record (id NULL: gets its id, seen) or the changed fields of an old one, and drops
 * the draft `draft` (NULL: none) in the same commit. 0 means it is on the disk; record->seen and
 * ->id are then current. ERR_CONFLICT: fields differ on both sides, nothing was written,
 * *conflicts tells (may be NULL); to settle, put the chosen values into the record and its `seen`
 * to store_seen() and save again. Records with FINDING_MISSING are saved as 待补. Checks are the
 * caller's (forms/check.h). Setting a masked value back is refused: records read STORE_MASKED
 * cannot be saved (ERR_USAGE).
 */
int store_save(struct db *db, const struct actor *actor, struct record *record, const char *draft,
    struct conflicts *conflicts, struct say *why);
/*
 * Makes a record and takes the first step of its procedure in one commit: taken in and settled
 * across the desk (当场办结). Both or neither; errors as of store_save and store_event.
 */
int store_take_in(struct db *db, const struct actor *actor, struct record *record,
    const char *step, const char *const fields[], const char *draft, struct say *why);
/*
 * The same as store_save for many records in one commit (imports): all or none. Records that are
 * new or were read by store_find with STORE_FULL; conflicts cannot occur for what was read inside
 * `db` since.
 */
int store_save_all(struct db *db, const struct actor *actor, struct record *const record[],
    int count, struct say *why);
/*
 * The record whose field has exactly this stored value (the oldest if there are several), for
 * matching imports. One audit entry per import is the caller's duty. ERR_NOTFOUND.
 */
int store_find(struct db *db, const struct actor *actor, const struct form *form, int field,
    const char *value, struct record **out);
/* The operation last applied to a record, a new string; NULL if there is none. */
char *store_seen(struct db *db, const char *id);

/*
 * An event of a procedure (forms/procedure.h) on a record: kept for ever, never overwritten. The
 * guards are checked inside the transaction against the events then there: ERR_DENIED or ERR_INPUT
 * with *why. `fields` are name/value pairs, NULL-terminated (text, handler …).
 * The draft (NULL: none) goes in the same commit.
 */
int store_event(struct db *db, const struct actor *actor, const char *id, const char *step,
    const char *const fields[], const char *draft, struct say *why);

/* Who made a record, a new string; NULL if there is none. */
char *store_maker(struct db *db, const char *id);
/* The name of the unit that made it, "" where that is not known; a new string. */
char *store_issuer(struct db *db, const char *id);
/* Does this unit look after the record? True for one that is not there. */
bool store_is_own(struct db *db, const char *id);
/*
 * Hands a record over to another unit, which looks after it from then on: its whole history goes
 * there. Who may edit it may hand it over.
 */
int store_hand_over(struct db *db, const struct actor *actor, const char *id, const char *unit,
    struct say *why);

struct event {
	char *op; /* operation id */
	char *step, *who, *account;
	int64_t when;
	char **field; /* name, value, …, NULL */
};
struct events {
	struct event *event;
	int count;
};
/* The place of the log up to which the kind's records are as they are read now; 0: no records. */
int64_t store_place(struct db *db, const struct form *form);
/* When a record was made, in ms UTC; 0 if there is none. */
int64_t store_made(struct db *db, const char *id);
/* In the order of the log. What was said is masked for those who may not edit the record. */
int store_events(struct db *db, const struct actor *actor, const char *id, struct events *out);
void events_release(struct events *events);
/* The same for forms/procedure.h, borrowing; `out` has room for events->count. */
void store_procedure_events(const struct events *events, struct procedure_event *out);

/* Leaves number, state and days of a record that only a few may see (store_row.reserved). */
void store_veil(struct record *record);
enum store_order { STORE_BY_TITLE, STORE_NEWEST, STORE_DUE };
enum store_only {
	STORE_ALL,
	STORE_INCOMPLETE, /* 待补 */
	STORE_OPEN,       /* not ended */
	STORE_REFUSED,    /* sent back by a superior and not mended yet (refusal.h) */
	STORE_MENDED,     /* sent back, mended, and not sent again */
	STORE_ASKED       /* somebody is to be asked about a field */
};

/* One page of a kind's list. Strings borrowed for the call. */
struct store_query {
	const struct form *form;
	const char *find;  /* typed: name part, initials, last four, words; "" or NULL all */
	const char *field, *value; /* only records with this stored value; NULL: any */
	const char *const *among; /* only these ids, NULL behind the last; NULL: any */
	enum store_only only;
	int64_t since; /* only records that changed behind this place of the log; 0: all */
	enum store_order order;
	const char *after; /* row key of the row before the page; NULL: from the start */
	int limit;         /* rows wanted, ≤ 1000 */
};
struct store_row {
	char *key; /* for `after` */
	struct record *record; /* masked */
	bool incomplete;
	bool reserved; /* of those that leave the station in no list (db/guard.h) */
	int state; /* of a procedure, or -1 */
	day_t due; /* or DAY_NONE */
};
struct store_page {
	struct store_row *row;
	int count;
	bool more;
	bool counted; /* a first page whose search knew found and found_more of store_count_most */
	int64_t found;
	bool found_more;
};
int store_list(struct db *db, const struct actor *actor, const struct store_query *query,
    struct store_page *out);
void store_page_release(struct store_page *page);
/* How many the whole query has (order, after, limit are ignored). */
int store_count(struct db *db, const struct actor *actor, const struct store_query *query,
    int64_t *out);
/*
 * The same for a screen: exact while that is quick; else *more, there are at least *out, and
 * counting was broken off.
 */
int store_count_most(struct db *db, const struct actor *actor, const struct store_query *query,
    int64_t *out, bool *more);

/* The history of a record in words: one entry per changed field or event, oldest first. */
struct change {
	char *op, *who;
	int64_t when;
	int field;            /* index, or -1 for an event */
	bool note;            /* not its value but what is noted at it (forms/record.h) */
	bool agreed;          /* nothing changed: it was keyed a second time (db/twice.h) */
	char *step;           /* of an event, or NULL */
	char *before, *after; /* stored values, masked like store_get; NULL: empty */
};
struct changes {
	struct change *change;
	int count;
};
int store_history(struct db *db, const struct actor *actor, const char *id,
    enum store_view view, struct changes *out);
void changes_release(struct changes *changes);

#endif
