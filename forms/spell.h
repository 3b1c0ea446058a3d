/*
 * Typed text before a type reads it, on top of base/norm.h. What was typed may be any bytes; the
 * results are new strings.
 */
#ifndef FORMS_SPELL_H
#define FORMS_SPELL_H

#include <stdbool.h>
#include <stddef.h>

/* Numbers of documents: plain (norm_digits), in capitals, without blanks and hyphens. */
char *spell_number(const char *typed);
/* Running text without blanks at the end; a line has none at its beginning, and no breaks. */
char *spell_text(const char *typed, bool multiline);

bool spell_is_digits(const char *s, size_t len);

#endif
