/* Who changed a setting or keyed a year's working days: when, before, after. */
#ifndef TUI_SETTING_LOG_H
#define TUI_SETTING_LOG_H

#include "tui/screen.h"

extern const struct screen_ops screen_setting_log;

#endif
