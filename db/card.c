#include "db/card.h"

#include "db/db_int.h"

#include <sodium.h>
#include <stdlib.h>
#include <string.h>

#define DEPTH 16 /* levels that a tree may have: more is a circle */
#define COLUMNS "unit, number, upper, level, name, sign, seal, since, gone, by, signature"

void
card_release(struct card *card)
{
	free(card->name);
	card->name = NULL;
}

void
cards_release(struct cards *cards)
{
	for (int i = 0; i < cards->count; i++)
		card_release(&cards->card[i]);
	free(cards->card);
	memset(cards, 0, sizeof *cards);
}

char *
card_statement(const struct card *card)
{
	char sign[65], seal[65];

	sodium_bin2hex(sign, sizeof sign, card->sign, sizeof card->sign);
	sodium_bin2hex(seal, sizeof seal, card->seal, sizeof card->seal);
	return xprintf("gongzhan unit 1\n%s\n%s\n%d\n%d\n%s\n%s\n%lld\n%d\n%s\n%s\n", card->unit,
	    card->upper, (int)card->level, card->number, sign, seal, (long long)card->since,
	    (int)card->gone, card->by, card->name);
}

static bool
is_signed(const unsigned char key[32], const char *statement, const unsigned char signature[64])
{
	return crypto_sign_verify_detached(signature, (const void *)statement, strlen(statement),
	    key) == 0;
}

bool
card_is_signed(const struct card *card, const unsigned char sign[32])
{
	char *statement = card_statement(card);
	bool right = is_signed(sign, statement, card->signature);

	free(statement);
	return right;
}

static void
copy_bytes(sqlite3_stmt *stmt, int i, unsigned char *out, int len)
{
	memset(out, 0, (size_t)len);
	if (sqlite3_column_bytes(stmt, i) == len)
		memcpy(out, sqlite3_column_blob(stmt, i), (size_t)len);
}

static void
read_card(sqlite3_stmt *stmt, struct card *out)
{
	memset(out, 0, sizeof *out);
	snprintf(out->unit, sizeof out->unit, "%s", (const char *)sqlite3_column_text(stmt, 0));
	out->number = sqlite3_column_int(stmt, 1);
	snprintf(out->upper, sizeof out->upper, "%s", (const char *)sqlite3_column_text(stmt, 2));
	out->level = (enum level)sqlite3_column_int(stmt, 3);
	out->name = db_text(stmt, 4);
	copy_bytes(stmt, 5, out->sign, sizeof out->sign);
	copy_bytes(stmt, 6, out->seal, sizeof out->seal);
	out->since = sqlite3_column_int64(stmt, 7);
	out->gone = sqlite3_column_int(stmt, 8) != 0;
	snprintf(out->by, sizeof out->by, "%s", (const char *)sqlite3_column_text(stmt, 9));
	copy_bytes(stmt, 10, out->signature, sizeof out->signature);
}

int
card_find(struct db *db, const char *unit, int number, struct card *out)
{
	sqlite3_stmt *stmt = db_bind(db_statement(db, "SELECT " COLUMNS " FROM card WHERE "
	    "unit = ?1 AND (?2 = 0 OR number = ?2) ORDER BY number DESC LIMIT 1"), "ti", unit,
	    (int64_t)number);
	int got = db_step(db, stmt);

	if (got <= 0)
		return got ? got : ERR_NOTFOUND;
	read_card(stmt, out);
	sqlite3_reset(stmt);
	return 0;
}

char *
card_name(struct db *db, const char *unit)
{
	struct card card = {.name = NULL};

	if (strcmp(unit, db_unit(db)->id) == 0)
		return xstrdup(db_unit(db)->name);
	char *name = xstrdup(card_find(db, unit, 0, &card) == 0 ? card.name : "");

	card_release(&card);
	return name;
}

int
card_find_named(struct db *db, const char *name, struct card *out)
{
	char *unit = NULL;
	int64_t count = 0;
	int err = db_get_int(db, &count, "SELECT count(DISTINCT unit) FROM card c WHERE name = ? "
	    "AND number = (SELECT max(number) FROM card WHERE unit = c.unit)", "t", name);

	if (err || count != 1)
		return err ? err : ERR_NOTFOUND;
	err = db_get_text(db, &unit, "SELECT unit FROM card c WHERE name = ? AND number = "
	    "(SELECT max(number) FROM card WHERE unit = c.unit)", "t", name);
	if (!err)
		err = card_find(db, unit, 0, out);
	free(unit);
	return err;
}

