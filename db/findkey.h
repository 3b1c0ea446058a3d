/*
 * What find-as-you-type looks at: one text per record, made when it is written. Tokens stand
 * between separators, each beginning with one: the name as normalised, its pinyin initials and full
 * pinyin under every reading, the last four digits of numbers, words of texts.
 */
#ifndef DB_FINDKEY_H
#define DB_FINDKEY_H

#include "forms/record.h"

#define FIND_SEPARATOR '\x1f'

/* New strings. */
char *find_key(const struct record *record);
/* Lists are in this order: pinyin of the naming field, then the name. */
char *find_sort_key(const struct record *record);

/* What was typed, cut into words that all must be found. */
#define FIND_WORDS 8
struct find_query {
	char *word[FIND_WORDS]; /* with a separator in front where a token must begin so */
	int count;
};
void find_query_make(const char *typed, struct find_query *out);
void find_query_release(struct find_query *query);
bool find_matches(const struct find_query *query, const char *key);

#endif
