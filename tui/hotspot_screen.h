/*
 * Hot spots 热点 of the station: what is one, by which rule and against which past; its matters, what
 * was said of it after a look, and the first report.
 */
#ifndef TUI_HOTSPOT_SCREEN_H
#define TUI_HOTSPOT_SCREEN_H

#include "tui/screen.h"

struct hot;

/* open()'s argument, copied: the key of the one to stand on (db/hotspot.h); NULL: the first. */
extern const struct screen_ops screen_hotspots;

/* "面积地界 · 6 件 5 人 · 人多、比以往多": a new string. */
char *hotspot_line(const struct screen *screen, const struct hot *hot);

#endif
