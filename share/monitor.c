/*
 * States of a connection: stranger → admitted (the keeper said so) → gone (its process ended).
 * What a stranger wishes is refused.  States of the service: open → draining (strangers are cut,
 * clerks told, drain_seconds for them) → over.
 */
#include "share/monitor.h"

#include "base/err.h"
#include "share/answering.h"
#include "share/crowd.h"
#include "share/keeping.h"
#include "share/pass.h"

#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <sodium.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/signalfd.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#define BURST 16      /* connections accepted in one turn */
#define REST_MS 1000  /* without accepting, when there are no more descriptors or processes */

struct place {
	pid_t pid;
	int socket; /* to the process; -1 once it hung up */
	uint32_t number;
	bool admitted;
	bool trial;
	bool has_desk; /* its line to who answers the desk was lent */
	bool has_jobs;    /* its line to the foreman was lent */
	int64_t leave_by; /* monotonic ms, then it is ended; 0: it may stay */
	struct in6_addr address; /* of IPv6 the upper half: one household */
	char account[sizeof((struct keeping_news *)0)->account];
	char where[KEEPING_WHERE];
};

struct monitor {
	const struct serve_options *options;
	const struct lender *lender;
	struct lockdown_user user;
	int keeper, desk, foreman, signals;
	int listener[MONITOR_LISTENERS], listeners;
	struct place *place;
	int count, room;
	uint32_t last_number;
	int64_t rest_until, drain_until; /* monotonic ms; 0 no */
	int trial_status;
	bool keeper_gone;
	struct pollfd *fds;
};

static int64_t
now_ms(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (int64_t)t.tv_sec * 1000 + t.tv_nsec / 1000000;
}

static void
note(struct monitor *m, enum text id, const char *a, const char *b)
{
	if (m->options->note)
		m->options->note(m->options->lang, id, a, b);
}

struct monitor *
monitor_new(const struct serve_options *options, const struct lender *lender, int keeper)
{
	struct monitor *m = xcalloc(1, sizeof *m);
	sigset_t set;

	m->options = options;
	m->lender = lender;
	m->user = lockdown_user();
	m->keeper = keeper;
	m->desk = m->foreman = -1;
	m->room = options->limits.clerks + 1; /* and a trial */
	m->place = xcalloc((size_t)m->room, sizeof *m->place);
	m->fds = xcalloc((size_t)m->room + MONITOR_LISTENERS + 2, sizeof *m->fds);
	sigemptyset(&set);
	sigaddset(&set, SIGCHLD);
	sigaddset(&set, SIGTERM);
	sigaddset(&set, SIGINT);
	sigprocmask(SIG_BLOCK, &set, NULL);
	signal(SIGPIPE, SIG_IGN);
	m->signals = signalfd(-1, &set, SFD_CLOEXEC | SFD_NONBLOCK);
	return m;
}

void
monitor_free(struct monitor *m)
{
	if (!m)
		return;
	for (int i = 0; i < m->listeners; i++)
		close(m->listener[i]);
	close(m->keeper);
	if (m->desk >= 0)
		close(m->desk);
	if (m->foreman >= 0)
		close(m->foreman);
	close(m->signals);
	free(m->place);
	free(m->fds);
	free(m);
}

void
monitor_answer_desk(struct monitor *m, int socket)
{
	m->desk = socket;
}

void
monitor_give_jobs(struct monitor *m, int socket)
{
	m->foreman = socket;
}

void
monitor_listen(struct monitor *m, int fd)
{
	if (m->listeners < MONITOR_LISTENERS)
		m->listener[m->listeners++] = fd;
	else
		close(fd);
}

/* --- processes --- */

static int
introduce(struct monitor *m, const struct place *place, int line)
{
	struct keeping_line fresh = {.number = place->number};

	memcpy(fresh.where, place->where, sizeof fresh.where);
	return pass_send(m->keeper, &fresh, sizeof fresh, line, true);
}

static void
live(struct monitor *m, const struct place *place, int client, int monitor, int keeper,
    int (*life)(struct clerk *clerk))
{
	struct clerk clerk = {.options = m->options, .user = m->user, .socket = client,
	    .monitor = monitor, .keeper = keeper};

	memcpy(clerk.where, place->where, sizeof clerk.where);
	_exit(life(&clerk));
}

