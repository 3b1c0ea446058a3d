#include "db/sealing.h"

#include "db/db_int.h"
#include "db/guard.h"
#include "db/seal.h"
#include "forms/check.h"

#include <sodium.h>
#include <stdlib.h>
#include <string.h>

#define KEY "seal" /* of meta */
#define BARS '!'   /* a first line that begins so names whom the value is kept from */

/* --- the key --- */

static bool
read_key(struct db *db, unsigned char key[SEAL_KEY_BYTES])
{
	char *hex = NULL;
	size_t len = 0;

	db_get_text(db, &hex, "SELECT v FROM meta WHERE k = '" KEY "'", "");
	bool good = hex && sodium_hex2bin(key, SEAL_KEY_BYTES, hex, strlen(hex), NULL, &len,
	    NULL) == 0 && len == SEAL_KEY_BYTES;

	free(hex);
	return good;
}

static int
write_key(struct db *db, void *arg)
{
	char hex[SEAL_KEY_BYTES * 2 + 1];

	sodium_bin2hex(hex, sizeof hex, arg, SEAL_KEY_BYTES);
	return db_run(db, "INSERT INTO meta VALUES('" KEY "', ?) ON CONFLICT(k) DO UPDATE SET "
	    "v = excluded.v", "t", hex);
}

int
sealing_adopt(struct db *db, struct keep *keep)
{
	unsigned char key[SEAL_KEY_BYTES];
	struct keep_identity identity;

	if (db_is_readonly(db) || keep_identity(keep, &identity) != 0)
		return 0;
	if (read_key(db, key) && memcmp(key, identity.seal, sizeof key) == 0)
		return 0;
	return db_write(db, write_key, identity.seal, NULL);
}

/* --- sealing --- */

bool
sealing_is_due(const struct record *record, int field)
{
	const struct field *f = &record->form->field[field];
	const char *value = record->value[field];

	return f->sealed && value && !record_is_sealed(value) &&
	    check_is_true(f->sealed, record, 0);
}

char *
sealing_seal(struct db *db, const struct record *record, const char *plain)
{
	const char *bars = record->form->recuses < 0 ? NULL : record->value[record->form->recuses];
	unsigned char key[SEAL_KEY_BYTES];

	if (!read_key(db, key))
		return NULL;
	char *whole = bars || *plain == BARS ? xprintf("%c%s\n%s", BARS, bars ? bars : "", plain)
					     : xstrdup(plain);
	char *sealed = seal_text(key, whole);

	sodium_memzero(whole, strlen(whole));
	free(whole);
	return sealed;
}

bool
sealing_bars(const char *plain, const char *account, const char *name, const char **value)
{
	const char *end = *plain == BARS ? strchr(plain, '\n') : NULL;

	*value = end ? end + 1 : plain;
	if (!end)
		return false;
	char *names = xstrndup(plain + 1, (size_t)(end - plain - 1));
	bool bars = guard_names(names, name, account);

	free(names);
	return bars;
}

static void
note(struct sealing *s, struct record *record, int field, char *sealed)
{
	s->was = xrealloc(s->was, (size_t)(s->count + 1) * sizeof *s->was);
	s->was[s->count].record = record;
	s->was[s->count].field = field;
	s->was[s->count++].plain = record->value[field];
	record->value[field] = sealed;
}

int
sealing_apply(struct db *db, struct record *const record[], int count, struct sealing *out,
    struct say *why)
{
	*out = (struct sealing){.count = 0};
	for (int i = 0; i < count; i++)
		for (int f = 0; f < record[i]->form->field_count; f++) {
			if (!sealing_is_due(record[i], f))
				continue;
			char *sealed = sealing_seal(db, record[i], record[i]->value[f]);

			if (!sealed) {
				const char *const *label = record[i]->form->field[f].label;

				sealing_undo(out);
				say_set(why, T_SEALING_CANNOT, label[LANG_ZH], label[LANG_EN],
				    NULL);
				return ERR_INPUT;
			}
			note(out, record[i], f, sealed);
		}
	return 0;
}

void
sealing_keep(struct sealing *sealing)
{
	for (int i = 0; i < sealing->count; i++) {
		sodium_memzero(sealing->was[i].plain, strlen(sealing->was[i].plain));
		free(sealing->was[i].plain);
	}
	free(sealing->was);
	*sealing = (struct sealing){.count = 0};
}

void
sealing_undo(struct sealing *sealing)
{
	for (int i = 0; i < sealing->count; i++) {
		struct record *record = sealing->was[i].record;
		int f = sealing->was[i].field;

		free(record->value[f]);
		record->value[f] = sealing->was[i].plain;
	}
	free(sealing->was);
	*sealing = (struct sealing){.count = 0};
}
