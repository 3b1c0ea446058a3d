/*
 * What can go wrong, for programs.  Functions return 0 or one of these; what a person reads is a
 * `struct say` beside it (base/text.h) or the code's own sentence, err_text().
 */
#ifndef BASE_ERR_H
#define BASE_ERR_H

#include "base/text.h"

enum err {
	ERR_USAGE = -1,     /* the caller asked for something that does not exist */
	ERR_INPUT = -2,     /* what was typed or read is wrong; diagnostics tell */
	ERR_PARTIAL = -3,   /* done in part; a report tells what was not */
	ERR_DENIED = -4,    /* rights, password, signature */
	ERR_DAMAGED = -5,   /* the store or a file is damaged or cannot be read */
	ERR_NEWER = -6,     /* written by a newer version; read-only at best */
	ERR_NOTFOUND = -7,  /* no such record, file, kind */
	ERR_EXISTS = -8,    /* there already */
	ERR_FULL = -9,      /* no room on the disk */
	ERR_BUSY = -10,     /* others hold it; trying again may help */
	ERR_READONLY = -11, /* the medium or the store cannot be written */
	ERR_MOVED = -12,    /* the store was moved or deleted under us */
	ERR_NETFS = -13,    /* the store lies on a network file system */
	ERR_CONFLICT = -14, /* changed by somebody else since it was read */
	ERR_IO = -15,       /* any other failure of the system */
};

/* Exit status of the program: 0 done, 1 in part, 2 wrong use, 3 refused, 4 damaged, 5 no room. */
int err_exit_status(int err);
enum text err_text(int err);
/* The code for an errno value of a file operation. */
int err_from_errno(int code);
/* The same, and *why (may be NULL) tells people what happened to the file and what would help. */
int err_of_file(const char *path, int code, struct say *why);

#endif
