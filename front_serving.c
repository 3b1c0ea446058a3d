/* `gongzhan-serve`: hands the screens to the service. */
#include "front.h"
#include "front_jobs.h"
#include "front_work.h"

#include "db/rights.h"
#include "db/settings.h"
#include "share/entry.h"
#include "share/fence.h"
#include "share/serve.h"
#include "share/tray.h"
#include "tui/face.h"
#include "tui/ime.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#define PORT_STANDARD 2222
#define JOBS_MOST 3 /* at once: the machine is old, and who types goes first */

/* What Chinese input reads from files, opened before any clerk's process is made: they share it. */
static const struct codetable *codes;
static const struct wordlist *words;

/* What the line has become meanwhile. */
static void
follow(struct seat *seat, const struct serve_seat *line)
{
	if (line->rows != seat->rows || line->cols != seat->cols)
		face_resize(seat, line->rows, line->cols);
	if (line->gone)
		face_stop(seat);
}

static void
woken(struct seat *seat)
{
	serve_pump(seat->arg);
	follow(seat, seat->arg);
}

static bool
flush(struct seat *seat)
{
	bool sent = serve_flush(seat->arg);

	follow(seat, seat->arg);
	return sent;
}

/* No file can be opened here: the description comes by the environment. */
static const char *
describe(struct seat *seat, const char *name)
{
	(void)seat;
	name = entry_choose(name);
	entry_use(name);
	return name;
}

static void
screens(struct serve_seat *line)
{
	struct seat seat = {
		.in = line->in, .out = line->out, .term = line->term,
		.rows = line->rows, .cols = line->cols, .wake = line->wake,
		.woken = woken, .flush = flush, .lang = line->lang, .clock = line->clock,
		.where = line->where, .db = line->db, .keep = line->keep, .forms = line->forms,
		.codes = codes, .words = words, .arg = line, .single = !line->desk,
		.kiosk = line->kiosk,
		.account = line->account, .password = line->password,
		.locale = line->locale, .describe = describe, .tray = true,
	};

	seat.folder = xprintf("%s/" TRAY_FOLDER "/%s", line->dir, line->account.account);
	front_jobs_join(&seat, line->jobs);
	face_run(&seat);
	line->farewell = seat.farewell;
	front_jobs_stop(&seat);
}

static void
open_input(struct front *f)
{
	struct seat seat = {.in = -1};

	front_pinyin(&seat, true);
	codes = seat.codes;
	words = seat.words;
	ime_prepare(f->forms);
}

static void
note(enum lang lang, enum text id, const char *a, const char *b)
{
	char *line = text_format(lang, id, a, b, NULL);

	front_put(stdout, line);
	putchar('\n');
	fflush(stdout);
	free(line);
}

/* --- jobs --- */

/*
 * Who asks is the account that came with the line; its name and what it may do stand in the
 * keeper's store at this moment. What the request says of them is not looked at.
 */
static int
find_actor(struct front *job, const struct foreman_job *what)
{
	int err = front_keep(job);

	if (!err)
		err = keep_find(job->keep, what->account, &job->account);
	if (!err && job->account.locked)
		err = ERR_DENIED;
	keep_close(job->keep);
	job->keep = NULL;
	job->actor = (struct actor){job->account.account, job->account.name, job->account.role,
		what->where};
	return err;
}

/* Its descriptors 1 and 2 stay the service's: what is told there goes to its log. */
static int
prepare(struct front *job, const struct foreman_job *what)
{
	int err = fence_become_owner(job->dir) ? 0 : ERR_DENIED;

	if (!err)
		err = tray_enter(job->dir, what->account, &job->why);
	if (!err)
		err = find_actor(job, what);
	if (!err && !fence_enter(job->dir, job->path,
	    rights_may(&job->actor, ACTION_ACCOUNTS, NULL), NULL))
		err = ERR_DENIED;
	job->tray = true;
	if (err && job->why.id == TEXT_NONE)
		say_set(&job->why, T_TRAY_NOT_HERE, NULL);
	return err;
}

