#include "share/trial.h"

#include "base/err.h"
#include "base/transcode.h"
#include "share/lend.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <unistd.h>

static bool
is_denied(long result)
{
	return result < 0 && (errno == EPERM || errno == EACCES);
}

/* Every way in which files, processes and the network are reached, one of each. */
static int
try_walls(const char *path)
{
	struct stat st;

	if (!is_denied(open(path, O_RDONLY | O_CLOEXEC)))
		return 11;
	if (!is_denied(open("/etc/passwd", O_RDONLY | O_CLOEXEC)))
		return 12;
	if (!is_denied(stat(path, &st)))
		return 13;
	if (!is_denied(truncate(path, 0)))
		return 14;
	if (!is_denied(unlink(path)))
		return 15;
	if (!is_denied(socket(AF_UNIX, SOCK_STREAM, 0)))
		return 16;
	if (!is_denied(kill(getppid(), 0)))
		return 17;
	return 0;
}

int
trial_stranger(struct clerk *clerk)
{
	/* A name beside the store's: should a wall not stand, nothing is lost by the trial. */
	char *path = xprintf("%s/trial", clerk->options->dir);
	struct borrower borrower;
	struct stat st;
	int random;

	if (clerk_lock(clerk, &random) != 0)
		return 1;
	if (borrower_begin(&borrower, clerk->monitor, random) != 0)
		return 2;
	int wall = try_walls(path);

	for (int i = 0; !wall && i < REACH_COUNT; i++)
		if (!is_denied(reach_open("", (enum reach_file)i)) ||
		    !is_denied(reach_stat("", (enum reach_file)i, &st)))
			wall = 21 + i;
	return wall;
}

/* What a clerk's screen becomes on an old terminal, read back as if she had typed it. */
static bool
converts(enum charset charset)
{
	static const char text[] = "工〓";
	struct transcoder *there = NULL;
	struct charset_decoder *back = NULL;
	struct buf bytes = BUF_EMPTY, again = BUF_EMPTY;
	bool done = transcoder_new(charset, NULL, &there) == 0 &&
	    charset_decoder_new(charset, true, NULL, &back) == 0;

	if (done) {
		transcode(there, text, strlen(text), &bytes);
		charset_decode(back, buf_text(&bytes), bytes.len, &again);
		done = bytes.len == 4 && strncmp(buf_text(&again), text, strlen("工")) == 0;
	}
	transcoder_free(there);
	charset_decoder_free(back);
	buf_release(&bytes);
	buf_release(&again);
	return done;
}

/* Those that were opened before the walls stood; the others nobody is offered. */
static bool
try_charsets(void)
{
	static const enum charset old[] = {CHARSET_GBK, CHARSET_GB18030, CHARSET_BIG5};

	for (size_t i = 0; i < sizeof old / sizeof *old; i++)
		if (charset_keep(old[i], NULL) && !converts(old[i]))
			return false;
	return true;
}

int
trial_admitted(struct clerk *clerk)
{
	struct db_options store = {
		.dir = "", .forms = clerk->options->forms, .clock = clerk->options->clock};
	struct borrower borrower;
	struct say why = {0};
	struct db *db = NULL;
	int random;

	if (clerk_lock(clerk, &random) != 0)
		return 1;
	if (borrower_begin(&borrower, clerk->monitor, random) != 0)
		return 2;
	if (db_open(&store, &db, &why) != 0 || db_is_readonly(db))
		return 3;
	db_changes(db);
	db_close(db);
	return try_charsets() ? 0 : 4;
}
