/*
 * Sheets in: workbooks (.xlsx, .xls), CSV and TSV as they really come from WPS and Excel (a title
 * row, 填表单位 row, headings with line breaks, * and full-width signs, notes at the bottom,
 * apostrophes before numbers), text in any encoding of base/charset.h. Columns are matched by
 * heading; records by ID number, so that the same sheet may be imported again and nothing is
 * doubled. Rows with a wrong value, without a name or without a usable ID number go into the report
 * file, which can be corrected and imported again.
 */
#ifndef SHARE_IMPORT_H
#define SHARE_IMPORT_H

#include "share/mapping.h"

struct import_options {
	const char *charset; /* of text; NULL: detect */
	const char *sheet;   /* of a workbook; NULL: the first visible one with such headings */
	/* What the columns are, and which sheet; NULL: by their headings. Borrowed. */
	const struct mapping *mapping;
	bool mend;           /* readings put behind characters go (base/damage.h) */
	bool dry_run;        /* everything but the writing */
	const char *report;  /* file for the rows that did not go in; NULL: FILE.report.csv */
	enum lang lang;      /* of the report's reasons */
	/* NULL, or told the bytes read of all; called at most 20 times a second */
	void (*progress)(void *arg, int64_t done, int64_t total);
	/*
	 * Told each record that a superior refused (answer.h), and why; id "" if it is not here.
	 * Nothing is taken in from such a sheet. NULL: not told.
	 */
	void (*refusal)(void *arg, const char *id, const char *title, const char *reason);
	void *arg;
};

struct import_result {
	char charset[16];   /* or the kind of file: "xlsx" */
	char *sheet;        /* the workbook's sheet that was read; "" in text; NULL: none */
	char *others;       /* names of further sheets with such headings, or NULL */
	int64_t rows;       /* data rows seen */
	int64_t added;      /* new records */
	int64_t changed;    /* records that got other values */
	int64_t same;       /* records that were so already */
	int64_t incomplete; /* of those, saved as 待补 */
	int64_t refused;    /* rows that stand in the report */
	bool answered;      /* it was a superior's answer: refused counts its refusals */
	int64_t accepted;   /* of those: rows that the superior took */
	int64_t damaged;    /* cells with readings behind characters, mended or not */
	char *damage, *mended; /* the first of them, as it is and as it would be; or NULL */
	int64_t hidden;     /* rows that a table program does not show, not taken */
	int64_t run;        /* by which it can be undone (db/run.h); 0: nothing was written */
	char *report;       /* the report's path, or NULL when there was nothing to report */
};

/*
 * 0, or ERR_PARTIAL when rows were refused; ERR_INPUT (not a sheet of this kind, wrong encoding:
 * *why tells), ERR_DENIED, ERR_FULL … with what was committed before staying in, as *out counts.
 */
int import_file(struct db *db, const struct actor *actor, const struct form *form,
    const char *file, const struct import_options *options, struct import_result *out,
    struct say *why);
void import_result_release(struct import_result *result);

#endif
