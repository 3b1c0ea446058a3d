#include "db/keeper.h"

#include "base/pack.h"
#include "db/keep_int.h"
#include "db/rights.h"

#include <limits.h>
#include <sodium.h>
#include <stdlib.h>
#include <string.h>

/* One question being answered: fields are read from `in`, the result goes to `out`. */
struct question {
	struct keep *keep;
	struct keeper_line *line;
	struct actor actor; /* who acts, once signed in */
	struct unpack in;
	struct buf *out;
	struct say why;
};

static void
wipe(char *secret)
{
	if (secret)
		sodium_memzero(secret, strlen(secret));
	free(secret);
}

static void
pack_account(struct buf *out, const struct account *account)
{
	pack_text(out, account->account);
	pack_text(out, account->name);
	pack_int(out, account->role);
	pack_int(out, account->locked);
	pack_int(out, account->must_change);
	pack_int(out, account->lang);
	pack_int(out, account->last_sign_in);
	pack_int(out, account->last_failure);
	pack_int(out, account->failures);
	pack_int(out, account->shut_until);
	pack_int(out, account->password_since);
}

static int
do_policy(struct question *q)
{
	struct keep_policy policy;
	int err = unpack_is_whole(&q->in) ? 0 : ERR_INPUT;

	if (!err)
		err = keep_policy_get(q->keep, &policy);
	for (int i = 0; !err && i < KEEP_POLICY_ROWS; i++)
		pack_int(q->out, *keep_policy_member(&policy, i));
	return err;
}

static int
do_number(struct question *q)
{
	char *name = unpack_string(&q->in, KEEP_TEXT_MOST);
	int value, err = unpack_is_whole(&q->in) ? 0 : ERR_INPUT;

	if (!err)
		err = keep_policy_number(q->keep, name, &value);
	if (!err)
		pack_int(q->out, value);
	free(name);
	return err;
}

static int
do_set_policy(struct question *q)
{
	char *name = unpack_string(&q->in, KEEP_TEXT_MOST);
	int value = unpack_small(&q->in, INT_MAX), err = ERR_INPUT;

	if (unpack_is_whole(&q->in))
		err = keep_policy_set(q->keep, &q->actor, name, value, &q->why);
	free(name);
	return err;
}

static void
admit(struct question *q, const struct account *account)
{
	q->line->account = xstrdup(account->account);
	pack_account(q->out, account);
}

/* Then the password is not looked at: to the far end it is a wrong one, and takes as long. */
static bool
lacks_key(const struct question *q, const char *name)
{
	return keep_pubkey_needed(q->keep, name) &&
	    !(q->line->shown && strcmp(q->line->shown, name) == 0);
}

static int
do_sign_in(struct question *q)
{
	char *name = unpack_string(&q->in, KEEP_TEXT_MOST);
	char *password = unpack_string(&q->in, KEEP_TEXT_MOST);
	struct account account = {0};
	int err = unpack_is_whole(&q->in) ? 0 : ERR_INPUT;

	if (!err)
		err = keep_sign_in(q->keep, name, lacks_key(q, name) ? "" : password,
		    q->line->where, &account, &q->why);
	if (err == ERR_DENIED)
		q->line->failures++;
	if (!err)
		admit(q, &account);
	account_release(&account);
	wipe(password);
	free(name);
	return err;
}

static int
do_password(struct question *q)
{
	char *name = unpack_string(&q->in, KEEP_TEXT_MOST);
	char *old = unpack_text(&q->in, KEEP_TEXT_MOST);
	char *fresh = unpack_string(&q->in, KEEP_TEXT_MOST);
	int err = ERR_INPUT;

	if (unpack_is_whole(&q->in))
		err = keep_password(q->keep, &q->actor, name, old, fresh, &q->why);
	wipe(fresh);
	wipe(old);
	free(name);
	return err;
}

