/*
 * The SSH service: many clerks, one store.
 *
 *   monitor   accepts, counts, lends descriptors, ends everything in order; one thread; parses no
 *             byte from the network and never opens the store (share/monitor.c)
 *   keeper    accounts and passwords, one hash at a time (share/keeping.c, db/keeper.c)
 *   clerk     one process per connection, forked and locked down before its first byte: SSH
 *             (share/line.c), then the screens, which the caller brings (share/clerk.c)
 *   answering who answers the self-service desk, whose process gets nothing else
 *   foreman   starts a worker for each job of a clerk who signed in (share/foreman.c)
 *
 * A clerk's process gets the store's descriptors only after the keeper itself found the password
 * right and told the monitor; what the process says of itself counts for nothing.
 *
 * Jobs give a broken process nothing that it did not have.  It gets one line to the foreman from
 * the monitor, on which it is the account that the keeper admitted; the worker asks the keeper's
 * store what that account may do at that moment.  Commands are those that screens may ask for, each
 * with the rights checks of the command line; files are names in the account's own tray
 * (share/tray.h); none comes back over the line but the few lines that a command answers.  The
 * worker stands behind a fence of its own (share/fence.h), because it opens a store that the
 * process could have spoilt.  Jobs go on when their clerk leaves, and end with the service.
 *
 * Whom an administrator wants out is asked by the monitor, and after leave_seconds ended by it,
 * whatever his process does.  The order comes from the keeper, which knows who gives it.
 */
#ifndef SHARE_SERVE_H
#define SHARE_SERVE_H

#include "db/keep.h"
#include "share/foreman.h"

struct kiosk;
struct line;
struct clerk;

/* What the screens of one connection are given; borrowed but where it says otherwise. */
struct serve_seat {
	int in, out, wake;       /* as a seat's (the screens' own header) */
	const char *term, *where;
	const char *locale; /* as a seat's */
	int rows, cols;          /* follow the client's window in serve_pump() */
	bool gone;               /* the line dropped or the service ends: put everything away */
	struct db *db;
	struct keep *keep;
	bool desk;           /* the self-service desk's: db and keep are NULL */
	struct kiosk *kiosk; /* then who answers it */
	int jobs;    /* a line to the foreman (share/foreman.h), the caller's to close; -1: none */
	const char *dir; /* DATA, for people to read: nothing can be opened there */
	const struct forms *forms;
	const struct clock *clock;
	/* Taken over by the screens: who signed in; the password, where a change of it is due. */
	struct account account;
	char *password;
	enum lang lang;
	struct line *line;
	enum text farewell; /* what she is told at the end, TEXT_NONE: nothing */
};

/* To be called when `wake` can be read: takes what came from the network and the monitor. */
void serve_pump(struct serve_seat *seat);
/* Sends what was painted. True when nothing waits: else nothing more is to be painted. */
bool serve_flush(struct serve_seat *seat);

struct serve_limits {
	int clerks;       /* connections at once */
	int strangers;    /* of them not yet signed in */
	int strangers_address; /* of them from one address; from half of it on some are dropped */
	int per_clerk;    /* connections of one account */
	int desks, desks_address; /* of the self-service desk, in all and from one address */
	int sign_in_seconds; /* until signed in, then the line is cut */
	int drain_seconds;   /* for clerks to put their work away when the service ends */
	int leave_seconds;   /* the same for one whom an administrator wants out */
};
extern const struct serve_limits serve_limits_standard;

/* As sd_listen_fds(3) has it. */
#define SERVE_GIVEN_FIRST 3
#define SERVE_GIVEN_MOST 8

struct serve_options {
	const char *dir; /* DATA */
	int given; /* listening sockets from SERVE_GIVEN_FIRST on, in place of what follows */
	const char *const *listen; /* addresses; the list ends with NULL. Empty: all */
	int port; /* 0: any free one */
	const char *terminfo; /* a folder with descriptions of our own, or NULL */
	const struct forms *forms;
	const struct clock *clock;
	enum lang lang; /* for people who are not signed in */
	struct serve_limits limits;
	/* Runs the screens until they end. */
	void (*screens)(struct serve_seat *seat);
	struct foreman jobs; /* work is NULL: there are none */
	/* What an administrator may want to know, as it happens; a and b may be NULL. */
	void (*note)(enum lang lang, enum text id, const char *a, const char *b);
};

/* Serves until SIGTERM or SIGINT. 0, or ERR_* with *why. */
int serve_run(const struct serve_options *options, struct say *why);
/*
 * Runs `life` in a process like a clerk's, with monitor and keeper but without SSH, as a stranger
 * or as one whose password was right; *status is how it ended (255: by a signal). For tests.
 */
int serve_trial(const struct serve_options *options, int (*life)(struct clerk *clerk),
    bool admitted, int *status);

#endif
