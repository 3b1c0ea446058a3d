/*
 * Finds the headings among the first rows of a sheet, or of the first of several sheets that has
 * them. Headings may stand in two rows (会籍变化 above 类型 and 日期): columns then have both names.
 */
#ifndef SHARE_HEADINGS_H
#define SHARE_HEADINGS_H

#include "base/buf.h"
#include "share/rows.h"
#include "share/sheet.h"

#define HEADINGS_ROWS 30 /* in which they are looked for */

/* Embedded; all zeros before, headings_release. */
struct headings {
	int field[ROW_CELLS_MAX]; /* of a column, or -1 */
	char **text;              /* as the sheet has them */
	int columns;
	struct row ahead; /* the row behind them, if it was read already */
	bool has_ahead;
	int64_t line; /* of the first row of them */
	int span;     /* rows */
	char *digest; /* by which they are known again; NULL before they are found */
	bool seen; /* there was anything at all */
};

/*
 * only: name of the one sheet to look at, or NULL. 1: *out is set and the rows behind the headings
 * come next (ahead first); 0: there are none; or the ERR_ code of rows.
 */
int headings_find(struct rows *rows, const struct sheet *sheet, int title, const char *only,
    struct headings *out);
/*
 * The headings that are known by their digest, in one row or two, whatever they are called; *out
 * has no fields then but -1. Results as above.
 */
int headings_find_known(struct rows *rows, const char *digest, const char *only,
    struct headings *out);
void headings_release(struct headings *headings);
/*
 * What is known of headings again: of a row, or of two of which the lower may be NULL, the names of
 * their columns without blank ones at the end. A new string of 64 hex figures.
 */
char *headings_digest(const struct row *upper, const struct row *lower);
/* Of both rows the names of `columns` columns: each alone, or the upper before the lower. New. */
char **headings_names(const struct row *upper, const struct row *lower, int columns);
/* Appends the names, with 、 between them, of the sheets behind this one that have headings too. */
int headings_others(struct rows *rows, const struct sheet *sheet, int title, struct buf *names);

#endif
