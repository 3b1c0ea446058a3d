#include "share/keeping.h"

#include "base/buf.h"
#include "db/keeper.h"
#include "share/pass.h"

#include <poll.h>
#include <signal.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

struct open_line {
	uint32_t number;
	int fd;
	struct keeper_line line;
};

static struct {
	struct keep *keep;
	int monitor;
	struct open_line line[KEEPING_LINES];
	int count;
} k;

static void
hang_up(int i)
{
	close(k.line[i].fd);
	keeper_line_release(&k.line[i].line);
	k.line[i] = k.line[--k.count];
}

static void
new_line(void)
{
	struct keeping_line fresh;
	int fd, got = pass_receive(k.monitor, &fresh, sizeof fresh, &fd, false);

	if (got == 0)
		_exit(0); /* the monitor is gone, and with it the service */
	if (got != sizeof fresh || fd < 0 || k.count == KEEPING_LINES) {
		if (fd >= 0)
			close(fd);
		return;
	}
	fresh.where[sizeof fresh.where - 1] = '\0';
	k.line[k.count++] = (struct open_line){.number = fresh.number, .fd = fd,
	    .line = {.where = xstrdup(fresh.where)}};
}

static void
tell_monitor(enum keeping_what what, uint32_t number, const char *account)
{
	struct keeping_news news = {.what = what, .number = number};

	memcpy(news.account, account, strnlen(account, sizeof news.account - 1));
	if (pass_send(k.monitor, &news, sizeof news, -1, false) != 0)
		_exit(0);
}

/* What administrators want, here by their lines and at the console. */
static void
hear_orders(int orders)
{
	struct keep_order order;

	while (keep_order_take(orders, &order))
		tell_monitor(KEEPING_LEAVE, (uint32_t)order.pid, order.account);
}

/* False: the line is to be closed. */
static bool
serve_line(struct open_line *line)
{
	static char question[KEEPER_QUESTION];
	struct buf answer = BUF_EMPTY;
	int got = pass_receive(line->fd, question, sizeof question, NULL, true);
	bool known = line->line.account != NULL;

	if (got <= 0)
		return got == ERR_BUSY;
	int err = keeper_answer(k.keep, &line->line, question, (size_t)got, &answer);

	explicit_bzero(question, (size_t)got);
	/* The monitor hears first, so that it knows when the clerk's process asks for the store. */
	if (!known && line->line.account)
		tell_monitor(KEEPING_ADMITTED, line->number, line->line.account);
	if (answer.len && pass_send(line->fd, answer.data, answer.len, -1, true) != 0)
		err = ERR_IO;
	buf_release(&answer);
	return err == 0;
}

void
keeping_run(const char *dir, const struct clock *clock, int monitor)
{
	static struct pollfd fds[KEEPING_LINES + 2];
	struct say why = {0};

	signal(SIGINT, SIG_IGN); /* it ends with the monitor, not with a key */
	signal(SIGTERM, SIG_IGN);
	k.monitor = monitor;
	if (keep_open(dir, clock, &k.keep, &why) != 0)
		_exit(1);
	int orders = keep_orders(k.keep);

	for (;;) {
		int count = k.count;

		fds[0] = (struct pollfd){.fd = monitor, .events = POLLIN};
		for (int i = 0; i < count; i++)
			fds[i + 1] = (struct pollfd){.fd = k.line[i].fd, .events = POLLIN};
		fds[count + 1] = (struct pollfd){.fd = orders, .events = POLLIN};
		if (poll(fds, (nfds_t)count + 2, -1) < 0)
			continue;
		/* Downwards: the last takes the place of one that is gone. */
		for (int i = count - 1; i >= 0; i--)
			if (fds[i + 1].revents && !serve_line(&k.line[i]))
				hang_up(i);
		if (fds[count + 1].revents)
			hear_orders(orders);
		if (fds[0].revents)
			new_line();
	}
}