int
card_list(struct db *db, struct cards *out)
{
	sqlite3_stmt *stmt = db_statement(db, "SELECT " COLUMNS " FROM card c WHERE number = "
	    "(SELECT max(number) FROM card WHERE unit = c.unit) ORDER BY level DESC, unit");
	int got;

	memset(out, 0, sizeof *out);
	while ((got = db_step(db, stmt)) > 0) {
		out->card = xrealloc(out->card, (size_t)(out->count + 1) * sizeof *out->card);
		read_card(stmt, &out->card[out->count++]);
	}
	if (got < 0)
		cards_release(out);
	return got;
}

static int
keep(struct db *db, void *arg)
{
	const struct card *card = arg;

	return db_run(db, "INSERT INTO card(" COLUMNS ") VALUES(?,?,?,?,?,?,?,?,?,?,?) "
	    "ON CONFLICT(unit, number) DO UPDATE SET upper = excluded.upper, "
	    "level = excluded.level, name = excluded.name, sign = excluded.sign, "
	    "seal = excluded.seal, since = excluded.since, gone = excluded.gone, "
	    "by = excluded.by, signature = excluded.signature WHERE excluded.since > since",
	    "titi" "tbbi" "itb", card->unit, (int64_t)card->number, card->upper,
	    (int64_t)card->level, card->name, card->sign, 32, card->seal, 32, card->since,
	    (int64_t)card->gone, card->by, card->signature, 64);
}

int
card_keep(struct db *db, const struct card *card)
{
	return db_write(db, keep, (void *)(uintptr_t)card, NULL);
}

bool
card_is_within(struct db *db, const char *unit, const char *top)
{
	char at[9];

	snprintf(at, sizeof at, "%s", unit);
	for (int i = 0; i < DEPTH && *at; i++) {
		struct card card;

		if (strcmp(at, top) == 0)
			return true;
		if (card_find(db, at, 0, &card) != 0)
			return false;
		memcpy(at, card.upper, sizeof at);
		card_release(&card);
	}
	return false;
}

bool
card_has_signed(struct db *db, const char *unit, const char *statement,
    const unsigned char signature[64])
{
	struct card card;
	bool right = false;

	for (int number = 0; !right && card_find(db, unit, number, &card) == 0;) {
		right = !card.gone && is_signed(card.sign, statement, signature);
		number = card.number - 1;
		card_release(&card);
		if (number < 1)
			break;
	}
	return right;
}

bool
card_is_credible(struct db *db, const struct card *card, const char *peer, bool peer_is_upper)
{
	const char *own = db_unit(db)->id;
	char *statement = card_statement(card);
	bool right = card_has_signed(db, card->by, statement, card->signature);

	free(statement);
	if (!right || strcmp(card->unit, own) == 0)
		return right && peer_is_upper && strcmp(card->by, peer) == 0;
	if (peer_is_upper)
		return strcmp(card->by, peer) == 0 && !card_is_within(db, card->unit, own);
	/* One below: for itself what its keys sign; else for those that belong to it. */
	if (strcmp(card->unit, peer) == 0)
		return strcmp(card->by, peer) == 0 && strcmp(card->upper, own) == 0;
	return strcmp(card->by, card->upper) == 0 && card_is_within(db, card->upper, peer) &&
	    (!card_is_within(db, card->unit, own) || card_is_within(db, card->unit, peer));
}

struct taking {
	const struct card *card;
	int count;
	const char *peer;
	bool peer_is_upper;
};

static int
take(struct db *db, void *arg)
{
	const struct taking *t = arg;
	int err = 0;

	for (int i = 0; !err && i < t->count; i++)
		if (card_is_credible(db, &t->card[i], t->peer, t->peer_is_upper))
			err = card_keep(db, &t->card[i]);
	return err;
}

int
card_take(struct db *db, const struct card *card, int count, const char *peer, bool peer_is_upper,
    struct say *why)
{
	struct taking t = {card, count, peer, peer_is_upper};

	return db_write(db, take, &t, why);
}
