/*
 * What menus share: a title and a few things to choose from by digit, in the panel. A menu's screen
 * is an overlay whose data begins with a struct menu; these are its handlers.
 */
#ifndef TUI_MENU_H
#define TUI_MENU_H

#include "tui/choice.h"
#include "tui/screen.h"

struct menu {
	struct choice *choice;
	enum text title;
	struct reaction (*chose)(struct screen *screen, int which); /* from 0, as added */
};

extern const struct screen_act menu_acts[];
/* Takes over `data`, which begins with a menu and was allocated; lines are then added to choice. */
void menu_begin(struct screen *screen, void *data, enum text title,
    struct reaction (*chose)(struct screen *screen, int which));
void menu_finish(struct screen *screen);
void menu_layout(struct screen *screen);
void menu_paint(struct screen *screen);
struct reaction menu_used(struct screen *screen, struct widget *widget);

#endif
