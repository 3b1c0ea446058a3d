/*
 * What letters may stand for, the likeliest first.  Layers, in this order: what the clerk has
 * learnt; our own words (terms, units, names); in a name field names made of surnames and of
 * characters that given names have; the engine; a long list of words; single characters.  Where a
 * layer is missing the others do.
 */
#ifndef BASE_CANDIDATE_H
#define BASE_CANDIDATE_H

#include "base/lexicon.h"
#include "base/wordlist.h"

#define CANDIDATE_MOST 400
#define CANDIDATE_WORDS 3
#define CANDIDATE_SLOTS 1024 /* a power of two, above twice as many */

enum candidate_field {
	CANDIDATE_TEXT,
	CANDIDATE_NAME, /* a person's, from the surname on */
	CANDIDATE_GIVEN /* and what follows the surname */
};

/* Borrowed for the call. */
struct candidate_layers {
	const struct lexicon *words[CANDIDATE_WORDS]; /* in any order; NULL: none */
	const struct wordlist *more; /* NULL: none */
	enum candidate_field field;
	unsigned fuzzy;
	bool behind; /* another word stands just before */
	bool all;    /* rare characters too; takes a moment */
};

struct candidate {
	uint16_t at;   /* in texts */
	uint16_t used; /* letters */
};
/* Zeroed before the first use; candidates_find() empties it. */
struct candidates {
	struct buf texts;
	struct candidate candidate[CANDIDATE_MOST];
	int count;
	uint16_t slot[CANDIDATE_SLOTS]; /* by hash of the text: index + 1 */
};

void candidates_find(const struct candidate_layers *layers, const char *letters,
    struct candidates *out);
void candidates_clear(struct candidates *list);
/* Borrowed until the next find. */
const char *candidates_text(const struct candidates *list, int i);
/* What is there already stays where it is. */
void candidates_add(struct candidates *list, const char *text, size_t used);
void candidates_release(struct candidates *list);

#endif
