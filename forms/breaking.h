/*
 * Where a line of Chinese text may be broken: no line begins with a closing mark (。，、；：？！）》 …)
 * or ends with an opening one (（《「 …); words and numbers in Latin letters and figures stay whole.
 */
#ifndef FORMS_BREAKING_H
#define FORMS_BREAKING_H

#include <stddef.h>

/* Bytes of the first line of s, at most so many columns (2 or more); at least one cell of it. */
size_t breaking_first(const char *s, int room);
/* How many lines of this width the text takes. */
int breaking_count(const char *s, int room);
/* Columns of the first len bytes. */
int breaking_columns(const char *s, size_t len);

/*
 * The text from s to end made harmless, a new string: what is no UTF-8 becomes U+FFFD, controls
 * become blanks, and there are none at both ends.
 */
char *breaking_clean(const char *s, const char *end);
/* The next line of *s that has something in it, as breaking_clean() gives it; NULL at the end. */
char *breaking_paragraph(const char **s);

#endif
