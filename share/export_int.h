/* One way of writing a cell for all sheets that leave the program. */
#ifndef SHARE_EXPORT_INT_H
#define SHARE_EXPORT_INT_H

#include <stdbool.h>
#include <stdio.h>

/*
 * Writes a comma (if `comma`) and the cell, UTF-8, quoted where needed. Cells that a table program
 * would run as a formula (= + - @ tab CR first) get an apostrophe before them, numbers of 12 and
 * more digits a tab behind them, so that they stay text; import takes both away again.
 */
void export_cell(FILE *to, const char *text, bool comma);

#endif
