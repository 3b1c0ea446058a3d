/*
 * What is typed for Chinese text: letters a-z in lower case, ü as v, an apostrophe where syllables
 * are to be parted (xi'an).  Each character may be given by its whole syllable or by its initial
 * (z or zh); the last one also in part.  Nothing here knows words; texts are UTF-8.
 */
#ifndef BASE_SPELLING_H
#define BASE_SPELLING_H

#include <stdbool.h>
#include <stddef.h>

#include "base/buf.h"

#define SPELLING_LETTERS 40 /* looked at */

/* Sounds that a clerk does not tell apart; together as bits. */
#define SPELLING_ZH 1u /* z zh, c ch, s sh */
#define SPELLING_NL 2u /* n l */
#define SPELLING_NG 4u /* en eng, in ing */
#define SPELLING_FUZZY (SPELLING_ZH | SPELLING_NL | SPELLING_NG)

/* The letters in pieces, a character each. */
struct spelling_piece {
	size_t start, end; /* offsets, apostrophes left out */
	bool whole;        /* a syllable; else an initial or the beginning of a syllable */
};
/*
 * Cuts the letters: as few and as whole pieces as can be, the longer one first.  `other` asks for
 * another way that is whole throughout (xian as xi an); 0 if there is none.  Pieces, at most
 * SPELLING_LETTERS.
 */
int spelling_cut(const char *letters, bool other, struct spelling_piece out[SPELLING_LETTERS]);
/* Is every piece a whole syllable? */
bool spelling_is_whole(const struct spelling_piece piece[], int count);

/* What a syllable may be meant for, itself first: 4 at most, each of 8 bytes. Returns how many. */
int spelling_variants(const char *syllable, size_t len, unsigned fuzzy, char out[4][8]);
bool spelling_is_syllable(const char *letters, size_t len);

/* How letters and a text agree. */
struct spelling_match {
	size_t used; /* letters; fewer than there are if the text ends first */
	int over;    /* characters of the text that nothing was typed for yet */
	int cost;    /* 0: every syllable as typed */
};
#define SPELLING_FUZZED 1  /* for each syllable taken for another */
#define SPELLING_PART 3    /* for a last syllable that is not whole */
#define SPELLING_INITIAL 8 /* for each character given by its initial */

/*
 * Does text begin so, or the letters with the whole text?  `reading` is how the text is read, with
 * an apostrophe between syllables, or NULL: any reading of each character counts, surnames in their
 * own.  Dots in the text need not be typed.  `initials`: may initials stand for characters?
 */
bool spelling_match(const char *text, const char *reading, const char *letters, unsigned fuzzy,
    bool initials, struct spelling_match *out);
/* The reading of a text that was typed so, apostrophes between syllables; a new string. */
char *spelling_reading(const char *text, const char *letters, unsigned fuzzy);

#endif
