/* The accounts as a clerk's process sees them: every function is a question on its line. */
#include "db/keep_int.h"

#include "base/pack.h"
#include "db/keeper.h"

#include <sodium.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static void
ask(struct buf *question, enum keep_ask what)
{
	*question = (struct buf)BUF_EMPTY;
	pack_int(question, what);
}

/*
 * Sends the question and releases it, secrets included. 0: *result stands at the result and *hold
 * (free() it) holds its bytes.
 */
static int
answer_to(struct keep *keep, struct buf *question, struct say *why, char **hold,
    struct unpack *result)
{
	char *bytes = xcalloc(1, KEEPER_ANSWER);
	size_t len = pack_exchange(keep->line, question, bytes, KEEPER_ANSWER);
	int err = len ? 0 : ERR_IO;

	sodium_memzero(question->data, question->len);
	buf_release(question);
	*result = unpack_begin(bytes, len);
	if (!err) {
		err = (int)unpack_int(result);
		unpack_say(result, KEEP_TEXT_MOST, why);
		if (result->wrong)
			err = ERR_IO;
	}
	if (err)
		free(bytes);
	*hold = err ? NULL : bytes;
	return err;
}

/* The same where the answer has no result. */
static int
done(struct keep *keep, struct buf *question, struct say *why)
{
	struct unpack result;
	char *hold;
	int err = answer_to(keep, question, why, &hold, &result);

	free(hold);
	return err;
}

static void
unpack_account(struct unpack *from, struct account *out)
{
	*out = (struct account){
		.account = unpack_string(from, KEEP_TEXT_MOST),
		.name = unpack_string(from, KEEP_TEXT_MOST),
		.role = (enum role)unpack_small(from, ROLE_COUNT - 1),
		.locked = unpack_small(from, 1),
		.must_change = unpack_small(from, 1),
		.lang = (enum lang)unpack_small(from, LANG_COUNT - 1),
		.last_sign_in = unpack_int(from),
		.last_failure = unpack_int(from),
		.failures = (int)unpack_int(from),
		.shut_until = unpack_int(from),
		.password_since = unpack_int(from),
	};
}

/* In hexadecimal. */
static void
unpack_key(struct unpack *from, unsigned char out[32])
{
	char *hex = unpack_string(from, 64);
	size_t len = 0;

	if (sodium_hex2bin(out, 32, hex, strlen(hex), NULL, &len, NULL) != 0 || len != 32)
		from->wrong = true;
	free(hex);
}

static void
close_line(struct keep *keep)
{
	close(keep->line);
}

static int
line_policy_get(struct keep *keep, struct keep_policy *out)
{
	struct unpack result;
	struct buf question;
	char *hold;

	memset(out, 0, sizeof *out);
	ask(&question, KEEP_ASK_POLICY);
	int err = answer_to(keep, &question, NULL, &hold, &result);

	for (int i = 0; !err && i < KEEP_POLICY_ROWS; i++)
		*keep_policy_member(out, i) = (int)unpack_int(&result);
	free(hold);
	return err;
}

static int
line_policy_number(struct keep *keep, const char *name, int *out)
{
	struct unpack result;
	struct buf question;
	char *hold;

	ask(&question, KEEP_ASK_NUMBER);
	pack_text(&question, name);
	int err = answer_to(keep, &question, NULL, &hold, &result);

	if (!err)
		*out = (int)unpack_int(&result);
	free(hold);
	return err;
}

static int
line_policy_set(struct keep *keep, const struct actor *actor, const char *name, int value,
    struct say *why)
{
	struct buf question;

	(void)actor;
	ask(&question, KEEP_ASK_SET_POLICY);
	pack_text(&question, name);
	pack_int(&question, value);
	return done(keep, &question, why);
}

/* Asks a question whose result is one account. */
static int
one_account(struct keep *keep, struct buf *question, struct account *out, struct say *why)
{
	struct unpack result;
	char *hold;
	int err = answer_to(keep, question, why, &hold, &result);

	if (!err)
		unpack_account(&result, out);
	free(hold);
	return err;
}

static int
line_sign_in(struct keep *keep, const char *account, const char *password, const char *where,
    struct account *out, struct say *why)
{
	struct buf question;

	(void)where;
	ask(&question, KEEP_ASK_SIGN_IN);
	pack_text(&question, account);
	pack_text(&question, password);
	return one_account(keep, &question, out, why);
}

static int
line_password(struct keep *keep, const struct actor *actor, const char *account, const char *old,
    const char *fresh, struct say *why)
{
	struct buf question;

	(void)actor;
	ask(&question, KEEP_ASK_PASSWORD);
	pack_text(&question, account);
	pack_text(&question, old);
	pack_text(&question, fresh);
	return done(keep, &question, why);
}

