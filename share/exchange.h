/*
 * The exchange with neighbours: bags are packed and unpacked. What is in them and how far each
 * neighbour is, db/link.h knows; how they are written, share/bag.h; doc/exchange.md says all of it
 * for another implementer.
 */
#ifndef SHARE_EXCHANGE_H
#define SHARE_EXCHANGE_H

#include "db/board.h"
#include "db/card.h"
#include "db/keep.h"
#include "db/link.h"

#define EXCHANGE_VERSION 1 /* of the lines in a bag */
/* The version of the program, which bags tell; set by its front door before anything is packed. */
extern const char *exchange_program;

/* Our own card as of now, signed. *out is the caller's (card_release). */
int exchange_own_card(struct db *db, struct keep *keep, struct card *out);
/* `card` in our words, signed by us. */
int exchange_sign_card(struct db *db, struct keep *keep, struct card *card);

struct exchange_packed {
	char *path; /* owned */
	int64_t number, operations;
};
/*
 * Writes a bag for a neighbour into a folder, as TO-EPOCH-NUMBER.bag; whole or not at all.
 * ERR_DENIED with *why: it has not joined yet.
 */
int exchange_pack(struct db *db, struct keep *keep, const char *peer, const char *folder,
    struct exchange_packed *out, struct say *why);

struct exchange_taken {
	char *from; /* owned: the name of who sent it */
	int64_t number;
	int64_t operations; /* that were not here before */
	int refused; /* streams that were not taken, and why */
	struct say trouble;
	bool again; /* it was taken in before */
};
/*
 * Takes a bag in. What is no bag, for another, changed, not whole, from a stranger changes nothing
 * (ERR_* with *why). ERR_PARTIAL: some streams were not taken, out->trouble tells why.
 */
int exchange_unpack(struct db *db, struct keep *keep, const char *path, struct exchange_taken *out,
    struct say *why);
void exchange_taken_release(struct exchange_taken *taken);

/* What is written to people there when nothing comes (WeChat, SMS): a new string. */
char *exchange_urging(struct db *db, const struct board_row *row, enum lang lang);

#endif
