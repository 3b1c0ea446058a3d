/* What the files that read Chinese share: pinyin.c (the readings), spelling.c (what is typed). */
#ifndef BASE_PINYIN_INT_H
#define BASE_PINYIN_INT_H

#include "base/pinyin.h"

#define PINYIN_READINGS 16 /* of one character at most */

/* A text, character by character: how each may be read, the best reading first. */
struct pinyin_walk {
	const char *s;       /* behind the character */
	const char *surname; /* syllables left of the surname's own reading, or NULL */
	char own[8];         /* the reading that the surname or the letter itself gives */
	const char *reading[PINYIN_READINGS]; /* may point to own: good until the next step */
	int count;
	bool apart; /* a dot or a blank stood before */
};

/* Borrows text. */
struct pinyin_walk pinyin_walk_start(const char *text);
/* On to the next character that can be read; false at the end. */
bool pinyin_walk_next(struct pinyin_walk *w);

int pinyin_syllables(void);
/* Where so many letters stand there as a whole syllable, or -1. */
int pinyin_syllable_index(const char *letters, size_t len);

#endif
