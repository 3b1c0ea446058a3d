/* A text as codes that a telephone reads from the screen, page by page. */
#ifndef TUI_QR_SCREEN_H
#define TUI_QR_SCREEN_H

#include "tui/screen.h"

/* open()'s argument: the text, copied. */
extern const struct screen_ops screen_qr;

/* Can this terminal show one? False: it was said why not. */
bool qr_screen_can(struct screen *screen);

#endif