static int
line_add(struct keep *keep, const struct actor *actor, const struct account *account,
    const char *password, struct say *why)
{
	struct buf question;

	(void)actor;
	ask(&question, KEEP_ASK_ADD);
	pack_text(&question, account->account);
	pack_text(&question, account->name);
	pack_int(&question, account->role);
	pack_int(&question, account->lang);
	pack_int(&question, account->must_change);
	pack_text(&question, password);
	return done(keep, &question, why);
}

static int
line_lock(struct keep *keep, const struct actor *actor, const char *account, bool locked,
    struct say *why)
{
	struct buf question;

	(void)actor;
	ask(&question, KEEP_ASK_LOCK);
	pack_text(&question, account);
	pack_int(&question, locked);
	return done(keep, &question, why);
}

static int
line_send_out(struct keep *keep, const struct actor *actor, const char *account, int pid,
    struct say *why)
{
	struct buf question;

	(void)actor;
	ask(&question, KEEP_ASK_SEND_OUT);
	pack_text(&question, account);
	pack_int(&question, pid);
	return done(keep, &question, why);
}

static int
line_lang(struct keep *keep, const char *account, enum lang lang)
{
	struct buf question;

	(void)account;
	ask(&question, KEEP_ASK_LANG);
	pack_int(&question, lang);
	return done(keep, &question, NULL);
}

static int
line_list(struct keep *keep, const struct actor *actor, struct accounts *out)
{
	struct unpack result;
	struct buf question;
	char *hold;

	(void)actor;
	memset(out, 0, sizeof *out);
	ask(&question, KEEP_ASK_LIST);
	int err = answer_to(keep, &question, NULL, &hold, &result);
	int count = err ? 0 : unpack_small(&result, KEEPER_ANSWER);

	out->account = xcalloc((size_t)count + 1, sizeof *out->account);
	for (; out->count < count && !result.wrong; out->count++)
		unpack_account(&result, &out->account[out->count]);
	free(hold);
	return err;
}

static int
line_find(struct keep *keep, const char *account, struct account *out)
{
	struct buf question;

	ask(&question, KEEP_ASK_FIND);
	pack_text(&question, account);
	return one_account(keep, &question, out, NULL);
}

static int
line_log_get(struct keep *keep, const struct actor *actor, const char *account, int limit,
    struct keep_log *out)
{
	struct unpack result;
	struct buf question;
	char *hold;

	(void)actor;
	memset(out, 0, sizeof *out);
	ask(&question, KEEP_ASK_LOG);
	pack_text(&question, account);
	pack_int(&question, limit < 0 || limit > KEEP_LOG_MOST ? KEEP_LOG_MOST : limit);
	int err = answer_to(keep, &question, NULL, &hold, &result);
	int count = err ? 0 : unpack_small(&result, KEEP_LOG_MOST);

	out->entry = xcalloc((size_t)count + 1, sizeof *out->entry);
	for (; out->count < count && !result.wrong; out->count++)
		out->entry[out->count] = (struct keep_entry){
			.when = unpack_int(&result),
			.account = unpack_string(&result, KEEP_TEXT_MOST),
			.what = unpack_string(&result, KEEP_TEXT_MOST),
			.where = unpack_string(&result, KEEP_TEXT_MOST),
			.by = unpack_string(&result, KEEP_TEXT_MOST),
		};
	free(hold);
	return err;
}

static int
line_identity(struct keep *keep, struct keep_identity *out)
{
	struct unpack result;
	struct buf question;
	char *hold;

	ask(&question, KEEP_ASK_IDENTITY);
	int err = answer_to(keep, &question, NULL, &hold, &result);

	if (!err) {
		out->number = (int)unpack_int(&result);
		out->since = unpack_int(&result);
		unpack_key(&result, out->sign);
		unpack_key(&result, out->seal);
		err = result.wrong ? ERR_IO : 0;
	}
	free(hold);
	return err;
}

static int
line_unseal(struct keep *keep, const struct actor *actor, const char *record, const char *reason,
    const char *sealed, char **out, struct say *why)
{
	struct unpack result;
	struct buf question;
	char *hold;

	(void)actor;
	ask(&question, KEEP_ASK_UNSEAL);
	pack_text(&question, record);
	pack_text(&question, reason);
	pack_text(&question, sealed);
	int err = answer_to(keep, &question, why, &hold, &result);

	if (!err)
		*out = unpack_string(&result, KEEP_TEXT_MOST);
	if (hold)
		sodium_memzero(hold, KEEPER_ANSWER);
	free(hold);
	return err;
}