static int
do_add(struct question *q)
{
	struct account account = {
		.account = unpack_string(&q->in, KEEP_TEXT_MOST),
		.name = unpack_string(&q->in, KEEP_TEXT_MOST),
		.role = (enum role)unpack_small(&q->in, ROLE_COUNT - 1),
		.lang = (enum lang)unpack_small(&q->in, LANG_COUNT - 1),
		.must_change = unpack_small(&q->in, 1),
	};
	char *password = unpack_string(&q->in, KEEP_TEXT_MOST);
	int err = ERR_INPUT;

	if (unpack_is_whole(&q->in))
		err = keep_add(q->keep, &q->actor, &account, password, &q->why);
	account_release(&account);
	wipe(password);
	return err;
}

static int
do_lock(struct question *q)
{
	char *name = unpack_string(&q->in, KEEP_TEXT_MOST);
	bool locked = unpack_small(&q->in, 1);
	int err = ERR_INPUT;

	if (unpack_is_whole(&q->in))
		err = keep_lock(q->keep, &q->actor, name, locked, &q->why);
	free(name);
	return err;
}

static int
do_send_out(struct question *q)
{
	char *name = unpack_string(&q->in, KEEP_TEXT_MOST);
	int pid = unpack_small(&q->in, INT_MAX), err = ERR_INPUT;

	if (unpack_is_whole(&q->in))
		err = keep_send_out(q->keep, &q->actor, name, pid, &q->why);
	free(name);
	return err;
}

static int
do_lang(struct question *q)
{
	enum lang lang = (enum lang)unpack_small(&q->in, LANG_COUNT - 1);

	return unpack_is_whole(&q->in) ? keep_lang(q->keep, q->line->account, lang) : ERR_INPUT;
}

static int
do_list(struct question *q)
{
	struct accounts accounts = {0};
	int err = unpack_is_whole(&q->in) ? 0 : ERR_INPUT;

	if (!err)
		err = keep_list(q->keep, &q->actor, &accounts);
	if (!err)
		pack_int(q->out, accounts.count);
	for (int i = 0; !err && i < accounts.count; i++)
		pack_account(q->out, &accounts.account[i]);
	accounts_release(&accounts);
	return err;
}

static int
do_find(struct question *q)
{
	char *name = unpack_string(&q->in, KEEP_TEXT_MOST);
	struct account account = {0};
	int err = unpack_is_whole(&q->in) ? 0 : ERR_INPUT;

	if (!err && strcmp(name, q->line->account) != 0 &&
	    !rights_may(&q->actor, ACTION_ACCOUNTS, NULL))
		err = ERR_DENIED;
	if (!err)
		err = keep_find(q->keep, name, &account);
	if (!err)
		pack_account(q->out, &account);
	account_release(&account);
	free(name);
	return err;
}

static int
do_log(struct question *q)
{
	char *name = unpack_text(&q->in, KEEP_TEXT_MOST);
	int limit = unpack_small(&q->in, KEEP_LOG_MOST);
	struct keep_log log = {0};
	int err = unpack_is_whole(&q->in) ? 0 : ERR_INPUT;

	if (!err)
		err = keep_log_get(q->keep, &q->actor, name, limit, &log);
	if (!err)
		pack_int(q->out, log.count);
	for (int i = 0; !err && i < log.count; i++) {
		pack_int(q->out, log.entry[i].when);
		pack_text(q->out, log.entry[i].account);
		pack_text(q->out, log.entry[i].what);
		pack_text(q->out, log.entry[i].where);
		pack_text(q->out, log.entry[i].by);
	}
	keep_log_release(&log);
	free(name);
	return err;
}

static void
pack_key(struct buf *out, const unsigned char key[32])
{
	char hex[65];

	sodium_bin2hex(hex, sizeof hex, key, 32);
	pack_text(out, hex);
}

static int
do_identity(struct question *q)
{
	struct keep_identity own;
	int err = unpack_is_whole(&q->in) ? 0 : ERR_INPUT;

	if (!err)
		err = keep_identity(q->keep, &own);
	if (!err) {
		pack_int(q->out, own.number);
		pack_int(q->out, own.since);
		pack_key(q->out, own.sign);
		pack_key(q->out, own.seal);
	}
	return err;
}

