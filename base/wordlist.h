/*
 * The words of a table of codes (base/codetable.h: text, TAB, code, TAB, weight), by how they are
 * read: what such a table knows helps pinyin, too.  Words of two to seven characters that are not
 * all too rare; 8 bytes each beside the bytes, which are borrowed and not changed.
 */
#ifndef BASE_WORDLIST_H
#define BASE_WORDLIST_H

#include "base/spelling.h"

#include <stdint.h>

struct wordlist;

/* Bytes stay the caller's and must live as long. NULL if there is no word in them. */
struct wordlist *wordlist_new(const char *bytes, size_t len);
void wordlist_free(struct wordlist *list);

struct wordlist_hit {
	const char *text; /* so many bytes, in the list's */
	size_t len;
	uint32_t weight;  /* the more the commoner; its order of magnitude */
	int cost;         /* spelling.h */
};
typedef void wordlist_each(void *arg, const struct wordlist_hit *hit);
/* Calls each for the words of exactly these syllables, 2 to 7 of them, in no order. */
void wordlist_find(const struct wordlist *list, const char *letters,
    const struct spelling_piece piece[], int pieces, unsigned fuzzy, wordlist_each *each,
    void *arg);

#endif
