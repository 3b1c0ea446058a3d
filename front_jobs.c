/*
 * A request is one packet: the actor's account, name, role, the language, then the command's words,
 * each ended by a NUL. Answers: 'p' with two numbers (progress), 'a' with a piece of what the
 * command answered, at last 'e' with the code and what was said.
 */
#include "front_jobs.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#define PACKET 65536
#define WORDS 20       /* of a request, at most */
#define PROGRESS_MS 100

enum { ACCOUNT, NAME, ROLE, LANG, COMMAND };

/* --- the worker --- */

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
	int len = snprintf(packet, sizeof packet, "p%lld %lld", (long long)done, (long long)total);

	send(w->fd, packet, (size_t)len + 1, MSG_NOSIGNAL | MSG_DONTWAIT);
}

static void
tell_answer(const struct worker *w, const struct buf *answer)
{
	static char packet[PACKET];

	for (size_t at = 0, len; at < answer->len; at += len) {
		len = answer->len - at < PACKET - 1 ? answer->len - at : PACKET - 1;
		packet[0] = 'a';
		memcpy(packet + 1, answer->data + at, len);
		if (send(w->fd, packet, len + 1, MSG_NOSIGNAL) < 0)
			return;
	}
}

static void
tell_end(const struct worker *w, int err, const char *text)
{
	char *packet = xprintf("e%d %s", err, text);
	size_t len = strlen(packet) + 1;

	send(w->fd, packet, len < PACKET ? len : PACKET, MSG_NOSIGNAL);
	free(packet);
}

static void
run(struct worker *w, const struct front *f, char **word, int words)
{
	struct buf told = BUF_EMPTY, answer = BUF_EMPTY;
	struct care_progress progress = {tell_progress, w};
	struct front job = {
		.lang = (enum lang)atoi(word[LANG]), .dir = f->dir, .forms = f->forms,
		.actor = {word[ACCOUNT], word[NAME], (enum role)atoi(word[ROLE]), "console"},
		.told = &told, .answer = &answer, .progress = &progress,
	};
	int err = front_run(&job, words - LANG, word + LANG);

	if (err && job.why.id == TEXT_NONE)
		say_set(&job.why, err_text(err), NULL);
	if (err) {
		char *line = say_text(&job.why, job.lang);

		front_say(&job, line);
		free(line);
		front_log(&job, job.why.id, "job");
	}
	front_close(&job);
	say_release(&job.why);
	tell_answer(w, &answer);
	tell_end(w, err, buf_text(&told));
	buf_release(&answer);
	buf_release(&told);
}

static void
serve(struct worker *w, const struct front *f)
{
	static char packet[PACKET + 1];
	ssize_t got;

	while ((got = recv(w->fd, packet, PACKET, 0)) > 0) {
		char *word[WORDS + 1];
		int words = 0;

		packet[got] = '\0';
		for (char *p = packet; p < packet + got && words < WORDS; p += strlen(p) + 1)
			word[words++] = p;
		word[words] = NULL;
		if (words > COMMAND)
			run(w, f, word, words);
	}
}

/* Its own session: the terminal may go away. */
static void
become_worker(const struct front *f, int fd)
{
	struct worker worker = {.fd = fd};
	int null = open("/dev/null", O_RDWR | O_CLOEXEC);

	setsid();
	signal(SIGPIPE, SIG_IGN);
	for (int i = 0; null >= 0 && i <= STDERR_FILENO; i++)
		dup2(null, i);
	serve(&worker, f);
	_exit(0);
}

/* --- the screens' side --- */

static void
put_word(struct buf *packet, const char *word)
{
	buf_add(packet, word, strlen(word) + 1);
}

static void
forget_news(struct seat *seat)
{
	free(seat->news.account);
	free(seat->news.text);
	free(seat->news.answer);
}

static int
start(struct seat *seat, const char *const argv[], struct say *why)
{
	struct buf packet = BUF_EMPTY;
	char role[12], lang[12];

	if (seat->news.running) {
		say_set(why, T_FRONT_JOB_RUNS, NULL);
		return ERR_BUSY;
	}
	snprintf(role, sizeof role, "%d", (int)seat->actor.role);
	snprintf(lang, sizeof lang, "%d", (int)seat->lang);
	put_word(&packet, seat->actor.account);
	put_word(&packet, seat->actor.name);
	put_word(&packet, role);
	put_word(&packet, lang);
	for (int i = 0; argv[i]; i++)
		put_word(&packet, argv[i]);
	bool sent = packet.len <= PACKET &&
	    send(seat->job_fd, packet.data, packet.len, MSG_NOSIGNAL) == (ssize_t)packet.len;

	buf_release(&packet);
	if (!sent) {
		say_set(why, T_FRONT_NO_WORKER, NULL);
		return ERR_IO;
	}
	forget_news(seat);
	seat->news = (struct job_news){.running = true, .account = xstrdup(seat->actor.account)};
	return 0;
}

static void
end(struct seat *seat, int err, const char *text)
{
	seat->news.running = false;
	seat->news.ended = true;
	seat->news.err = err;
	seat->news.text = xstrdup(text);
}

static void
add_answer(struct job_news *news, const char *piece)
{
	char *was = news->answer;

	news->answer = xprintf("%s%s", was ? was : "", piece);
	free(was);
}

static void
take(struct seat *seat, char *packet)
{
	struct job_news *news = &seat->news;
	char *rest = packet + 1;

	if (*packet == 'p') {
		news->done = strtoll(rest, &rest, 10);
		news->total = strtoll(rest, NULL, 10);
	} else if (*packet == 'a') {
		add_answer(news, rest);
	} else if (*packet == 'e') {
		int err = (int)strtol(rest, &rest, 10);

		end(seat, err, *rest ? rest + 1 : rest);
	}
}

/* Takes what the worker told; a worker that is gone ends the job. */
static bool
look(struct seat *seat)
{
	static char packet[PACKET + 1];
	bool was = seat->news.running;
	ssize_t got;

	while (seat->news.running) {
		got = recv(seat->job_fd, packet, PACKET, MSG_DONTWAIT);
		if (got < 0 && (errno == EAGAIN || errno == EINTR))
			break;
		if (got <= 0) {
			char *text = text_format(seat->lang, T_FRONT_NO_WORKER, NULL);

			end(seat, ERR_IO, text);
			free(text);
			break;
		}
		packet[got] = '\0';
		take(seat, packet);
	}
	return was && !seat->news.running;
}

void
front_jobs_start(struct front *f, struct seat *seat)
{
	int pair[2];

	seat->folder = getcwd(NULL, 0);
	seat->job_fd = -1;
	if (socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, pair) != 0)
		return;
	pid_t pid = fork();

	if (pid == 0) {
		close(pair[0]);
		become_worker(f, pair[1]);
	}
	close(pair[1]);
	if (pid < 0) {
		close(pair[0]);
		return;
	}
	seat->job_fd = pair[0];
	seat->job = start;
	seat->job_look = look;
}

void
front_jobs_stop(struct seat *seat)
{
	if (seat->job_fd >= 0)
		close(seat->job_fd); /* which ends the worker */
	free(seat->folder);
	forget_news(seat);
}
