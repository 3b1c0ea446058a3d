/*
 * 工作日历: the working days of a year, and the arrangement that makes them so; for those who look
 * after settings it is keyed or pasted here.
 */
#ifndef TUI_CALENDAR_SCREEN_H
#define TUI_CALENDAR_SCREEN_H

#include "tui/screen.h"

extern const struct screen_ops screen_calendar;

#endif
