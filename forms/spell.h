/*
 * Typed text before a type reads it: what keyboards, input methods and spreadsheets do to figures
 * and names is undone here, once for all types.
 */
#ifndef FORMS_SPELL_H
#define FORMS_SPELL_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

bool spell_is_han(uint32_t c);
bool spell_has_han(const char *s);

/*
 * New strings; what was typed may be any bytes. Plain: full-width ASCII as ASCII, every kind of
 * blank as one blank, nothing at the ends, invisible characters and controls gone.
 */
char *spell_plain(const char *typed);
/* Plain, in capitals, without blanks, hyphens and apostrophes: numbers of documents. */
char *spell_number(const char *typed);
/* As typed, but without controls and invisible characters; blanks at the ends go. */
char *spell_text(const char *typed, bool multiline);

bool spell_is_digits(const char *s, size_t len);

#endif
