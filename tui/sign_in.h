/* 登录: who are you.  The lowest screen of the stack; 换人 comes back to it. */
#ifndef TUI_SIGN_IN_H
#define TUI_SIGN_IN_H

#include "tui/screen.h"

extern const struct screen_ops screen_sign_in;
/* The seat belongs to nobody again; the screen asks anew and says who went. */
void sign_in_release(struct screen *screen);

#endif
