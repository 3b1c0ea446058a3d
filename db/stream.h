/*
 * The log as it goes from unit to unit. A stream is what one unit wrote in one epoch, in order:
 * its operations are numbered from 1 without a gap, and chained. A unit holds of every stream it
 * knows a beginning, up to its head; in it an operation may be blank: only its mark is here, since
 * it was kept back by whoever passed the stream on, or its body was destroyed by order. A blank is
 * filled when the operation comes after all.
 *
 * Whoever takes a stream computes the chain anew from what came. Where it ends in the head that its
 * unit signed, nothing in it was changed, left out or put in by anybody on the way.
 */
#ifndef DB_STREAM_H
#define DB_STREAM_H

#include "db/db.h"

#define STREAM_CHAIN 32
#define STREAM_SALT_MOST 16
#define STREAM_BODY_MOST 1048576 /* bytes */
#define STREAM_TEXT_MOST 256     /* bytes of each of the other strings */

/* A place in a stream: behind operation seq (0: at its beginning). */
struct stream_at {
	char unit[9], epoch[7];
	int64_t seq;
	unsigned char chain[STREAM_CHAIN];
};

struct stream_op {
	int64_t seq, hlc, wall;
	const char *account, *name, *what, *kind, *rid; /* borrowed; not of a blank */
	const char *body; /* NULL: a blank */
	const void *salt;
	int salt_len;
	unsigned char mark[STREAM_CHAIN]; /* of a blank */
};

struct streams {
	struct stream_at *at;
	int count;
};

/* The heads of all streams that are known here, in the order of unit and epoch. */
int stream_list(struct db *db, struct streams *out);
void streams_release(struct streams *streams);
/* The place behind operation seq; seq < 0: the head. ERR_NOTFOUND: seq is not reached here. */
int stream_find(struct db *db, const char *unit, const char *epoch, int64_t seq,
    struct stream_at *out);
/*
 * Visits what follows `from`, up to operation `last`; an operation whose body was destroyed is a
 * blank. Ends at the first visit that does not return 0, and returns that.
 */
int stream_read(struct db *db, const struct stream_at *from, int64_t last,
    int (*visit)(void *arg, const struct stream_op *op), void *arg);

/* Whether the strings, numbers and sizes are such as this program would write. */
bool stream_is_sound(const struct stream_op *op);
/* The mark of an operation that is not blank. */
void stream_mark(const struct stream_at *at, const struct stream_op *op,
    unsigned char out[STREAM_CHAIN]);
/* Goes on over an operation or a blank, whatever is in the store. */
void stream_step(struct stream_at *at, const struct stream_op *op);

/*
 * Takes an operation of another unit, or a blank, and applies it; `at` is the head of its stream
 * and goes on with it. Inside a write closure; sound operations only. What is there already does
 * nothing (*fresh stays false), an operation where there was a blank fills it. ERR_NOTFOUND:
 * something before it is missing here; ERR_CONFLICT: another operation has this place here, so two
 * copies of that unit's store have gone on (for our own unit: one that is not this).
 */
int stream_take(struct db *db, struct stream_at *at, const struct stream_op *op, bool *fresh);

/*
 * The same for operations that follow one another, in one commit: all or none. *fresh: how many
 * were not here; *erases: an erasure was among them, so care_scrub() is to follow.
 */
int stream_take_all(struct db *db, const struct stream_at *stream, const struct stream_op *op,
    int count, int64_t *fresh, bool *erases, struct say *why);

/*
 * The epoch in which this store writes: a new one where it was copied, restored or is in use twice.
 */
int stream_epoch(struct db *db, char out[7]);
/* Another copy of this store has written in our epoch: we go on in a new one. */
int stream_leave_epoch(struct db *db);
/* What a unit signs of a stream of its own: a new string. */
char *stream_statement(const struct stream_at *at);
/* The signature over the furthest signed place of a stream that is here. ERR_NOTFOUND. */
int stream_signed(struct db *db, const char *unit, const char *epoch, int64_t *seq,
    unsigned char signature[64]);
/* Keeps it, where it is further than the one that is here. */
int stream_keep_signed(struct db *db, const struct stream_at *at,
    const unsigned char signature[64]);

#endif