/* Starts a process; client -1: none. ERR_BUSY: there are no more processes or descriptors. */
static int
start(struct monitor *m, struct place place, int client, int (*life)(struct clerk *clerk))
{
	int monitor[2] = {-1, -1}, keeper[2] = {-1, -1};
	pid_t pid = -1;

	place.number = ++m->last_number;
	if (socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, monitor) == 0 &&
	    socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, keeper) == 0 &&
	    introduce(m, &place, keeper[0]) == 0)
		pid = fork();
	if (pid == 0)
		live(m, &place, client, monitor[1], keeper[1], life);
	for (int i = 0; i < 2; i++)
		if (keeper[i] >= 0)
			close(keeper[i]);
	if (monitor[1] >= 0)
		close(monitor[1]);
	if (pid < 0) {
		if (monitor[0] >= 0)
			close(monitor[0]);
		return ERR_BUSY;
	}
	place.pid = pid;
	place.socket = monitor[0];
	m->place[m->count++] = place;
	return 0;
}

static void
hang_up(struct place *place)
{
	if (place->socket >= 0)
		close(place->socket);
	place->socket = -1;
}

static void
bury(struct monitor *m, int i, int status)
{
	struct place *place = &m->place[i];
	char number[16];

	if (place->trial) {
		m->trial_status = WIFEXITED(status) ? WEXITSTATUS(status) : 255;
	} else if (place->leave_by && WIFSIGNALED(status)) {
		note(m, T_SERVE_ENDED, place->account, place->where);
	} else if (WIFSIGNALED(status) && WTERMSIG(status) != SIGALRM &&
	    WTERMSIG(status) != SIGKILL) {
		snprintf(number, sizeof number, "%d", WTERMSIG(status));
		note(m, T_SERVE_CRASH, place->where, number);
	} else if (place->admitted) {
		note(m, T_SERVE_LEFT, place->account, place->where);
	}
	hang_up(place);
	*place = m->place[--m->count];
}

static void
bury_dead(struct monitor *m)
{
	int status;
	pid_t pid;

	while ((pid = waitpid(-1, &status, WNOHANG)) > 0)
		for (int i = 0; i < m->count; i++)
			if (m->place[i].pid == pid) {
				bury(m, i, status);
				break;
			}
}

/* --- who is in --- */

static void
tell(struct place *place, enum lend_tell what)
{
	struct lend_answer answer = {.tell = (uint8_t)what};

	if (place->socket >= 0 && pass_send(place->socket, &answer, sizeof answer, -1, true) != 0)
		hang_up(place);
}

/* The self-service desk's: nothing of the store is ever lent to it. */
static bool
is_desk(const struct place *place)
{
	return strcmp(place->account, KEEP_DESK) == 0;
}

/* The desk is one account for everybody; a village may stand behind one address. */
static bool
is_crowded(const struct monitor *m, const struct place *place)
{
	const struct serve_limits *limits = &m->options->limits;
	int there = 0, at_address = 0;

	for (int i = 0; i < m->count; i++)
		if (m->place[i].admitted && strcmp(m->place[i].account, place->account) == 0) {
			there++;
			at_address += memcmp(&m->place[i].address, &place->address,
			    sizeof place->address) == 0;
		}
	return is_desk(place) ? there > limits->desks || at_address > limits->desks_address
			      : there > limits->per_clerk;
}

static void
admit(struct monitor *m, const struct keeping_news *admitted)
{
	for (int i = 0; i < m->count; i++) {
		struct place *place = &m->place[i];

		if (place->number != admitted->number)
			continue;
		place->admitted = true;
		memcpy(place->account, admitted->account, sizeof place->account);
		place->account[sizeof place->account - 1] = '\0';
		if (!is_crowded(m, place)) {
			note(m, T_SERVE_CAME, place->account, place->where);
			return;
		}
		place->admitted = false; /* the store stays closed for it */
		tell(place, LEND_CROWD);
	}
}

/* She is told, and has leave_seconds; a process that does not go is ended then. */
static void
send_out(struct monitor *m, const struct keeping_news *news)
{
	for (int i = 0; i < m->count; i++) {
		struct place *place = &m->place[i];

		if (!place->admitted || place->leave_by || (uint32_t)place->pid != news->number ||
		    strncmp(place->account, news->account, sizeof place->account) != 0)
			continue;
		place->leave_by = now_ms() + m->options->limits.leave_seconds * INT64_C(1000);
		tell(place, LEND_LEAVE);
	}
}

static void
hear_keeper(struct monitor *m)
{
	struct keeping_news news;
	int got;

	while ((got = pass_receive(m->keeper, &news, sizeof news, NULL, true)) > 0) {
		if (got != sizeof news)
			continue;
		if (news.what == KEEPING_ADMITTED)
			admit(m, &news);
		else if (news.what == KEEPING_LEAVE)
			send_out(m, &news);
	}
	if (got != ERR_BUSY)
		m->keeper_gone = true;
}

