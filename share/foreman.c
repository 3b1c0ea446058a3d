#include "share/foreman.h"

#include "base/buf.h"
#include "base/err.h"
#include "share/pass.h"

#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#define LINES 1024  /* as the keeper's */
#define JOBS 1024   /* accounts with one that runs or was not told of */
#define STOP_MS 3000
#define WORKER_NICE 5 /* who types goes first */

struct line {
	int fd;
	struct foreman_line who;
	bool follows;    /* its account's job */
	size_t told;     /* messages of it that were passed on */
	uint32_t shown;  /* the progress that was */
};

struct job {
	struct foreman_line who;
	pid_t pid;
	int out;            /* -1: ended */
	int64_t kill_at;    /* monotonic ms; 0: nobody asked it to stop */
	struct buf *message; /* in order */
	size_t messages, bytes;
	struct buf progress; /* the newest */
	uint32_t steps;
	bool told;
};

static struct {
	const struct foreman *how;
	int lines;
	struct line line[LINES];
	int line_count;
	struct job job[JOBS];
	int job_count;
	char packet[FOREMAN_PACKET + 1];
} f;

static int64_t
now_ms(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (int64_t)t.tv_sec * 1000 + t.tv_nsec / 1000000;
}

/* --- jobs --- */

static struct job *
find(const char *account)
{
	for (int i = 0; i < f.job_count; i++)
		if (strcmp(f.job[i].who.account, account) == 0)
			return &f.job[i];
	return NULL;
}

static int
running(void)
{
	int count = 0;

	for (int i = 0; i < f.job_count; i++)
		count += f.job[i].out >= 0;
	return count;
}

static void
add_message(struct job *job, const char *bytes, size_t len)
{
	job->message = xrealloc(job->message, (job->messages + 1) * sizeof *job->message);
	job->message[job->messages] = (struct buf)BUF_EMPTY;
	buf_add(&job->message[job->messages++], bytes, len);
	job->bytes += len;
}

static void
add_word(struct job *job, enum foreman_word word)
{
	const char byte = (char)word;

	add_message(job, &byte, 1);
}

static void
forget(struct job *job)
{
	for (int i = 0; i < f.line_count; i++)
		if (strcmp(f.line[i].who.account, job->who.account) == 0)
			f.line[i].follows = false;
	for (size_t i = 0; i < job->messages; i++)
		buf_release(&job->message[i]);
	free(job->message);
	buf_release(&job->progress);
	*job = f.job[--f.job_count];
}

/* Nothing of the foreman's is the worker's but the one descriptor. */
static void
become_worker(struct foreman_job *job)
{
	const int standard[] = {SIGINT, SIGTERM, SIGHUP, SIGPIPE};

	prctl(PR_SET_PDEATHSIG, SIGKILL);
	setsid();
	for (size_t i = 0; i < sizeof standard / sizeof *standard; i++)
		signal(standard[i], i < 3 ? SIG_DFL : SIG_IGN);
	dup2(job->out, STDERR_FILENO + 1);
	fcntl(STDERR_FILENO + 1, F_SETFD, FD_CLOEXEC);
	syscall(SYS_close_range, STDERR_FILENO + 2, ~0U, 0);
	job->out = STDERR_FILENO + 1;
	if (nice(WORKER_NICE) < 0)
		errno = 0; /* as it is, then */
	f.how->work(f.how->arg, job);
	_exit(0);
}

static bool
start(struct job *job, char *request, size_t len)
{
	int pair[2];

	if (socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, pair) != 0)
		return false;
	job->pid = fork();
	if (job->pid == 0) {
		struct foreman_job what = {.account = job->who.account, .where = job->who.where,
			.request = request, .len = len, .out = pair[1]};

		become_worker(&what);
	}
	close(pair[1]);
	job->out = pair[0];
	if (job->pid < 0)
		close(pair[0]);
	return job->pid > 0;
}

static void
turn_away(const struct line *line, enum foreman_word word)
{
	const char byte = (char)word;

	pass_send(line->fd, &byte, 1, -1, true);
}

static void
begin(struct line *line, char *request, size_t len)
{
	struct job *was = find(line->who.account), fresh = {.who = line->who, .out = -1};

	if (was && was->out >= 0) {
		turn_away(line, FOREMAN_BUSY);
		return;
	}
	if (was)
		forget(was);
	if (running() >= f.how->most || f.job_count == JOBS || !start(&fresh, request, len)) {
		turn_away(line, FOREMAN_FULL);
		return;
	}
	add_word(&fresh, FOREMAN_STARTED);
	f.job[f.job_count++] = fresh;
	line->follows = true;
	line->told = line->shown = 0;
}

/* First it may put its half-written file away. */
static void
stop(struct job *job)
{
	if (!job || job->out < 0 || job->kill_at)
		return;
	kill(job->pid, SIGTERM);
	job->kill_at = now_ms() + STOP_MS;
}

/* With its last word, not with its process: the account's next job need not wait for that. */
static void
finish(struct job *job)
{
	close(job->out);
	job->out = -1;
	kill(-job->pid, SIGKILL); /* what it had started */
	kill(job->pid, SIGKILL);
	waitpid(job->pid, NULL, 0);
}

static void
hear_worker(struct job *job)
{
	int got = pass_receive(job->out, f.packet, FOREMAN_PACKET, NULL, true);

	if (got == ERR_BUSY)
		return;
	if (got > 0 && *f.packet == FOREMAN_PROGRESS) {
		buf_clear(&job->progress);
		buf_add(&job->progress, f.packet, (size_t)got);
		job->steps++;
	} else if (got > 0 && *f.packet == FOREMAN_END) {
		add_message(job, f.packet, (size_t)got);
		finish(job);
	} else if (got > 0) {
		if (job->bytes < FOREMAN_ANSWER)
			add_message(job, f.packet, (size_t)got);
	} else {
		finish(job);
		add_word(job, job->kill_at ? FOREMAN_STOPPED : FOREMAN_DIED);
	}
}

