/* What the files of the face share: face.c (loop, stack), chrome.c (lines 1, 23, 24), screen.c. */
#ifndef TUI_FACE_INT_H
#define TUI_FACE_INT_H

#include "tui/face.h"
#include "tui/ime.h"
#include "tui/screen.h"

#include "db/seats.h"

struct face {
	struct seat *seat;
	struct input *input;
	struct ime *ime;
	struct screen **stack; /* the last is on top; overlays stand on a whole screen */
	int count;
	char *message; /* or NULL */
	/* presence.c's: a message that keys do not take away, and who else is in this record. */
	char *told, *others;
	int64_t told_until; /* ms, monotonic */
	bool warned;        /* that the seat will be left */
	struct seat_row row;
	bool whole;    /* paint everything anew */
	bool pasted;   /* the key being handled */
	long typed;    /* keys that were not */
	bool stopped;  /* what was typed ahead is not played any further (screen_stop) */
	int unplayed;  /* keys of that */
	bool ended;
	enum face_end end;
	unsigned changes, counted; /* db_changes() when last looked, and when below what is seen */
	struct record **before; /* of each kind what this clerk saved, the last one last */
	int before_count;
	int64_t ticked, key, renewed; /* ms, monotonic: the last tick, key, look below */
	bool keyed; /* a key was handled, and its echo painted since */
	enum { WIDTH_OPEN, WIDTH_ASKED, WIDTH_SETTLED } width; /* of ambiguous signs (display.c) */
};

/* Places all widgets and paints everything anew: another size, or signs of another width. */
void face_lay_out(struct face *face);
/* The screen that fills the terminal, below the overlays on it: its place in the stack. */
int face_seen(const struct face *face);
/* What is typed on any screen goes into the drafts, now. */
void face_keep(struct face *face);
int64_t face_now(void); /* ms, monotonic */
/* Sends what was painted and waits for keys, for the seat's descriptor, at most until then. */
void face_wait(struct face *face, int64_t until);

/* Everything around and below the top screen, and the screens themselves. */
void chrome_paint(struct face *face);

#endif
