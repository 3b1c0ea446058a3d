/* The day something is due: in a year whose days off were not keyed it is only a guess. */
#ifndef TUI_DUE_H
#define TUI_DUE_H

#include "tui/screen.h"

/* The year that would have to be known to be sure of the day; 0: it is. DAY_NONE is fine. */
int due_unsure(const struct screen *screen, day_t due);
/* The sentence that goes wherever such a day is shown; a new string. */
char *due_unsure_text(const struct screen *screen, int year);

#endif
