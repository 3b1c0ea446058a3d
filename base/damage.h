/*
 * Text damaged by a converter that put the reading behind each character it changed: 數(shù)字 for
 * 數字. Only what is a reading of the character before it is taken for such damage.
 */
#ifndef BASE_DAMAGE_H
#define BASE_DAMAGE_H

/* The text without these readings, a new string, which nobody applies unasked; NULL: none in it. */
char *damage_mend(const char *text);

#endif
