/*
 * What the files of the keeper share.  A `struct keep` is held either here (keep_store.c) or by
 * another process at the end of a line (keep_line.c); the functions of keep.h are the same.
 */
#ifndef DB_KEEP_INT_H
#define DB_KEEP_INT_H

#include "db/keep.h"

struct sqlite3;

struct keep_ops {
	void (*close)(struct keep *keep);
	int (*policy_get)(struct keep *keep, struct keep_policy *out);
	int (*policy_number)(struct keep *keep, const char *name, int *out);
	int (*policy_set)(struct keep *keep, const struct actor *actor, const char *name, int value,
	    struct say *why);
	int (*sign_in)(struct keep *keep, const char *account, const char *password,
	    const char *where, struct account *out, struct say *why);
	int (*password)(struct keep *keep, const struct actor *actor, const char *account,
	    const char *old, const char *fresh, struct say *why);
	int (*add)(struct keep *keep, const struct actor *actor, const struct account *account,
	    const char *password, struct say *why);
	int (*lock)(struct keep *keep, const struct actor *actor, const char *account, bool locked,
	    struct say *why);
	int (*send_out)(struct keep *keep, const struct actor *actor, const char *account, int pid,
	    struct say *why);
	int (*lang)(struct keep *keep, const char *account, enum lang lang);
	int (*list)(struct keep *keep, const struct actor *actor, struct accounts *out);
	int (*find)(struct keep *keep, const char *account, struct account *out);
	int (*log_get)(struct keep *keep, const struct actor *actor, const char *account, int limit,
	    struct keep_log *out);
	int (*identity)(struct keep *keep, struct keep_identity *out);
	int (*unseal)(struct keep *keep, const struct actor *actor, const char *record,
	    const char *reason, const char *sealed, char **out, struct say *why);
	int (*desk)(struct keep *keep);
	int (*code_make)(struct keep *keep, const struct actor *actor, const char *record,
	    char out[KEEP_QUERY_CODE]);
	int (*mark)(struct keep *keep, const struct actor *actor, const char *text,
	    char out[KEEP_MARK]);
	int (*pubkey_add)(struct keep *keep, const struct actor *actor, const char *account,
	    const char *line, bool alone, struct say *why);
	int (*pubkey_remove)(struct keep *keep, const struct actor *actor, const char *account,
	    const char *print, struct say *why);
	int (*pubkey_list)(struct keep *keep, const struct actor *actor, const char *account,
	    struct keep_pubkeys *out);
	bool (*pubkey_needed)(struct keep *keep, const char *account);
	int (*pubkey_show)(struct keep *keep, const char *account, const char *blob, bool proved,
	    const char *where, struct account *out, bool *enough);
};

struct keep {
	const struct keep_ops *ops;
	/* keep_store.c */
	struct sqlite3 *sql;
	int lock; /* DATA/keep/hash.lock */
	const struct clock *clock;
	/* keep_line.c */
	int line;
};

extern const struct keep_ops keep_store_ops;

/* keep_key.c, for a keeper that is held here. Makes the unit's keys if there are none yet. */
int keep_key_prepare(struct keep *keep);
int keep_key_identity(struct keep *keep, struct keep_identity *out);
int keep_key_unseal(struct keep *keep, const struct actor *actor, const char *record,
    const char *reason, const char *sealed, char **out, struct say *why);

/* keep_code.c, for a keeper that is held here. */
int keep_code_prepare(struct keep *keep);
int keep_code_store_make(struct keep *keep, const struct actor *actor, const char *record,
    char out[KEEP_QUERY_CODE]);
int keep_code_store_find(struct keep *keep, const char *typed, const char *where, char **record,
    struct say *why);
int keep_code_store_mark(struct keep *keep, const struct actor *actor, const char *text,
    char out[KEEP_MARK]);

/* keep_desk.c, likewise. */
int keep_desk_store(struct keep *keep);

/* keep_out.c, for a keeper that is held here. */
int keep_out_store(struct keep *keep, const struct actor *actor, const char *account, int pid,
    struct say *why);

/* keep_pubkey.c, for a keeper that is held here. */
int keep_pubkey_store_add(struct keep *keep, const struct actor *actor, const char *account,
    const char *line, bool alone, struct say *why);
int keep_pubkey_store_remove(struct keep *keep, const struct actor *actor, const char *account,
    const char *print, struct say *why);
int keep_pubkey_store_list(struct keep *keep, const struct actor *actor, const char *account,
    struct keep_pubkeys *out);
bool keep_pubkey_store_needed(struct keep *keep, const char *account);
int keep_pubkey_store_show(struct keep *keep, const char *account, const char *blob, bool proved,
    const char *where, struct account *out, bool *enough);

/* The policy's numbers in the order in which they are stored and sent. */
#define KEEP_POLICY_ROWS 7
const char *keep_policy_name(int row);
int *keep_policy_member(struct keep_policy *policy, int row);

/* Questions on a line: one message each, the number first, then the fields named here. */
enum keep_ask {
	KEEP_ASK_POLICY,
	KEEP_ASK_NUMBER,     /* name */
	KEEP_ASK_SET_POLICY, /* name, value */
	KEEP_ASK_SIGN_IN,    /* account, password */
	KEEP_ASK_PASSWORD,   /* account, old or NULL, fresh */
	KEEP_ASK_ADD,        /* account, name, role, lang, must_change, password */
	KEEP_ASK_LOCK,       /* account, locked */
	KEEP_ASK_LANG,       /* lang */
	KEEP_ASK_LIST,
	KEEP_ASK_FIND, /* account */
	KEEP_ASK_LOG,  /* account or NULL, limit */
	KEEP_ASK_IDENTITY,
	KEEP_ASK_UNSEAL, /* record, reason, sealed */
	KEEP_ASK_PUBKEY_ADD,    /* account, line, alone */
	KEEP_ASK_PUBKEY_REMOVE, /* account, print */
	KEEP_ASK_PUBKEY_LIST,   /* account */
	KEEP_ASK_PUBKEY_SHOW,   /* account, base 64, proved */
	KEEP_ASK_CODE_MAKE,     /* record */
	KEEP_ASK_DESK,
	KEEP_ASK_MARK,          /* text */
	KEEP_ASK_SEND_OUT,      /* account, pid */
	KEEP_ASK_COUNT
};
/* An answer: error (0 or ERR_*), sentence, and after 0 the result. */
#define KEEP_LOG_MOST 1000 /* entries of the log in one answer */
#define KEEP_TEXT_MOST 4096 /* bytes of any one string */

#endif
