/*
 * Joining: how two units come to know each other's keys, without a line between them.
 *
 *	above: joining_invite()  → an invitation, one file for each station
 *	below: joining_ask()     takes it in, writes a request sealed to the unit above, and says
 *	                         six digits that both units' keys have made
 *	above: joining_read()    reads the request; the digits are told by telephone and compared by
 *	       joining_accept()
 *
 * The digits are slow to make (argon2id), so that who stands in the middle cannot look for keys
 * that give the same. Until the first bag from above has come the unit below only waits. To give a
 * unit new keys it is invited and accepted again; its old ones are then not believed any more.
 */
#ifndef SHARE_JOINING_H
#define SHARE_JOINING_H

#include "db/card.h"
#include "db/keep.h"

#define JOINING_DIGITS 7 /* with the NUL */

/* Writes NAME.join into a folder. *path is a new string. */
int joining_invite(struct db *db, struct keep *keep, const char *name, const char *folder,
    char **path, struct say *why);
/* ERR_EXISTS with *why: another unit is above already. *path: the request, a new string. */
int joining_ask(struct db *db, struct keep *keep, const char *file, const char *folder,
    char **path, char digits[JOINING_DIGITS], struct say *why);

struct joining {
	struct card card;  /* of who asks, by its own word */
	char invitation[9];
	char *invited; /* the name by which it was invited: owned */
	char digits[JOINING_DIGITS];
};
/* ERR_DENIED with *why: it was not invited, or was accepted before. */
int joining_read(struct db *db, struct keep *keep, const char *file, struct joining *out,
    struct say *why);
/* ERR_DENIED with *why: other digits than those told. */
int joining_accept(struct db *db, struct keep *keep, struct joining *joining, const char *digits,
    struct say *why);
void joining_release(struct joining *joining);

#endif
