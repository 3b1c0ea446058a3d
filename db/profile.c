#include "db/profile.h"

#include "db/db_int.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

/* Among the seat's settings; the value is "GBK 1 0": charset ("-": not chosen), wide, slow. */
static char *
key(const char *account, const char *terminal)
{
	return xprintf("profile/%s/%s", account, terminal);
}

static bool
parse(const char *value, struct profile *out)
{
	struct profile profile = {0};
	char name[16];
	int wide, slow;

	if (sscanf(value, "%15s %d %d", name, &wide, &slow) != 3 || wide < 0 || wide >= WIDE_COUNT)
		return false;
	profile.wide = (enum wide)wide;
	profile.slow = slow == 1;
	profile.chosen = true;
	if (strcmp(name, charset_name(CHARSET_ASCII)) == 0)
		profile.charset = CHARSET_ASCII;
	else
		profile.chosen = charset_find(name, NULL, &profile.charset) == 0;
	*out = profile;
	return true;
}

int
profile_get(struct db *db, const char *account, const char *terminal, struct profile *profile)
{
	char *k = key(account, terminal), *value = NULL;
	int err = db_get_text(db, &value, "SELECT v FROM setting WHERE k = ?", "t", k);

	if (!err && (!value || !parse(value, profile)))
		err = ERR_NOTFOUND;
	free(value);
	free(k);
	return err;
}

struct profile_it {
	const char *key, *value;
};

static int
put(struct db *db, void *arg)
{
	const struct profile_it *it = arg;

	return db_run(db, "INSERT INTO setting VALUES(?, ?) ON CONFLICT(k) DO UPDATE SET "
	    "v = excluded.v", "tt", it->key, it->value);
}

int
profile_set(struct db *db, const char *account, const char *terminal,
    const struct profile *profile, struct say *why)
{
	char *k = key(account, terminal);
	char *value = xprintf("%s %d %d", profile->chosen ? charset_name(profile->charset) : "-",
	    profile->wide, profile->slow);
	struct profile_it it = {k, value};
	int err = db_write(db, put, &it, why);

	free(k);
	free(value);
	return err;
}
