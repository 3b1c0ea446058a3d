/* Beside the sign-in, on a console: whoever holds the recovery code sets a new password with it. */
#ifndef TUI_FORGOT_SCREEN_H
#define TUI_FORGOT_SCREEN_H

#include "tui/screen.h"

extern const struct screen_ops screen_forgot;
/* Is there a code, and a keeper in this process that can look at it? */
bool forgot_is_possible(const struct screen *screen);

#endif
