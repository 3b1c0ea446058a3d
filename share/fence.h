/*
 * What a worker of the SSH service may reach (share/foreman.h).  It opens a store that a clerk's
 * process can write, so in the worst case SQLite itself is led astray by what a broken one left
 * there; then it must not hold more than that process had.  Behind the fence a worker has
 *   to write   the store's own files by name, its account's tray, temporary files there, too,
 *   to read    the system's folders, this program's own and those where programs are looked for,
 *              so that papers are drawn and printed;
 * no other folder of DATA (accounts and the unit's private keys in DATA/keep, others' trays),
 * nobody's home, and no right that a program it starts could have beyond its own.  Jobs of somebody
 * who looks after accounts reach all of DATA: a backup holds the accounts, and is made there.
 *
 * The wall is Landlock's; where the kernel has none, workers stand without it, like the rest of the
 * service's second wall (share/lockdown.h), and are bound by the words they take alone
 * (share/tray.h).
 */
#ifndef SHARE_FENCE_H
#define SHARE_FENCE_H

#include <stdbool.h>

/*
 * Started as root, the process becomes the owner of DATA; before anything is opened there. False:
 * end it.
 */
bool fence_become_owner(const char *dir);
/*
 * In the folder of the tray; path: folders of programs as $PATH has them, or NULL. False: the wall
 * was begun and does not stand; end the process. *stands (may be NULL): the kernel has it.
 */
bool fence_enter(const char *dir, const char *path, bool whole_data, bool *stands);

#endif
