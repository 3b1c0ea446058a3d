#include "tui/act.h"

#include "tui/input.h"

#define F(n) {"F" #n, "F" #n}, INPUT_F(n)
#define ESC(c) (INPUT_TWIN + (c))
#define NONE INPUT_NONE

static const struct act_row table[ACT_COUNT] = {
	[ACT_HELP] = {F(1), ESC('1'), T_ACT_HELP, T_ACT_HELP_LINE},
	[ACT_SAVE] = {F(2), ESC('2'), T_ACT_SAVE, T_ACT_SAVE_LINE},
	[ACT_FIND] = {F(3), ESC('3'), T_ACT_FIND, T_ACT_FIND_LINE},
	[ACT_CHOICES] = {F(4), ESC('4'), T_ACT_CHOICES, T_ACT_CHOICES_LINE},
	[ACT_SAME] = {F(5), ESC('5'), T_ACT_SAME, T_ACT_SAME_LINE},
	[ACT_NEW] = {F(6), ESC('6'), T_ACT_NEW, T_ACT_NEW_LINE},
	[ACT_SETTLE] = {{"^O", "^O"}, INPUT_CTRL('o'), ESC('o'), T_ACT_SETTLE, T_ACT_SETTLE_LINE},
	[ACT_PRINT] = {{"^P", "^P"}, INPUT_CTRL('p'), NONE, T_ACT_PRINT, T_ACT_PRINT_LINE},
	[ACT_ALIKE] = {{"^R", "^R"}, INPUT_CTRL('r'), ESC('r'), T_ACT_ALIKE, T_ACT_ALIKE_LINE},
	[ACT_HISTORY] = {F(7), ESC('7'), T_ACT_HISTORY, T_ACT_HISTORY_LINE},
	[ACT_PINYIN] = {F(8), ESC('8'), T_ACT_PINYIN, T_ACT_PINYIN_LINE},
	[ACT_CODES] = {{"^T", "^T"}, INPUT_CTRL('t'), NONE, T_ACT_CODES, T_ACT_CODES_LINE},
	[ACT_FUZZY] = {{"^F", "^F"}, INPUT_CTRL('f'), NONE, T_ACT_FUZZY, T_ACT_FUZZY_LINE},
	[ACT_DO] = {F(9), ESC('9'), T_ACT_DO, T_ACT_DO_LINE},
	[ACT_MENU] = {F(10), ESC('m'), T_ACT_MENU, T_ACT_MENU_LINE},
	[ACT_SWAP] = {F(12), ESC('0'), T_ACT_SWAP, T_ACT_SWAP_LINE},
	[ACT_GOTO] = {{"^G", "^G"}, INPUT_CTRL('g'), ESC('g'), T_ACT_GOTO, T_ACT_GOTO_LINE},
	[ACT_NOTE] = {F(11), ESC('-'), T_ACT_NOTE, T_ACT_NOTE_LINE},
	[ACT_UNDO] = {{"^Y", "^Y"}, INPUT_CTRL('y'), ESC('u'), T_ACT_UNDO, T_ACT_UNDO_LINE},
	[ACT_BACK] = {{"Esc", "Esc"}, INPUT_ESC, NONE, T_ACT_BACK, T_ACT_BACK_LINE},
	[ACT_NEXT] = {{"Enter", "Enter"}, INPUT_ENTER, NONE, T_ACT_NEXT, T_ACT_NEXT_LINE},
	[ACT_FORWARD] = {{"Tab", "Tab"}, INPUT_TAB, NONE, T_ACT_FORWARD, T_ACT_FORWARD_LINE},
	[ACT_BACKWARD] = {{"Shift-Tab", "Shift-Tab"}, INPUT_BACKTAB, NONE, T_ACT_BACKWARD,
	    T_ACT_BACKWARD_LINE},
	[ACT_DOWN] = {{"↓", "Down"}, INPUT_DOWN, NONE, T_ACT_DOWN, T_ACT_DOWN_LINE},
	[ACT_UP] = {{"↑", "Up"}, INPUT_UP, NONE, T_ACT_UP, T_ACT_UP_LINE},
	[ACT_PAGE_DOWN] = {{"PgDn", "PgDn"}, INPUT_PGDN, ESC('n'), T_ACT_PAGE_DOWN,
	    T_ACT_PAGE_DOWN_LINE},
	[ACT_PAGE_UP] = {{"PgUp", "PgUp"}, INPUT_PGUP, ESC('p'), T_ACT_PAGE_UP,
	    T_ACT_PAGE_UP_LINE},
	[ACT_MARK] = {{"空格", "Space"}, ' ', NONE, T_ACT_MARK, T_ACT_MARK_LINE},
	[ACT_REPAINT] = {{"^L", "^L"}, INPUT_CTRL('l'), NONE, T_ACT_REPAINT,
	    T_ACT_REPAINT_LINE},
	[ACT_DISPLAY] = {{"^E", "^E"}, INPUT_CTRL('e'), NONE, T_ACT_DISPLAY, T_ACT_DISPLAY_LINE},
};

const struct act_row *
act_row(enum act act)
{
	return &table[act];
}

enum act
act_of_key(int key)
{
	if (key == INPUT_NONE)
		return ACT_COUNT;
	for (enum act act = 0; act < ACT_COUNT; act++)
		if (key == table[act].key || key == table[act].twin)
			return act;
	return ACT_COUNT;
}

bool
act_is_soft(enum act act)
{
	return act >= ACT_NEXT && act <= ACT_MARK;
}
