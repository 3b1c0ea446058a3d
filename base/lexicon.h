/*
 * Words that can be typed in pinyin, held in memory: names, terms, what a clerk has learnt.  Made
 * for some ten thousand of them, 8 MiB at most: 6 bytes each beside the text, 4 more if it has a
 * weight; a look-up touches only those that begin with the syllable typed.
 */
#ifndef BASE_LEXICON_H
#define BASE_LEXICON_H

#include "base/spelling.h"

#include <stdint.h>

struct lexicon;

/* What kind of word; where one place must be chosen, the smaller comes first. */
enum lexicon_kind {
	LEXICON_LEARNT,
	LEXICON_TERM,  /* of the field: units, code tables, union terms */
	LEXICON_NAME,  /* of a person */
	LEXICON_KINDS
};

struct lexicon *lexicon_new(void);
void lexicon_free(struct lexicon *lexicon);
size_t lexicon_count(const struct lexicon *lexicon);
/*
 * Adds a word; reading as in spelling.h, NULL: by its characters.  What cannot be read and what is
 * too much is left out; what is there already gets the new weight.  Text and reading are copied,
 * 255 bytes at most.
 */
void lexicon_add(struct lexicon *lexicon, const char *text, const char *reading,
    enum lexicon_kind kind, uint32_t weight);
/* The weight of a word that was added with this reading (not NULL); 0 if it is not there. */
uint32_t lexicon_weight(const struct lexicon *lexicon, const char *text, const char *reading);
/* The words of a text, parted by blanks and line ends. */
void lexicon_add_words(struct lexicon *lexicon, const char *words, enum lexicon_kind kind);

struct lexicon_hit {
	const char *text; /* borrowed until the next lexicon_add */
	enum lexicon_kind kind;
	uint32_t weight;
	struct spelling_match match;
};
typedef void lexicon_each(void *arg, const struct lexicon_hit *hit);
/* Calls each for all words that agree with the letters (spelling_match), in no order. */
void lexicon_find(const struct lexicon *lexicon, const char *letters, unsigned fuzzy,
    bool initials, lexicon_each *each, void *arg);

#endif
