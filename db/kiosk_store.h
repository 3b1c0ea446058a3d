/*
 * Who answers the self-service desk (kiosk.h). Holds the store and the keeper; the questions may
 * come from a process in a stranger's hands: each is bounded, and answered only with what is posted
 * for everybody or with the matter whose code or PIN was right.
 */
#ifndef DB_KIOSK_STORE_H
#define DB_KIOSK_STORE_H

#include "db/keep.h"

/* Longest question and answer in bytes. */
#define KIOSK_ASKED_MOST 8192
#define KIOSK_ANSWER_MOST 150000

enum kiosk_ask {
	KIOSK_ASK_STATION,
	KIOSK_ASK_FIND, /* typed, PIN or NULL */
	KIOSK_ASK_FORGET,
	KIOSK_ASK_READ,
	KIOSK_ASK_PIN,  /* PIN */
	KIOSK_ASK_RATE, /* grade, words */
	KIOSK_ASK_SHELVES,
	KIOSK_ASK_PAPERS, /* shelf */
	KIOSK_ASK_PAPER,  /* id */
	KIOSK_ASK_HAND_IN, /* sort, text, name, phone */
	KIOSK_ASK_COUNT
};
/* An answer: error, sentence, and after 0 the result. */

struct kiosk_store;

/*
 * db and keep borrowed; `where` (copied) counts what is tried and handed in. A question for a
 * matter is answered when `slow` ms are over, whatever was found: by then all has been done.
 */
struct kiosk_store *kiosk_store_new(struct db *db, struct keep *keep, enum lang lang,
    const char *where, int slow);
void kiosk_store_free(struct kiosk_store *store);
/* Fills *answer. ERR_INPUT: that was no question; nothing more is to be answered. */
int kiosk_store_answer(struct kiosk_store *store, const void *question, size_t len,
    struct buf *answer);

#endif