/* --- lines --- */

static void
add_line(int fd, const struct foreman_line *who)
{
	struct line *line = &f.line[f.line_count++];
	struct job *job;

	*line = (struct line){.fd = fd, .who = *who};
	line->who.account[sizeof who->account - 1] = '\0';
	line->who.where[sizeof who->where - 1] = '\0';
	job = find(line->who.account);
	line->follows = job && !job->told;
}

/* A worker asks for this itself, should the foreman be killed; what it has started does not. */
static void
end_all(void)
{
	for (int i = 0; i < f.job_count; i++)
		if (f.job[i].out >= 0)
			kill(-f.job[i].pid, SIGKILL);
	_exit(0);
}

static void
new_line(void)
{
	struct foreman_line who;
	int fd, got = pass_receive(f.lines, &who, sizeof who, &fd, false);

	if (got == 0)
		end_all();
	if (got == sizeof who && fd >= 0 && f.line_count < LINES)
		add_line(fd, &who);
	else if (fd >= 0)
		close(fd);
}

static void
hang_up(int i)
{
	close(f.line[i].fd);
	f.line[i] = f.line[--f.line_count];
}

/* Is all that there is passed on? */
static bool
is_up_to_date(const struct line *line, const struct job *job)
{
	return !line->follows || !job ||
	    (line->told == job->messages && (job->out < 0 || line->shown == job->steps));
}

static void
pass_on(struct line *line, struct job *job)
{
	while (line->told < job->messages) {
		const struct buf *message = &job->message[line->told];

		if (pass_send(line->fd, message->data, message->len, -1, true) != 0)
			return; /* it does not read now */
		line->told++;
	}
	if (job->out < 0) {
		job->told = true;
		line->follows = false;
	} else if (line->shown != job->steps && pass_send(line->fd, job->progress.data,
	    job->progress.len, -1, true) == 0) {
		line->shown = job->steps;
	}
}

/* False: it is to be closed. */
static bool
hear_line(struct line *line)
{
	int got = pass_receive(line->fd, f.packet, FOREMAN_PACKET, NULL, true);

	if (got <= 0)
		return got == ERR_BUSY;
	f.packet[got] = '\0';
	if (*f.packet == FOREMAN_BEGIN)
		begin(line, f.packet + 1, (size_t)got - 1);
	else if (*f.packet == FOREMAN_STOP)
		stop(find(line->who.account));
	else
		return false;
	return true;
}

/* --- the loop --- */

/* Passes on, forgets what was told, kills what does not stop; how long there is time. */
static int
look_round(void)
{
	int64_t now = now_ms(), until = 0;

	for (int i = 0; i < f.line_count; i++)
		if (f.line[i].follows && find(f.line[i].who.account))
			pass_on(&f.line[i], find(f.line[i].who.account));
	for (int i = f.job_count - 1; i >= 0; i--) {
		struct job *job = &f.job[i];

		if (job->out < 0 && job->told) {
			forget(job);
		} else if (job->out >= 0 && job->kill_at) {
			if (job->kill_at <= now)
				kill(-job->pid, SIGKILL);
			else if (!until || job->kill_at < until)
				until = job->kill_at;
		}
	}
	return until ? (int)(until - now) : -1;
}

static void
turn(void)
{
	static struct pollfd fds[1 + LINES + JOBS];
	int patience = look_round(), lines = f.line_count, jobs = f.job_count;

	fds[0] = (struct pollfd){f.lines, POLLIN, 0};
	for (int i = 0; i < lines; i++) {
		const struct line *line = &f.line[i];
		bool waits = !is_up_to_date(line, find(line->who.account));

		fds[1 + i] = (struct pollfd){line->fd, (short)(POLLIN | (waits ? POLLOUT : 0)), 0};
	}
	for (int i = 0; i < jobs; i++)
		fds[1 + lines + i] = (struct pollfd){f.job[i].out, POLLIN, 0};
	if (poll(fds, (nfds_t)(1 + lines + jobs), patience) < 0)
		return;
	for (int i = 0; i < jobs; i++)
		if (fds[1 + lines + i].revents)
			hear_worker(&f.job[i]);
	/* Downwards: the last takes the place of one that is gone. */
	for (int i = lines - 1; i >= 0; i--)
		if ((fds[1 + i].revents & ~POLLOUT) && !hear_line(&f.line[i]))
			hang_up(i);
	if (fds[0].revents)
		new_line();
}

/* The terminal it was started from may go away; a key there is none of its business. */
static void
settle(int *only)
{
	const int ignored[] = {SIGINT, SIGTERM, SIGHUP, SIGPIPE};
	int kept = STDERR_FILENO + 1;
	sigset_t none;

	setsid();
	for (size_t i = 0; i < sizeof ignored / sizeof *ignored; i++)
		signal(ignored[i], SIG_IGN);
	signal(SIGCHLD, SIG_DFL);
	sigemptyset(&none);
	sigprocmask(SIG_SETMASK, &none, NULL);
	if (*only != kept)
		dup2(*only, kept);
	fcntl(kept, F_SETFD, FD_CLOEXEC);
	syscall(SYS_close_range, kept + 1, ~0U, 0);
	*only = kept;
}

void
foreman_run(const struct foreman *foreman, int lines, int line)
{
	settle(lines >= 0 ? &lines : &line);
	f.how = foreman;
	f.lines = lines;
	if (lines < 0)
		add_line(line, &(struct foreman_line){"", ""});
	while (lines >= 0 || f.line_count > 0 || running() > 0)
		turn();
	_exit(0);
}
