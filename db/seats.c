#include "db/seats.h"

#include "base/utf8.h"
#include "db/db_int.h"
#include "db/reach.h"

#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* A row of the file. Both halves are written whole. */
struct half_told {
	uint32_t count; /* goes up with each message */
	struct seat_told told;
};
#define HALF 512
_Static_assert(sizeof(struct seat_row) <= HALF && sizeof(struct half_told) <= HALF, "one half");

struct seats {
	int fd;
	int own;        /* -1: nobody sits here */
	uint32_t count; /* of messages, when last looked */
};

static off_t
row_at(int number)
{
	return (off_t)number * 2 * HALF;
}

static int
lock(const struct seats *seats, int number, int command, short type, short *found)
{
	struct flock range = {.l_type = type, .l_whence = SEEK_SET, .l_start = row_at(number),
	    .l_len = 1};
	int result = fcntl(seats->fd, command, &range);

	if (found)
		*found = range.l_type;
	return result;
}

/* As much as fits of whole characters; controls are left out, so that none reaches a terminal. */
static void
put(char *out, size_t size, const char *text)
{
	size_t len = 0;
	uint32_t c;

	while (text && (c = utf8_read(&text))) {
		char bytes[UTF8_MAX];
		int count = c < ' ' || (c >= 0x7f && c < 0xa0) || c == UTF8_WRONG ? 0
		    : utf8_encode(c, bytes);

		if (len + (size_t)count >= size)
			break;
		memcpy(out + len, bytes, (size_t)count);
		len += (size_t)count;
	}
	memset(out + len, 0, size - len);
}

/* What somebody else wrote, taken for no more than text. */
static void
settle(char *text, size_t size)
{
	char *own;

	text[size - 1] = '\0';
	own = xstrdup(text);
	put(text, size, own);
	free(own);
}

struct seats *
seats_open(struct db *db)
{
	struct seats *seats;
	int fd = db_is_readonly(db) ? -1 : reach_open(db->dir, REACH_SEATS);

	if (fd < 0)
		return NULL;
	seats = xcalloc(1, sizeof *seats);
	*seats = (struct seats){.fd = fd, .own = -1};
	return seats;
}

void
seats_close(struct seats *seats)
{
	if (seats)
		close(seats->fd); /* and with it the lock */
	free(seats);
}

static bool
read_told(const struct seats *seats, struct half_told *half)
{
	return pread(seats->fd, half, sizeof *half, row_at(seats->own) + HALF) == sizeof *half;
}

/* The first row that nobody holds. */
static bool
take_row(struct seats *seats)
{
	struct half_told half;

	for (int i = 0; i < SEATS_MOST && seats->own < 0; i++)
		if (lock(seats, i, F_OFD_SETLK, F_WRLCK, NULL) == 0)
			seats->own = i;
	if (seats->own < 0)
		return false;
	seats->count = read_told(seats, &half) ? half.count : 0; /* for who sat here before */
	return true;
}

void
seats_sit(struct seats *seats, const struct seat_row *row)
{
	struct seat_row own;

	if (!seats || (seats->own < 0 && !take_row(seats)))
		return;
	memset(&own, 0, sizeof own);
	own.number = seats->own;
	own.pid = (int32_t)getpid();
	own.since = row->since;
	own.heard = row->heard;
	put(own.account, sizeof own.account, row->account);
	put(own.name, sizeof own.name, row->name);
	put(own.place, sizeof own.place, row->place);
	put(own.screen, sizeof own.screen, row->screen);
	put(own.record, sizeof own.record, row->record);
	if (pwrite(seats->fd, &own, sizeof own, row_at(seats->own)) != sizeof own)
		return; /* no room on the disk: others see what stood there before */
}

void
seats_leave(struct seats *seats)
{
	if (!seats || seats->own < 0)
		return;
	lock(seats, seats->own, F_OFD_SETLK, F_UNLCK, NULL);
	seats->own = -1;
}

int
seats_own(const struct seats *seats)
{
	return seats ? seats->own : -1;
}

/* Does anybody sit there? One's own lock does not stand in one's own way. */
static bool
is_taken(const struct seats *seats, int number)
{
	short found = F_UNLCK;

	return number == seats->own ||
	    (lock(seats, number, F_OFD_GETLK, F_WRLCK, &found) == 0 && found != F_UNLCK);
}

int
seats_list(struct seats *seats, struct seat_row *rows)
{
	int count = 0;

	for (int i = 0; seats && i < SEATS_MOST; i++) {
		struct seat_row *row = &rows[count];

		if (pread(seats->fd, row, sizeof *row, row_at(i)) != sizeof *row)
			break; /* so far the file was never needed */
		if (!is_taken(seats, i))
			continue;
		row->number = i;
		settle(row->account, sizeof row->account);
		settle(row->name, sizeof row->name);
		settle(row->place, sizeof row->place);
		settle(row->screen, sizeof row->screen);
		settle(row->record, sizeof row->record);
		count++;
	}
	return count;
}

int
seats_tell(struct seats *seats, int number, const struct seat_told *told)
{
	struct half_told half;
	off_t at = row_at(number) + HALF;

	if (!seats || number < 0 || number >= SEATS_MOST || !is_taken(seats, number))
		return ERR_NOTFOUND;
	if (pread(seats->fd, &half, sizeof half, at) != sizeof half)
		memset(&half, 0, sizeof half);
	half.count++;
	put(half.told.from, sizeof half.told.from, told->from);
	put(half.told.text, sizeof half.told.text, told->text);
	half.told.leave = told->leave;
	return pwrite(seats->fd, &half, sizeof half, at) == sizeof half ? 0 : ERR_FULL;
}

bool
seats_heard(struct seats *seats, struct seat_told *told)
{
	struct half_told half;

	if (!seats || seats->own < 0 || !read_told(seats, &half) || half.count == seats->count)
		return false;
	seats->count = half.count;
	*told = half.told;
	settle(told->from, sizeof told->from);
	settle(told->text, sizeof told->text);
	return true;
}
