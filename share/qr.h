/*
 * A text as a QR code (GB/T 18284), for telephones to read from paper or screen.
 */
#ifndef SHARE_QR_H
#define SHARE_QR_H

#include "base/buf.h"

#include <stdbool.h>

#define QR_QUIET 2 /* light modules around it; 4 by the standard, 2 are read */

struct qr {
	int size;              /* modules of a side */
	unsigned char *module; /* size × size: dark or not */
};

/* The smallest code of the lowest grade of repair. False: too long, or not built in. */
bool qr_make(const char *text, struct qr *out);
void qr_release(struct qr *qr);
bool qr_is_dark(const struct qr *qr, int row, int col); /* outside of it: no */
/* Columns, and lines of half as many, that it takes as qr_line() writes it. */
int qr_columns(const struct qr *qr);
int qr_lines(const struct qr *qr);
/*
 * One line (from 0): two modules above each other in a character, █▀▄; where letters are dark on a
 * light ground dark is a full one, with `light` it is the other way round.
 */
void qr_line(const struct qr *qr, int line, bool light, struct buf *out);
/* How many bytes of the text go into a code of so many columns and lines; whole characters. */
size_t qr_fits(const char *text, int columns, int lines);

#endif
