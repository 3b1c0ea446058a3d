/* The parts of press.c, one file a format. */
#ifndef SHARE_PRESS_INT_H
#define SHARE_PRESS_INT_H

#include "forms/layout.h"
#include "share/press.h"

void press_text(const struct layout *layout, FILE *to);
void press_wechat(const struct document *document, FILE *to);
void press_rtf(const struct document *document, FILE *to);

#endif
