/* A question with a few answers, in the panel; the answer goes to the screen below. */
#ifndef TUI_ASK_H
#define TUI_ASK_H

#include "tui/screen.h"

/* open()'s argument. Esc answers nothing. */
struct ask {
	enum text title;         /* may have {1} */
	const char *about;       /* what goes there; may be NULL */
	const enum text *answer; /* ended by TEXT_NONE, at most CHOICE_MAX */
	struct reaction (*then)(struct screen *below, int which); /* from 0 */
};
extern const struct screen_ops screen_ask;
extern const enum text ask_yes_no[]; /* 0 yes, 1 no */

#endif
