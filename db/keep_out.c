/*
 * Sending somebody out whose process may not listen.  The order goes to the SSH service's monitor,
 * by a socket in DATA/keep: who can reach that folder holds the accounts anyway, and a clerk's
 * process can make no socket.  It asks on its line, and the keeper gives the order if the account
 * that signed in there looks after accounts.
 */
#include "db/keep_sql.h"

#include "db/rights.h"

#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/un.h>
#include <unistd.h>

#define NAME "leave.socket"

/* The folder's descriptor keeps the name short, however long DATA's is. -1: there is no way. */
static int
name_socket(struct keep *keep, struct sockaddr_un *name)
{
	const char *file = sqlite3_db_filename(keep->sql, "main");
	char *folder = file ? xstrndup(file, (size_t)(strrchr(file, '/') - file)) : NULL;
	int fd = folder ? open(folder, O_PATH | O_DIRECTORY | O_CLOEXEC) : -1;

	memset(name, 0, sizeof *name);
	name->sun_family = AF_UNIX;
	snprintf(name->sun_path, sizeof name->sun_path, "/proc/self/fd/%d/" NAME, fd);
	free(folder);
	return fd;
}

int
keep_orders(struct keep *keep)
{
	struct sockaddr_un name;
	int folder = name_socket(keep, &name);
	int fd = folder < 0 ? -1 : socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);

	if (fd >= 0) {
		unlinkat(folder, NAME, 0); /* a service's that is gone */
		if (bind(fd, (struct sockaddr *)&name, sizeof name) != 0) {
			close(fd);
			fd = -1;
		}
	}
	if (folder >= 0)
		close(folder);
	return fd;
}

bool
keep_order_take(int orders, struct keep_order *out)
{
	if (recv(orders, out, sizeof *out, 0) != sizeof *out)
		return false;
	out->account[sizeof out->account - 1] = '\0';
	return true;
}

static int
give(struct keep *keep, const struct keep_order *order)
{
	struct sockaddr_un name;
	int folder = name_socket(keep, &name);
	int fd = folder < 0 ? -1 : socket(AF_UNIX, SOCK_DGRAM | SOCK_CLOEXEC | SOCK_NONBLOCK, 0);
	bool sent = fd >= 0 && sendto(fd, order, sizeof *order, MSG_NOSIGNAL,
	    (struct sockaddr *)&name, sizeof name) == sizeof *order;

	if (fd >= 0)
		close(fd);
	if (folder >= 0)
		close(folder);
	return sent ? 0 : ERR_NOTFOUND;
}

int
keep_out_store(struct keep *keep, const struct actor *actor, const char *account, int pid,
    struct say *why)
{
	struct keep_order order = {.pid = pid};
	int err = rights_may(actor, ACTION_ACCOUNTS, NULL) ? 0 : ERR_DENIED;

	snprintf(order.account, sizeof order.account, "%s", account);
	if (err)
		say_set(why, T_DB_NO_RIGHT, NULL);
	else
		err = give(keep, &order);
	if (err == ERR_NOTFOUND)
		say_set(why, T_KEEP_NO_SERVICE, NULL);
	return err ? err : keep_note(keep, account, "out", actor->where, actor->account);
}
