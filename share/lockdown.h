/*
 * What a clerk's process gives up before it reads the first byte from the network: the right to
 * open, look at or name any file, to start or signal processes, to make sockets, to gain rights.
 * What it needs it holds already, or the monitor hands it over.  Three walls, each enough for most:
 * another user (only when started as root), Landlock (where the kernel has it), a list of allowed
 * system calls (always; without it the process must not go on).
 */
#ifndef SHARE_LOCKDOWN_H
#define SHARE_LOCKDOWN_H

#include <stdbool.h>
#include <sys/types.h>

struct lockdown_user {
	uid_t uid;
	gid_t gid;
};

/*
 * Where the sanitizers watch, a few calls of theirs are allowed, memory is not limited, and their
 * reports may go to stderr.
 */
#if defined(__SANITIZE_ADDRESS__)
#define LOCKDOWN_SANITIZED 1
#elif defined(__has_feature)
#if __has_feature(address_sanitizer)
#define LOCKDOWN_SANITIZED 1
#endif
#endif
#ifndef LOCKDOWN_SANITIZED
#define LOCKDOWN_SANITIZED 0
#endif

/* Whom clerks' processes become: "gongzhan-clerk", else "nobody". Reads files. */
struct lockdown_user lockdown_user(void);
/* 0, or ERR_DENIED: end the process. *landlock tells whether that wall stands, too. */
int lockdown(const struct lockdown_user *user, bool *landlock);

#endif
