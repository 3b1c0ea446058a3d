/*
 * People who mean harm or whose line is bad, before anybody signed in: idle connections, bytes that
 * come one by one, garbage, handshakes with wrong bytes in them, connections that come and go.  The
 * service closes them all, still greets the next one, and nothing crashed.
 *	attack [INPUTS [SEED]]
 */
#include "base/err.h"
#include "share/serve.h"

#include <arpa/inet.h>
#include <errno.h>
#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#define STRANGERS 12
#define PATIENCE_MS 60000

static char folder[] = "/tmp/attack-XXXXXX";
static int port;
static int told[2]; /* what the service notes: one line each */
static unsigned long long state;

static unsigned
dice(unsigned most)
{
	state = state * 6364136223846793005ULL + 1442695040888963407ULL;
	return (unsigned)(state >> 33) % most;
}

static int64_t
now_ms(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (int64_t)t.tv_sec * 1000 + t.tv_nsec / 1000000;
}

static void
fail(const char *what, int number)
{
	fprintf(stderr, "attack: %s (%d)\n", what, number);
	exit(1);
}

/* --- the service, in a process of its own --- */

static void
note(enum lang lang, enum text id, const char *a, const char *b)
{
	(void)lang;
	dprintf(told[1], "%s %s %s\n", id == T_SERVE_READY ? "ready" : id == T_SERVE_CRASH
		? "crash" : "note", a ? a : "", b ? b : "");
}

static int
make_station(const struct serve_options *options)
{
	struct db_options db = {.dir = folder, .forms = options->forms, .clock = options->clock};
	struct unit unit = {.name = (char *)"第三作业站"};
	struct say why = {0};
	int err = db_init(&db, &unit, &why);

	if (!err)
		err = keep_init(folder, options->clock, &why);
	say_release(&why);
	return err;
}

/* The service gets its socket as it would from systemd. */
static bool
give_socket(void)
{
	struct sockaddr_in at = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
	int fd = socket(AF_INET, SOCK_STREAM, 0);

	return fd >= 0 && bind(fd, (struct sockaddr *)&at, sizeof at) == 0 &&
	    listen(fd, 128) == 0 && (fd == SERVE_GIVEN_FIRST ||
	    dup2(fd, SERVE_GIVEN_FIRST) == SERVE_GIVEN_FIRST);
}

static int
serve(void)
{
	struct forms *forms = forms_new();
	struct serve_options options = {.dir = folder, .given = 1, .forms = forms,
		.clock = &clock_system, .limits = serve_limits_standard, .note = note};
	struct form_diags diags = {0};
	struct say why = {0};

	options.limits.strangers = options.limits.strangers_address = STRANGERS;
	options.limits.sign_in_seconds = 2;
	int err = give_socket() ? forms_add_shipped(forms, &diags) : 1;

	if (!err)
		err = make_station(&options);
	if (!err)
		err = serve_run(&options, &why);
	say_release(&why);
	forms_free(forms);
	return err ? 1 : 0;
}

static void
read_port(void)
{
	char line[512] = "";
	size_t len = 0;

	while (len + 1 < sizeof line && read(told[0], line + len, 1) == 1 && line[len] != '\n')
		len++;
	if (sscanf(line, "ready %d", &port) != 1)
		fail("the service does not start", 0);
}

/* --- clients --- */

static int
call(void)
{
	struct sockaddr_in at = {.sin_family = AF_INET, .sin_port = htons((uint16_t)port),
		.sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
	int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);

	if (fd < 0 || connect(fd, (struct sockaddr *)&at, sizeof at) != 0)
		fail("connect", errno);
	return fd;
}

/* Reads until something came; 0 when the line was closed. */
static ssize_t
hear(int fd, char *bytes, size_t size)
{
	struct pollfd wait = {.fd = fd, .events = POLLIN};

	if (poll(&wait, 1, PATIENCE_MS) <= 0)
		fail("the line stays open", fd);
	return recv(fd, bytes, size, 0);
}

static void
until_closed(int fd)
{
	char bytes[4096];

	while (hear(fd, bytes, sizeof bytes) > 0)
		;
	close(fd);
}

/* The service greets somebody who behaves; others may still be in the way for a while. */
static void
is_well(const char *after)
{
	char bytes[64];

	for (int64_t end = now_ms() + PATIENCE_MS; now_ms() < end; usleep(50000)) {
		int fd = call();
		ssize_t got = hear(fd, bytes, sizeof bytes);

		close(fd);
		if (got > 8 && memcmp(bytes, "SSH-2.0-", 8) == 0)
			return;
	}
	fail(after, 0);
}

static void
idle(int sockets)
{
	int *fd = xcalloc((size_t)sockets, sizeof *fd);

	for (int i = 0; i < sockets; i++)
		fd[i] = call();
	for (int i = 0; i < sockets; i++)
		until_closed(fd[i]);
	free(fd);
	is_well("idle connections");
}

