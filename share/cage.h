/*
 * Locks this process in before it reads what a stranger wrote: little memory, limited time, no
 * files, no other programs, no network. What it may still do is read and write the descriptors it
 * has.
 */
#ifndef SHARE_CAGE_H
#define SHARE_CAGE_H

#include <stdbool.h>
#include <stddef.h>

#define CAGE_MEMORY ((size_t)64 << 20) /* bytes of heap and the like */
#define CAGE_SECONDS 120               /* of computing */

/*
 * False: the system refused, and nothing strange may be read. A build without libseccomp limits
 * memory and time only.
 */
bool cage_enter(void);

#endif
