/*
 * The units that are known here. A card says which keys a unit signs with and is sealed to, which
 * unit it belongs to and since when, and is signed by who says so: a unit's upper says it of those
 * below; what is above or beside a unit it hears from its own upper. So a unit believes its
 * neighbours, each only for what it may speak for, and those whom they name by their signatures.
 * A unit that gets new keys, another name or another upper gets a new card; older ones stay for
 * what they signed, unless they are marked as gone.
 */
#ifndef DB_CARD_H
#define DB_CARD_H

#include "db/db.h"

struct card {
	char unit[9], upper[9], by[9]; /* upper "": none above is known */
	int number; /* of the keys, from 1 */
	enum level level;
	char *name; /* owned */
	unsigned char sign[32], seal[32], signature[64];
	int64_t since; /* ms UTC */
	bool gone;     /* its keys are not to be believed any more */
};
struct cards {
	struct card *card;
	int count;
};

void card_release(struct card *card);
void cards_release(struct cards *cards);
/* What `by` signs: a new string. */
char *card_statement(const struct card *card);
/* Is it signed with this key? */
bool card_is_signed(const struct card *card, const unsigned char sign[32]);

/* number 0: the newest. ERR_NOTFOUND. */
int card_find(struct db *db, const char *unit, int number, struct card *out);
/* What the unit is called, ours too: a new string, "" where no card is here. */
char *card_name(struct db *db, const char *unit);
/* The newest of the one unit that is called so; ERR_NOTFOUND also where two are. */
int card_find_named(struct db *db, const char *name, struct card *out);
/* Newest of each unit first those above, in the order of levels. */
int card_list(struct db *db, struct cards *out);
/* In place of an older one of the same keys. */
int card_keep(struct db *db, const struct card *card);
/* Is it `top` or below it, by the cards that are here? */
bool card_is_within(struct db *db, const char *unit, const char *top);
/* Is a statement of `unit` signed with any of its keys that are not gone? */
bool card_has_signed(struct db *db, const char *unit, const char *statement,
    const unsigned char signature[64]);
/* Keeps those that are credible, in the order in which they came (uppers first); one commit. */
int card_take(struct db *db, const struct card *card, int count, const char *peer,
    bool peer_is_upper, struct say *why);
/*
 * May a card that came in a bag of `peer` be believed? Its signer must be known and have signed it;
 * an upper is believed for all that is not ours, one below for what belongs to it.
 */
bool card_is_credible(struct db *db, const struct card *card, const char *peer, bool peer_is_upper);

#endif
