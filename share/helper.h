/*
 * Programs of this one's own that do a part of the work in a process of their own. They lie beside
 * it, one folder above it, or in the folder given at configure (libexec).
 */
#ifndef SHARE_HELPER_H
#define SHARE_HELPER_H

#include <sys/types.h>

/*
 * Starts NAME with one word, file (-1: none) as its descriptor 0, a socket as its 1 and nothing
 * else: no other descriptors, no environment. *socket is our end. -1: it is not there or cannot be
 * started.
 */
/* Where that program is, beside this one or installed: a new string, or NULL. */
char *helper_find(const char *name);
pid_t helper_start(const char *name, const char *word, int file, int *socket);
/* Waits until it has ended; its exit status, or -1. */
int helper_wait(pid_t helper);
/* Ends it, whatever it does. */
void helper_kill(pid_t helper);

#endif
