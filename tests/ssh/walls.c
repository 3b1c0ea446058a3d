/*
 * From inside a clerk's process: every way to the store, to other files, processes and the network
 * is tried by a stranger, by one who lies about having signed in, and by one who did.  The same
 * ways are then tried without the walls: there they must succeed, or the attempts are worthless.
 */
#include "base/err.h"
#include "base/pack.h"
#include "db/keep_int.h"
#include "db/kiosk.h"
#include "share/clerk.h"
#include "share/lend.h"
#include "share/pass.h"

#include <errno.h>
#include <fcntl.h>
#include <linux/io_uring.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/inotify.h>
#include <sys/mman.h>
#include <sys/ptrace.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/statfs.h>
#include <sys/syscall.h>
#include <sys/uio.h>
#include <sys/wait.h>
#include <unistd.h>

static char folder[] = "/tmp/walls-XXXXXX";
static char store[64], file[64], other[64];

/* --- the attempts: what the system says --- */

static long
try_handle(void)
{
	char space[sizeof(struct file_handle) + MAX_HANDLE_SZ];
	struct file_handle *handle = (struct file_handle *)(void *)space;
	int mount;

	handle->handle_bytes = MAX_HANDLE_SZ;
	return name_to_handle_at(AT_FDCWD, store, handle, &mount, 0);
}

static long
try_memory_of_parent(void)
{
	char byte;
	struct iovec here = {&byte, 1}, there = {(void *)store, 1};

	return process_vm_readv(getppid(), &here, 1, &there, 1, 0);
}

static long
try_limits_of_parent(void)
{
	struct rlimit limit;

	return prlimit(getppid(), RLIMIT_NOFILE, NULL, &limit);
}

static long
try_fork(void)
{
	long pid = syscall(SYS_clone, SIGCHLD, 0, 0, 0, 0);

	if (pid == 0)
		_exit(0);
	if (pid > 0)
		waitpid((pid_t)pid, NULL, 0);
	return pid;
}

static long
try_executable_memory(void)
{
	void *at = mmap(NULL, 4096, PROT_READ | PROT_EXEC, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

	return at == MAP_FAILED ? -1 : 0;
}

static long
try_make_executable(void)
{
	void *at = mmap(NULL, 4096, PROT_READ, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);

	return mprotect(at, 4096, PROT_READ | PROT_EXEC);
}

static long
try_ring(void)
{
	struct io_uring_params params = {0};

	return syscall(SYS_io_uring_setup, 1, &params);
}

static struct stat st;
static struct statfs fs;
static char link_text[64];
static char *const no_arguments[] = {NULL};

/* OPEN_WAY: it must succeed where there are no walls. */
#define ATTEMPTS                                                                                   \
	OPEN_WAY(open(store, O_RDONLY | O_CLOEXEC)) \
	OPEN_WAY(open(store, O_RDWR | O_CLOEXEC)) \
	OPEN_WAY(open(store, O_PATH | O_CLOEXEC)) \
	OPEN_WAY(syscall(SYS_open, store, O_RDONLY, 0)) \
	OPEN_WAY(open(folder, O_RDONLY | O_DIRECTORY | O_CLOEXEC)) \
	OPEN_WAY(open("/etc/passwd", O_RDONLY | O_CLOEXEC)) \
	OPEN_WAY(open("/proc/self/status", O_RDONLY | O_CLOEXEC)) \
	OPEN_WAY(open("/dev/null", O_RDWR | O_CLOEXEC)) \
	OPEN_WAY(open(other, O_WRONLY | O_CREAT | O_CLOEXEC, 0600)) \
	OPEN_WAY(open(folder, O_TMPFILE | O_RDWR | O_CLOEXEC, 0600)) \
	OPEN_WAY(stat(store, &st)) \
	OPEN_WAY(lstat(store, &st)) \
	OPEN_WAY(statfs(store, &fs)) \
	OPEN_WAY(access(store, F_OK)) \
	OPEN_WAY(readlink("/proc/self/exe", link_text, sizeof link_text)) \
	OPEN_WAY(truncate(file, 0)) \
	OPEN_WAY(chmod(file, 0600)) \
	OPEN_WAY(utimensat(AT_FDCWD, file, NULL, 0)) \
	OPEN_WAY(link(file, "/tmp/walls-link")) \
	OPEN_WAY(unlink("/tmp/walls-link")) \
	OPEN_WAY(symlink(file, "/tmp/walls-link")) \
	OPEN_WAY(rename("/tmp/walls-link", "/tmp/walls-other")) \
	OPEN_WAY(unlink("/tmp/walls-other")) \
	OPEN_WAY(mkdir("/tmp/walls-folder", 0700)) \
	OPEN_WAY(rmdir("/tmp/walls-folder")) \
	OPEN_WAY(chdir("/")) \
	OPEN_WAY(inotify_init1(IN_CLOEXEC)) \
	OPEN_WAY(socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0)) \
	OPEN_WAY(socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0)) \
	OPEN_WAY(kill(getppid(), 0)) \
	OPEN_WAY(try_fork()) \
	OPEN_WAY(try_executable_memory()) \
	OPEN_WAY(try_make_executable()) \
	OPEN_WAY(try_limits_of_parent()) \
	RARE_WAY(try_handle()) \
	RARE_WAY(try_memory_of_parent()) \
	RARE_WAY(try_ring()) \
	RARE_WAY(ptrace(PTRACE_ATTACH, getppid(), NULL, NULL)) \
	RARE_WAY(syscall(SYS_pidfd_open, getppid(), 0)) \
	RARE_WAY(execve("/bin/true", no_arguments, no_arguments)) \
	RARE_WAY(chroot("/")) \
	RARE_WAY(syscall(SYS_unshare, 0x10000000)) \
	RARE_WAY(syscall(SYS_bpf, 0, NULL, 0)) \
	RARE_WAY(syscall(SYS_mount, "", "/", "", 0, NULL)) \
	RARE_WAY(syscall(SYS_keyctl, 0, 0, 0, 0, 0)) \
	RARE_WAY(syscall(SYS_process_vm_writev, getppid(), NULL, 0, NULL, 0, 0))

