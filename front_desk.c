/*
 * `gongzhan desk`: the self-service desk on this terminal. This process watches over the one that
 * shows it: however that ends, it comes again with its first page, but where an administrator ended
 * it, the terminal is gone, or this process is told to stop.
 */
#include "front.h"
#include "front_seat.h"

#include "db/kiosk.h"
#include "db/kiosk_store.h"
#include "tui/face.h"

#include <errno.h>
#include <signal.h>
#include <stdlib.h>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <termios.h>
#include <time.h>
#include <unistd.h>

#define ANSWER_MS 400 /* a lookup, whatever it finds */
#define REST_MS 500   /* before it comes again */

/* --- the desk --- */

static int
show(struct front *f, struct seat *seat)
{
	struct kiosk_store *store =
	    kiosk_store_new(f->db, f->keep, f->lang, seat->where, ANSWER_MS);

	seat->kiosk = kiosk_here(store);
	seat->db = f->db;
	seat->keep = f->keep;
	front_seat_settings(f, seat);
	seat->wake = front_seat_signals();
	front_seat_measure(seat);
	enum face_end end = face_run(seat);

	kiosk_free(seat->kiosk);
	close(seat->wake);
	if (end == FACE_STOPPED) { /* by whom, the one who watches knows */
		front_close(f);
		signal(SIGTERM, SIG_DFL);
		raise(SIGTERM);
		sigset_t all;

		sigfillset(&all);
		sigprocmask(SIG_UNBLOCK, &all, NULL);
	}
	return end == FACE_NO_TERMINAL ? ERR_USAGE : 0;
}

static int
desk(struct front *f)
{
	struct seat seat = {
		.in = STDIN_FILENO, .out = STDOUT_FILENO, .term = f->term, .locale = f->locale,
		.rows = 24, .cols = 80, .woken = front_seat_woken, .lang = f->lang,
		.clock = &clock_system, .where = "console", .forms = f->forms,
		.open_pinyin = front_pinyin, .arg = f,
	};
	struct db_options options = front_store(f, false);
	int err = db_open(&options, &f->db, &f->why);

	if (!err)
		err = front_keep(f);
	if (!err)
		err = show(f, &seat);
	if (err && f->why.id == TEXT_NONE)
		say_set(&f->why, T_FRONT_TERMINAL, seat.term ? seat.term : "", NULL);
	return err;
}

/* --- who watches --- */

static void
rest(void)
{
	struct timespec t = {0, REST_MS * 1000000};

	nanosleep(&t, NULL);
}

/* Waits for the desk to end. False: it was ended, and is not to come again. */
static bool
watch(pid_t pid, const sigset_t *set, int *status)
{
	bool again = true;

	for (;;) {
		int got = sigwaitinfo(set, NULL);

		if (got == SIGTERM || got == SIGHUP) {
			again = false;
			kill(pid, SIGTERM);
		}
		if (waitpid(pid, status, WNOHANG) == pid)
			return again && WIFSIGNALED(*status);
	}
}

/* Everything a key or a stranger's signal could send is held back and does nothing. */
static void
hold_signals(sigset_t *set)
{
	static const int awaited[] = {SIGCHLD, SIGTERM, SIGHUP};

	sigfillset(set);
	sigprocmask(SIG_SETMASK, set, NULL);
	sigemptyset(set);
	for (size_t i = 0; i < sizeof awaited / sizeof *awaited; i++)
		sigaddset(set, awaited[i]);
}

int
front_desk(struct front *f)
{
	struct termios before;
	sigset_t set;
	int status = 0;
	bool again = true;

	if (!isatty(STDIN_FILENO) || !isatty(STDOUT_FILENO)) {
		say_set(&f->why, T_FRONT_NO_TERMINAL, NULL);
		return ERR_USAGE;
	}
	tcgetattr(STDIN_FILENO, &before);
	hold_signals(&set);
	while (again) {
		pid_t pid = fork();

		if (pid == 0) {
			prctl(PR_SET_PDEATHSIG, SIGKILL);
			return desk(f);
		}
		if (pid < 0)
			return ERR_BUSY;
		again = watch(pid, &set, &status);
		tcsetattr(STDIN_FILENO, TCSANOW, &before);
		if (again)
			rest();
	}
	front_leave(f, WIFEXITED(status) ? WEXITSTATUS(status) : 0);
}
