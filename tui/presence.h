/*
 * Being there with others: this seat's row among the seats (db/seats.h), who else has the same
 * record open, what the administrator tells, and the minute before an idle seat is left.
 */
#ifndef TUI_PRESENCE_H
#define TUI_PRESENCE_H

#include "tui/face_int.h"

/* Once a tick; now monotonic. True: the person is to be signed out, seat->farewell says why. */
bool presence_tick(struct face *face, int64_t now);
/* A key came. */
void presence_key(struct face *face);
/* Nobody sits here any more. */
void presence_leave(struct face *face);
void presence_release(struct face *face);
/* What was told and must be read, NULL: nothing. */
const char *presence_told(const struct face *face);

#endif