static bool
is_denied(long result)
{
	return result < 0 && (errno == EPERM || errno == EACCES);
}

/* How many got through; each is named. */
static int
count_through(void)
{
	int through = 0;

#define OPEN_WAY(call)                                                                             \
	if (!is_denied((long)(call))) {                                                            \
		through++;                                                                         \
		dprintf(2, "got through: %s\n", #call);                                            \
	}
#define RARE_WAY(call) OPEN_WAY(call)
	ATTEMPTS
#undef OPEN_WAY
#undef RARE_WAY
	return through;
}

/* How many did not succeed that should where nothing is in the way. */
static int
count_worthless(void)
{
	int worthless = 0;

#define OPEN_WAY(call)                                                                             \
	if ((long)(call) < 0) {                                                                    \
		worthless++;                                                                       \
		fprintf(stderr, "worthless: %s: %s\n", #call, strerror(errno));                    \
	}
#define RARE_WAY(call)
	ATTEMPTS
#undef OPEN_WAY
#undef RARE_WAY
	return worthless;
}

/* --- what the monitor lends --- */

static int
count_lent(void)
{
	int lent = 0;

	for (int i = 0; i < REACH_COUNT; i++) {
		lent += reach_open("", (enum reach_file)i) >= 0;
		lent += reach_stat("", (enum reach_file)i, &st) == 0;
	}
	return lent;
}

static int
begin(struct clerk *clerk, struct borrower *borrower)
{
	int random;

	if (clerk_lock(clerk, &random) != 0)
		return 1;
	return borrower_begin(borrower, clerk->monitor, random) != 0 ? 2 : 0;
}

static int
stranger(struct clerk *clerk)
{
	struct borrower borrower;
	int err = begin(clerk, &borrower);

	return err ? err : count_through() ? 3 : count_lent() ? 4
	    : borrower_line(&borrower, LEND_JOBS) >= 0 ? 14 : 0;
}

/* Says that she signed in, in every way she has, to the keeper and to the monitor. */
static int
liar(struct clerk *clerk)
{
	struct { uint32_t what, number; char account[40]; } admitted = {0, 1, "wxl"};
	struct borrower borrower;
	struct say why = {0};
	struct account account = {0};
	int err = begin(clerk, &borrower);
	struct keep *keep = keep_at_line(clerk->keeper);

	if (err)
		return err;
	if (keep_sign_in(keep, "wxl", "wrong wrong 2026", "console", &account, &why) !=
	    ERR_DENIED || account.account)
		return 5;
	if (count_lent())
		return 6;
	/* What only those who signed in may ask ends the line. */
	if (keep_find(keep, "wxl", &account) == 0 || keep_lang(keep, "wxl", LANG_EN) == 0 ||
	    keep_send_out(keep, &(struct actor){"lgd", "李", ROLE_INFOADMIN, ""}, "wxl",
		(int)getpid(), NULL) == 0)
		return 7;
	if (count_lent() || borrower_line(&borrower, LEND_JOBS) >= 0)
		return 8;
	/* The keeper's own message, sent to the monitor: that is no wish, so the line is cut. */
	if (pass_send(clerk->monitor, &admitted, sizeof admitted, -1, false) != 0)
		return 9;
	return count_lent() ? 10 : 0;
}

/* The self-service desk, broken into: of the store nothing but answers to its questions. */
static int
desk(struct clerk *clerk)
{
	struct borrower borrower;
	struct kiosk_items shelves = {0};
	struct kiosk_matter matter = {0};
	struct account account = {0};
	char *station = NULL;
	int err = begin(clerk, &borrower);
	struct keep *keep = keep_at_line(clerk->keeper);

	if (err)
		return err;
	if (borrower_line(&borrower, LEND_DESK) >= 0)
		return 14;
	if (keep_desk(keep) != 0)
		return 15;
	if (count_through())
		return 16;
	if (count_lent())
		return 17;
	if (keep_find(keep, "wxl", &account) == 0 || keep_find(keep, KEEP_DESK, &account) == 0)
		return 18;
	if (borrower_line(&borrower, LEND_JOBS) >= 0)
		return 24;
	int fd = borrower_line(&borrower, LEND_DESK);
	struct kiosk *kiosk = kiosk_at_line(fd);

	if (fd < 0 || kiosk_station(kiosk, &station, NULL) != 0 || !station)
		return 19;
	if (kiosk_shelves(kiosk, &shelves, NULL) != 0)
		return 20;
	if (kiosk_find(kiosk, "0000 0000 0000 0000", NULL, &matter, NULL) != ERR_NOTFOUND)
		return 21;
	/* One line, and what is no question ends it. */
	if (borrower_line(&borrower, LEND_DESK) >= 0)
		return 22;
	pass_send(fd, "?", 1, -1, false);
	return kiosk_shelves(kiosk, &shelves, NULL) == ERR_IO ? 0 : 23;
}

/* Signed in, and still without a way to any path. */
static int
clerk(struct clerk *clerk)
{
	struct borrower borrower;
	int err = begin(clerk, &borrower);

	if (err)
		return err;
	if (count_lent() != 2 * REACH_COUNT)
		return 11;
	/* What is not on the list of files is no file. */
	struct lend_wish wish = {LEND_OPEN, REACH_COUNT};
	struct lend_answer answer;
	int fd;

	if (count_through())
		return 12;
	pass_send(clerk->monitor, &wish, sizeof wish, -1, false);
	return pass_receive(clerk->monitor, &answer, sizeof answer, &fd, false) == 0 ? 0 : 13;
}

/* --- */

static int
play(const struct serve_options *options, const char *name, int (*life)(struct clerk *clerk),
    bool admitted)
{
	int status = 255, err = serve_trial(options, life, admitted, &status);

	if (!err && status == 0)
		return 0;
	fprintf(stderr, "walls: %s: %d, status %d\n", name, err, status);
	return 1;
}

static int
make_station(struct serve_options *options)
{
	struct db_options db = {.dir = folder, .forms = options->forms, .clock = options->clock};
	struct unit unit = {.name = (char *)"第三作业站"};
	struct actor admin = {"os:test", "试", ROLE_INFOADMIN, "command"};
	struct account account = {.account = (char *)"wxl", .name = (char *)"王",
	    .role = ROLE_CLERK};
	struct keep *keep = NULL;
	struct say why = {0};
	int err = db_init(&db, &unit, &why);

	if (!err)
		err = keep_init(folder, options->clock, &why);
	if (!err)
		err = keep_open(folder, options->clock, &keep, &why);
	if (!err)
		err = keep_add(keep, &admin, &account, "right right 2026", &why);
	if (!err)
		err = keep_policy_set(keep, &admin, "desk_line", 1, &why);
	keep_close(keep);
	say_release(&why);
	return err;
}

int
main(void)
{
	struct serve_options options = {.dir = folder, .clock = &clock_system,
		.limits = serve_limits_standard, .forms = forms_new()};
	struct form_diags diags = {0};
	int failed = 1;

	if (!mkdtemp(folder) || forms_add_shipped((struct forms *)options.forms, &diags) != 0 ||
	    make_station(&options) != 0)
		return 2;
	snprintf(store, sizeof store, "%s/station.db", folder);
	snprintf(file, sizeof file, "%s/sync.lock", folder);
	snprintf(other, sizeof other, "%s/other", folder);
	failed = play(&options, "a stranger", stranger, false) +
	    play(&options, "a liar", liar, false) + play(&options, "a clerk", clerk, true) +
	    play(&options, "the desk", desk, false) +
	    count_worthless();
	forms_free((struct forms *)options.forms);
	char *remove = xprintf("rm -rf %s", folder);

	failed += system(remove) != 0;
	free(remove);
	return failed != 0;
}
