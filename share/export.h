/*
 * Sheets out: .xlsx, CSV and TSV (UTF-8 with BOM, or GB18030) and JSON lines. Personal fields are
 * masked unless a right and a reason say otherwise (which goes into the audit). Cells that a table
 * program would take for formulas are made harmless, long numbers stay text. A file appears whole
 * or not at all.
 */
#ifndef SHARE_EXPORT_H
#define SHARE_EXPORT_H

#include "db/store.h"

enum export_format { EXPORT_CSV, EXPORT_TSV, EXPORT_JSON, EXPORT_XLSX, EXPORT_FORMATS };

struct export_options {
	enum export_format format;
	const char *charset; /* of CSV and TSV: NULL is UTF-8 with BOM */
	const char *output;  /* file; NULL or "-": standard output (fd 1) */
	bool mended; /* only what a superior sent back and was mended (db/refusal.h) */
	bool unmask;
	const char *reason; /* wanted with unmask */
	enum lang lang;     /* of the headings */
};

/* By its name, "csv"; EXPORT_FORMATS if there is none. */
enum export_format export_format_find(const char *name);
/* *rows (may be NULL) is the number of records written. */
int export_file(struct db *db, const struct actor *actor, const struct form *form,
    const struct export_options *options, int64_t *rows, struct say *why);

#endif
