/* A station of its own for a test, in a new folder below /tmp. */
#ifndef STATION_MAKE_H
#define STATION_MAKE_H

#include "db/db.h"

#define STATION_FOLDER 32

/* Makes and opens one with the shipped forms, or fails the test; the clock is borrowed. */
void station_make(char folder[STATION_FOLDER], const struct clock *clock, struct forms **forms,
    struct db **db);
/* Closes it and takes its folder away. */
void station_remove(const char *folder, struct forms *forms, struct db *db);
/* Fails the test by what was said, unless err is 0. */
void must(int err, const struct say *why);

#endif