static int
do_unseal(struct question *q)
{
	char *record = unpack_string(&q->in, KEEP_TEXT_MOST);
	char *reason = unpack_string(&q->in, KEEP_TEXT_MOST);
	char *sealed = unpack_string(&q->in, KEEP_TEXT_MOST), *plain = NULL;
	int err = ERR_INPUT;

	if (unpack_is_whole(&q->in))
		err = keep_unseal(q->keep, &q->actor, record, reason, sealed, &plain, &q->why);
	if (!err)
		pack_text(q->out, plain);
	wipe(plain);
	free(sealed);
	free(reason);
	free(record);
	return err;
}

static int
do_code_make(struct question *q)
{
	char *record = unpack_string(&q->in, KEEP_TEXT_MOST), code[KEEP_QUERY_CODE];
	int err = ERR_INPUT;

	if (unpack_is_whole(&q->in))
		err = keep_code_make(q->keep, &q->actor, record, code);
	if (!err)
		pack_text(q->out, code);
	free(record);
	return err;
}

/* From then on nothing is answered on this line: there is no such account. */
static int
do_desk(struct question *q)
{
	int err = unpack_is_whole(&q->in) ? keep_desk(q->keep) : ERR_INPUT;

	if (!err)
		q->line->account = xstrdup(KEEP_DESK);
	return err;
}

static int
do_mark(struct question *q)
{
	char *text = unpack_string(&q->in, KEEP_TEXT_MOST), mark[KEEP_MARK];
	int err = ERR_INPUT;

	if (unpack_is_whole(&q->in))
		err = keep_mark(q->keep, &q->actor, text, mark);
	if (!err)
		pack_text(q->out, mark);
	wipe(text);
	return err;
}

static int
do_pubkey_show(struct question *q)
{
	char *name = unpack_string(&q->in, KEEP_TEXT_MOST);
	char *blob = unpack_string(&q->in, KEEP_TEXT_MOST);
	bool proved = unpack_small(&q->in, 1), enough = false;
	struct account account = {0};
	int err = unpack_is_whole(&q->in) && ++q->line->keys <= KEEPER_KEYS ? 0 : ERR_INPUT;

	if (!err)
		err = keep_pubkey_show(q->keep, name, blob, proved, q->line->where, &account,
		    &enough);
	if (!err)
		pack_int(q->out, enough);
	if (!err && proved && enough) {
		admit(q, &account);
	} else if (!err && proved) {
		free(q->line->shown);
		q->line->shown = xstrdup(name);
	}
	account_release(&account);
	free(blob);
	free(name);
	return err;
}

static int
do_pubkey_add(struct question *q)
{
	char *name = unpack_string(&q->in, KEEP_TEXT_MOST);
	char *line = unpack_string(&q->in, KEEP_TEXT_MOST);
	bool alone = unpack_small(&q->in, 1);
	int err = ERR_INPUT;

	if (unpack_is_whole(&q->in))
		err = keep_pubkey_add(q->keep, &q->actor, name, line, alone, &q->why);
	free(line);
	free(name);
	return err;
}

static int
do_pubkey_remove(struct question *q)
{
	char *name = unpack_string(&q->in, KEEP_TEXT_MOST);
	char *print = unpack_string(&q->in, KEEP_TEXT_MOST);
	int err = ERR_INPUT;

	if (unpack_is_whole(&q->in))
		err = keep_pubkey_remove(q->keep, &q->actor, name, print, &q->why);
	free(print);
	free(name);
	return err;
}

static int
do_pubkey_list(struct question *q)
{
	char *name = unpack_string(&q->in, KEEP_TEXT_MOST);
	struct keep_pubkeys keys = {0};
	int err = unpack_is_whole(&q->in) ? 0 : ERR_INPUT;

	if (!err)
		err = keep_pubkey_list(q->keep, &q->actor, name, &keys);
	if (!err)
		pack_int(q->out, keys.count);
	for (int i = 0; !err && i < keys.count; i++) {
		pack_text(q->out, keys.key[i].print);
		pack_text(q->out, keys.key[i].note);
		pack_int(q->out, keys.key[i].since);
		pack_int(q->out, keys.key[i].alone);
	}
	keep_pubkeys_release(&keys);
	free(name);
	return err;
}

