/*
 * Links to neighbours, the unit above and those below, and what each of them has. A bag for one of
 * them holds of every stream that concerns it what follows where its newest bag said it was: so one
 * that is lost, comes twice or late does no harm, and a neighbour that was restored from an old
 * backup says less and gets it again. What is not for it goes as marks; what becomes its own later
 * is brought then, until a bag of its own tells that it came.
 *
 * Invariants: `known` is what the neighbour's newest bag says, newest by number within an epoch,
 * and a later epoch before an earlier one; a neighbour in a new epoch may have lost what was
 * brought later, so all of it is brought again.
 */
#ifndef DB_LINK_H
#define DB_LINK_H

#include "db/stream.h"

enum link_state { LINK_INVITED, LINK_ASKED, LINK_JOINED };

struct link {
	char peer[9]; /* of one that is only invited: the number of its invitation */
	bool upper; /* it is the one above */
	enum link_state state;
	char *name;  /* owned; as it was invited, or as its card says */
	char *token; /* owned; proves the invitation */
	int64_t next; /* number of the next bag for it */
	char epoch[7]; /* of its newest bag, "" before one came */
	int64_t last;  /* number of that bag */
	/* What that bag said of it; not written by link_put(). */
	int64_t made, backup; /* ms UTC: when it was packed; its last backup, 0: none */
	char *program; /* owned; its version, "" if it did not say */
	/* 催办, ms UTC or 0: when we asked it for a bag, and none came since; when it asked us. */
	int64_t urge, urged;
};
struct links {
	struct link *link;
	int count;
};

void link_release(struct link *link);
void links_release(struct links *links);
/* ERR_NOTFOUND. */
int link_find(struct db *db, const char *peer, struct link *out);
/* Above first, then by name. */
int link_list(struct db *db, struct links *out);
/* In place of what was there. */
int link_put(struct db *db, const struct link *link);
int link_drop(struct db *db, const char *peer);
/* The bags for it say that one of its own is waited for, until one comes that was packed later. */
int link_urge(struct db *db, const char *peer, struct say *why);

/* --- packing --- */

/* Signs for this unit. */
typedef int (*link_signer)(void *arg, const char *statement, unsigned char signature[64]);

/* What a bag gets: streams one after another, each begun, then its operations, then its head. */
struct link_sink {
	void (*stream)(void *arg, const struct stream_at *after);
	void (*op)(void *arg, const struct stream_op *op);
	/* Not where the stream goes no further than the neighbour has it. */
	void (*head)(void *arg, const struct stream_at *end, const unsigned char signature[64]);
	void *arg;
};

/* A bag as it is being packed. Embedded; link_packed_release. */
struct link_packed {
	int64_t number, operations;
	struct stream_at *end; /* of each stream that is in it */
	int ends;
	struct stream_at *kept, *brought; /* what went as marks; what was one before. No chains */
	int kept_count, brought_count;
};

/* Signs the heads of our own streams; before packing. */
int link_sign(struct db *db, link_signer sign, void *arg);
/* Gives everything to the sink that the neighbour is to get now; changes nothing. */
int link_pack(struct db *db, const struct link *link, const struct link_sink *sink,
    struct link_packed *out);
/* The bag is written: notes what is in it. Its number must still be the link's next (ERR_BUSY). */
int link_note_packed(struct db *db, const struct link *link, const struct link_packed *packed);
void link_packed_release(struct link_packed *packed);

/* --- being told --- */

/* What a neighbour's bag says of itself. Borrowed. */
struct link_told {
	const char *epoch;
	int64_t number, operations;
	int64_t made, backup, urge; /* as in struct link; 0: it does not say */
	const char *program; /* NULL: likewise */
	bool whole; /* all of it was taken: only then do we say that it came */
	const struct stream_at *have; /* what it has: unit, epoch and seq */
	int have_count;
	const struct stream_at *got; /* bags of ours that it got: epoch and seq */
	int got_count;
};
/* Was this bag taken in before? */
bool link_has_bag(struct db *db, const char *peer, const char *epoch, int64_t number);
/* Notes it. */
int link_note_told(struct db *db, const struct link *link, const struct link_told *told,
    struct say *why);
/* The bags of a neighbour that came last, at most `most`: epoch and seq. The caller's. */
int link_got(struct db *db, const char *peer, int most, struct streams *out);

/* --- how far things are --- */

enum link_reach {
	LINK_WAITS,  /* 未装包: in no bag */
	LINK_PACKED, /* 已装包: in a bag, no receipt yet */
	LINK_THERE   /* 已收: its receipt is here */
};
/* Has a stream of the unit anything for the neighbour? */
bool link_concerns(struct db *db, const struct link *link, const char *unit);

/* How far a record's last operation is on its way to a neighbour. */
enum link_reach link_reach(struct db *db, const char *peer, const char *record);
/* The same for every neighbour that the record concerns, the one above first. */
struct link_hop {
	char *name; /* owned */
	enum link_reach reach;
	int64_t as_of; /* ms UTC: when its newest bag was packed; 0: none came */
};
struct link_hops {
	struct link_hop *hop;
	int count;
};
int link_hops(struct db *db, const char *record, struct link_hops *out);
void link_hops_release(struct link_hops *hops);
/* Operations that the neighbour does not have, as far as we know; of them in no bag yet. */
int link_waiting(struct db *db, const struct link *link, int64_t *missing, int64_t *unpacked);

/* A bag in the log of the exchange. */
struct link_bag {
	char peer[9], epoch[7];
	bool out;
	int64_t number, when, operations;
	int64_t told; /* when its receipt came, or 0; of theirs: when it was taken in */
};
struct link_bags {
	struct link_bag *bag;
	int count;
};
/* Newest first. */
int link_bags(struct db *db, int most, struct link_bags *out);
/* Those of one neighbour; "": of all. */
int link_bags_of(struct db *db, const char *peer, int most, struct link_bags *out);
void link_bags_release(struct link_bags *bags);

#endif
