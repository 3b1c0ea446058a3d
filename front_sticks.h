/* The removable media of a console's machine, as its screens see them. */
#ifndef FRONT_STICKS_H
#define FRONT_STICKS_H

#include "tui/seat.h"

/* Fills the seat's sticks. */
void front_sticks_start(struct seat *seat);
void front_sticks_stop(struct seat *seat);

#endif
