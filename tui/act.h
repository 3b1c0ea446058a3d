/*
 * What a person can ask for: one table of actions with their keys, twins, labels and help.
 * Footers, the help panel, the key map and the README's table come from it.
 */
#ifndef TUI_ACT_H
#define TUI_ACT_H

#include "base/text.h"

#include <stdbool.h>

enum act {
	ACT_HELP,
	ACT_SAVE,
	ACT_FIND,
	ACT_CHOICES,
	ACT_SAME,
	ACT_NEW,
	ACT_SETTLE,
	ACT_ALIKE,
	ACT_PRINT,
	ACT_HISTORY,
	ACT_PINYIN,
	ACT_CODES,
	ACT_FUZZY,
	ACT_DO,
	ACT_MENU,
	ACT_SWAP,
	ACT_GOTO,
	ACT_NOTE,
	ACT_UNDO,
	ACT_BACK,
	ACT_NEXT,     /* Enter: to the next thing wanted, choose, open */
	ACT_FORWARD,  /* Tab, the next field */
	ACT_BACKWARD, /* Shift-Tab */
	ACT_DOWN,
	ACT_UP,
	ACT_PAGE_DOWN,
	ACT_PAGE_UP,
	ACT_MARK,
	ACT_REPAINT,
	ACT_DISPLAY,
	ACT_COUNT
};

struct act_row {
	const char *name[LANG_COUNT]; /* of the key, as footers write it: "F2", "空格" */
	int key, twin;                /* tui/input.h; INPUT_NONE: none */
	enum text label;              /* one or two words */
	enum text help;               /* a line */
};

/* Borrowed for ever. */
const struct act_row *act_row(enum act act);
/* ACT_COUNT if the key is no action's. */
enum act act_of_key(int key);
/* Keys that texts and lists may want first: Enter, Tab, arrows, pages, blank. */
bool act_is_soft(enum act act);

#endif