/* --- wishes --- */

/* The service goes on without jobs: one forked from here now would hold the host key. */
static void
lose_foreman(struct monitor *m)
{
	note(m, T_SERVE_NO_FOREMAN, NULL, NULL);
	close(m->foreman);
	m->foreman = -1;
}

/*
 * Once for each process: `to` hears from here who is at the other end. What is said on that line
 * the monitor never reads.
 */
static int
lend_line_to(struct place *place, int to, bool *has, const void *who, size_t len)
{
	int pair[2];

	if (to < 0 || *has || socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, pair) != 0)
		return lender_refuse(place->socket);
	*has = pass_send(to, who, len, pair[0], true) == 0;
	int code = errno;
	int err = *has ? lend_line(place->socket, pair[1]) : lender_refuse(place->socket);

	close(pair[0]);
	close(pair[1]);
	errno = code;
	return err;
}

static int
lend_desk_to(struct monitor *m, struct place *place)
{
	struct answering_line who = {.where = ""};

	memcpy(who.where, place->where, sizeof who.where);
	return lend_line_to(place, m->desk, &place->has_desk, &who, sizeof who);
}

static int
lend_jobs_to(struct monitor *m, struct place *place)
{
	struct foreman_line who = {.account = ""};

	if (!*place->account) /* a trial */
		return lender_refuse(place->socket);
	memcpy(who.account, place->account, sizeof who.account);
	memcpy(who.where, place->where, sizeof who.where);
	errno = 0;
	int err = lend_line_to(place, m->foreman, &place->has_jobs, &who, sizeof who);

	if (m->foreman >= 0 && !place->has_jobs && errno == EPIPE)
		lose_foreman(m);
	return err;
}

static void
hear(struct monitor *m, struct place *place)
{
	char wish[sizeof(struct lend_wish) + 1];
	int got = pass_receive(place->socket, wish, sizeof wish, NULL, true), err = ERR_IO;

	if (got == ERR_BUSY)
		return;
	hear_keeper(m); /* who was just admitted is, before she asks */
	if (got > 0 && place->admitted && is_desk(place) &&
	    lend_wants(wish, (size_t)got, LEND_DESK))
		err = lend_desk_to(m, place);
	else if (got > 0 && (!place->admitted || is_desk(place)))
		err = lender_refuse(place->socket);
	else if (got > 0 && lend_wants(wish, (size_t)got, LEND_JOBS))
		err = lend_jobs_to(m, place);
	else if (got > 0)
		err = lender_serve(m->lender, place->socket, wish, (size_t)got);
	if (err)
		hang_up(place);
}

/* --- new connections --- */

static void
know_address(struct place *place, const struct sockaddr_storage *from)
{
	const struct sockaddr_in6 *six = (const struct sockaddr_in6 *)from;
	const struct sockaddr_in *four = (const struct sockaddr_in *)from;

	if (from->ss_family == AF_INET6 && !IN6_IS_ADDR_V4MAPPED(&six->sin6_addr)) {
		memcpy(&place->address, &six->sin6_addr, 8);
		inet_ntop(AF_INET6, &six->sin6_addr, place->where, sizeof place->where);
		return;
	}
	place->address.s6_addr[10] = place->address.s6_addr[11] = 0xff;
	memcpy(&place->address.s6_addr[12], from->ss_family == AF_INET
		? (const void *)&four->sin_addr : (const void *)&six->sin6_addr.s6_addr[12], 4);
	inet_ntop(AF_INET, &place->address.s6_addr[12], place->where, sizeof place->where);
}

static bool
has_room(const struct monitor *m, const struct place *fresh)
{
	struct crowd crowd = {.all = m->count};

	for (int i = 0; i < m->count; i++)
		if (!m->place[i].admitted) {
			crowd.strangers++;
			crowd.strangers_address += memcmp(&m->place[i].address, &fresh->address,
			    sizeof fresh->address) == 0;
		}
	return crowd_admits(&crowd, &m->options->limits, randombytes_uniform(10000));
}

static void
turn_off(int client)
{
	static const char words[] = "Too many connections, try again in a minute.\r\n";

	if (send(client, words, sizeof words - 1, MSG_NOSIGNAL | MSG_DONTWAIT) < 0)
		return; /* it will see that it is closed */
}