/* When a question may be asked. */
enum when { BEFORE = 1, AFTER = 2 };

static const struct {
	unsigned when;
	int (*answer)(struct question *q);
} questions[KEEP_ASK_COUNT] = {
	[KEEP_ASK_POLICY] = {BEFORE | AFTER, do_policy},
	[KEEP_ASK_NUMBER] = {BEFORE | AFTER, do_number},
	[KEEP_ASK_SET_POLICY] = {AFTER, do_set_policy},
	[KEEP_ASK_SIGN_IN] = {BEFORE, do_sign_in},
	[KEEP_ASK_PASSWORD] = {AFTER, do_password},
	[KEEP_ASK_ADD] = {AFTER, do_add},
	[KEEP_ASK_LOCK] = {AFTER, do_lock},
	[KEEP_ASK_SEND_OUT] = {AFTER, do_send_out},
	[KEEP_ASK_LANG] = {AFTER, do_lang},
	[KEEP_ASK_LIST] = {AFTER, do_list},
	[KEEP_ASK_FIND] = {AFTER, do_find},
	[KEEP_ASK_LOG] = {AFTER, do_log},
	[KEEP_ASK_IDENTITY] = {AFTER, do_identity},
	[KEEP_ASK_UNSEAL] = {AFTER, do_unseal},
	[KEEP_ASK_CODE_MAKE] = {AFTER, do_code_make},
	[KEEP_ASK_DESK] = {BEFORE, do_desk},
	[KEEP_ASK_MARK] = {AFTER, do_mark},
	[KEEP_ASK_PUBKEY_ADD] = {AFTER, do_pubkey_add},
	[KEEP_ASK_PUBKEY_REMOVE] = {AFTER, do_pubkey_remove},
	[KEEP_ASK_PUBKEY_LIST] = {AFTER, do_pubkey_list},
	[KEEP_ASK_PUBKEY_SHOW] = {BEFORE, do_pubkey_show},
};

static void
pack_answer(struct buf *out, int err, const struct say *why, const struct buf *result)
{
	pack_int(out, err);
	pack_say(out, why);
	if (!err)
		buf_add(out, result->data, result->len);
}

/* Asks what the account may do at this moment. */
static int
find_actor(struct question *q, struct account *account)
{
	int err = keep_find(q->keep, q->line->account, account);

	if (err || account->locked)
		return ERR_DENIED;
	q->actor = (struct actor){account->account, account->name, account->role, q->line->where};
	return 0;
}

int
keeper_answer(struct keep *keep, struct keeper_line *line, const void *question, size_t len,
    struct buf *answer)
{
	struct buf result = BUF_EMPTY;
	struct account account = {0};
	struct question q = {.keep = keep, .line = line, .out = &result,
		.in = unpack_begin(question, len)};
	int ask = unpack_small(&q.in, KEEP_ASK_COUNT - 1), err = 0;

	if (q.in.wrong || !(questions[ask].when & (line->account ? AFTER : BEFORE)))
		return ERR_INPUT;
	if (line->account)
		err = find_actor(&q, &account);
	if (!err)
		err = questions[ask].answer(&q);
	if (!err && result.len > KEEPER_ANSWER - KEEP_TEXT_MOST)
		err = ERR_IO;
	bool broken = q.in.wrong || q.in.left;

	if (!broken)
		pack_answer(answer, err, &q.why, &result);
	account_release(&account);
	say_release(&q.why);
	buf_release(&result);
	return broken || line->failures >= KEEPER_TRIES ? ERR_INPUT : 0;
}

void
keeper_line_release(struct keeper_line *line)
{
	free(line->where);
	free(line->account);
	free(line->shown);
	memset(line, 0, sizeof *line);
}
