/*
 * A few things to choose one of, by digit (behind the tenth: by letter) or by arrows and Enter:
 * menus and questions. More than the window has rows scroll.  A CDK object. Window: `>` in column
 * 0, the digit in 2, the words from 4.
 */
#ifndef TUI_CHOICE_H
#define TUI_CHOICE_H

#include "tui/widget.h"

#define CHOICE_MAX 36 /* 1 … 9, 0, a … z */

struct choice;

struct choice *choice_new(CDKSCREEN *screen);
struct widget *choice_widget(struct choice *choice);
void choice_clear(struct choice *choice);
/* Copies. The note stands behind the words; NULL: none. More than CHOICE_MAX are ignored. */
void choice_add(struct choice *choice, const char *words, const char *note);
int choice_count(const struct choice *choice);
/* True once after somebody chose; *which from 0. */
bool choice_taken(struct choice *choice, int *which);

#endif
