/*
 * References to cells (A1, $B$2:C9) when rows are put in below a heading: what lies below moves
 * down, what reaches to the end of the filled rows grows with them.
 */
#ifndef SHARE_XLSX_REFS_H
#define SHARE_XLSX_REFS_H

#include "base/buf.h"

#include <stdbool.h>

/* Rows first to last were there to be filled (last = first - 1: none); `more` come behind these. */
struct xlsx_growth {
	long first, last, more;
};

/* Appends the text with its references moved. Of a formula, names, functions, strings and other
 * sheets' cells stay; of a list of ranges (sqref) each is moved. */
void xlsx_refs_formula(const struct xlsx_growth *growth, const char *text, size_t len,
    struct buf *out);
void xlsx_refs_ranges(const struct xlsx_growth *growth, const char *text, size_t len,
    struct buf *out);
/*
 * Of what stands outside the sheet - a name of the workbook, the print area, a formula elsewhere -
 * only references to that sheet, which has this name, are moved. What reaches over the headings
 * grows with the rows below these also where there were none to be filled.
 */
void xlsx_refs_outside(const struct xlsx_growth *growth, long rows, const char *sheet,
    const char *text, size_t len, struct buf *out);
/* Where a row of the template is now. */
long xlsx_refs_row(const struct xlsx_growth *growth, long row);

#endif
