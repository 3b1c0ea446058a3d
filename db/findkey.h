/*
 * What find-as-you-type looks at: one text per record, made when it is written. Tokens stand
 * between separators, each beginning with one: the name as normalised, its pinyin initials and full
 * pinyin under every reading, the last four digits of numbers, words of texts.
 */
#ifndef DB_FINDKEY_H
#define DB_FINDKEY_H

#include "forms/record.h"

#include <stddef.h>
#include <stdint.h>

#define FIND_SEPARATOR '\x1f'

/* New strings. */
char *find_key(const struct record *record);
/* Lists are in this order: pinyin of the naming field, surname first, then the name. */
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

/*
 * What a search index files a key under: of each token its first letters and figures, 1 to
 * FIND_PREFIX of them and all; where it has other characters, each of those and each two
 * neighbours.
 */
#define FIND_PREFIX 5 /* bytes */
#define FIND_WHOLE 32 /* bytes; longer runs of letters are filed by their beginning */
typedef void find_token(void *arg, const char *token, size_t len);
void find_tokens(const char *key, find_token *emit, void *arg);

/*
 * Where a word of a query is looked up: under all the tokens that are emitted. FIND_EXACT: who is
 * filed under them has the word. FIND_BEGINS: the one token is the beginning of those to look
 * under. FIND_LOOK: whoever is filed so may have it; find_matches decides.
 */
enum find_way { FIND_EXACT, FIND_BEGINS, FIND_LOOK };
enum find_way find_word_tokens(const char *word, find_token *emit, void *arg);

/*
 * A number that orders sort keys: never greater for the one that comes first. Keys that begin alike
 * have the same.
 */
uint32_t find_code(const char *sort);
/* Appends a text: no key with this code stands before it, and none with a smaller one behind. */
void find_code_text(uint32_t code, struct buf *out);

#endif
