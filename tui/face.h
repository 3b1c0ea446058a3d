/*
 * The face: runs screens on a seat.  One loop: wait for the terminal, the seat's descriptor, the
 * clock; drain the keys; each key becomes an action first (tui/act.h), then the top screen's
 * handler changes the model and returns what must happen; then everything is painted, once.
 */
#ifndef TUI_FACE_H
#define TUI_FACE_H

#include "tui/seat.h"

enum face_end {
	FACE_LEFT,        /* the person left */
	FACE_HUNG_UP,     /* the line is gone; what was being typed is in the drafts */
	FACE_STOPPED,     /* face_stop() was called; drafts as above */
	FACE_NO_TERMINAL, /* nothing was shown: the terminal can do too little */
};

enum face_end face_run(struct seat *seat);
/* From woken(): the window has another size; the program shall end in order. */
void face_resize(struct seat *seat, int rows, int cols);
void face_stop(struct seat *seat);

#endif
