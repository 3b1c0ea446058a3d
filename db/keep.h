/*
 * The keeper: accounts, passwords, lock-outs and the unit's private keys, in DATA/keep/ (0700), a
 * store of its own that a clerk's screens never open. On a console it lives in the same process;
 * behind the SSH service in one of its own. Passwords: argon2id (libsodium), 8 to 1,024 bytes of
 * UTF-8 (NFC); long sentences are welcome.
 */
#ifndef DB_KEEP_H
#define DB_KEEP_H

#include "db/db.h"

struct keep;

struct account {
	char *account; /* [a-z][a-z0-9_.-]{0,31} */
	char *name;
	enum role role;
	bool locked;      /* by an administrator */
	bool must_change; /* password to be changed at the next sign-in */
	enum lang lang;
	int64_t last_sign_in, last_failure; /* ms UTC, 0 never */
	int failures;                       /* since the last success */
	int64_t shut_until;                 /* lock-out after failures; 0 none */
	int64_t password_since;
};
struct accounts {
	struct account *account;
	int count;
};

/* Policy: settings; db/settings.c has their ranges and what they are usually. */
struct keep_policy {
	int least_length;   /* characters */
	int least_classes;  /* of lower, upper, digit, other; waived from 16 characters on */
	int most_failures;
	int lock_minutes;
	int change_days;    /* 0: never forced */
	int history;        /* passwords not to be used again */
	int idle_minutes;   /* then the seat is locked; 0: never */
};

int keep_init(const char *dir, const struct clock *clock, struct say *why);
int keep_open(const char *dir, const struct clock *clock, struct keep **out, struct say *why);
/*
 * The accounts as another process holds them, at the other end of `line` (a SOCK_SEQPACKET socket,
 * whose far end is served by keeper_answer()). Who acts and from where is what that process knows
 * of the line, whatever the actor says. Takes the descriptor over.
 */
struct keep *keep_at_line(int line);
void keep_close(struct keep *keep);

int keep_policy_get(struct keep *keep, struct keep_policy *out);
/* One of them, by the name of its member above. ERR_NOTFOUND. */
int keep_policy_number(struct keep *keep, const char *name, int *out);
/* Ranges are the caller's (db/settings.h). The log has what it was and is. */
int keep_policy_set(struct keep *keep, const struct actor *actor, const char *name, int value,
    struct say *why);

/*
 * 0: *out is filled (account_release) and the sign-in is recorded; must_change is to be honoured by
 * the caller. ERR_DENIED: *why says so without telling whether the account exists; same time for
 * unknown and known accounts. Failures and lock-outs are recorded.
 */
int keep_sign_in(struct keep *keep, const char *account, const char *password, const char *where,
    struct account *out, struct say *why);
/* Checks the policy; ERR_INPUT with *why. `old` NULL: an administrator resets (must_change set). */
int keep_password(struct keep *keep, const struct actor *actor, const char *account,
    const char *old, const char *fresh, struct say *why);
int keep_add(struct keep *keep, const struct actor *actor, const struct account *account,
    const char *password, struct say *why);
int keep_lock(struct keep *keep, const struct actor *actor, const char *account, bool locked,
    struct say *why);
/*
 * For who looks after accounts: the SSH service is to tell that process of this account to go, and
 * ends it if it does not (share/serve.h); in the log. ERR_NOTFOUND with *why: no service runs here.
 */
int keep_send_out(struct keep *keep, const struct actor *actor, const char *account, int pid,
    struct say *why);
/* What the service hears of it: a descriptor that can be read when somebody is to go; -1: none. */
struct keep_order {
	int32_t pid;
	char account[40];
};
int keep_orders(struct keep *keep);
bool keep_order_take(int orders, struct keep_order *out); /* false: no more now */
int keep_lang(struct keep *keep, const char *account, enum lang lang);
/* Who may not look after accounts gets names and roles of those in use, nothing else. */
int keep_list(struct keep *keep, const struct actor *actor, struct accounts *out);
int keep_find(struct keep *keep, const char *account, struct account *out);
void account_release(struct account *account);
void accounts_release(struct accounts *accounts);

