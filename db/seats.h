/*
 * Who sits where now, at consoles and over SSH: DATA/seats, a file of rows.  A row is a seat's for
 * as long as its process holds the kernel's lock on it, so that one that died is gone at once, by
 * whatever it died, and nothing is to be cleaned.  The row's second half is what others tell it.
 *
 * These are no records: nothing of it is logged or travels.  Who can write the store can write this
 * file; what is read from it is text without controls and nothing more.
 */
#ifndef DB_SEATS_H
#define DB_SEATS_H

#include "db/db.h"

#define SEATS_MOST 256
#define SEATS_TEXT 256 /* bytes of a message */

struct seats;

struct seat_row {
	int32_t number;
	int32_t pid;
	int64_t since, heard; /* ms UTC: signed in; the last key, to about ten seconds */
	char account[40], name[64], place[64];
	char screen[96];      /* what it shows */
	char record[64];      /* the id of the record that is open there, "" none */
};
struct seat_told {
	char from[64], text[SEATS_TEXT];
	bool leave; /* put everything away and sign out */
};

/* NULL where there can be none: a medium that is not written. The functions below take NULL. */
struct seats *seats_open(struct db *db);
/* Leaves, too. */
void seats_close(struct seats *seats);
/* Sits down, or says what has changed; number and pid are filled in. */
void seats_sit(struct seats *seats, const struct seat_row *row);
void seats_leave(struct seats *seats);
/* All who sit, this seat too, in order; rows[] has room for SEATS_MOST. How many. */
int seats_list(struct seats *seats, struct seat_row *rows);
/* The number of this seat's row, -1 while nobody sits. */
int seats_own(const struct seats *seats);
/* To one seat. ERR_NOTFOUND: nobody sits there any more. */
int seats_tell(struct seats *seats, int number, const struct seat_told *told);
/* What was told since the last time; of several the last. */
bool seats_heard(struct seats *seats, struct seat_told *told);

#endif
