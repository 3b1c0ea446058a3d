/*
 * The longer explanation behind a message's number (base/texts/explain.def): what happened, what is
 * safe, what to do, whom to ask.
 */
#ifndef BASE_EXPLAIN_H
#define BASE_EXPLAIN_H

#include "base/text.h"

/*
 * A new string of lines, each ended by \n; NULL: no message has that number. Places of arguments
 * stand as "…".
 */
char *explain(enum lang lang, int number);
/* "E217", "e217", "217" → 217; 0: none of these. */
int explain_number(const char *typed);

#endif
