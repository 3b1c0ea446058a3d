/*
 * The audit: who signed in, who read which person's protected fields, why; what was exported,
 * unmasked, erased. A local stream, chained like the operation log, never exchanged, kept ≥ 3 years
 * (Network Security Law art. 23: at least 6 months).
 */
#ifndef DB_AUDIT_H
#define DB_AUDIT_H

#include "db/db.h"

/* 0: on the disk. record, field, reason may be NULL. */
int audit_add(struct db *db, const struct actor *actor, const char *what, const char *record,
    const char *field, const char *reason);

/*
 * Which draft of a paper this is: `content` stands for what it says and begins with the paper's
 * name. 1, or one more than there were others of the record before it was first printed.
 */
int audit_draft(struct db *db, const char *record, const char *paper, const char *content,
    int *out);

struct audit_entry {
	int64_t when;
	char *account, *name, *what, *record, *field, *reason, *where;
};
struct audit {
	struct audit_entry *entry;
	int count;
};
/* Newest first, at most limit; record NULL: all. Needs ACTION_AUDIT. */
int audit_list(struct db *db, const struct actor *actor, const char *record, int limit,
    struct audit *out);
void audit_release(struct audit *audit);

#endif
