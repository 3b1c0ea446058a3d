/* What the files of the import share: import.c (rows to records) and import_report.c. */
#ifndef SHARE_IMPORT_INT_H
#define SHARE_IMPORT_INT_H

#include "share/import.h"
#include "share/row.h"

/* The refused rows, as a sheet that can be corrected and imported again. */
struct import_report;

/* heading: the sheet's own, `count` of them, borrowed for the call. The file appears on _end. */
int import_report_begin(const char *file, char *const heading[], int count, enum lang lang,
    struct import_report **out, struct say *why);
void import_report_row(struct import_report *report, const struct row *row,
    const char *reason);
/* Makes the file appear if it has rows (0 and *file set, a new string) and frees the report. */
int import_report_end(struct import_report *report, char **file, struct say *why);

#endif