static void
rest(struct monitor *m)
{
	m->rest_until = now_ms() + REST_MS;
}

static void
accept_some(struct monitor *m, int listener)
{
	for (int i = 0; i < BURST; i++) {
		struct sockaddr_storage from = {0};
		socklen_t len = sizeof from;
		int client = accept4(listener, (struct sockaddr *)&from, &len, SOCK_CLOEXEC);
		struct place fresh = {.socket = -1};

		if (client < 0) {
			if (errno == EMFILE || errno == ENFILE || errno == ENOBUFS ||
			    errno == ENOMEM)
				rest(m);
			return;
		}
		know_address(&fresh, &from);
		if (!has_room(m, &fresh))
			turn_off(client);
		else if (start(m, fresh, client, clerk_run) != 0)
			rest(m);
		close(client);
	}
}

/* --- the loop --- */

static void
drain(struct monitor *m)
{
	if (m->drain_until)
		return;
	m->drain_until = now_ms() + m->options->limits.drain_seconds * INT64_C(1000);
	note(m, T_SERVE_DRAINS, NULL, NULL);
	for (int i = 0; i < m->count; i++) {
		if (m->place[i].admitted)
			tell(&m->place[i], LEND_STOP);
		else
			kill(m->place[i].pid, SIGKILL);
	}
}

static void
hear_signals(struct monitor *m)
{
	struct signalfd_siginfo info;
	bool end = false;

	while (read(m->signals, &info, sizeof info) == sizeof info)
		end = end || info.ssi_signo != SIGCHLD;
	bury_dead(m);
	if (end)
		drain(m);
}

static int
patience(const struct monitor *m, int64_t now)
{
	int64_t until = m->drain_until ? m->drain_until : m->rest_until;

	for (int i = 0; i < m->count; i++)
		if (m->place[i].leave_by && (!until || m->place[i].leave_by < until))
			until = m->place[i].leave_by;
	return until <= now ? until ? 0 : -1 : (int)(until - now);
}

/* Who was told to go and has had her time; to a process that is stopped it makes no difference. */
static void
end_late(struct monitor *m)
{
	int64_t now = now_ms();

	for (int i = 0; i < m->count; i++) {
		struct place *place = &m->place[i];
		bool late = place->leave_by && place->leave_by <= now;

		if (late)
			place->leave_by = now + REST_MS; /* then once more */
		if (late || (m->drain_until && m->drain_until <= now))
			kill(place->pid, SIGKILL);
	}
}

/* Waits and does what is to be done, once. */
static void
turn(struct monitor *m, bool accepting)
{
	int64_t now = now_ms();
	int fixed = 2, count = m->count;

	if (m->rest_until && m->rest_until <= now)
		m->rest_until = 0;
	m->fds[0] = (struct pollfd){.fd = m->signals, .events = POLLIN};
	m->fds[1] = (struct pollfd){.fd = m->keeper_gone ? -1 : m->keeper, .events = POLLIN};
	if (accepting && !m->rest_until && !m->drain_until)
		for (int i = 0; i < m->listeners; i++)
			m->fds[fixed++] = (struct pollfd){m->listener[i], POLLIN, 0};
	for (int i = 0; i < count; i++)
		m->fds[fixed + i] = (struct pollfd){m->place[i].socket, POLLIN, 0};
	if (poll(m->fds, (nfds_t)(fixed + count), patience(m, now)) < 0)
		return;
	for (int i = 0; i < count; i++)
		if (m->fds[fixed + i].revents)
			hear(m, &m->place[i]);
	if (m->fds[1].revents)
		hear_keeper(m);
	for (int i = 2; i < fixed; i++)
		if (m->fds[i].revents)
			accept_some(m, m->fds[i].fd);
	if (m->fds[0].revents)
		hear_signals(m); /* last: it moves places */
}

int
monitor_trial(struct monitor *m, int (*life)(struct clerk *clerk), bool admitted)
{
	struct place place = {.socket = -1, .trial = true, .admitted = admitted, .where = "trial"};
	int before = m->count;

	m->trial_status = 255;
	if (start(m, place, -1, life) != 0)
		return 255;
	while (m->count > before && !m->keeper_gone)
		turn(m, false);
	return m->trial_status;
}

int
monitor_run(struct monitor *m)
{
	while (!m->drain_until || m->count > 0) {
		turn(m, true);
		if (m->keeper_gone)
			drain(m); /* without it nobody can sign in: let somebody start us anew */
		end_late(m);
	}
	return m->keeper_gone ? ERR_IO : 0;
}
