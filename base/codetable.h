/*
 * A table of codes for characters and words, as the shapes of 五笔 are: lines of text, TAB, code in
 * the letters a-z, TAB, weight (Rime's .dict.yaml).  The file's bytes are borrowed and not changed:
 * mapped read-only before processes are forked it costs them nothing but the index.
 */
#ifndef BASE_CODETABLE_H
#define BASE_CODETABLE_H

#include "base/candidate.h"

struct codetable;

/* Bytes stay the caller's and must live as long. NULL if there is no code in them. */
struct codetable *codetable_new(const char *bytes, size_t len);
void codetable_free(struct codetable *table);
/* Texts of this code, the weightier first, then some whose code only begins so; 50 at most. */
void codetable_find(const struct codetable *table, const char *code, struct candidates *out);
/* Is there exactly one text of this code and no longer code? */
bool codetable_is_only(const struct codetable *table, const char *code);

#endif
