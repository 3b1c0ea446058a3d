#include "share/cage.h"

#include <errno.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <unistd.h>

#ifdef HAVE_SECCOMP
#include <seccomp.h>
#endif

/* The sanitizers' own memory and calls do not fit in. */
#if defined(__SANITIZE_ADDRESS__)
#define SANITIZED true
#elif defined(__has_feature)
#if __has_feature(address_sanitizer)
#define SANITIZED true
#endif
#endif
#ifndef SANITIZED
#define SANITIZED false
#endif

static bool
limit(int resource, size_t most)
{
	const struct rlimit rlimit = {.rlim_cur = most, .rlim_max = most};

	return setrlimit(resource, &rlimit) == 0;
}

#ifdef HAVE_SECCOMP
static bool
allow_calls(scmp_filter_ctx filter)
{
	static const int calls[] = {SCMP_SYS(brk), SCMP_SYS(clock_gettime), SCMP_SYS(close),
		SCMP_SYS(dup), SCMP_SYS(exit), SCMP_SYS(exit_group), SCMP_SYS(fcntl),
		SCMP_SYS(fstat), SCMP_SYS(getpid), SCMP_SYS(getrandom), SCMP_SYS(gettid),
		SCMP_SYS(gettimeofday), SCMP_SYS(lseek), SCMP_SYS(_llseek), SCMP_SYS(fstat64),
		SCMP_SYS(madvise), SCMP_SYS(mremap),
		SCMP_SYS(munmap), SCMP_SYS(newfstatat), SCMP_SYS(pread64), SCMP_SYS(read),
		SCMP_SYS(recvfrom), SCMP_SYS(rt_sigaction), SCMP_SYS(rt_sigprocmask),
		SCMP_SYS(rt_sigreturn), SCMP_SYS(sendto), SCMP_SYS(write),
		SCMP_SYS(writev)};
	/* memory, but none that can be run; signals to itself alone (abort) */
	bool ok = seccomp_rule_add(filter, SCMP_ACT_ALLOW, SCMP_SYS(tgkill), 1,
		      SCMP_A0(SCMP_CMP_EQ, (scmp_datum_t)getpid(), 0)) == 0 &&
	    seccomp_rule_add(filter, SCMP_ACT_ALLOW, SCMP_SYS(mmap), 1,
		      SCMP_A2(SCMP_CMP_MASKED_EQ, PROT_EXEC, 0)) == 0 &&
	    seccomp_rule_add(filter, SCMP_ACT_ALLOW, SCMP_SYS(mmap2), 1,
		SCMP_A2(SCMP_CMP_MASKED_EQ, PROT_EXEC, 0)) == 0;

	for (size_t i = 0; ok && i < sizeof calls / sizeof calls[0]; i++)
		ok = seccomp_rule_add(filter, SCMP_ACT_ALLOW, calls[i], 0) == 0;
	return ok;
}

static bool
lock_in(void)
{
	scmp_filter_ctx filter = seccomp_init(SCMP_ACT_ERRNO(ENOSYS));
	bool ok = filter && allow_calls(filter) && seccomp_load(filter) == 0;

	seccomp_release(filter);
	return ok;
}
#else
static bool
lock_in(void)
{
	return true;
}
#endif

bool
cage_is_whole(void)
{
#ifdef HAVE_SECCOMP
	return !SANITIZED;
#else
	return false;
#endif
}

bool
cage_enter(void)
{
	bool ok = prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) == 0 && limit(RLIMIT_CORE, 0) &&
	    limit(RLIMIT_FSIZE, 0) && limit(RLIMIT_CPU, CAGE_SECONDS);

	if (SANITIZED)
		return ok;
	return ok && limit(RLIMIT_DATA, CAGE_MEMORY) && lock_in();
}
