#include "share/clerk.h"

#include "base/err.h"
#include "db/kiosk.h"
#include "share/entry.h"
#include "share/lend.h"
#include "share/line.h"

#include <fcntl.h>
#include <malloc.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/syscall.h>
#include <unistd.h>

/* Descriptors of a clerk's process. 0 to 2 must be taken: SQLite mistrusts them. */
enum { MONITOR = 3, KEEPER, RANDOM, CLIENT, FIRST_FREE };

/* Puts fd, which is none of the places, into its place; -1 leaves the place empty. */
static bool
place(int fd, int at)
{
	if (fd >= 0)
		return dup2(fd, at) == at;
	close(at);
	return true;
}

static bool
settle_descriptors(struct clerk *clerk)
{
	int null = open("/dev/null", O_RDWR | O_CLOEXEC);
	int random = open("/dev/urandom", O_RDONLY | O_CLOEXEC);
	int from[] = {null, clerk->monitor, clerk->keeper, random, clerk->socket};
	bool done = null >= 0 && random >= 0;

	for (size_t i = 0; i < sizeof from / sizeof *from; i++)
		if (from[i] >= 0)
			from[i] = fcntl(from[i], F_DUPFD_CLOEXEC, FIRST_FREE + 10);
	for (int i = 0; done && i < (LOCKDOWN_SANITIZED ? 2 : 3); i++)
		done = dup2(from[0], i) == i;
	for (int i = MONITOR; done && i < FIRST_FREE; i++)
		done = place(from[i - MONITOR + 1], i);
	clerk->monitor = MONITOR;
	clerk->keeper = KEEPER;
	clerk->socket = clerk->socket < 0 ? -1 : CLIENT;
	return done && syscall(SYS_close_range, FIRST_FREE, ~0U, 0) == 0;
}

static void
settle_signals(void)
{
	static const int standard[] = {SIGTERM, SIGINT, SIGHUP, SIGCHLD, SIGALRM, SIGQUIT};
	sigset_t none;

	for (size_t i = 0; i < sizeof standard / sizeof *standard; i++)
		signal(standard[i], SIG_DFL);
	signal(SIGPIPE, SIG_IGN);
	sigemptyset(&none);
	sigprocmask(SIG_SETMASK, &none, NULL);
}

int
clerk_lock(struct clerk *clerk, int *random)
{
	bool landlock;

	settle_signals();
	if (!settle_descriptors(clerk))
		return ERR_DENIED;
	*random = RANDOM;
	return lockdown(&clerk->user, &landlock);
}

static int
open_store(const struct serve_options *options, struct db **db)
{
	struct db_options store = {.dir = "", .forms = options->forms, .clock = options->clock};
	struct say why = {0};
	int err = db_open(&store, db, &why);

	say_release(&why);
	return err;
}

static enum text
farewell(const struct borrower *borrower, const struct serve_seat *seat)
{
	return borrower->told == LEND_CROWD ? T_SERVE_CROWD
	    : borrower->told == LEND_STOP   ? T_SERVE_STOPS
	    : borrower->told == LEND_LEAVE && seat->farewell == TEXT_NONE ? T_SEATS_LEAVE
	    : seat->farewell;
}

static int
serve_desk(const struct serve_options *options, struct borrower *borrower, struct line *line,
    struct serve_seat *seat)
{
	int fd = borrower_line(borrower, LEND_DESK);

	seat->keep = NULL;
	if (fd < 0) {
		line_end(line, borrower->told ? farewell(borrower, seat) : T_SERVE_NO_STORE, 1);
		return 1;
	}
	seat->kiosk = kiosk_at_line(fd);
	options->screens(seat);
	kiosk_free(seat->kiosk);
	line_end(line, farewell(borrower, seat), 0);
	return 0;
}

static int
serve(struct clerk *clerk, struct borrower *borrower, struct line *line, struct serve_seat *seat)
{
	const struct serve_options *options = clerk->options;

	seat->where = clerk->where;
	seat->dir = options->dir;
	seat->forms = options->forms;
	seat->clock = options->clock;
	seat->term = entry_choose(seat->term);
	if (seat->desk)
		return serve_desk(options, borrower, line, seat);
	if (open_store(options, &seat->db) != 0) {
		line_end(line, borrower->told ? farewell(borrower, seat) : T_SERVE_NO_STORE, 1);
		return 1;
	}
	seat->jobs = borrower_line(borrower, LEND_JOBS);
	malloc_trim(0);
	options->screens(seat);
	db_close(seat->db);
	line_end(line, farewell(borrower, seat), 0);
	return 0;
}

int
clerk_run(struct clerk *clerk)
{
	struct borrower borrower;
	struct serve_seat seat;
	int random, status = 1;

	alarm((unsigned)clerk->options->limits.sign_in_seconds);
	if (clerk_lock(clerk, &random) != 0 ||
	    borrower_begin(&borrower, clerk->monitor, random) != 0)
		return 1;
	struct keep *keep = keep_at_line(clerk->keeper);
	struct line *line = line_new(clerk->socket, keep, &borrower, clerk->options->lang);
	int err = line_greet(line, &seat);

	alarm(0);
	if (!err)
		status = serve(clerk, &borrower, line, &seat);
	line_free(line);
	keep_close(keep);
	return status;
}
