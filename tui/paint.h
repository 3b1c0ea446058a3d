/*
 * Text on a curses window, whole cells only (base/width.h): nothing of what data contains reaches
 * the terminal but printable characters.  The grid that all screens share stands here too.
 */
#ifndef TUI_PAINT_H
#define TUI_PAINT_H

#include <curses.h>

/* Columns, from 0. */
#define GRID_TEXT 3     /* headings, lists, messages */
#define GRID_LABEL 13   /* labels end here */
#define GRID_MARK 15
#define GRID_VALUE 17
#define GRID_VALUE_COLS 28
#define GRID_MEANING 47
#define GRID_RIGHT 2 /* free at the right edge */
#define GRID_ROWS 24 /* the least a screen needs */
#define GRID_COLS 80

/* At most so many columns; returns those used. */
int paint_text(WINDOW *win, int row, int col, int cols, const char *text);
/*
 * A sentence: as much as fits, to the last stop in it, for half a clause would mislead; the number
 * of a message (E142) stays at its end.
 */
void paint_sentence(WINDOW *win, int row, int col, int cols, const char *text);
/* Ends before column `end`; cut at its right side if it would begin before column 0. */
void paint_right(WINDOW *win, int row, int end, const char *text);
void paint_char(WINDOW *win, int row, int col, char c);

#endif
