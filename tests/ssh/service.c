#include "tests/ssh/service.h"

#include "base/buf.h"
#include "base/err.h"
#include "db/keep.h"

#include <arpa/inet.h>
#include <fcntl.h>
#include <pwd.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#define PASSWORD "bench words 2026"
#define PATIENCE 60000

static const struct {
	const char *name, *needs[3];
} kinds[SERVICE_KINDS] = {
	[SERVICE_OWN] = {"gongzhan serve", {"ssh", "ssh-keygen"}},
	[SERVICE_OPENSSH] = {"OpenSSH + ForceCommand", {"sshd", "unshare"}},
	[SERVICE_DROPBEAR] = {"dropbear -c", {"dropbear", "dropbearkey", "unshare"}},
};

const char *
service_name(enum service_kind kind)
{
	return kinds[kind].name;
}

/* 0, or -1; what it prints is thrown away. Takes the line over. */
static int
shell(char *line)
{
	int status = system(line);

	free(line);
	return status ? -1 : 0;
}

/* Servers lie where only administrators look. */
#define FIND "PATH=$PATH:/usr/sbin:/sbin "

/*
 * What they look for below / and in the user's home is put there for them alone, which takes a name
 * space of mounts.
 */
static const char *
enter(void)
{
	return geteuid() == 0 ? "unshare -m" : "unshare -c -m --keep-caps";
}

const char *
service_missing(const struct service *service)
{
	static char why[80];
	char *serve = xprintf("%s/gongzhan-serve", service->build);
	const char *const *needs = kinds[service->kind].needs;
	bool there = service->kind != SERVICE_OWN || access(serve, X_OK) == 0;

	free(serve);
	if (!there)
		return "gongzhan-serve is not built";
	for (int i = 0; i < 3 && needs[i]; i++)
		if (shell(xprintf(FIND "; command -v %s >/dev/null", needs[i])) != 0) {
			snprintf(why, sizeof why, "%s is not here", needs[i]);
			return why;
		}
	if (service->kind != SERVICE_OWN && shell(xprintf("%s true 2>/dev/null", enter())) != 0)
		return "no name space of mounts can be made";
	return NULL;
}

/* --- accounts --------------------------------------------------------------------------------- */

void
service_account(const struct service *service, int clerk, char out[16])
{
	snprintf(out, 16, "c%d", clerk / service->each);
}

static char *
read_line(const char *path)
{
	char line[1024] = "";
	FILE *file = fopen(path, "re");

	if (file && !fgets(line, sizeof line, file))
		*line = '\0';
	if (file)
		fclose(file);
	return xstrdup(line);
}

static int
add_account(const struct service *service, struct keep *keep, int clerk, const char *key)
{
	struct actor admin = {"os:test", "test", ROLE_INFOADMIN, "test"};
	char name[16];
	struct account account = {.account = name, .name = name, .role = ROLE_CLERK};

	service_account(service, clerk, name);
	int err = keep_add(keep, &admin, &account, PASSWORD, NULL);

	return err ? err : keep_pubkey_add(keep, &admin, name, key, true, NULL);
}

int
service_accounts(const struct service *service, int clerks)
{
	int err = shell(xprintf("ssh-keygen -q -t ed25519 -N '' -f %s/key", service->folder));
	char *path = xprintf("%s/key.pub", service->folder), *key = read_line(path);
	struct keep *keep = NULL;

	if (!err)
		err = keep_open(service->station, NULL, &keep, NULL);
	for (int i = 0; !err && i < clerks; i += service->each)
		err = add_account(service, keep, i, key);
	keep_close(keep);
	free(key);
	free(path);
	return err ? -1 : 0;
}

/* --- starting --------------------------------------------------------------------------------- */

/* One that is free this moment. */
static int
free_port(void)
{
	struct sockaddr_in at = {.sin_family = AF_INET, .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
	socklen_t len = sizeof at;
	int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0), port = -1;

	if (bind(fd, (struct sockaddr *)&at, sizeof at) == 0 &&
	    getsockname(fd, (struct sockaddr *)&at, &len) == 0)
		port = ntohs(at.sin_port);
	close(fd);
	return port;
}

static bool
is_listening(int port)
{
	struct sockaddr_in at = {.sin_family = AF_INET, .sin_port = htons((uint16_t)port),
	    .sin_addr.s_addr = htonl(INADDR_LOOPBACK)};
	int fd = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
	bool there = connect(fd, (struct sockaddr *)&at, sizeof at) == 0;

	close(fd);
	return there;
}

static void
join_group(const char *group)
{
	char *path = group ? xprintf("%s/cgroup.procs", group) : NULL;
	int fd = path ? open(path, O_WRONLY | O_CLOEXEC) : -1;

	if (fd >= 0) {
		dprintf(fd, "%d", (int)getpid());
		close(fd);
	}
	free(path);
}

/* Takes the command over. What it prints comes by service->way. */
static int
spawn(struct service *service, char *command)
{
	const char *const argv[] = {"/bin/sh", "-c", command, NULL};
	int way[2];

	if (pipe2(way, O_CLOEXEC) != 0)
		return -1;
	service->pid = fork();
	if (service->pid == 0) {
		join_group(service->group);
		dup2(way[1], STDOUT_FILENO);
		execv(argv[0], (char *const *)argv);
		_exit(127);
	}
	close(way[1]);
	service->way = way[0];
	free(command);
	return service->pid < 0 ? -1 : 0;
}

