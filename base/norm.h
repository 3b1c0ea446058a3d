/*
 * Text as it is kept: what keyboards, input methods, spreadsheets and old files do to it is undone
 * here.  Everything takes a NUL-terminated string of any bytes and gives a new one (free() it) that
 * is UTF-8; bytes that are none become U+FFFD.
 *
 * Composed everywhere (NFC), with one exception: the compatibility ideographs U+F900-FAFF and
 * U+2F800-2FA1F stay, because NFC would turn the legal name 金 (U+F90A) into another character.
 */
#ifndef BASE_NORM_H
#define BASE_NORM_H

#include <stdbool.h>
#include <stdint.h>

/* Running text: NFC, every line ends with LF, no controls but LF and TAB, no byte order marks. */
char *norm_text(const char *s);

/*
 * Numbers, dates, codes: full-width forms as ASCII, every dash as "-", every blank as one space,
 * none at the ends, nothing invisible, no apostrophe in front (a spreadsheet's mark for text).
 */
char *norm_digits(const char *s);

/*
 * Names of persons: full-width letters as ASCII, the look-alikes of the dot in a name as U+00B7
 * (民委发〔2016〕33号), no blanks beside Han characters or dots, single ones between other letters,
 * none at the ends, nothing invisible.  Dots at the ends and doubled ones stay, to be reported.
 */
char *norm_name(const char *s);

/* What searching compares: NFKC, no case, no blanks, no dots, nothing invisible. */
char *norm_key(const char *s);
/* Is this the key of text? Mostly without making it. */
bool norm_key_is(const char *key, const char *text);

/* Han characters: unified ones, compatibility ones and 〇. */
bool norm_is_han(uint32_t cp);
/* The dot in a name (U+00B7) or what people type for it; "." is not among them. */
bool norm_is_dot(uint32_t cp);

#endif
