/* What the files that answer the self-service desk share: kiosk_store.c, kiosk_paper.c. */
#ifndef DB_KIOSK_INT_H
#define DB_KIOSK_INT_H

#include "base/pack.h"
#include "db/kiosk.h"
#include "db/kiosk_store.h"

struct kiosk_store {
	struct db *db;
	struct keep *keep;
	enum lang lang;
	int slow;
	char *where;
	char *found; /* id of the matter that may be spoken of; NULL: none */
	struct actor actor;
};

/* One question: its fields are read from `in`, the result goes to `out`. */
struct kiosk_question {
	struct kiosk_store *store;
	struct unpack in;
	struct buf *out;
	struct say why;
};

day_t kiosk_today(const struct kiosk_store *store);

/* kiosk_paper.c */
int kiosk_do_shelves(struct kiosk_question *q);
int kiosk_do_papers(struct kiosk_question *q);
int kiosk_do_paper(struct kiosk_question *q);

#endif
