/*
 * Whatever a stranger's process sends to the keeper: nothing but a sign-in and the policy is
 * reached before a sign-in succeeded, afterwards all is done as who signed in, strings are bounded,
 * answers too.  Input: questions, each behind two bytes of its length.
 */
#include "base/buf.h"
#include "db/keep_int.h"
#include "db/keeper.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

static const char account_name[] = "wxl";
static bool signed_in;

static void
check_text(const char *text)
{
	assert(!text || strlen(text) <= KEEP_TEXT_MOST);
}

static void
check_actor(const struct actor *actor)
{
	assert(signed_in && strcmp(actor->account, account_name) == 0);
	assert(actor->role == ROLE_CLERK && strcmp(actor->where, "10.0.0.7") == 0);
}

static void
fill(struct account *out)
{
	*out = (struct account){.account = xstrdup(account_name), .name = xstrdup("王"),
	    .role = ROLE_CLERK};
}

static void
none(struct keep *keep)
{
	(void)keep;
}

static int
policy_get(struct keep *keep, struct keep_policy *out)
{
	(void)keep;
	*out = (struct keep_policy){.least_length = 8};
	return 0;
}

static int
policy_number(struct keep *keep, const char *name, int *out)
{
	(void)keep;
	check_text(name);
	*out = 8;
	return 0;
}

static int
policy_set(struct keep *keep, const struct actor *actor, const char *name, int value,
    struct say *why)
{
	(void)keep;
	(void)value;
	check_actor(actor);
	say_set(why, T_DB_NO_RIGHT, name, NULL);
	return ERR_DENIED;
}

static int
sign_in(struct keep *keep, const char *account, const char *password, const char *where,
    struct account *out, struct say *why)
{
	(void)keep;
	(void)why;
	assert(!signed_in && strcmp(where, "10.0.0.7") == 0);
	check_text(account);
	check_text(password);
	if (strcmp(account, account_name) != 0 || strcmp(password, "right") != 0)
		return ERR_DENIED;
	signed_in = true;
	fill(out);
	return 0;
}

static int
password(struct keep *keep, const struct actor *actor, const char *account, const char *old,
    const char *fresh, struct say *why)
{
	(void)keep;
	(void)why;
	check_actor(actor);
	check_text(account);
	check_text(old);
	check_text(fresh);
	return 0;
}

static int
add(struct keep *keep, const struct actor *actor, const struct account *account,
    const char *secret, struct say *why)
{
	(void)keep;
	(void)why;
	check_actor(actor);
	check_text(account->account);
	check_text(account->name);
	check_text(secret);
	assert(account->role < ROLE_COUNT && account->lang < LANG_COUNT);
	return ERR_DENIED;
}

static int
lock(struct keep *keep, const struct actor *actor, const char *account, bool locked,
    struct say *why)
{
	(void)keep;
	(void)locked;
	(void)why;
	check_actor(actor);
	check_text(account);
	return ERR_DENIED;
}

static int
send_out(struct keep *keep, const struct actor *actor, const char *account, int pid,
    struct say *why)
{
	(void)keep;
	(void)why;
	check_actor(actor);
	check_text(account);
	assert(pid >= 0);
	return ERR_DENIED;
}

static int
lang(struct keep *keep, const char *account, enum lang which)
{
	(void)keep;
	assert(signed_in && strcmp(account, account_name) == 0 && which < LANG_COUNT);
	return 0;
}

static int
list(struct keep *keep, const struct actor *actor, struct accounts *out)
{
	(void)keep;
	check_actor(actor);
	out->account = xcalloc(1, sizeof *out->account);
	out->count = 1;
	fill(out->account);
	return 0;
}

static int
find(struct keep *keep, const char *account, struct account *out)
{
	(void)keep;
	/* Nobody but herself: she may not look after accounts. */
	assert(signed_in && strcmp(account, account_name) == 0);
	fill(out);
	return 0;
}

static int
log_get(struct keep *keep, const struct actor *actor, const char *account, int limit,
    struct keep_log *out)
{
	(void)keep;
	(void)out;
	check_actor(actor);
	check_text(account);
	assert(limit >= 0 && limit <= KEEP_LOG_MOST);
	return 0;
}

