#include "share/serve.h"

#include "base/charset.h"
#include "base/err.h"
#include "share/answering.h"
#include "share/entry.h"
#include "share/hostkey.h"
#include "share/keeping.h"
#include "share/line.h"
#include "share/monitor.h"
#include "share/trial.h"

#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <libssh/libssh.h>
#include <netdb.h>
#include <sodium.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

const struct serve_limits serve_limits_standard = {
	.clerks = 200,
	.strangers = 40,
	.strangers_address = 20,
	.per_clerk = 5,
	.desks = 20,
	.desks_address = 10,
	.sign_in_seconds = 60,
	.drain_seconds = 5,
	.leave_seconds = 5,
};

/* --- sockets --- */

static int
listen_at(const struct sockaddr *address, socklen_t len)
{
	int on = 1, fd = socket(address->sa_family, SOCK_STREAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);

	if (fd < 0)
		return -1;
	setsockopt(fd, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
	if (address->sa_family == AF_INET6)
		setsockopt(fd, IPPROTO_IPV6, IPV6_V6ONLY, &on, sizeof on);
	if (bind(fd, address, len) == 0 && listen(fd, 128) == 0)
		return fd;
	close(fd);
	return -1;
}

static int
port_of(int fd)
{
	struct sockaddr_storage at;
	socklen_t len = sizeof at;

	if (getsockname(fd, (struct sockaddr *)&at, &len) != 0)
		return 0;
	return ntohs(at.ss_family == AF_INET6 ? ((struct sockaddr_in6 *)&at)->sin6_port
					      : ((struct sockaddr_in *)&at)->sin_port);
}

/* One address (NULL: all); *port 0 becomes the one that was given. */
static int
listen_on(struct monitor *monitor, const char *address, int *port)
{
	struct addrinfo hints = {.ai_flags = AI_PASSIVE | AI_NUMERICHOST | AI_NUMERICSERV,
	    .ai_socktype = SOCK_STREAM}, *list = NULL;
	char service[16];
	int done = 0;

	snprintf(service, sizeof service, "%d", *port);
	if (getaddrinfo(address, service, &hints, &list) != 0)
		return 0;
	for (struct addrinfo *at = list; at; at = at->ai_next) {
		int fd = listen_at(at->ai_addr, at->ai_addrlen);

		if (fd < 0)
			continue;
		*port = port_of(fd);
		monitor_listen(monitor, fd);
		done++;
		if (*service == '0')
			break; /* a second family would get another port */
	}
	freeaddrinfo(list);
	return done;
}

/* Sockets that whoever started us opened. */
static void
listen_given(const struct serve_options *options, struct monitor *monitor, int *port)
{
	for (int fd = SERVE_GIVEN_FIRST; fd < SERVE_GIVEN_FIRST + options->given; fd++) {
		fcntl(fd, F_SETFD, FD_CLOEXEC);
		fcntl(fd, F_SETFL, fcntl(fd, F_GETFL) | O_NONBLOCK);
		*port = port_of(fd);
		monitor_listen(monitor, fd);
	}
}

static int
listen_all(const struct serve_options *options, struct monitor *monitor, int *port,
    struct say *why)
{
	static const char *const all[] = {NULL};
	const char *const *address = options->listen && *options->listen ? options->listen : all;
	char number[16];

	*port = options->port;
	listen_given(options, monitor, port);
	if (options->given > 0)
		return 0;
	do
		if (!listen_on(monitor, *address, port)) {
			snprintf(number, sizeof number, "%d", *port);
			say_set(why, T_SERVE_NO_PORT, *address ? *address : "*", number,
			    strerror(errno), NULL);
			return ERR_BUSY;
		}
	while (*address && *++address);
	return 0;
}

/* --- helpers --- */

/*
 * The store is opened once by a process of its own: what is wrong is told now and not to each
 * clerk, and tables whose definition changed are made anew before anybody waits for them.
 */
static int
try_store(const struct serve_options *options, struct say *why)
{
	struct db_options store = {
		.dir = options->dir, .forms = options->forms, .clock = options->clock};
	struct db *db;
	int status;
	pid_t pid = fork();

	if (pid == 0) {
		int err = db_open(&store, &db, why);

		if (!err)
			db_close(db);
		_exit(-err);
	}
	if (pid < 0 || waitpid(pid, &status, 0) != pid || !WIFEXITED(status))
		return ERR_IO;
	if (WEXITSTATUS(status))
		say_set(why, err_text(-WEXITSTATUS(status)), NULL);
	return -WEXITSTATUS(status);
}

enum { KEEPER, ANSWERING, FOREMAN, CHILDREN };

struct child {
	int socket;
	pid_t pid;
};

/* What stands around the monitor. */
struct service {
	struct lender lender;
	struct child child[CHILDREN];
	struct monitor *monitor;
};

static void
keep(const struct serve_options *options, int socket)
{
	keeping_run(options->dir, options->clock, socket);
}

static void
oversee(const struct serve_options *options, int socket)
{
	foreman_run(&options->jobs, socket, -1);
}

/* It ends when the monitor closes the socket, which therefore no later child holds. */
static int
start(struct service *service, int which, const struct serve_options *options,
    void (*run)(const struct serve_options *options, int socket))
{
	struct child *child = &service->child[which];
	int pair[2];

	if (socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, pair) != 0)
		return ERR_IO;
	child->pid = fork();
	if (child->pid == 0) {
		close(pair[0]);
		for (int i = 0; i < which; i++)
			close(service->child[i].socket);
		run(options, pair[1]);
	}
	close(pair[1]);
	child->socket = pair[0];
	return child->pid < 0 ? ERR_IO : 0;
}

