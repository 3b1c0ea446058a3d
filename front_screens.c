/* Opening the screens on this terminal: what the face may know of the outside is gathered here. */
#include "front.h"
#include "front_jobs.h"
#include "front_seat.h"
#include "front_sticks.h"

#include "db/settings.h"
#include "tui/face.h"

#include <errno.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/signalfd.h>
#include <termios.h>
#include <unistd.h>

void
front_seat_measure(struct seat *seat)
{
	struct winsize size;

	if (ioctl(seat->out, TIOCGWINSZ, &size) == 0 && size.ws_row && size.ws_col) {
		seat->rows = size.ws_row;
		seat->cols = size.ws_col;
	}
}

void
front_seat_woken(struct seat *seat)
{
	struct signalfd_siginfo info;

	while (read(seat->wake, &info, sizeof info) == sizeof info) {
		if (info.ssi_signo == SIGWINCH) {
			front_seat_measure(seat);
			face_resize(seat, seat->rows, seat->cols);
		} else {
			face_stop(seat);
		}
	}
}

int
front_seat_signals(void)
{
	sigset_t set;

	signal(SIGPIPE, SIG_IGN);
	signal(SIGTSTP, SIG_IGN);
	signal(SIGINT, SIG_IGN);
	signal(SIGQUIT, SIG_IGN);
	sigemptyset(&set);
	sigaddset(&set, SIGWINCH);
	sigaddset(&set, SIGTERM);
	sigaddset(&set, SIGHUP);
	sigprocmask(SIG_BLOCK, &set, NULL);
	return signalfd(-1, &set, SFD_NONBLOCK | SFD_CLOEXEC);
}

static void
open_log(const struct front *f, struct seat *seat)
{
	char *path = xprintf("%s/log", f->dir);

	if (f->db && !db_is_readonly(f->db) && !seat->log)
		seat->log = log_new(path);
	free(path);
}

static int
make_station(struct seat *seat, const struct setup *setup, struct say *why)
{
	struct front *f = seat->arg;
	struct account admin = {
		.account = (char *)setup->account, .name = (char *)setup->person,
		.role = ROLE_INFOADMIN,
	};
	int err = front_make(f, &setup->unit, &admin, setup->password);

	if (err)
		*why = f->why;
	memset(&f->why, 0, sizeof f->why);
	seat->db = f->db;
	seat->keep = f->keep;
	open_log(f, seat);
	return err;
}

static int
restore_station(struct seat *seat, const char *file, const char *code, struct say *why)
{
	struct front *f = seat->arg;
	struct db_options options = front_store(f, false);
	int err = care_restore(&options, file, code, NULL, why);

	if (!err)
		err = db_open(&options, &f->db, why);
	if (!err && (err = front_keep(f)) != 0) {
		*why = f->why;
		memset(&f->why, 0, sizeof f->why);
	}
	seat->db = f->db;
	seat->keep = f->keep;
	open_log(f, seat);
	return err;
}

/* The store may not be there yet: then the set-up page makes it. */
static int
open_station(struct front *f)
{
	struct db_options options = front_store(f, false);
	int err = db_open(&options, &f->db, &f->why);

	if (err == ERR_NOTFOUND) {
		say_release(&f->why);
		return 0;
	}
	return err ? err : front_keep(f);
}

void
front_seat_settings(const struct front *f, struct seat *seat)
{
	struct termios line;
	char *wide = NULL;

	if (f->db && setting_get(f->db, f->keep, setting_find("wide"), &wide) == 0)
		seat->profile.wide = *wide == '1' ? WIDE_YES : *wide == '2' ? WIDE_NO
		    : WIDE_UNKNOWN;
	free(wide);
	seat->profile.slow = tcgetattr(seat->out, &line) == 0 && cfgetospeed(&line) != B0 &&
	    cfgetospeed(&line) <= B9600;
}

int
front_screens(struct front *f)
{
	struct seat seat = {
		.in = STDIN_FILENO, .out = STDOUT_FILENO, .term = f->term,
		.locale = f->locale,
		.rows = 24, .cols = 80, .woken = front_seat_woken, .lang = f->lang,
		.clock = &clock_system, .where = "console", .forms = f->forms,
		.set_up = make_station, .restore = restore_station,
		.open_pinyin = front_pinyin, .arg = f,
	};
	int err = isatty(seat.in) && isatty(seat.out) ? 0 : ERR_USAGE;

	if (err) {
		say_set(&f->why, T_FRONT_NO_TERMINAL, NULL);
		return err;
	}
	seat.host_print = f->host_print = front_host_print(f->dir);
	front_jobs_start(f, &seat);
	front_sticks_start(&seat);
	seat.disk = disk_of(f->dir);
	err = open_station(f);
	if (err) {
		front_jobs_stop(&seat);
		front_sticks_stop(&seat);
		return err;
	}
	seat.db = f->db;
	seat.keep = f->keep;
	seat.notice = f->why; /* a newer station */
	f->why = (struct say){0};
	if (f->db && db_is_readonly(f->db) && seat.notice.id == TEXT_NONE)
		say_set(&seat.notice, T_ERR_READONLY, NULL);
	front_seat_settings(f, &seat);
	open_log(f, &seat);
	seat.wake = front_seat_signals();
	front_seat_measure(&seat);
	enum face_end end = face_run(&seat);

	account_release(&seat.account);
	say_release(&seat.notice);
	close(seat.wake);
	front_jobs_stop(&seat);
	front_sticks_stop(&seat);
	log_free(seat.log);
	if (end == FACE_NO_TERMINAL) {
		say_set(&f->why, T_FRONT_TERMINAL, seat.term ? seat.term : "", NULL);
		return ERR_USAGE;
	}
	return 0;
}
