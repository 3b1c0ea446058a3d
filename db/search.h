/*
 * Questions to the search index (chunk.h): which rows of a kind a list's query finds, how many, and
 * those of one page in order. Between search_new and search_free the store must stay as it is: one
 * read transaction.
 */
#ifndef DB_SEARCH_H
#define DB_SEARCH_H

#include "db/db_int.h"
#include "db/store.h"

struct search;

/*
 * Looks the query up. *out is NULL where there is no index, or it cannot answer: then the rows must
 * be looked at. ERR_.
 */
int search_new(struct db *db, const struct store_query *query, struct search **out);
void search_free(struct search *search);
/*
 * How many there are; with `most`, *more (there are more than *out) rather than look at more than
 * so many rows that only may have what is asked for.
 */
int search_count(struct search *search, int most, int64_t *out, bool *more);
/*
 * Numbers of the first rows of the page, `limit` at most, in order. *out is -1 where looking at the
 * rows in order would be no slower.
 */
int search_page(struct search *search, int limit, int64_t n[], int *out);

#endif
