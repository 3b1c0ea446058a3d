#include "front_jobs.h"

#include "front_work.h"

#include <errno.h>
#include <fcntl.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/socket.h>
#include <unistd.h>

/* The terminal is the screens'. */
static void
work(void *arg, struct foreman_job *job)
{
	int null = open("/dev/null", O_RDWR | O_CLOEXEC);

	for (int i = 0; null >= 0 && i <= STDERR_FILENO; i++)
		dup2(null, i);
	front_work(arg, job, NULL);
}

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
	seat->news = (struct job_news){0};
}

static void
begin_news(struct seat *seat)
{
	forget_news(seat);
	seat->news.running = true;
	seat->news.account = xstrdup(seat->actor.account ? seat->actor.account : "");
}

static bool
send_packet(const struct seat *seat, const struct buf *packet)
{
	return packet->len <= FOREMAN_PACKET && send(seat->job_fd, packet->data, packet->len,
	    MSG_NOSIGNAL) == (ssize_t)packet->len;
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
	buf_putc(&packet, FOREMAN_BEGIN);
	put_word(&packet, seat->actor.account);
	put_word(&packet, seat->actor.name);
	put_word(&packet, role);
	put_word(&packet, lang);
	for (int i = 0; argv[i]; i++)
		put_word(&packet, argv[i]);
	bool sent = send_packet(seat, &packet);

	buf_release(&packet);
	if (!sent) {
		say_set(why, T_FRONT_NO_WORKER, NULL);
		return ERR_IO;
	}
	begin_news(seat);
	return 0;
}

static void
stop(struct seat *seat)
{
	struct buf packet = BUF_EMPTY;

	buf_putc(&packet, FOREMAN_STOP);
	if (seat->news.running)
		send_packet(seat, &packet); /* if it is gone, so is the job, and that is told */
	buf_release(&packet);
}

static void
end(struct seat *seat, int err, const char *text)
{
	seat->news.running = false;
	seat->news.ended = true;
	seat->news.err = err;
	free(seat->news.text);
	seat->news.text = xstrdup(text);
}

/* The foreman knows no language. */
static void
end_with(struct seat *seat, int err, enum text sentence)
{
	char *text = text_format(seat->lang, sentence, NULL);

	end(seat, err, text);
	free(text);
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
	int err;

	switch (*packet) {
	case FOREMAN_STARTED:
		if (!news->running)
			begin_news(seat);
		break;
	case FOREMAN_PROGRESS:
		news->done = strtoll(rest, &rest, 10);
		news->total = strtoll(rest, NULL, 10);
		break;
	case FOREMAN_ANSWERS:
		add_answer(news, rest);
		break;
	case FOREMAN_END:
		err = (int)strtol(rest, &rest, 10);
		end(seat, err, *rest ? rest + 1 : rest);
		break;
	case FOREMAN_BUSY:
		end_with(seat, ERR_BUSY, T_FRONT_JOB_RUNS);
		break;
	case FOREMAN_FULL:
		end_with(seat, ERR_BUSY, T_FRONT_JOBS_FULL);
		break;
	case FOREMAN_STOPPED:
		end_with(seat, ERR_PARTIAL, T_FRONT_JOB_STOPPED);
		break;
	case FOREMAN_DIED:
		end_with(seat, ERR_IO, T_FRONT_JOB_DIED);
		break;
	}
}

/* Takes what was told; a foreman that is gone ends the job. True: it has ended just now. */
static bool
look(struct seat *seat)
{
	static char packet[FOREMAN_PACKET + 1];
	bool ended = false;
	ssize_t got;

	while (seat->job_fd >= 0 && seat->actor.account) {
		got = recv(seat->job_fd, packet, FOREMAN_PACKET, MSG_DONTWAIT);
		if (got < 0 && (errno == EAGAIN || errno == EINTR))
			break;
		bool was = seat->news.running;

		if (got > 0) {
			packet[got] = '\0';
			take(seat, packet);
		} else if (was) {
			end_with(seat, ERR_IO, T_FRONT_NO_WORKER);
		}
		ended |= was && !seat->news.running;
		if (got <= 0)
			break;
	}
	return ended;
}

void
front_jobs_join(struct seat *seat, int line)
{
	seat->job_fd = line;
	if (line < 0)
		return;
	seat->job = start;
	seat->job_look = look;
	seat->job_stop = stop;
}

void
front_jobs_start(struct front *f, struct seat *seat)
{
	static struct foreman foreman = {.work = work, .most = 1};
	int pair[2];

	seat->folder = getcwd(NULL, 0);
	seat->job_fd = -1;
	if (socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, pair) != 0)
		return;
	foreman.arg = f;
	pid_t pid = fork();

	if (pid == 0)
		foreman_run(&foreman, -1, pair[1]);
	close(pair[1]);
	if (pid < 0) {
		close(pair[0]);
		return;
	}
	front_jobs_join(seat, pair[0]);
}

void
front_jobs_stop(struct seat *seat)
{
	if (seat->job_fd >= 0)
		close(seat->job_fd); /* which ends the foreman, once a job is done */
	free(seat->folder);
	seat->folder = NULL;
	forget_news(seat);
}
