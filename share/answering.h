/*
 * Who answers the self-service desk over SSH. One process waits beside the keeper, started before
 * the host key is read; for each line that the monitor gives it, it forks another, which opens the
 * store, answers the desk's questions on that line (db/kiosk_store.h) and ends with it.  So the
 * desk's own process, which faces strangers, never holds anything of the store.
 */
#ifndef SHARE_ANSWERING_H
#define SHARE_ANSWERING_H

#include "share/serve.h"

#define ANSWERING_WHERE 64

/* Monitor to this process, with the line's descriptor. */
struct answering_line {
	char where[ANSWERING_WHERE];
};

/* Does not return: the process ends when the monitor's socket is closed. */
void answering_run(const struct serve_options *options, int monitor) __attribute__((noreturn));

#endif
