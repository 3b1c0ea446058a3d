#include "share/lend.h"

#include "base/err.h"
#include "share/pass.h"

#include <errno.h>
#include <fcntl.h>
#include <string.h>
#include <unistd.h>

/* --- the monitor's side --- */

int
lender_open(struct lender *lender, const char *dir)
{
	struct stat st;

	lender->folder = open(dir, O_RDONLY | O_DIRECTORY | O_CLOEXEC);
	if (lender->folder < 0)
		return err_from_errno(errno);
	if (fstatat(lender->folder, reach_name(REACH_STATION), &st, 0) == 0)
		return 0;
	lender_close(lender);
	return ERR_NOTFOUND;
}

void
lender_close(struct lender *lender)
{
	close(lender->folder);
	lender->folder = -1;
}

/* Made by root for a station of somebody else, a file is that person's. */
static void
settle(const struct lender *lender, int fd)
{
	struct stat owner;

	if (geteuid() == 0 && fstatat(lender->folder, reach_name(REACH_STATION), &owner, 0) == 0 &&
	    fchown(fd, owner.st_uid, owner.st_gid) != 0)
		return;
	fsync(lender->folder); /* the file's name is on the disk before anything in it counts */
}

/* A fresh open each time. The store itself is never made here. */
static int
open_file(const struct lender *lender, enum reach_file file)
{
	int flags = O_RDWR | O_NOFOLLOW | O_CLOEXEC;
	int fd = openat(lender->folder, reach_name(file), flags);

	if (fd >= 0 || errno != ENOENT || file == REACH_STATION)
		return fd;
	fd = openat(lender->folder, reach_name(file), flags | O_CREAT, 0600);
	if (fd >= 0)
		settle(lender, fd);
	return fd;
}

int
lender_serve(const struct lender *lender, int socket, const void *bytes, size_t len)
{
	struct lend_answer answer = {.tell = LEND_ANSWER};
	struct lend_wish wish;
	int fd = -1, err;

	if (len != sizeof wish)
		return ERR_IO;
	memcpy(&wish, bytes, sizeof wish);
	if (wish.file >= REACH_COUNT || wish.want > LEND_STAT)
		return ERR_IO;
	if (wish.want == LEND_OPEN)
		fd = open_file(lender, wish.file);
	if (wish.want == LEND_OPEN ? fd < 0
				   : fstatat(lender->folder, reach_name(wish.file), &answer.st,
					 AT_SYMLINK_NOFOLLOW) != 0)
		answer.code = errno;
	err = pass_send(socket, &answer, sizeof answer, fd, true);
	if (fd >= 0)
		close(fd); /* at once: a lock lives as long as any copy */
	return err;
}

int
lender_refuse(int socket)
{
	struct lend_answer answer = {.tell = LEND_ANSWER, .code = EACCES};

	return pass_send(socket, &answer, sizeof answer, -1, true);
}

bool
lend_wants(const void *bytes, size_t len, enum lend_want want)
{
	struct lend_wish wish = {0};

	if (len == sizeof wish)
		memcpy(&wish, bytes, sizeof wish);
	return wish.want == want;
}

int
lend_line(int socket, int fd)
{
	struct lend_answer answer = {.tell = LEND_ANSWER};

	return pass_send(socket, &answer, sizeof answer, fd, true);
}

/* --- the clerk's side --- */

/* Waits for the answer; what is told meanwhile is kept. */
static int
await(struct borrower *borrower, struct lend_answer *answer, int *fd)
{
	for (;;) {
		int got = pass_receive(borrower->socket, answer, sizeof *answer, fd, false);

		if (got != sizeof *answer) {
			borrower->told = LEND_STOP;
			errno = EIO;
			return -1;
		}
		if (answer->tell == LEND_ANSWER)
			return 0;
		borrower->told = (enum lend_tell)answer->tell;
	}
}

static int
wish(struct borrower *borrower, enum lend_want want, enum reach_file file,
    struct lend_answer *answer, int *fd)
{
	struct lend_wish wish = {(uint8_t)want, (uint8_t)file};

	if (pass_send(borrower->socket, &wish, sizeof wish, -1, false) != 0) {
		errno = EIO;
		return -1;
	}
	if (await(borrower, answer, fd) != 0)
		return -1;
	errno = answer->code;
	return answer->code ? -1 : 0;
}

static int
borrow(void *arg, enum reach_file file)
{
	struct lend_answer answer;
	int fd = -1;

	return wish(arg, LEND_OPEN, file, &answer, &fd) == 0 ? fd : -1;
}

static int
ask_stat(void *arg, enum reach_file file, struct stat *st)
{
	struct lend_answer answer;

	if (wish(arg, LEND_STAT, file, &answer, NULL) != 0)
		return -1;
	*st = answer.st;
	return 0;
}

int
borrower_begin(struct borrower *borrower, int socket, int random)
{
	*borrower = (struct borrower){.socket = socket,
	    .reach = {.open = borrow, .stat = ask_stat, .arg = borrower, .random = random}};
	return reach_through(&borrower->reach);
}

int
borrower_line(struct borrower *borrower, enum lend_want want)
{
	struct lend_answer answer;
	int fd = -1;

	return wish(borrower, want, 0, &answer, &fd) == 0 ? fd : -1;
}

void
borrower_listen(struct borrower *borrower)
{
	struct lend_answer told;
	int got;

	while ((got = pass_receive(borrower->socket, &told, sizeof told, NULL, true)) > 0)
		if (told.tell != LEND_ANSWER)
			borrower->told = (enum lend_tell)told.tell;
	if (got != ERR_BUSY)
		borrower->told = LEND_STOP;
}
