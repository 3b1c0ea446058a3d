/* What the files of a line share: line.c (a process's line), line_warm.c (the monitor's part). */
#ifndef SHARE_LINE_INT_H
#define SHARE_LINE_INT_H

#include <libssh/libssh.h>
#include <libssh/server.h>

/* Made by line_prepare(). */
ssh_bind line_bind(void);
/* A session that reads no configuration of the system's. */
ssh_session line_session(void);

#endif
