/*
 * A pinyin engine with a dictionary of the whole language: libgooglepinyin, and nothing else in
 * this program knows it.  One per process, for ever (it keeps its state in globals); opened before
 * processes are forked, so that they share its dictionary.  It is asked, never taught: what clerks
 * choose is kept elsewhere, and nothing is written to any file.
 *
 * Without the library, or without its dictionary, engine_open() fails and the other functions find
 * nothing.
 */
#ifndef BASE_ENGINE_H
#define BASE_ENGINE_H

#include "base/buf.h"

#include <stdbool.h>

#define ENGINE_LETTERS 39 /* apostrophes counted */
#define ENGINE_CHARS 20   /* of a candidate */

/* True if it can be used, now and later; further calls tell the same. Opens files. */
bool engine_open(void);
bool engine_is_open(void);
/*
 * How many candidates the letters have; syllables parted by apostrophes, initials for whole ones
 * are fine. The first is the best for all of them, then come words of the first syllables.
 */
int engine_search(const char *letters);
/* Candidate i of the last search, UTF-8, appended. */
void engine_candidate(int i, struct buf *out);
/*
 * Forgets the last search and gives back the memory that searches took for this process alone, some
 * 60 KiB; the next one takes it again.
 */
void engine_rest(void);

#endif
