/*
 * A template filled: somebody else's .xlsx with rows put in below its headings, and nothing else of
 * it changed: headings, merged cells, lists to choose from, widths, styles stay. The rows look like
 * the first blank one below the headings; the blank ones are used up, then more are put in, and
 * what stands below (totals, notes) moves down, with its formulas and ranges. Formulas lose the
 * values they had, so that table programs count anew.
 */
#ifndef SHARE_XLSX_FILL_H
#define SHARE_XLSX_FILL_H

#include "share/book_wire.h"

/* fd: the template. Takes N (how many rows) S (which sheet) C (last line of the headings) R… E. */
enum book_fault xlsx_fill(int fd, struct wire_in *in, struct wire_out *out);

#endif
