/*
 * Leaving (离岗交接): an account is stopped, who sits with it is signed out, what she had begun
 * goes to somebody else, with a reason: drafts, and open matters whose handler she is.  What she
 * did before keeps her name.
 */
#ifndef DB_HANDOVER_H
#define DB_HANDOVER_H

#include "db/keep.h"
#include "forms/form.h"

struct handover_row {
	char *what;    /* the draft's or the matter's title, of a matter with its number */
	struct say why; /* a matter that could not be handed over; else nothing */
};
struct handover {
	char *from, *to; /* names */
	struct handover_row *draft, *matter;
	int drafts, matters;
	int left; /* of the matters: with her still */
};

/*
 * Twice is no harm: what was left is tried again. ERR_DENIED, ERR_NOTFOUND, ERR_INPUT with *why:
 * nothing was done; ERR_PARTIAL: ->left matters wait for a person. handover_release() in any case.
 */
int handover_do(struct db *db, struct keep *keep, const struct forms *forms,
    const struct actor *actor, const char *from, const char *to, const char *reason,
    struct handover *out, struct say *why);
void handover_release(struct handover *handover);
/* The list to be signed (移交清单), lines. */
void handover_write(const struct handover *handover, struct db *db, const struct actor *actor,
    const char *reason, enum lang lang, struct buf *out);

#endif