/* Asks a question whose result is a text that fits into `out`; releases the question. */
static int
short_text(struct keep *keep, struct buf *question, char *out, size_t size)
{
	struct unpack result;
	char *hold;
	int err = answer_to(keep, question, NULL, &hold, &result);
	char *text = err ? NULL : unpack_string(&result, size - 1);

	if (text)
		snprintf(out, size, "%s", text);
	free(text);
	free(hold);
	return err;
}

static int
line_code_make(struct keep *keep, const struct actor *actor, const char *record,
    char out[KEEP_QUERY_CODE])
{
	struct buf question;

	(void)actor;
	ask(&question, KEEP_ASK_CODE_MAKE);
	pack_text(&question, record);
	return short_text(keep, &question, out, KEEP_QUERY_CODE);
}

static int
line_desk(struct keep *keep)
{
	struct buf question;

	ask(&question, KEEP_ASK_DESK);
	return done(keep, &question, NULL);
}

static int
line_mark(struct keep *keep, const struct actor *actor, const char *text, char out[KEEP_MARK])
{
	struct buf question;

	(void)actor;
	ask(&question, KEEP_ASK_MARK);
	pack_text(&question, text);
	return short_text(keep, &question, out, KEEP_MARK);
}

static int
line_pubkey_add(struct keep *keep, const struct actor *actor, const char *account,
    const char *line, bool alone, struct say *why)
{
	struct buf question;

	(void)actor;
	ask(&question, KEEP_ASK_PUBKEY_ADD);
	pack_text(&question, account);
	pack_text(&question, line);
	pack_int(&question, alone);
	return done(keep, &question, why);
}

static int
line_pubkey_remove(struct keep *keep, const struct actor *actor, const char *account,
    const char *print, struct say *why)
{
	struct buf question;

	(void)actor;
	ask(&question, KEEP_ASK_PUBKEY_REMOVE);
	pack_text(&question, account);
	pack_text(&question, print);
	return done(keep, &question, why);
}

static int
line_pubkey_list(struct keep *keep, const struct actor *actor, const char *account,
    struct keep_pubkeys *out)
{
	struct unpack result;
	struct buf question;
	char *hold;

	(void)actor;
	memset(out, 0, sizeof *out);
	ask(&question, KEEP_ASK_PUBKEY_LIST);
	pack_text(&question, account);
	int err = answer_to(keep, &question, NULL, &hold, &result);
	int count = err ? 0 : unpack_small(&result, KEEP_PUBKEYS_MOST);

	out->key = xcalloc((size_t)count + 1, sizeof *out->key);
	for (; out->count < count && !result.wrong; out->count++)
		out->key[out->count] = (struct keep_pubkey){
			.print = unpack_string(&result, KEEP_TEXT_MOST),
			.note = unpack_string(&result, KEEP_TEXT_MOST),
			.since = unpack_int(&result),
			.alone = unpack_small(&result, 1),
		};
	free(hold);
	return err;
}

/* The far end knows, and does not tell. */
static bool
line_pubkey_needed(struct keep *keep, const char *account)
{
	(void)keep;
	(void)account;
	return false;
}

static int
line_pubkey_show(struct keep *keep, const char *account, const char *blob, bool proved,
    const char *where, struct account *out, bool *enough)
{
	struct unpack result;
	struct buf question;
	char *hold;

	(void)where;
	ask(&question, KEEP_ASK_PUBKEY_SHOW);
	pack_text(&question, account);
	pack_text(&question, blob);
	pack_int(&question, proved);
	int err = answer_to(keep, &question, NULL, &hold, &result);

	*enough = !err && unpack_small(&result, 1);
	if (*enough && proved)
		unpack_account(&result, out);
	free(hold);
	return err;
}

static const struct keep_ops keep_line_ops = {
	.close = close_line,
	.policy_get = line_policy_get,
	.policy_number = line_policy_number,
	.policy_set = line_policy_set,
	.sign_in = line_sign_in,
	.password = line_password,
	.add = line_add,
	.lock = line_lock,
	.send_out = line_send_out,
	.lang = line_lang,
	.list = line_list,
	.find = line_find,
	.log_get = line_log_get,
	.identity = line_identity,
	.unseal = line_unseal,
	.code_make = line_code_make,
	.desk = line_desk,
	.mark = line_mark,
	.pubkey_add = line_pubkey_add,
	.pubkey_remove = line_pubkey_remove,
	.pubkey_list = line_pubkey_list,
	.pubkey_needed = line_pubkey_needed,
	.pubkey_show = line_pubkey_show,
};

struct keep *
keep_at_line(int line)
{
	struct keep *keep = xcalloc(1, sizeof *keep);

	keep->ops = &keep_line_ops;
	keep->line = line;
	return keep;
}
