#include "tests/ssh/crew.h"

#include "base/buf.h"

#include <fcntl.h>
#include <poll.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define PATIENCE_NS INT64_C(60000000000)
#define ROW_NAME 3
#define FLOOD 256 /* bytes at a time */

/* A clerk's two signs and a member's three, behind the surname. */
void
crew_name(int clerk, long member, char out[CREW_NAME])
{
	static const char signs[10][4] = {
		"甲", "乙", "丙", "丁", "戊", "己", "庚", "辛", "壬", "癸"};

	snprintf(out, CREW_NAME, "张%s%s%s%s%s", signs[clerk / 10 % 10], signs[clerk % 10],
	    signs[member / 100 % 10], signs[member / 10 % 10], signs[member % 10]);
}

void
crew_begin(struct crew *crew)
{
	crew->clerk = xcalloc((size_t)crew->count, sizeof *crew->clerk);
}

void
crew_release(struct crew *crew)
{
	for (int i = 0; crew->clerk && i < crew->count; i++)
		pty_end(&crew->clerk[i].pty);
	free(crew->clerk);
	crew->clerk = NULL;
	samples_release(&crew->echo);
	samples_release(&crew->saved);
}

int
crew_saves(const struct crew *crew, int clerk)
{
	const struct crew_clerk *c = &crew->clerk[clerk];

	return (int)((c->typed - c->waits) / CREW_KEYS);
}

/* --- what is typed, and what then stands there ------------------------------------------------ */

/* What a key shows: a name as far as it was typed, the question, "saved". */
static void
echo_of(int clerk, long number, char out[64])
{
	long member = number / CREW_KEYS;
	int key = (int)(number % CREW_KEYS);
	char name[CREW_NAME];

	crew_name(clerk, member, name);
	if (key < CREW_SIGNS)
		snprintf(out, 64, "姓名 >[%.*s", (key + 1) * 3, name);
	else if (key == CREW_SIGNS)
		snprintf(out, 64, "先存，列为待补");
	else
		snprintf(out, 64, "%s 已保存", name);
}

static const char *
type(struct crew_clerk *c, int clerk)
{
	int key = (int)(c->typed % CREW_KEYS);
	char name[CREW_NAME];

	crew_name(clerk, c->typed / CREW_KEYS, name);
	if (key == CREW_SIGNS)
		return pty_keys(&c->pty, "<F2>");
	return key > CREW_SIGNS ? pty_send(&c->pty, "1", 1)
	    : pty_send(&c->pty, name + 3 * key, 3);
}

static bool
has_echo(struct crew_clerk *c, int clerk, long number)
{
	char want[64], row[PTY_ROW_BYTES];

	echo_of(clerk, number, want);
	if (number % CREW_KEYS >= CREW_SIGNS)
		return pty_stands(&c->pty, want);
	pty_row(&c->pty, ROW_NAME, row);
	return strstr(row, want) != NULL;
}

/* The oldest has come when a later one has: what was typed ahead paints over it. */
static void
look(struct crew *crew, int clerk)
{
	struct crew_clerk *c = &crew->clerk[clerk];
	int come = c->waits;

	while (come > 0 && !has_echo(c, clerk, c->waiting[come - 1].number))
		come--;
	for (int i = 0; i < come; i++) {
		bool save = c->waiting[i].number % CREW_KEYS == CREW_KEYS - 1;

		samples_add(save ? &crew->saved : &crew->echo,
		    (double)(c->pty.read_at - c->waiting[i].sent) / 1e6);
	}
	c->waits -= come;
	memmove(c->waiting, c->waiting + come, (size_t)c->waits * sizeof *c->waiting);
	crew->keys += come;
}

static int
lose(struct crew_clerk *c, const char *why)
{
	fprintf(stderr, "crew: %s, key %ld\n", why, c->waits ? c->waiting[0].number : c->typed);
	pty_show(&c->pty, stderr);
	return -1;
}

/* --- time ------------------------------------------------------------------------------------- */

static int
type_due(struct crew *crew, int clerk, int64_t step, bool ending)
{
	struct crew_clerk *c = &crew->clerk[clerk];
	int64_t now = pty_now();

	if (c->waits && now - c->waiting[0].sent > PATIENCE_NS)
		return lose(c, "an echo never came");
	if (now < c->due || (ending && c->typed % CREW_KEYS == 0))
		return 0;
	if (c->waits == CREW_WAITING)
		return lose(c, "too many keys without an echo");
	c->waiting[c->waits++] = (struct crew_key){c->typed, now};
	if (type(c, clerk))
		return lose(c, "cannot type");
	c->typed++;
	c->due += step;
	look(crew, clerk); /* typing reads, too */
	return 0;
}

/* All that the line takes and no more: searches that list and list again. */
static void
flood(struct crew *crew, struct crew_clerk *c)
{
	static const char keys[] = "zxq\025wang\025li\025";
	char bytes[FLOOD];
	ssize_t put;

	for (size_t i = 0; i < sizeof bytes; i++)
		bytes[i] = keys[(size_t)(crew->flooded + (long)i) % (sizeof keys - 1)];
	fcntl(c->pty.master, F_SETFL, O_NONBLOCK);
	put = write(c->pty.master, bytes, sizeof bytes);
	fcntl(c->pty.master, F_SETFL, 0);
	if (put > 0)
		crew->flooded += put;
}

static bool
is_busy(const struct crew *crew)
{
	for (int i = 0; i < crew->count; i++)
		if (crew->clerk[i].waits || crew->clerk[i].typed % CREW_KEYS)
			return true;
	return false;
}

/* Reads what comes until the next key is due. */
static void
listen(struct crew *crew, struct pollfd *fds)
{
	int64_t next = pty_now() + 20000000;

	for (int i = 0; i < crew->count; i++) {
		const struct crew_clerk *c = &crew->clerk[i];

		fds[i] = (struct pollfd){.fd = c->pty.master,
		    .events = c->floods ? POLLIN | POLLOUT : POLLIN};
		if (!c->floods && c->due < next)
			next = c->due;
	}
	int64_t rest = (next - pty_now()) / 1000000;

	if (poll(fds, (nfds_t)crew->count, rest > 0 ? (int)rest : 0) <= 0)
		return;
	for (int i = 0; i < crew->count; i++) {
		if (fds[i].revents & ~POLLOUT && pty_pump(&crew->clerk[i].pty, 0) &&
		    !crew->clerk[i].floods)
			look(crew, i);
		if (fds[i].revents & POLLOUT)
			flood(crew, &crew->clerk[i]);
	}
}

int
crew_work(struct crew *crew, int seconds)
{
	struct pollfd *fds = xcalloc((size_t)crew->count, sizeof *fds);
	int64_t start = pty_now(), step = INT64_C(1000000000) / crew->keys_a_second;
	int64_t end = start + seconds * INT64_C(1000000000);
	int err = 0;

	for (int i = 0; i < crew->count; i++)
		crew->clerk[i].due = start + i * step * CREW_KEYS / crew->count;
	while (!err && (pty_now() < end || is_busy(crew))) {
		for (int i = 0; !err && i < crew->count; i++)
			if (!crew->clerk[i].floods)
				err = type_due(crew, i, step, pty_now() >= end);
		listen(crew, fds);
	}
	free(fds);
	return err;
}
