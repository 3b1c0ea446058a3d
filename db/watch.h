/*
 * What is to be done with documents 通知, 公开, for the desk: what this unit is to sign for, what
 * waits for the chair, objections without an answer, postings that end soon, and which classes of
 * disclosure 场务公开 nothing was posted of this year.
 */
#ifndef DB_WATCH_H
#define DB_WATCH_H

#include "db/store.h"

#define WATCH_DAYS 3 /* a posting ends soon */

enum watch {
	WATCH_SIGN_FOR,  /* 要签收; day: until when */
	WATCH_TO_SIGN,   /* 待签发 */
	WATCH_OBJECTION, /* 异议没答复; day: until when */
	WATCH_ENDS       /* 公示快到期; day: the last one */
};
struct watched {
	enum watch what;
	struct record *record; /* masked */
	day_t day; /* or DAY_NONE */
};
struct watched_list {
	struct watched *watched; /* in the order of enum watch, of each the newest first */
	int count;
	int to_sign_for; /* of them */
	/* Codes of disclosure_class, NULL-terminated; NULL where nothing was ever disclosed. */
	char **missing;
};

/* Of the newest documents; *out: watch_release(). */
int watch_documents(struct db *db, const struct actor *actor, struct watched_list *out);
void watch_release(struct watched_list *list);

#endif
