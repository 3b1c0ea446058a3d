/*
 * The record that is current in a list, to be read only: below the list in two columns (what its
 * form calls details), or all of it beside the list where the window is wide enough.
 */
#ifndef TUI_SUMMARY_H
#define TUI_SUMMARY_H

#include "tui/screen.h"

#include "db/store.h"

#define SUMMARY_WIDE 160 /* columns of a window that has room for it beside the list */
#define SUMMARY_COLS 72  /* that it takes there */

/* Rows wanted below a list of such records, the blank one above included; 0: none. */
int summary_rows(const struct form *form);
void summary_paint_below(const struct screen *screen, const struct store_row *row, int top);
void summary_paint_beside(const struct screen *screen, const struct store_row *row, int top,
    int rows);

#endif
