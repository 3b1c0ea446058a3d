/*
 * Everything that a run of screens may know of the outside.  Whoever starts the screens fills it:
 * gongzhan.c on a console, the service behind a network line.  Screens open no path, ask no
 * terminal and read no environment; what they need of these stands here.
 */
#ifndef TUI_SEAT_H
#define TUI_SEAT_H

#include "base/log.h"
#include "db/keep.h"
#include "db/profile.h"
#include "share/disk.h"
#include "share/media.h"

struct codetable;
struct wordlist;
struct face;
struct kiosk;
struct seats;

/* What a new station is to be: strings borrowed for the call. */
struct setup {
	struct unit unit; /* name, level, code, upper */
	const char *person;   /* the administrator's name */
	const char *account;  /* and sign-in name */
	const char *password;
};

/* The job that was started last: neither running nor ended, there was none. */
struct job_news {
	bool running, ended;
	char *account;       /* whose it is */
	int64_t done, total; /* total 0: not known */
	int err;
	char *text;   /* what was said in the end, lines */
	char *answer; /* what the command answered, as it would on standard output; NULL: nothing */
};

/*
 * The removable media (U 盘) of a seat. What was found and listed stays until it is looked for
 * again; `which` is an index of `found`.
 */
struct sticks {
	void (*look)(struct sticks *sticks); /* renews `found` */
	/* Mounts it where it is not; found.medium[which].folder stands then. */
	int (*open)(struct sticks *sticks, int which, struct say *why);
	/* Renews `listed`; `below` and `endings` as in share/media.h. */
	int (*list)(struct sticks *sticks, int which, const char *below, const char *endings,
	    struct say *why);
	/* All is written and may be pulled; *said says so, or what stands in the way. */
	int (*release)(struct sticks *sticks, int which, struct say *said);
	int (*erase)(struct sticks *sticks, const char *path, struct say *why); /* a file */
	struct media found;
	struct media_files listed;
	struct stick_pick *pick; /* that is going on (tui/stick_pick.h) */
};

struct seat {
	/* The terminal. Descriptors stay the caller's; none needs to be a tty. */
	int in, out;
	const char *term; /* its terminfo name */
	int rows, cols;   /* now; later by face_resize() */
	/* What the client says of its charset: a locale's name as "zh_CN.GBK"; NULL: nothing. */
	const char *locale;
	/*
	 * Makes the terminfo description of that name ready and returns the name of the one that
	 * is; NULL: curses finds them itself.
	 */
	const char *(*describe)(struct seat *seat, const char *name);
	struct profile profile; /* how it shows things: as far as is known; then tui/display.h's */

	/* A further descriptor to wait for, -1 none: woken() is called when it can be read. */
	int wake;
	void (*woken)(struct seat *seat);
	/*
	 * Sends what was painted on `out`, where that is no terminal; NULL: nothing to do. Called
	 * once a turn before and after painting; false: some of it still waits, paint nothing.
	 */
	bool (*flush)(struct seat *seat);

	enum lang lang;            /* until somebody signs in */
	const struct clock *clock;
	const char *where;         /* "console", an address: for the records */

	/* The station; db is NULL before the first set-up. All borrowed. */
	struct db *db;
	struct keep *keep;
	const struct forms *forms;
	/*
	 * Not NULL: this is the self-service desk (tui/kiosk.h), and there is nothing else. Then db
	 * may be NULL; so is keep where whoever is there may end it. Borrowed.
	 */
	struct kiosk *kiosk;
	struct log *log; /* of messages with a number; may be NULL */
	struct say notice; /* what whoever sits down should know of the station */
	/*
	 * Makes the station and fills db, keep and forms. 0, or ERR_* and *why. NULL: this seat
	 * cannot make one.
	 */
	int (*set_up)(struct seat *seat, const struct setup *setup, struct say *why);
	/* The same from a backup's file; `code` opens a sealed one (ERR_DENIED), or is NULL. */
	int (*restore)(struct seat *seat, const char *file, const char *code, struct say *why);
	/*
	 * Starts a command that takes long or needs files, in the name of who is signed in; argv
	 * as on the command line, NULL-terminated. ERR_BUSY while another runs. NULL: not here.
	 */
	int (*job)(struct seat *seat, const char *const argv[], struct say *why);
	bool (*job_look)(struct seat *seat); /* renews ->news; true once when the job has ended */
	void (*job_stop)(struct seat *seat); /* asks the job to end before it is done */
	struct job_news news;
	int job_fd;   /* job's own */
	const char *host_print; /* of the SSH service's host key; NULL: none. Borrowed */
	char *folder; /* where files go that are named without one; for people to read */
	bool tray;    /* it lies at the station: files there, by their names, and no others */
	enum disk disk; /* that the data lie on, or will */
	struct sticks *sticks; /* NULL: none that could be used from here. Borrowed */
	/*
	 * Opens what Chinese input reads from files, when first switched on; with `codes` also
	 * the table below. NULL: that was done before, or there is nothing to open.
	 */
	void (*open_pinyin)(struct seat *seat, bool codes);
	const struct codetable *codes; /* of shapes (五笔); NULL: none here. Borrowed */
	const struct wordlist *words;  /* that such a table knows, for pinyin; the same */
	void *arg;    /* for woken, set_up, restore and open_pinyin */

	/*
	 * Who is signed in; account.account is NULL while nobody is. Kept by the screens; who
	 * proved a password before they began is put here by whoever starts them, with the
	 * password (the screens wipe it) where the account demands a change of it.
	 */
	struct account account;
	char *password;
	bool single; /* one person's: the screens end when she signs out */
	struct actor actor; /* borrows from account */
	int idle_minutes;   /* then the seat is locked; 0 never */
	enum text farewell; /* why somebody was signed out by herself; TEXT_NONE: she left */
	struct seats *seats; /* who sits where; the face's own */
	/* Badges of line 1: unread notices, appeals that are due. */
	struct { int notices, appeals; } badge;

	struct face *face; /* while face_run() runs */
};

#endif