/*
 * Public keys for the SSH service (db/pubkey.h). A key is checked by a process that a stranger may
 * have broken into, so it is a first factor: who has one shows it and gives the password, too;
 * `alone`, by an administrator's decision, it is enough without.
 */
struct keep_pubkey {
	char *print, *note;
	int64_t since; /* ms UTC */
	bool alone;
};
struct keep_pubkeys {
	struct keep_pubkey *key;
	int count;
};
#define KEEP_PUBKEYS_MOST 100
/* For administrators. `line` as OpenSSH writes it; ERR_INPUT, ERR_NOTFOUND, ERR_DENIED: *why. */
int keep_pubkey_add(struct keep *keep, const struct actor *actor, const char *account,
    const char *line, bool alone, struct say *why);
/* `print` or how it begins; "" where there is only one. */
int keep_pubkey_remove(struct keep *keep, const struct actor *actor, const char *account,
    const char *print, struct say *why);
/* An administrator's, or one's own. */
int keep_pubkey_list(struct keep *keep, const struct actor *actor, const char *account,
    struct keep_pubkeys *out);
void keep_pubkeys_release(struct keep_pubkeys *keys);
/* Must a key be shown before this account's password is looked at? */
bool keep_pubkey_needed(struct keep *keep, const char *account);
/*
 * A key (its base 64) is shown for an account. 0: it is one of hers; if she has `proved` that she
 * holds it and it is *enough, she is signed in and *out is filled. ERR_DENIED otherwise.
 */
int keep_pubkey_show(struct keep *keep, const char *account, const char *blob, bool proved,
    const char *where, struct account *out, bool *enough);

/*
 * Sign-ins, refusals, changes of accounts: newest first; account NULL: of all, limit < 0: no limit.
 * Changes of the policy have no account, what is "policy", where "NAME: 8 → 10"; of an opened seal
 * (what is "unseal") where is "PLACE RECORD: REASON".
 */
struct keep_entry {
	int64_t when;
	char *account, *what, *where, *by;
};
struct keep_log {
	struct keep_entry *entry;
	int count;
};
int keep_log_get(struct keep *keep, const struct actor *actor, const char *account, int limit,
    struct keep_log *out);
void keep_log_release(struct keep_log *log);

/*
 * The unit's own keys, Ed25519 to sign and X25519 to be sealed to: made by keep_init(), for older
 * stores by the first keep_open() that can write. The private halves leave DATA/keep/ only in a
 * backup. When they are replaced the older ones still open what was sealed to them.
 */
struct keep_identity {
	int number; /* from 1; one more with each replacement */
	int64_t since; /* ms UTC */
	unsigned char sign[32], seal[32]; /* public halves */
};
#define KEEP_SIGNATURE 64

/* The keys in use. ERR_NOTFOUND: an older store that cannot be written. */
int keep_identity(struct keep *keep, struct keep_identity *out);
/* New keys in the place of those in use, by somebody who looks after accounts; in the log. */
int keep_identity_renew(struct keep *keep, const struct actor *actor, struct say *why);
/* The unit's signature. Not at a line: what the unit says is not a clerk's process's to say. */
int keep_sign(struct keep *keep, const void *bytes, size_t len, unsigned char out[KEEP_SIGNATURE]);
/*
 * Opens a text sealed to this unit (db/seal.h) for somebody who may unmask: the log has who, which
 * record and why before the answer is given. *out is a new string, to be wiped. ERR_DENIED;
 * ERR_INPUT with *why: no reason was given; ERR_NOTFOUND with *why: sealed to another unit, or
 * changed.
 */
int keep_unseal(struct keep *keep, const struct actor *actor, const char *record,
    const char *reason, const char *sealed, char **out, struct say *why);
