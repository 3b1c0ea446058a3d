/*
 * .xlsx written with libxlsxwriter: one sheet, every cell text (ID numbers keep their figures,
 * nothing is taken for a formula), headings that stay when the rest is scrolled, columns as wide as
 * their values, and lists to choose from, kept on a hidden sheet.
 */
#ifndef SHARE_XLSX_WRITE_H
#define SHARE_XLSX_WRITE_H

#include "share/book_wire.h"

/* Takes N S C… R… E, gives D…; the caller gives the end with the fault returned. */
enum book_fault xlsx_write(struct wire_in *in, struct wire_out *out);

#endif
