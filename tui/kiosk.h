/*
 * The self-service desk 自助查询: one screen and nothing beside it.  Figures choose, 0 leads back,
 * text is typed where it is asked for; no other key does anything, so that there is no way from
 * here to anywhere.  It fits 45 × 20 (a telephone) and uses more room to stand large.
 *
 * States: its first page → pages of whoever stands there → (60 s without a key) its first page.
 * Then, and when it ends, what was shown is wiped from the terminal, whose alternate screen leaves
 * nothing to scroll back to, and whatever answers forgets the matter that was found.
 *
 * Where the seat has a keeper (the console) an administrator's password ends it; over a line
 * whoever is there may go.
 */
#ifndef TUI_KIOSK_H
#define TUI_KIOSK_H

#include "tui/screen.h"

extern const struct screen_ops screen_kiosk;

#endif
