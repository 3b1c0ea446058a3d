/*
 * Hot spots 热点 of this station (forms/hotspot.h), read from its appeals, from what is said outside
 * and from the moods; what only a few may see is in none, nor what is hidden from the actor. That
 * somebody looked at one and what was found is a record of kind `hotspot`.
 *
 * Limits are the unit's settings: window hot_days, least hot_least, persons group_persons, repeats
 * hot_repeats, words hot_words.
 */
#ifndef DB_HOTSPOT_H
#define DB_HOTSPOT_H

#include "db/store.h"
#include "forms/hotspot.h"

struct hot {
	const struct form *form; /* of the evidence */
	struct hotspot spot;
	char *key;               /* "appeal/place/三组晒场": by which looks know it */
	char *name[LANG_COUNT];  /* of what is hot */
	struct record *look;     /* the last one (kind hotspot), masked; NULL: nobody did */
	int fresh;               /* of the evidence, not there at the last look */
};
struct hots {
	struct hot *hot; /* those that nobody has settled first, then as in struct hotspots */
	int count;
	int waiting; /* how many are not settled */
	day_t since, until;
};

/* Kinds that the actor may not read are left out. */
int hots_read(struct db *db, const struct actor *actor, struct hots *out);
void hots_release(struct hots *hots);
/* Somebody said that it is none, and nothing came since. */
bool hot_is_settled(const struct hot *hot);

#endif
