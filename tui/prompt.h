/* A line of text that is asked for, in the panel; it goes to the screen below. */
#ifndef TUI_PROMPT_H
#define TUI_PROMPT_H

#include "tui/screen.h"

/* open()'s argument. Esc answers nothing. */
struct prompt {
	enum text title, hint;
	size_t least, most; /* characters */
	char **out; /* in the data of the screen below: replaced, the screen's to free */
	struct reaction (*then)(struct screen *below, int which); /* which: 0 */
};
extern const struct screen_ops screen_prompt;

#endif
