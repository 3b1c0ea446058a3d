/*
 * A file that appears whole or not at all: written beside its place as NAME.part, synced, renamed.
 */
#ifndef SHARE_OUTFILE_H
#define SHARE_OUTFILE_H

#include "base/err.h"

#include <stdbool.h>
#include <stdio.h>

struct outfile;

/* NULL or "-" writes to descriptor 1 as it comes. Links and devices are not followed or replaced.
 */
int outfile_new(const char *path, struct outfile **out, struct say *why);
FILE *outfile_stream(struct outfile *file);
/* Frees; on failure nothing stands at the path that was not there before. */
int outfile_end(struct outfile *file, struct say *why);
void outfile_cancel(struct outfile *file); /* NULL is fine */
/* Removes what is half written, for a process that ends now; a signal's handler may call it. */
void outfile_drop_all(void);

#endif
