/*
 * A document as bytes for a file or a printer. PDF and dots are made by the program gongzhan-paper,
 * which alone is linked with what draws letters.
 */
#ifndef SHARE_PRESS_H
#define SHARE_PRESS_H

#include "base/err.h"
#include "base/text.h"
#include "base/buf.h"
#include "forms/document.h"

#include <stdio.h>

enum press_format {
	PRESS_TEXT, /* UTF-8, a form feed between pages */
	PRESS_RTF,  /* for editing in WPS, Word, LibreOffice: ASCII, all else as \u */
	PRESS_PDF,  /* an embedded font of which only what is used */
	PRESS_ESCP, /* 24-pin printers with Chinese (ESC/P-K), GB 18030; what they lack as dots */
	PRESS_WECHAT, /* plain paragraphs, in pieces that go into one message each */
	PRESS_FORMATS
};
#define PRESS_PIECE 1000 /* characters of a piece */

/* By its name, "pdf"; PRESS_FORMATS if there is none. */
enum press_format press_find(const char *name);
const char *press_name(enum press_format format);
/* ERR_IO with *why where a program or a font is wanting. */
int press_write(const struct document *document, enum press_format format, FILE *to,
    struct say *why);

/* Appends what PRESS_WECHAT writes, in one piece. */
void press_plain(const struct document *document, struct buf *out);

#endif