/* Before the host key is read: neither the keeper's process nor a worker ever holds it. */
static int
begin(struct service *service, const struct serve_options *options, struct say *why)
{
	struct child *child = service->child;
	int err = try_store(options, why);

	*service = (struct service){.lender.folder = -1};
	for (int i = 0; i < CHILDREN; i++)
		child[i] = (struct child){-1, -1};
	if (sodium_init() < 0)
		abort();
	reach_prepare();
	if (!err)
		err = lender_open(&service->lender, options->dir);
	if (!err)
		err = start(service, KEEPER, options, keep);
	if (!err)
		err = start(service, ANSWERING, options, answering_run);
	if (!err && options->jobs.work)
		err = start(service, FOREMAN, options, oversee);
	if (child[KEEPER].socket >= 0) {
		service->monitor = monitor_new(options, &service->lender, child[KEEPER].socket);
		monitor_answer_desk(service->monitor, child[ANSWERING].socket);
		monitor_give_jobs(service->monitor, child[FOREMAN].socket);
	}
	return err;
}

static void
end(struct service *service)
{
	monitor_free(service->monitor); /* and with it their sockets */
	for (int i = 0; i < CHILDREN; i++)
		if (service->child[i].pid > 0)
			waitpid(service->child[i].pid, NULL, 0);
	if (service->lender.folder >= 0)
		lender_close(&service->lender);
}

/* Kept from now on, because a clerk's process can open none; the others are served without it. */
static void
keep_charsets(const struct serve_options *options)
{
	static const enum charset old[] = {CHARSET_GBK, CHARSET_GB18030, CHARSET_BIG5};

	for (size_t i = 0; i < sizeof old / sizeof *old; i++)
		if (!charset_keep(old[i], NULL) && options->note)
			options->note(options->lang, T_SERVE_NO_CHARSET, charset_name(old[i]),
			    NULL);
}

static int
prepare(const struct serve_options *options, char **print, struct say *why)
{
	struct ssh_key_struct *key = NULL;
	int err = entry_load(options->terminfo) > 0 ? 0 : ERR_NOTFOUND;

	if (err)
		say_set(why, T_SERVE_NO_ENTRY, NULL);
	keep_charsets(options);
	if (!err)
		err = hostkey_get(options->dir, &key, print, why);
	if (!err && line_prepare(key) != 0) {
		say_set(why, T_SERVE_NO_SSH, NULL);
		err = ERR_IO;
	}
	return err;
}

/* Nobody is let in where a wall does not stand, or where nobody could work behind them. */
static int
try_walls(struct monitor *monitor, struct say *why)
{
	int stranger = monitor_trial(monitor, trial_stranger, false);
	int failed = stranger ? stranger : monitor_trial(monitor, trial_admitted, true);
	char number[16];

	snprintf(number, sizeof number, "%d", failed);
	if (failed)
		say_set(why, stranger ? T_SERVE_WALL : T_SERVE_NO_USE, number, NULL);
	return failed ? ERR_DENIED : 0;
}

static int
run(const struct serve_options *options, struct monitor *monitor, const char *print,
    struct say *why)
{
	int port, err = try_walls(monitor, why);
	char number[16];

	if (!err)
		err = listen_all(options, monitor, &port, why);
	if (err)
		return err;
	snprintf(number, sizeof number, "%d", port);
	if (options->note)
		options->note(options->lang, T_SERVE_READY, number, print);
	err = monitor_run(monitor);
	if (err)
		say_set(why, T_SERVE_NO_KEEPER, NULL);
	return err;
}

int
serve_run(const struct serve_options *options, struct say *why)
{
	struct service service;
	char *print = NULL;
	int err = begin(&service, options, why);

	if (!err)
		err = prepare(options, &print, why);
	if (!err)
		err = run(options, service.monitor, print, why);
	end(&service);
	if (err && why->id == TEXT_NONE)
		say_set(why, err_text(err), NULL);
	free(print);
	return err;
}

int
serve_trial(const struct serve_options *options, int (*life)(struct clerk *clerk),
    bool admitted, int *status)
{
	struct service service;
	struct say why = {0};
	int err = begin(&service, options, &why);

	if (!err)
		*status = monitor_trial(service.monitor, life, admitted);
	end(&service);
	say_release(&why);
	return err;
}