/* Its notes are not read any further: they are few, and a pipe takes them. */
static int
start_own(struct service *service)
{
	char line[512] = "";
	size_t len = 0;
	int err = spawn(service, xprintf("exec %s/gongzhan --data %s serve --listen 127.0.0.1 "
	    "--port 0", service->build, service->station));

	while (!err && len + 1 < sizeof line && read(service->way, line + len, 1) == 1 &&
	    line[len] != '\n')
		len++;
	const char *number = strstr(line, "，");

	service->port = number ? atoi(number + strlen("，")) : 0;
	return service->port > 0 ? 0 : -1;
}

static char *
forced(const struct service *service)
{
	return xprintf("exec env LC_ALL=C.UTF-8 %s/gongzhan --data %s", service->build,
	    service->station);
}

static int
wait_for_port(const struct service *service)
{
	for (int i = 0; i < 200; i++) {
		if (is_listening(service->port))
			return 0;
		if (waitpid(service->pid, NULL, WNOHANG) == service->pid)
			return -1;
		usleep(50000);
	}
	return -1;
}

static int
start_openssh(struct service *service)
{
	char *path = xprintf("%s/sshd_config", service->folder), *command = forced(service);
	FILE *file = fopen(path, "we");
	int err = file ? 0 : -1;

	if (!err)
		fprintf(file, "Port %d\nListenAddress 127.0.0.1\nHostKey %s/host\n"
		    "AuthorizedKeysFile %s/key.pub\nStrictModes no\nPidFile none\n"
		    "PasswordAuthentication no\nPermitRootLogin yes\nMaxStartups 100\n"
		    "LogLevel ERROR\nForceCommand %s\n", service->port, service->folder,
		    service->folder, command);
	if (file)
		fclose(file);
	if (!err)
		err = shell(xprintf("test -f %s/host || ssh-keygen -q -t ed25519 -N '' -f %s/host",
		    service->folder, service->folder));
	/* Its empty folder is made by whoever starts it; here nobody does. */
	if (!err)
		err = spawn(service, xprintf(FIND "; exec %s sh -c 'if ! test -d /run/sshd && "
		    "test -w /run; then mount -t tmpfs none /run && mkdir -m 755 /run/sshd; fi; "
		    "exec $(command -v sshd) -D -e -f %s 2>%s/sshd.log'", enter(), path,
		    service->folder));
	free(command);
	free(path);
	return err ? err : wait_for_port(service);
}

static int
start_dropbear(struct service *service)
{
	const struct passwd *user = getpwuid(geteuid());
	const char *f = service->folder;
	char *command = forced(service);
	int err = user ? shell(xprintf("mkdir -p -m 700 %s/home/.ssh && cp %s/key.pub "
	    "%s/home/.ssh/authorized_keys && chmod 600 %s/home/.ssh/authorized_keys && "
	    FIND "; { test -f %s/host.db || dropbearkey -t ed25519 -f %s/host.db; } "
	    ">/dev/null 2>&1", f, f, f, f, f, f)) : -1;

	/* It looks for keys in the user's home alone. */
	if (!err)
		err = spawn(service, xprintf(FIND "; exec %s sh -c 'mount --bind %s/home %s && "
		    "exec dropbear -F -E -s -p 127.0.0.1:%d -P %s/pid -r %s/host.db -c \"%s\" "
		    "2>%s/dropbear.log'", enter(), f, user->pw_dir, service->port, f, f, command,
		    f));
	free(command);
	return err ? err : wait_for_port(service);
}

int
service_start(struct service *service)
{
	static int (*const start[])(struct service *) = {start_own, start_openssh, start_dropbear};

	service->way = -1;
	service->port = free_port();
	return start[service->kind](service);
}

void
service_stop(struct service *service)
{
	if (service->pid > 0) {
		kill(service->pid, SIGTERM);
		waitpid(service->pid, NULL, 0);
		close(service->way);
	}
	service->pid = 0;
}

/* --- coming ----------------------------------------------------------------------------------- */

static bool
sign_in(struct pty *pty, const char *account)
{
	char *keys = xprintf("%s<Enter>" PASSWORD "<Enter>", account);
	bool in = pty_wait(pty, "登录名", PATIENCE) && !pty_keys(pty, keys);

	free(keys);
	return in;
}

int
service_come(const struct service *service, int clerk, struct pty *pty)
{
	const struct passwd *user = getpwuid(geteuid());
	bool own = service->kind == SERVICE_OWN;
	char account[16];

	service_account(service, clerk, account);
	char *line = xprintf("exec ssh -F none -p %d -i %s/key -o IdentitiesOnly=yes "
	    "-o StrictHostKeyChecking=no -o UserKnownHostsFile=/dev/null -o LogLevel=ERROR "
	    "%s@127.0.0.1", service->port, service->folder,
	    own || !user ? account : user->pw_name);
	const char *const argv[] = {"/bin/sh", "-c", line, NULL};
	bool in = pty_run(pty, 24, 80, argv) == 0 && (own || sign_in(pty, account)) &&
	    pty_wait(pty, "星期", PATIENCE);

	if (!in && pty->vt)
		pty_show(pty, stderr);
	free(line);
	return in ? 0 : -1;
}
