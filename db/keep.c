/* The keeper, wherever it is: each function goes to the one that holds the accounts. */
#include "db/keep_int.h"

#include <stddef.h>
#include <stdlib.h>
#include <string.h>

void
keep_close(struct keep *keep)
{
	if (!keep)
		return;
	keep->ops->close(keep);
	free(keep);
}

int
keep_policy_get(struct keep *keep, struct keep_policy *out)
{
	return keep->ops->policy_get(keep, out);
}

int
keep_policy_number(struct keep *keep, const char *name, int *out)
{
	return keep->ops->policy_number(keep, name, out);
}

int
keep_policy_set(struct keep *keep, const struct actor *actor, const char *name, int value,
    struct say *why)
{
	return keep->ops->policy_set(keep, actor, name, value, why);
}

int
keep_sign_in(struct keep *keep, const char *account, const char *password, const char *where,
    struct account *out, struct say *why)
{
	return keep->ops->sign_in(keep, account, password, where, out, why);
}

int
keep_password(struct keep *keep, const struct actor *actor, const char *account, const char *old,
    const char *fresh, struct say *why)
{
	return keep->ops->password(keep, actor, account, old, fresh, why);
}

int
keep_add(struct keep *keep, const struct actor *actor, const struct account *account,
    const char *password, struct say *why)
{
	return keep->ops->add(keep, actor, account, password, why);
}

int
keep_lock(struct keep *keep, const struct actor *actor, const char *account, bool locked,
    struct say *why)
{
	return keep->ops->lock(keep, actor, account, locked, why);
}

int
keep_send_out(struct keep *keep, const struct actor *actor, const char *account, int pid,
    struct say *why)
{
	return keep->ops->send_out(keep, actor, account, pid, why);
}

int
keep_lang(struct keep *keep, const char *account, enum lang lang)
{
	return keep->ops->lang(keep, account, lang);
}

int
keep_list(struct keep *keep, const struct actor *actor, struct accounts *out)
{
	return keep->ops->list(keep, actor, out);
}

int
keep_find(struct keep *keep, const char *account, struct account *out)
{
	return keep->ops->find(keep, account, out);
}

int
keep_log_get(struct keep *keep, const struct actor *actor, const char *account, int limit,
    struct keep_log *out)
{
	return keep->ops->log_get(keep, actor, account, limit, out);
}

int
keep_identity(struct keep *keep, struct keep_identity *out)
{
	return keep->ops->identity(keep, out);
}

int
keep_desk(struct keep *keep)
{
	return keep->ops->desk(keep);
}

int
keep_code_make(struct keep *keep, const struct actor *actor, const char *record,
    char out[KEEP_QUERY_CODE])
{
	return keep->ops->code_make(keep, actor, record, out);
}

int
keep_code_find(struct keep *keep, const char *typed, const char *where, char **record,
    struct say *why)
{
	return keep->sql ? keep_code_store_find(keep, typed, where, record, why) : ERR_DENIED;
}

int
keep_mark(struct keep *keep, const struct actor *actor, const char *text, char out[KEEP_MARK])
{
	return keep->ops->mark(keep, actor, text, out);
}

int
keep_unseal(struct keep *keep, const struct actor *actor, const char *record, const char *reason,
    const char *sealed, char **out, struct say *why)
{
	return keep->ops->unseal(keep, actor, record, reason, sealed, out, why);
}

int
keep_pubkey_add(struct keep *keep, const struct actor *actor, const char *account,
    const char *line, bool alone, struct say *why)
{
	return keep->ops->pubkey_add(keep, actor, account, line, alone, why);
}

int
keep_pubkey_remove(struct keep *keep, const struct actor *actor, const char *account,
    const char *print, struct say *why)
{
	return keep->ops->pubkey_remove(keep, actor, account, print, why);
}

int
keep_pubkey_list(struct keep *keep, const struct actor *actor, const char *account,
    struct keep_pubkeys *out)
{
	return keep->ops->pubkey_list(keep, actor, account, out);
}

bool
keep_pubkey_needed(struct keep *keep, const char *account)
{
	return keep->ops->pubkey_needed(keep, account);
}

int
keep_pubkey_show(struct keep *keep, const char *account, const char *blob, bool proved,
    const char *where, struct account *out, bool *enough)
{
	return keep->ops->pubkey_show(keep, account, blob, proved, where, out, enough);
}

/* --- the policy's numbers --- */

static const struct {
	const char *name;
	size_t at;
} policy_rows[KEEP_POLICY_ROWS] = {
	{"least_length", offsetof(struct keep_policy, least_length)},
	{"least_classes", offsetof(struct keep_policy, least_classes)},
	{"most_failures", offsetof(struct keep_policy, most_failures)},
	{"lock_minutes", offsetof(struct keep_policy, lock_minutes)},
	{"change_days", offsetof(struct keep_policy, change_days)},
	{"history", offsetof(struct keep_policy, history)},
	{"idle_minutes", offsetof(struct keep_policy, idle_minutes)},
};

const char *
keep_policy_name(int row)
{
	return policy_rows[row].name;
}

int *
keep_policy_member(struct keep_policy *policy, int row)
{
	return (int *)(void *)((char *)policy + policy_rows[row].at);
}

void
account_release(struct account *account)
{
	free(account->account);
	free(account->name);
	memset(account, 0, sizeof *account);
}

void
accounts_release(struct accounts *accounts)
{
	for (int i = 0; i < accounts->count; i++)
		account_release(&accounts->account[i]);
	free(accounts->account);
	memset(accounts, 0, sizeof *accounts);
}

void
keep_pubkeys_release(struct keep_pubkeys *keys)
{
	for (int i = 0; i < keys->count; i++) {
		free(keys->key[i].print);
		free(keys->key[i].note);
	}
	free(keys->key);
	memset(keys, 0, sizeof *keys);
}

void
keep_log_release(struct keep_log *log)
{
	for (int i = 0; i < log->count; i++) {
		free(log->entry[i].account);
		free(log->entry[i].what);
		free(log->entry[i].where);
		free(log->entry[i].by);
	}
	free(log->entry);
	memset(log, 0, sizeof *log);
}
