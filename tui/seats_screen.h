/* Who is here, at consoles and over SSH: the administrator may tell them something, end one. */
#ifndef TUI_SEATS_SCREEN_H
#define TUI_SEATS_SCREEN_H

#include "tui/screen.h"

extern const struct screen_ops screen_seats;

#endif
