/* 表单和代码表: the kinds of record and the code tables that are in force, to be read. */
#ifndef TUI_FORMS_SCREEN_H
#define TUI_FORMS_SCREEN_H

#include "tui/screen.h"

extern const struct screen_ops screen_forms;

#endif
