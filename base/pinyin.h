/*
 * How Chinese characters are read, in letters without tones (ü is v): for searching, sorting and
 * picking from lists, never in place of a name.  All readings of a character that has several, best
 * first; surnames in their own (曾 zeng, 单 shan, 尉迟 yu chi).
 *
 * Source: Unihan 15.0 through base/gen/pinyin.py; surnames from our own list.  Covers what has a
 * reading among the characters of the first plane, 〇, and those of the other planes that stand in
 * 通用规范汉字表.  Texts are NUL-terminated UTF-8.
 */
#ifndef BASE_PINYIN_H
#define BASE_PINYIN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#define PINYIN_INITIALS 16 /* combinations given at most */

/* Readings of a character: how many were put into out, max at most; borrowed for ever. */
int pinyin_readings(uint32_t cp, const char *out[], int max);
/* Is one of them this syllable? */
bool pinyin_is_read(uint32_t cp, const char *syllable);

/* Characters of the surname of a Han name: 2 for 欧阳, mostly 1; 0 if the name is none, or has a
 * dot, as names do that have no surname in front. */
size_t pinyin_surname(const char *name);

/*
 * A name in its best reading: 张新秋 zhangxinqiu, 古丽娜尔·买买提 gulinaer maimaiti. Letters and
 * figures in it stay, in lower case; what cannot be read is left out. A new string (free() it).
 */
char *pinyin_full(const char *name);

/*
 * The same for sorting, as in a telephone book: a blank behind the surname and behind each further
 * syllable, so that whoever has one surname stands together: "chen guo dong" before "cheng li".
 */
char *pinyin_sorted(const char *name);
/*
 * Where letters stand among all syllables: how many come before them, twice, and one more if they
 * are one themselves. Greater letters never have a smaller place.
 */
int pinyin_place(const char *letters, size_t len);
/* All syllables, in order of the alphabet; NULL behind the last. Borrowed for ever. */
const char *pinyin_syllable(int i);

/* The initials under every reading, the best first, with blanks between: 曾宪群 "zxq cxq". A new
 * string. */
char *pinyin_initials_all(const char *name);

/*
 * Does query (letters and figures; the rest is ignored, and so is what follows the 63rd) begin this
 * text?  Each character may be given by its initial (z or zh) or in full, the last in part, under
 * any of its readings, ü as v or u.  An empty query begins every text, one without letters none.
 */
bool pinyin_match(const char *text, const char *query);

#endif
