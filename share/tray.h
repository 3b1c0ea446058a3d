/*
 * Trays: DATA/tray/ACCOUNT/, 0700, where the files lie that a clerk at another computer has written
 * or wants read.  They are taken out and put in at the station.  From elsewhere a file is named by
 * its name alone: no folder, nothing hidden, no control; and there are at most TRAY_MOST of them.
 */
#ifndef SHARE_TRAY_H
#define SHARE_TRAY_H

#include "base/err.h"

#define TRAY_FOLDER "tray"
#define TRAY_MOST 200     /* files */
#define TRAY_NAME_MOST 200 /* bytes of a name */

/*
 * Makes the account's tray if there is none, makes it the process's folder, also for temporary
 * files, and clears what a job that was ended left half-written. ERR_*, with *why.
 */
int tray_enter(const char *dir, const char *account, struct say *why);
/* ERR_DENIED with *why: that is no plain name. */
int tray_name(const char *name, struct say *why);
/* Of the tray that the process stands in. ERR_FULL with *why. */
int tray_has_room(struct say *why);

#endif
