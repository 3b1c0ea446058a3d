/*
 * The neighbours at a glance: who has been silent longest, what is not in a bag yet, what nobody
 * has said to have received. Nothing counts as delivered before its receipt is here.
 */
#ifndef DB_BOARD_H
#define DB_BOARD_H

#include "db/link.h"

#define BOARD_SILENT_DAYS 7 /* without a bag: silent */

struct board_row {
	struct link link;
	int64_t unpacked, missing; /* operations: in no bag; without a receipt */
	int64_t came, receipt;     /* ms UTC: its last bag, its last receipt; 0: none yet */
	bool silent;               /* joined, and no bag for so long */
};
struct board {
	struct board_row *row;
	int count;
};

/* Silent ones first, longest first; then the one above, then by name; those not yet joined last. */
int board_list(struct db *db, struct board *out);
void board_release(struct board *board);

#endif