/* A byte now and then does not put the deadline off. */
static void
drip(void)
{
	int fd = call();
	char bytes[4096];
	struct pollfd wait = {.fd = fd, .events = POLLIN};
	int64_t end = now_ms() + PATIENCE_MS;

	if (send(fd, "SSH-2.0-slow\r\n", 14, MSG_NOSIGNAL) != 14)
		fail("send", errno);
	while (now_ms() < end) {
		send(fd, "\0", 1, MSG_NOSIGNAL);
		if (poll(&wait, 1, 100) > 0 && recv(fd, bytes, sizeof bytes, 0) <= 0)
			break;
	}
	if (now_ms() >= end)
		fail("bytes that drip keep the line open", 0);
	close(fd);
	is_well("bytes that drip");
}

static void
come_and_go(int times)
{
	for (int i = 0; i < times; i++)
		close(call());
	is_well("connections that come and go");
}

/* --- garbage --- */

static size_t
put_name_list(unsigned char *at, const char *names)
{
	size_t len = strlen(names);

	at[0] = at[1] = 0;
	at[2] = (unsigned char)(len >> 8);
	at[3] = (unsigned char)len;
	memcpy(at + 4, names, len);
	return len + 4;
}

/* A client's first packet as it should be. */
static size_t
first_packet(unsigned char *out)
{
	static const char *const lists[] = {"curve25519-sha256", "ssh-ed25519", "aes256-ctr",
		"aes256-ctr", "hmac-sha2-256", "hmac-sha2-256", "none", "none", "", ""};
	size_t len = 5;

	out[len++] = 20; /* SSH_MSG_KEXINIT */
	for (int i = 0; i < 16; i++)
		out[len++] = (unsigned char)dice(256);
	for (size_t i = 0; i < sizeof lists / sizeof *lists; i++)
		len += put_name_list(out + len, lists[i]);
	memset(out + len, 0, 5);
	len += 5;
	size_t padding = 8 - len % 8 + 8;

	memset(out + len, 0, padding);
	len += padding;
	out[0] = out[1] = 0;
	out[2] = (unsigned char)((len - 4) >> 8);
	out[3] = (unsigned char)(len - 4);
	out[4] = (unsigned char)padding;
	return len;
}

static size_t
garbage(unsigned char *out, size_t size)
{
	static const char hello[] = "SSH-2.0-OpenSSH_9.2\r\n";
	unsigned kind = dice(4);
	size_t len = 0;

	if (kind > 0) {
		memcpy(out, hello, sizeof hello - 1);
		len = sizeof hello - 1;
	}
	if (kind > 1) {
		len += first_packet(out + len);
		for (unsigned wrong = dice(8); wrong > 0; wrong--)
			out[sizeof hello - 1 + dice((unsigned)(len - sizeof hello))] =
			    (unsigned char)dice(256);
	}
	if (kind != 2)
		for (unsigned more = dice((unsigned)(size - len)); more > 0; more--)
			out[len++] = (unsigned char)dice(256);
	return len;
}

static void
throw(int inputs)
{
	static unsigned char bytes[70000];

	for (int i = 0; i < inputs; i++) {
		size_t len = garbage(bytes, i % 16 ? 2000 : sizeof bytes);
		int fd = call();

		send(fd, bytes, len, MSG_NOSIGNAL);
		shutdown(fd, SHUT_WR); /* so it need not be waited for */
		until_closed(fd);
	}
	is_well("garbage");
}

/* --- */

/* It ends in order when it is told to, and nothing was noted that crashed. */
static void
end(pid_t service)
{
	char line[65536];
	int status;

	kill(service, SIGTERM);
	if (waitpid(service, &status, 0) != service || !WIFEXITED(status) || WEXITSTATUS(status))
		fail("the service's end", status);
	ssize_t len = read(told[0], line, sizeof line - 1);

	line[len > 0 ? len : 0] = '\0';
	if (strstr(line, "crash"))
		fail(line, 0);
	for (ssize_t i = 0; i < len; i++)
		if ((unsigned char)line[i] < ' ' && line[i] != '\n')
			fail("a control in what is noted", line[i]);
}

int
main(int argc, char **argv)
{
	int inputs = argc > 1 ? atoi(argv[1]) : 300;
	pid_t service;

	state = argc > 2 ? strtoull(argv[2], NULL, 10) : 1;
	signal(SIGPIPE, SIG_IGN);
	if (!mkdtemp(folder) || dup2(STDERR_FILENO, SERVE_GIVEN_FIRST) < 0 ||
	    pipe2(told, O_CLOEXEC) != 0)
		return 2;
	service = fork();
	if (service == 0)
		_exit(serve());
	close(told[1]);
	read_port();
	bool is_long = inputs > 1000;

	idle(is_long ? 300 : 4 * STRANGERS);
	drip();
	come_and_go(is_long ? 500 : 200);
	throw(inputs);
	end(service);
	char *remove = xprintf("rm -rf %s", folder);
	int left = system(remove);

	free(remove);
	return left != 0;
}
