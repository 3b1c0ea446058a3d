/*
 * Locks this process in before it reads what a stranger wrote: little memory, limited time, no
 * files, no other programs, no network. What it may still do is read and write the descriptors it
 * has.
 */
#ifndef SHARE_CAGE_H
#define SHARE_CAGE_H

#include <stdbool.h>
#include <stddef.h>

#define CAGE_MEMORY ((size_t)56 << 20) /* bytes of heap and the like: 64 MiB with all else */
#define CAGE_SECONDS 120               /* of computing */

/*
 * False: the system refused, and nothing strange may be read. A build without libseccomp limits
 * memory and time only.
 */
bool cage_enter(void);
/* Is the lock a whole one here? Not without libseccomp, nor under the sanitizers. */
bool cage_is_whole(void);

#endif