static void
work(void *arg, struct foreman_job *job)
{
	front_work(arg, job, prepare);
}

/* --- what is set, and what the command line says in its place --- */

static int
read_port(struct front *f, int *port)
{
	const char *text = f->opt[OPT_PORT];
	char *end;
	long value = text ? strtol(text, &end, 10) : *port;

	if (!text || (*text && !*end && value >= 0 && value <= 65535)) {
		*port = (int)value;
		return 0;
	}
	say_set(&f->why, T_FRONT_NUMBER, text, "65535", NULL);
	return ERR_USAGE;
}

struct set {
	int port;
	struct serve_limits limits;
	char listen[256]; /* addresses, blanks between */
};

static int
number(struct db *db, const char *id)
{
	char *value = NULL;
	int result = setting_get(db, NULL, setting_find(id), &value) == 0 ? atoi(value) : 0;

	free(value);
	return result;
}

static void
look_up(struct db *db, struct set *set)
{
	char *listen = NULL;

	set->port = number(db, "serve_port");
	set->limits.clerks = number(db, "serve_all");
	set->limits.strangers = number(db, "serve_strangers");
	set->limits.strangers_address = number(db, "serve_address");
	set->limits.per_clerk = number(db, "serve_account");
	if (setting_get(db, NULL, setting_find("serve_listen"), &listen) == 0)
		snprintf(set->listen, sizeof set->listen, "%s", listen);
	free(listen);
}

/* By a process of its own: the monitor never opens the store. What cannot be read is as usual. */
static void
read_set(const struct front *f, struct set *set)
{
	struct db_options store = front_store(f, true);
	struct say why = {0};
	struct db *db;
	int way[2], status;
	pid_t pid = pipe2(way, O_CLOEXEC) == 0 ? fork() : -1;

	*set = (struct set){.port = PORT_STANDARD, .limits = serve_limits_standard};
	if (pid == 0) {
		if (db_open(&store, &db, &why) != 0)
			_exit(1);
		look_up(db, set);
		_exit(write(way[1], set, sizeof *set) == sizeof *set ? 0 : 1);
	}
	if (pid < 0)
		return;
	struct set got;

	close(way[1]);
	bool whole = read(way[0], &got, sizeof got) == sizeof got;

	close(way[0]);
	if (waitpid(pid, &status, 0) == pid && status == 0 && whole)
		*set = got;
}

#define LISTEN_MOST 8

/* The option, else what is set; cut in place. The list ends with NULL. */
static void
read_listen(const struct front *f, struct set *set, const char *listen[LISTEN_MOST + 1])
{
	char *rest = set->listen, *word;
	int count = 0;

	if (f->opt[OPT_LISTEN])
		listen[count++] = f->opt[OPT_LISTEN];
	else
		while (count < LISTEN_MOST && (word = strsep(&rest, " ")))
			if (*word)
				listen[count++] = word;
	listen[count] = NULL;
}

int
front_serve(struct front *f)
{
	const char *listen[LISTEN_MOST + 1];
	struct set set;
	char *whole = realpath(f->dir, NULL);

	if (whole) { /* jobs stand in their trays */
		free(f->dir);
		f->dir = whole;
	}
	read_set(f, &set);
	read_listen(f, &set, listen);
	struct serve_options options = {
		.dir = f->dir, .listen = listen, .terminfo = TERMINFO_DIR, .forms = f->forms,
		.clock = &clock_system,
		.lang = f->lang, .limits = set.limits, .screens = screens, .note = note,
		.jobs = {.work = work, .arg = f, .most = JOBS_MOST},
		.port = set.port, .given = f->given <= SERVE_GIVEN_MOST ? f->given : 0,
	};
	int err = read_port(f, &options.port);

	if (!err)
		open_input(f);
	return err ? err : serve_run(&options, &f->why);
}
