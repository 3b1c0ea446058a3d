/*
 * One log for the administrator: sign-ins and changes of accounts (the keeper's) and the reading,
 * exporting, importing of protected values (the audit), newest first.
 */
#ifndef TUI_ACCOUNT_LOG_H
#define TUI_ACCOUNT_LOG_H

#include "tui/list.h"
#include "tui/screen.h"

struct account_log;

struct account_log *account_log_new(void);
void account_log_free(struct account_log *log);
/* Reads both anew, a thousand entries of each at most. */
void account_log_fetch(struct account_log *log, const struct screen *screen);
int account_log_count(const struct account_log *log);
void account_log_line(const struct account_log *log, const struct screen *screen, int i,
    struct list_line *out);
void account_log_heads(const struct screen *screen, int row);

#endif
