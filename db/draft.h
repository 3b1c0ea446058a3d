/*
 * Drafts: what a clerk is typing, safe at every keystroke (written within a second, synced), owned
 * by the clerk, not by the seat. Local: never exchanged, invisible to other accounts.
 */
#ifndef DB_DRAFT_H
#define DB_DRAFT_H

#include "db/db.h"

struct draft {
	char *id;     /* unique per account: given by draft_put */
	char *kind;   /* kind of record */
	char *record; /* record id, or NULL for a new one */
	char *seen;   /* struct record's seen when editing began, or NULL */
	char *title;  /* one line for the desk */
	char *field;  /* name of the field the cursor was in, or NULL */
	char *body;   /* JSON object: field name → what stood in the field, as typed */
	int64_t when; /* ms UTC of the last write */
};
struct drafts {
	struct draft *draft;
	int count;
};

/* Writes or replaces; when draft->id is NULL it gets one. 0: on the disk. */
int draft_put(struct db *db, const struct actor *actor, struct draft *draft, struct say *why);
int draft_list(struct db *db, const struct actor *actor, struct drafts *out); /* newest first */
int draft_drop(struct db *db, const struct actor *actor, const char *id);
/* The same, and nothing is left of it in the files where SQLite can see to that. */
void draft_scour(struct db *db, const struct actor *actor, const char *id);
/*
 * Body from name, value, …, NULL, and back; new strings (free each, then the list). A damaged body
 * gives an empty list.
 */
char *draft_encode(const char *const pairs[]);
char **draft_decode(const char *body);
void draft_release(struct draft *draft);
void drafts_release(struct drafts *drafts);

#endif
