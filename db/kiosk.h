/*
 * What somebody at the self-service desk 自助查询 can ask for: the own matter by query code or by
 * number and PIN, postings and notices, to hand something in, to say how satisfied she is.
 *
 * Whoever asks does not hold the store: each call is one question, answered by db/kiosk_store.h in
 * this process or in another at the end of a line.  What is answered is for everybody to see, or
 * belongs to the matter that was found last and not forgotten since.
 *
 * Every function: 0, or ERR_* with *why (ERR_IO: whoever answers is gone). *out is zeroed first and
 * released with its _release whatever happened.
 */
#ifndef DB_KIOSK_H
#define DB_KIOSK_H

#include "base/text.h"
#include "db/keep.h"

struct kiosk;
struct kiosk_store;

/* Answered in this process; takes the store over. */
struct kiosk *kiosk_here(struct kiosk_store *store);
/* Answered at the other end of a SOCK_SEQPACKET socket, taken over. */
struct kiosk *kiosk_at_line(int socket);
void kiosk_free(struct kiosk *kiosk);

struct kiosk_step {
	day_t day;
	enum text what;
	char *detail; /* who has it, until when; may be "" */
};
/* A matter as its bringer may see it: of one that only a few see, number, state and days. */
struct kiosk_matter {
	char *number, *line;
	char *state; /* its name */
	bool reserved;
	bool rates; /* she may say now how satisfied she is */
	day_t due;  /* DAY_NONE: nothing is */
	struct kiosk_step *step;
	int steps;
	/* The answer, or why there will be none, or what was found on review: each may be "". */
	char *outcome, *reply, *basis, *refusal, *review, *recheck;
};
/*
 * `typed` is a query code, or with a PIN (else NULL) the figures of the matter's number: month,
 * day, running number. Not found: the same answer in the same time whatever there is.
 */
int kiosk_find(struct kiosk *kiosk, const char *typed, const char *pin, struct kiosk_matter *out,
    struct say *why);
void kiosk_matter_release(struct kiosk_matter *matter);
/* She goes: nothing of the matter that was found is answered any more. */
void kiosk_forget(struct kiosk *kiosk);
/* Of the matter that was found: she has read the answer, which thereby reached her. */
int kiosk_has_read(struct kiosk *kiosk, struct say *why);
int kiosk_set_pin(struct kiosk *kiosk, const char *pin, struct say *why);
/* grade: a code of satisfaction; the last, not satisfied, wants words. *out as it is then. */
#define KIOSK_GRADES 4
int kiosk_rate(struct kiosk *kiosk, int grade, const char *words, struct kiosk_matter *out,
    struct say *why);

/* Shelves: notices, postings for objections, and each class of disclosure that has any now. */
struct kiosk_item {
	char *id, *title;
	int count;  /* of a shelf */
	day_t since; /* of a paper */
};
struct kiosk_items {
	struct kiosk_item *item;
	int count;
};
#define KIOSK_ITEMS_MOST 200
int kiosk_shelves(struct kiosk *kiosk, struct kiosk_items *out, struct say *why);
/* Newest first. */
int kiosk_papers(struct kiosk *kiosk, const char *shelf, struct kiosk_items *out, struct say *why);
void kiosk_items_release(struct kiosk_items *items);

struct kiosk_paper {
	char *title, *number, *body, *annexes, *signature, *objections_to;
	day_t dated, from, to; /* from, to: of a posting */
};
int kiosk_paper(struct kiosk *kiosk, const char *id, struct kiosk_paper *out, struct say *why);
void kiosk_paper_release(struct kiosk_paper *paper);

enum kiosk_sort { KIOSK_APPEAL, KIOSK_SUGGESTION, KIOSK_QUESTION, KIOSK_SORTS };
#define KIOSK_LETTER 500 /* characters; KIOSK_NAME and KIOSK_PHONE likewise */
#define KIOSK_NAME 25
#define KIOSK_PHONE 20
struct kiosk_letter {
	enum kiosk_sort sort;
	const char *text;
	const char *name, *phone; /* "" and "": without a name */
};
struct kiosk_receipt {
	char *number;
	char code[KEEP_QUERY_CODE];
};
/* It becomes a matter like any other, for the clerk to look through. */
int kiosk_hand_in(struct kiosk *kiosk, const struct kiosk_letter *letter,
    struct kiosk_receipt *out, struct say *why);
void kiosk_receipt_release(struct kiosk_receipt *receipt);

/* The union's name, a new string. */
int kiosk_station(struct kiosk *kiosk, char **name, struct say *why);

#endif
