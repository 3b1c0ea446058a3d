/* One way of writing a cell for all sheets that leave the program. */
#ifndef SHARE_EXPORT_INT_H
#define SHARE_EXPORT_INT_H

#include <stdbool.h>
#include <stdio.h>

/* Would a table program run it as a formula? First = + - @, full-width ones too, tab or CR. */
bool export_is_formula(const char *text);
/*
 * Writes `before` (a separator, 0 none) and the cell, UTF-8, quoted where needed. Formulas get an
 * apostrophe before them, numbers of 12 and more digits a tab behind them, so that they stay text;
 * import takes both away again.
 */
void export_cell(FILE *to, const char *text, char before);

#endif
