/*
 * The search index of a kind, find_KIND: written here, asked in search.c.
 *
 * Rows of rec_KIND have a number, n, that never leaves the store. Numbers only grow. Once
 * CHUNK_ROWS of them are used up, those rows are filed together: one row of find_KIND for each
 * token (findkey.h) with the places in the chunk where it is found. What comes after the last
 * chunk is the tail, which is looked through row by row; a small store is all tail.
 *
 * Chunks are not changed afterwards: a filed record whose keys change takes a new number, in the
 * tail, and leaves its place. Who left is struck from the chunk's living, and noted so that an
 * erasure finds every chunk where the record ever was and has them filed anew. Housekeeping moves
 * those that are left out of half-empty chunks.
 *
 * A chunk's tokens, in this order: CHUNK_CODES (find_code of each place), marks (incomplete,
 * states, values of the fields that lists have tabs for), who left, and what findkey.h makes.
 * Sealed fields are in none of them. The living of all chunks are together, for every question
 * reads them: under chunk CHUNK_LIVING the chunk's number is the token. Places are kept as 16-bit
 * numbers or as one bit each, little end first, whichever is shorter.
 */
#ifndef DB_CHUNK_H
#define DB_CHUNK_H

#include "db/db_int.h"
#include "db/findkey.h"
#include "forms/record.h"

#define CHUNK_ROWS 4096
#define CHUNK_WORDS (CHUNK_ROWS / 64)
#define CHUNK_LIVING (-1)
#define CHUNK_NUMBER "%08lld" /* as a token */
#define CHUNK_CODES "\x01"
#define CHUNK_INCOMPLETE "\x02i"
#define CHUNK_STATE "\x02s%d"
#define CHUNK_VALUE "\x02%s=%s" /* field, value */
#define CHUNK_LEFT "\x03%s"     /* record */

/* SQL that makes an empty index; a new string. */
char *chunk_sql(const struct form *form);
/* The first number of the tail; 0 if nothing is filed. ERR_. */
int chunk_tail(struct db *db, const struct form *form, int64_t *out);
/* Has the form a mark for each value of this field? */
bool chunk_marks(const struct form *form, int field);

/* The following are for write closures. */

/* A number for a new row. */
int chunk_number(struct db *db, struct kind_sql *kind, int64_t *out);
/* After row n was written: files the chunk before, if n begins the next one. */
int chunk_fill(struct db *db, struct kind_sql *kind, int64_t n);
int chunk_is_filed(struct db *db, struct kind_sql *kind, int64_t n, bool *out);
/* All that a record is filed under, as one new string; equal if nothing need be filed anew. */
char *chunk_keys(const struct record *record, const char *sort, const char *find, bool incomplete,
    int state);
/* A filed record has left its place for a new number. */
int chunk_leave(struct db *db, struct kind_sql *kind, int64_t n, const char *record);
/* Files anew wherever the erased record, last at n, ever was. */
int chunk_erase(struct db *db, struct kind_sql *kind, int64_t n, const char *record);
/* Empties one chunk of which less than half lives; *did tells whether there was one. */
int chunk_tidy(struct db *db, struct kind_sql *kind, bool *did);

/* Adds the places of a stored list to those in bits. */
void chunk_places(const void *rows, int bytes, uint64_t bits[CHUNK_WORDS]);
/* Is every chunk as filing it now would make it, but for who left? */
int chunk_verify(struct db *db, const struct form *form, bool *right);

#endif
