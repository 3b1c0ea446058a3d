/*
 * Messages between the service's processes on SOCK_SEQPACKET sockets: one send is one message, with
 * at most one descriptor.
 */
#ifndef SHARE_PASS_H
#define SHARE_PASS_H

#include <stddef.h>

/* fd -1: none. 0, or ERR_IO: the other side is gone or does not read (never waits with `now`). */
int pass_send(int socket, const void *bytes, size_t len, int fd, int now);
/*
 * Bytes received, 0 when the other side is gone, ERR_BUSY when nothing is there (only with `now`),
 * ERR_IO. A descriptor goes to *fd (close-on-exec), -1 if none came; fd NULL takes none.
 */
int pass_receive(int socket, void *bytes, size_t size, int *fd, int now);

#endif
