/*
 * Which encoding a file is in.  A guess, though a good one from a few lines on: whoever imports
 * shows what it would read and lets a person choose otherwise.
 *
 * In this order: a byte order mark; UTF-16 by its pattern; strict UTF-8 (plain ASCII included);
 * else GB18030 or Big5, whichever makes the bytes more probable as Chinese text, GB18030 if both
 * are alike.
 */
#ifndef BASE_DETECT_H
#define BASE_DETECT_H

#include <stddef.h>

#include "base/charset.h"

/* bytes: the beginning of the file, or all of it; it may end within a character. ERR_INPUT: no
 * text at all (a workbook, a picture, a program). */
int detect_charset(const char *bytes, size_t len, enum charset *charset);

#endif
