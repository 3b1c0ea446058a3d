/*
 * Every sentence the program says, in Chinese and English, in one table (base/texts/NAME.def, one
 * file per floor).  A row is TEXT(NAME, number, "zh", "en"); the number is what a clerk reads over
 * the phone ("E217"); 0 is for labels and wordings that report nothing.  {1}..{9} are places for
 * arguments, which are strings.  tests/lint compares the places of both languages and the numbers.
 * Numbers: base 1-99, forms 100-199 and 600-699, db 200-299, share 300-399 and 700-799, tui 400-499
 * and 800-899, front 500-599.
 */
#ifndef BASE_TEXT_H
#define BASE_TEXT_H

#include "base/buf.h"

enum lang { LANG_ZH, LANG_EN, LANG_COUNT };

enum text {
	TEXT_NONE,
#define TEXT(name, number, zh, en) T_##name,
#include "base/texts/base.def"
#include "base/texts/forms.def"
#include "base/texts/db.def"
#include "base/texts/share.def"
#include "base/texts/tui.def"
#include "base/texts/front.def"
#undef TEXT
	TEXT_COUNT
};

/* Borrowed for ever. TEXT_NONE is "". */
const char *text_get(enum lang lang, enum text id);
/* 0 if the text has no number. */
int text_number(enum text id);
/* TEXT_NONE if no text has it. */
enum text text_of_number(int number);
/* Appends the text with its places filled from args (NULL-terminated list of strings). */
void text_add(struct buf *out, enum lang lang, enum text id, const char *const args[]);
/* The same as a new string (free() it), with " E217" at the end where the text has a number. */
char *text_format(enum lang lang, enum text id, ...) __attribute__((sentinel));

/* A message about something, language left open until it is shown: embedded, say_release. */
#define SAY_ARGS 4
struct say {
	enum text id; /* TEXT_NONE: nothing to say */
	char *arg[SAY_ARGS + 1];
};

/* Replaces what s said; arguments are copied, the list ends with (char *)NULL. s may be NULL. */
void say_set(struct say *s, enum text id, ...) __attribute__((sentinel));
/* Replaces what s said (s may be NULL) by what `from` says, which then says nothing. */
void say_take(struct say *s, struct say *from);
/* A new string (free() it), number included as in text_format. */
char *say_text(const struct say *s, enum lang lang);
void say_release(struct say *s);

#endif
