/*
 * Layouts of others' sheets 表样 (kind sheet, forms/shipped/sheet.form): what each column is here,
 * known again by the sheet's headings. Columns are kept as the names of our fields, one for each,
 * parted by blanks; - stands for a column that is not ours.
 */
#ifndef SHARE_MAPPING_H
#define SHARE_MAPPING_H

#include "db/store.h"

/* Embedded, mapping_release. */
struct mapping {
	char *id, *name; /* of the layout */
	char *headings;  /* their digest (headings.h) */
	char *sheet, *charset; /* or NULL */
	int *field;      /* of each column, or -1 */
	int columns;
	bool empties;    /* a blank cell empties the field of a record that is there */
	/* going out: the template's digest (an attachment) and how its receiver wants it filled */
	char *file, *receiver;
	char *needed;    /* names of what the receiver insists on, parted by 、 or NULL */
	int codes, numbers, dates; /* codes of the tables sheet_codes … */
	bool changes;    /* only what changed since the last time */
};

/* The layout of this name for the kind. ERR_NOTFOUND, ERR_DENIED with *why. */
int mapping_find(struct db *db, const struct actor *actor, const struct form *form,
    const char *name, struct mapping *out, struct say *why);
/* The one that knows these headings; ERR_NOTFOUND. */
int mapping_known(struct db *db, const struct actor *actor, const struct form *form,
    const char *headings, struct mapping *out);
/*
 * Keeps it under its name: a new layout, or other columns and headings of the one that there is.
 * 0: on the disk; then mapping->id is current.
 */
int mapping_save(struct db *db, const struct actor *actor, const struct form *form,
    struct mapping *mapping, struct say *why);
void mapping_release(struct mapping *mapping);

/* The columns as they are kept; a new string. */
char *mapping_columns(const struct form *form, const int field[], int columns);

#endif
