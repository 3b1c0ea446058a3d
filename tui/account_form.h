/* An account: a new one, or a new password for one that is there. */
#ifndef TUI_ACCOUNT_FORM_H
#define TUI_ACCOUNT_FORM_H

#include "tui/screen.h"

/* open()'s argument: const struct account *, whose password is reset; NULL: a new account. */
extern const struct screen_ops screen_account_form;

#endif
