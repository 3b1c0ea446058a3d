/*
 * What the board of units can have done, as jobs: bags packed to a stick and taken in from one, and
 * the three steps of joining.
 */
#ifndef TUI_BOARD_ACT_H
#define TUI_BOARD_ACT_H

#include "tui/ask.h"
#include "tui/prompt.h"
#include "tui/stick_pick.h"

/* Part of the data of the screen that asks, which begins with it; zeroed before. */
struct board_act {
	struct ask ask;
	struct prompt prompt;
	struct stick_pick pick;
	char *typed; /* a unit's name, the six digits */
	char *file;  /* the request that was chosen */
	bool started; /* a job, from here */
};

/* Opens the question what is to be done. */
struct reaction board_act_open(struct screen *screen);
void board_act_release(struct board_act *act);

#endif
