/*
 * Every Chinese character there is, by how it is read: what remains to be chosen from when no word
 * fits.  Those of 通用规范汉字表 come first, the commonest in front (Unihan's kHanyuPinlu, through
 * base/gen/hanzi.py), then all others that base/pinyin.h can read, in order of code point.
 */
#ifndef BASE_HANZI_H
#define BASE_HANZI_H

#include "base/buf.h"

#include <stdint.h>

/* Appends the common characters that are read so (without tone), at most so many: how many. */
int hanzi_common(const char *syllable, int most, struct buf *out);
/* The same for all syllables that begin so, a few of each. */
int hanzi_begun(const char *letters, size_t len, int each, struct buf *out);
/* Appends all others. Takes a moment: every character is looked at. */
void hanzi_rest(const char *syllable, struct buf *out);
/*
 * The character of a 区位码 (four digits, GB 2312-1980: row, then place in it), 0 if there is none
 * that can be typed.
 */
uint32_t hanzi_of_place(const char *digits);
/* Opens what hanzi_of_place() needs of the system's files; else the first call does. */
void hanzi_prepare(void);

#endif
