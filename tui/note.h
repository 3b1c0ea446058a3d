/* What somebody noted at a field of a record, in words. */
#ifndef TUI_NOTE_H
#define TUI_NOTE_H

#include "base/text.h"
#include "forms/record.h"

/* "看不清：问二组组长", or the remark alone. `note` as it is kept (forms/record.h). */
void note_add(enum lang lang, const char *note, struct buf *out);
/* What is to be asked about a record, field by field; a new string, NULL: nothing. */
char *note_to_ask(enum lang lang, const struct record *record);

#endif
