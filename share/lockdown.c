#include "share/lockdown.h"

#include "base/err.h"

#include <errno.h>
#include <fcntl.h>
#include <grp.h>
#include <linux/landlock.h>
#include <pwd.h>
#include <seccomp.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <unistd.h>

#define NOBODY 65534

struct lockdown_user
lockdown_user(void)
{
	const struct passwd *own = getpwnam("gongzhan-clerk");

	if (!own)
		own = getpwnam("nobody");
	return own ? (struct lockdown_user){own->pw_uid, own->pw_gid}
		   : (struct lockdown_user){NOBODY, NOBODY};
}

static bool
change_user(const struct lockdown_user *user)
{
	if (geteuid() != 0)
		return true;
	return setgroups(0, NULL) == 0 && setresgid(user->gid, user->gid, user->gid) == 0 &&
	    setresuid(user->uid, user->uid, user->uid) == 0;
}

static bool
limit(int what, rlim_t most)
{
	struct rlimit value = {most, most};

	return setrlimit(what, &value) == 0;
}

/* The screen goes through a file in memory, so the size of files cannot be 0. */
static bool
limits(void)
{
	return limit(RLIMIT_CORE, 0) && limit(RLIMIT_NPROC, 0) && limit(RLIMIT_NOFILE, 64) &&
	    limit(RLIMIT_FSIZE, (rlim_t)8 << 30) &&
	    (LOCKDOWN_SANITIZED || limit(RLIMIT_AS, (rlim_t)512 << 20));
}

/* No rule is added: nothing below / may be touched in any way the kernel knows of. */
static bool
landlock_all(void)
{
	struct landlock_ruleset_attr attr = {0};
	long version =
	    syscall(SYS_landlock_create_ruleset, NULL, 0, LANDLOCK_CREATE_RULESET_VERSION);
	int bits = version < 1 ? 0 : version == 1 ? 13 : version == 2 ? 14 : version < 5 ? 15 : 16;

	if (!bits)
		return false;
	attr.handled_access_fs = (1ULL << bits) - 1;
	long rules = syscall(SYS_landlock_create_ruleset, &attr, sizeof attr, 0);

	if (rules < 0)
		return false;
	bool done = syscall(SYS_landlock_restrict_self, rules, 0) == 0;

	close((int)rules);
	return done;
}

/* --- system calls --- */

/* Everything a clerk's process calls after it is locked down. Memory is never made executable. */
static const int allowed[] = {
	/* descriptors it holds */
	SCMP_SYS(read), SCMP_SYS(readv), SCMP_SYS(write), SCMP_SYS(writev), SCMP_SYS(pread64),
	SCMP_SYS(pwrite64), SCMP_SYS(lseek), SCMP_SYS(_llseek), SCMP_SYS(close), SCMP_SYS(fstat),
	SCMP_SYS(fstat64), SCMP_SYS(fcntl), SCMP_SYS(fcntl64), SCMP_SYS(dup), SCMP_SYS(dup2),
	SCMP_SYS(dup3), SCMP_SYS(ftruncate),
	SCMP_SYS(ftruncate64), SCMP_SYS(fsync), SCMP_SYS(fdatasync), SCMP_SYS(fallocate),
	SCMP_SYS(poll), SCMP_SYS(ppoll), SCMP_SYS(ppoll_time64), SCMP_SYS(epoll_ctl),
	SCMP_SYS(epoll_wait), SCMP_SYS(epoll_pwait), SCMP_SYS(sendmsg), SCMP_SYS(recvmsg),
	SCMP_SYS(sendto), SCMP_SYS(recvfrom), SCMP_SYS(send), SCMP_SYS(recv), SCMP_SYS(shutdown),
	SCMP_SYS(getsockopt), SCMP_SYS(setsockopt), SCMP_SYS(getpeername), SCMP_SYS(getsockname),
	SCMP_SYS(socketcall),
	/* nameless ones it makes: the screen, the keys, the waiting */
	SCMP_SYS(memfd_create), SCMP_SYS(pipe2), SCMP_SYS(epoll_create1),
	/* memory, time */
	SCMP_SYS(munmap), SCMP_SYS(mremap), SCMP_SYS(brk), SCMP_SYS(madvise), SCMP_SYS(futex),
	SCMP_SYS(futex_time64), SCMP_SYS(clock_gettime), SCMP_SYS(clock_gettime64),
	SCMP_SYS(gettimeofday), SCMP_SYS(time), SCMP_SYS(nanosleep), SCMP_SYS(clock_nanosleep),
	SCMP_SYS(clock_nanosleep_time64), SCMP_SYS(getrandom), SCMP_SYS(alarm), SCMP_SYS(setitimer),
	SCMP_SYS(timer_create), SCMP_SYS(timer_settime), SCMP_SYS(timer_settime64),
	SCMP_SYS(timer_delete),
	/* itself: curses distrusts its environment where it cannot ask who it is */
	SCMP_SYS(getpid), SCMP_SYS(gettid), SCMP_SYS(getuid), SCMP_SYS(geteuid), SCMP_SYS(getgid),
	SCMP_SYS(getegid), SCMP_SYS(getuid32), SCMP_SYS(geteuid32), SCMP_SYS(getgid32),
	SCMP_SYS(getegid32),
	/* signals, end */
	SCMP_SYS(rt_sigaction), SCMP_SYS(rt_sigprocmask), SCMP_SYS(rt_sigreturn),
	SCMP_SYS(sigreturn), SCMP_SYS(restart_syscall), SCMP_SYS(exit), SCMP_SYS(exit_group),
#if LOCKDOWN_SANITIZED
	SCMP_SYS(sigaltstack), SCMP_SYS(sched_yield),
#endif
};

static bool
allow_memory(scmp_filter_ctx filter)
{
	struct scmp_arg_cmp plain = SCMP_A2(SCMP_CMP_MASKED_EQ, PROT_EXEC, 0);
	static const int calls[] = {SCMP_SYS(mmap), SCMP_SYS(mmap2), SCMP_SYS(mprotect)};

	for (size_t i = 0; i < sizeof calls / sizeof *calls; i++)
		if (seccomp_rule_add(filter, SCMP_ACT_ALLOW, calls[i], 1, plain) != 0)
			return false;
	return true;
}

static bool
allow_calls(void)
{
	scmp_filter_ctx filter = seccomp_init(SCMP_ACT_ERRNO(EPERM));
	bool done = filter != NULL;

	for (size_t i = 0; done && i < sizeof allowed / sizeof *allowed; i++)
		done = seccomp_rule_add(filter, SCMP_ACT_ALLOW, allowed[i], 0) == 0;
	/* "Not a terminal" is the answer curses can live with. */
	done = done && seccomp_rule_add(filter, SCMP_ACT_ERRNO(ENOTTY), SCMP_SYS(ioctl), 0) == 0;
	done = done && allow_memory(filter) && seccomp_load(filter) == 0;
	seccomp_release(filter);
	return done;
}

int
lockdown(const struct lockdown_user *user, bool *landlock)
{
	if (!change_user(user) || prctl(PR_SET_DUMPABLE, 0, 0, 0, 0) != 0 ||
	    prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0 || !limits())
		return ERR_DENIED;
	*landlock = landlock_all();
	return allow_calls() ? 0 : ERR_DENIED;
}
