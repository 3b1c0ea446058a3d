/* A seat on this terminal: what the screens (front_screens.c) and the self-service desk share. */
#ifndef FRONT_SEAT_H
#define FRONT_SEAT_H

#include "front.h"
#include "tui/seat.h"

/* The terminal's size, where it tells one. */
void front_seat_measure(struct seat *seat);
/*
 * Signals arrive through a descriptor, to be the seat's `wake`; Ctrl-C, Ctrl-Z and friends do
 * nothing harmful.
 */
int front_seat_signals(void);
/* For the seat's `woken`. */
void front_seat_woken(struct seat *seat);
/* What is set for this seat, and what its line tells. */
void front_seat_settings(const struct front *f, struct seat *seat);

#endif
