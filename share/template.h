/*
 * Somebody else's .xlsx as it came, kept with a layout and filled when it is wanted. The file is an
 * attachment (kind attachment): it is named by its digest and kept as a record, so that backups and
 * other units have it. What would be refused by whoever gets the sheet is told beforehand.
 */
#ifndef SHARE_TEMPLATE_H
#define SHARE_TEMPLATE_H

#include "share/mapping.h"

#define TEMPLATE_MOST (700 * 1024) /* bytes of a file */

/*
 * Keeps the file with the layout of this name, which is made if there is none: its columns are then
 * what their headings say.
 */
int template_keep(struct db *db, const struct actor *actor, const struct form *form,
    const char *file, const char *name, struct say *why);

struct template_options {
	const char *output; /* NULL or "-": standard output */
	bool dry_run;       /* only say what would be refused */
	bool mended;        /* only what was sent back and mended */
	bool unmask;
	const char *reason;
	enum lang lang;
	/* Told each record that would be refused and why; NULL: not told. */
	void (*refusal)(void *arg, const char *id, const char *title, const char *reason);
	void *arg;
};
/* *rows: written; *refused: of these, what the receiver would refuse. */
int template_export(struct db *db, const struct actor *actor, const struct form *form,
    const char *name, const struct template_options *options, int64_t *rows, int64_t *refused,
    struct say *why);

#endif