static int
identity(struct keep *keep, struct keep_identity *out)
{
	(void)keep;
	assert(signed_in);
	*out = (struct keep_identity){.number = 1};
	return 0;
}

static int
unseal(struct keep *keep, const struct actor *actor, const char *record, const char *reason,
    const char *sealed, char **out, struct say *why)
{
	(void)keep;
	check_actor(actor);
	check_text(record);
	check_text(reason);
	check_text(sealed);
	if (strcmp(sealed, "seal1:ours") != 0) {
		say_set(why, T_KEEP_NOT_OURS, NULL);
		return ERR_NOTFOUND;
	}
	*out = xstrdup("张秀芹");
	return 0;
}

static int
code_make(struct keep *keep, const struct actor *actor, const char *record,
    char out[KEEP_QUERY_CODE])
{
	(void)keep;
	check_actor(actor);
	check_text(record);
	memcpy(out, "4821 0937 5562 3109", KEEP_QUERY_CODE);
	return 0;
}

static int
desk(struct keep *keep)
{
	(void)keep;
	return ERR_DENIED;
}

static int
mark(struct keep *keep, const struct actor *actor, const char *text, char out[KEEP_MARK])
{
	(void)keep;
	check_actor(actor);
	check_text(text);
	memset(out, '0', KEEP_MARK - 1);
	out[KEEP_MARK - 1] = '\0';
	return 0;
}

static int
pubkey_add(struct keep *keep, const struct actor *actor, const char *account, const char *line,
    bool alone, struct say *why)
{
	(void)keep;
	(void)alone;
	check_actor(actor);
	check_text(account);
	check_text(line);
	say_set(why, T_DB_NO_RIGHT, NULL);
	return ERR_DENIED;
}

static int
pubkey_remove(struct keep *keep, const struct actor *actor, const char *account, const char *print,
    struct say *why)
{
	return pubkey_add(keep, actor, account, print, false, why);
}

static int
pubkey_list(struct keep *keep, const struct actor *actor, const char *account,
    struct keep_pubkeys *out)
{
	(void)keep;
	check_actor(actor);
	check_text(account);
	out->key = xcalloc(1, sizeof *out->key);
	out->key[out->count++] =
	    (struct keep_pubkey){.print = xstrdup("SHA256:x"), .note = xstrdup("")};
	return 0;
}

static bool
pubkey_needed(struct keep *keep, const char *account)
{
	(void)keep;
	check_text(account);
	return strcmp(account, account_name) != 0;
}

static int
pubkey_show(struct keep *keep, const char *account, const char *blob, bool proved,
    const char *where, struct account *out, bool *enough)
{
	(void)keep;
	assert(!signed_in && strcmp(where, "10.0.0.7") == 0);
	check_text(account);
	check_text(blob);
	*enough = strcmp(blob, "alone") == 0;
	if (*enough && proved) {
		fill(out);
		signed_in = true;
	}
	return strncmp(blob, "a", 1) == 0 ? 0 : ERR_DENIED;
}

static const struct keep_ops ops = {none, policy_get, policy_number, policy_set, sign_in, password,
	add, lock, send_out, lang, list, find, log_get, identity, unseal, desk, code_make, mark,
	pubkey_add, pubkey_remove, pubkey_list, pubkey_needed, pubkey_show};

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct keep keep = {.ops = &ops};
	struct keeper_line line = {.where = xstrdup("10.0.0.7")};
	int err = 0;

	signed_in = false;
	while (!err && size >= 2) {
		size_t len = (size_t)data[0] << 8 | data[1];
		struct buf answer = BUF_EMPTY;

		data += 2;
		size -= 2;
		if (len > size)
			len = size;
		err = keeper_answer(&keep, &line, data, len, &answer);
		assert(answer.len <= KEEPER_ANSWER && signed_in == (line.account != NULL));
		assert(err || answer.len > 0);
		buf_release(&answer);
		data += len;
		size -= len;
	}
	assert(line.failures <= KEEPER_TRIES);
	keeper_line_release(&line);
	return 0;
}
