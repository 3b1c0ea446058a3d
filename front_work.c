#include "front_work.h"

#include "share/outfile.h"

#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#define WORDS 24 /* of a request, at most */
#define PROGRESS_MS 100

enum { ACCOUNT, NAME, ROLE, LANGUAGE, COMMAND };

struct worker {
	int fd;
	int64_t told; /* ms, monotonic: when progress was told last */
};

static int64_t
monotonic(void)
{
	struct timespec t;

	clock_gettime(CLOCK_MONOTONIC, &t);
	return (int64_t)t.tv_sec * 1000 + t.tv_nsec / 1000000;
}

static void
tell_progress(void *arg, int64_t done, int64_t total)
{
	struct worker *w = arg;
	int64_t now = monotonic();
	char packet[64];

	if (now - w->told < PROGRESS_MS)
		return;
	w->told = now;
	int len = snprintf(packet, sizeof packet, "%c%lld %lld", FOREMAN_PROGRESS, (long long)done,
	    (long long)total);

	send(w->fd, packet, (size_t)len + 1, MSG_NOSIGNAL | MSG_DONTWAIT);
}

static void
tell_answer(const struct worker *w, const struct buf *answer)
{
	static char packet[FOREMAN_PACKET];

	for (size_t at = 0, len; at < answer->len; at += len) {
		len = answer->len - at < sizeof packet - 1 ? answer->len - at : sizeof packet - 1;
		packet[0] = FOREMAN_ANSWERS;
		memcpy(packet + 1, answer->data + at, len);
		if (send(w->fd, packet, len + 1, MSG_NOSIGNAL) < 0)
			return;
	}
}

static void
tell_end(const struct worker *w, int err, const char *text)
{
	char *packet = xprintf("%c%d %s", FOREMAN_END, err, text);
	size_t len = strlen(packet) + 1;

	send(w->fd, packet, len < FOREMAN_PACKET ? len : FOREMAN_PACKET, MSG_NOSIGNAL);
	free(packet);
}

/* Asked to stop: nothing half-written is left. */
static void
stopped(int signal)
{
	(void)signal;
	outfile_drop_all();
	_exit(1);
}

static int
number_of(const char *word, int most)
{
	int value = atoi(word);

	return value < 0 || value > most ? most : value;
}

static void
run(struct worker *w, const struct front *f, char **word, int words,
    const struct foreman_job *what,
    int (*prepare)(struct front *job, const struct foreman_job *what))
{
	struct buf told = BUF_EMPTY, answer = BUF_EMPTY;
	struct care_progress progress = {tell_progress, w};
	struct front job = {
		.lang = (enum lang)number_of(word[LANGUAGE], LANG_COUNT - 1),
		.dir = f->dir, .path = f->path, .forms = f->forms,
		.actor = {word[ACCOUNT], word[NAME],
			(enum role)number_of(word[ROLE], ROLE_COUNT - 1), "console"},
		.told = &told, .answer = &answer, .progress = &progress,
	};
	int err = prepare ? prepare(&job, what) : 0;

	if (!err)
		err = front_run(&job, words - LANGUAGE, word + LANGUAGE);
	if (err && job.why.id == TEXT_NONE)
		say_set(&job.why, err_text(err), NULL);
	if (err) {
		char *line = say_text(&job.why, job.lang);

		front_say(&job, line);
		free(line);
		front_log(&job, job.why.id, "job");
	}
	front_close(&job);
	account_release(&job.account);
	say_release(&job.why);
	tell_answer(w, &answer);
	tell_end(w, err, buf_text(&told));
	buf_release(&answer);
	buf_release(&told);
}

void
front_work(const struct front *f, struct foreman_job *what,
    int (*prepare)(struct front *job, const struct foreman_job *what))
{
	struct worker worker = {.fd = what->out};
	char *word[WORDS + 1];
	int words = 0;

	signal(SIGTERM, stopped);
	for (char *p = what->request; p < what->request + what->len && words < WORDS;
	    p += strlen(p) + 1)
		word[words++] = p;
	word[words] = NULL;
	if (words > COMMAND)
		run(&worker, f, word, words, what, prepare);
	else
		tell_end(&worker, ERR_USAGE, "");
}
