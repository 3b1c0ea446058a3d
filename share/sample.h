/*
 * The row below the headings in which a superior's template shows how it is to be filled. One that
 * says so (示例, 例：) stays, and what is filled in follows; one that only looks like a record of
 * somebody gives up its place.
 */
#ifndef SHARE_SAMPLE_H
#define SHARE_SAMPLE_H

#include "share/headings.h"

#define SAMPLES_MAX 5

struct samples {
	int kept, replaced; /* rows right below the headings, in that order */
};

/* The next rows are those below the headings, of which column `title` has the names. */
struct samples samples_find(struct rows *rows, int64_t heading_end, int title);

#endif