/*
 * The key of a bag, sealed to any of the unit's keys (crypto_box_seal). Not at a line, and not in
 * the log: bags have their own. ERR_NOTFOUND: it was sealed to another unit.
 */
int keep_open_key(struct keep *keep, const void *sealed, size_t len, unsigned char out[32]);

/*
 * The recovery code (db/recovery.h), of which the keeper has the public half: backups are sealed to
 * it, and an administrator who forgot her password sets it with the code. Not at a line.
 */
struct keep_recovery {
	int64_t since; /* ms UTC */
	unsigned char key[32];
};
#define KEEP_CODE 30
/* ERR_NOTFOUND: there is none. */
int keep_recovery(struct keep *keep, struct keep_recovery *out);
/*
 * A new one in place of what there was, by somebody who looks after accounts; wipe it when it was
 * shown.
 */
int keep_recovery_renew(struct keep *keep, const struct actor *actor, char code[KEEP_CODE],
    struct say *why);
/*
 * Sets a password, to be changed at the next sign-in, and unlocks the account; then the code is
 * used up. ERR_DENIED with *why: not the code; ERR_NOTFOUND: no such account; ERR_INPUT: policy.
 */
int keep_recovery_use(struct keep *keep, const char *code, const char *account, const char *fresh,
    const char *where, struct say *why);

/*
 * The sign-in name of the self-service desk, for which no password is asked where the unit has
 * switched it on (setting desk_line); no account may be called so.
 */
#define KEEP_DESK "query"
/* May whoever comes by a line use the desk? At a line she is the desk from then on. ERR_DENIED. */
int keep_desk(struct keep *keep);

/*
 * Query codes (查询码): whoever brought a matter without a name looks it up by one. 16 figures in
 * fours, readable over the phone, the last a check (ISO 7064, MOD 11,10). Made at random, shown
 * once, kept as a BLAKE2b under a key that never leaves the keeper. A new one for the same record
 * takes the place of the old.
 */
#define KEEP_QUERY_CODE 20 /* bytes as shown, NUL included */
/* For who may make such records. */
int keep_code_make(struct keep *keep, const struct actor *actor, const char *record,
    char out[KEEP_QUERY_CODE]);
/*
 * The record of a code as somebody typed it, a new string; nobody need be signed in. ERR_INPUT: no
 * code (the check is wrong: mistyped); ERR_NOTFOUND: none such; the same answer in the same time
 * whatever there is. ERR_DENIED: too many wrong ones were tried, from `where` or at all: one more
 * is looked at in a minute. *why.
 */
int keep_code_find(struct keep *keep, const char *typed, const char *where, char **record,
    struct say *why);
/*
 * A PIN that who brought a matter chose at the desk, for those who lose slips: with the matter's
 * number it is as good as the code. Kept as codes are; 5 wrong ones and it is off until it is set
 * again. These three, and keep_code_find, are not for a line.
 */
#define KEEP_PIN_LEAST 6
#define KEEP_PIN_MOST 12
/* ERR_INPUT with *why: too short, or one that is tried first. */
int keep_pin_set(struct keep *keep, const char *record, const char *pin, struct say *why);
/*
 * Which of these records has that PIN, a new string. As keep_code_find: whether there was any to be
 * looked at or not, the same answer.
 */
int keep_pin_find(struct keep *keep, const char *const record[], int count, const char *pin,
    const char *where, char **out, struct say *why);
/* May one more matter be handed in from there? Counts it. ERR_DENIED with *why. */
int keep_letter(struct keep *keep, const char *where, struct say *why);
/*
 * A mark by which the same person is known again without a name: BLAKE2b of a text (an ID number)
 * under a key of the keeper's. ERR_DENIED: an account asked for too many in this hour.
 */
#define KEEP_MARK 33 /* hexadecimal figures, NUL included */
int keep_mark(struct keep *keep, const struct actor *actor, const char *text, char out[KEEP_MARK]);

#endif
