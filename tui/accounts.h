/* 账号: who may sign in; for those who may look after accounts. */
#ifndef TUI_ACCOUNTS_H
#define TUI_ACCOUNTS_H

#include "tui/screen.h"

extern const struct screen_ops screen_accounts;

#endif
