#include "unit.h"

#include "base/buf.h"
#include "base/err.h"
#include "share/foreman.h"
#include "share/pass.h"

#include <poll.h>
#include <signal.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

/*
 * A worker that does what it is told: "say TEXT" answers and ends well, "wait" does not end, "die"
 * ends without a word, "who" answers who asked, "much" more than is kept.
 */
static void
work(void *arg, struct foreman_job *job)
{
	char *answer = xprintf("a%s %s", job->account, job->where);
	static char block[60000];

	(void)arg;
	if (strcmp(job->request, "wait") == 0)
		for (;;)
			pause();
	if (strcmp(job->request, "die") == 0)
		_exit(1);
	if (strncmp(job->request, "say ", 4) == 0) {
		*job->request = ' ';
		job->request[3] = 'a';
		send(job->out, job->request + 3, strlen(job->request + 3), 0);
	}
	memset(block, 'a', sizeof block);
	for (int i = 0; strcmp(job->request, "much") == 0 && i < 200; i++)
		send(job->out, block, sizeof block, 0);
	if (strcmp(job->request, "who") == 0)
		send(job->out, answer, strlen(answer), 0);
	send(job->out, "e0 ", 3, 0);
	free(answer);
}

struct fixture {
	int lines;
	pid_t foreman;
};

static int
set_up(void **state)
{
	static struct fixture f;
	static const struct foreman foreman = {.work = work, .most = 2};
	int pair[2];

	assert_int_equal(socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, pair), 0);
	f.foreman = fork();
	if (f.foreman == 0)
		foreman_run(&foreman, pair[1], -1);
	close(pair[1]);
	f.lines = pair[0];
	*state = &f;
	return 0;
}

static int
tear_down(void **state)
{
	struct fixture *f = *state;
	int status;

	close(f->lines);
	assert_int_equal(waitpid(f->foreman, &status, 0), f->foreman);
	assert_true(WIFEXITED(status) && WEXITSTATUS(status) == 0);
	return 0;
}

static int
join(struct fixture *f, const char *account)
{
	struct foreman_line who = {.where = "10.0.0.7"};
	int pair[2];

	strcpy(who.account, account);
	assert_int_equal(socketpair(AF_UNIX, SOCK_SEQPACKET | SOCK_CLOEXEC, 0, pair), 0);
	assert_int_equal(pass_send(f->lines, &who, sizeof who, pair[1], false), 0);
	close(pair[1]);
	return pair[0];
}

static void
ask(int line, const char *what)
{
	assert_int_equal(send(line, what, strlen(what), MSG_NOSIGNAL), (int)strlen(what));
}

/* The next message, "" when the line is closed. */
static const char *
hear(int line)
{
	static char packet[FOREMAN_PACKET + 1];
	ssize_t got = recv(line, packet, FOREMAN_PACKET, 0);

	packet[got > 0 ? got : 0] = '\0';
	return packet;
}

static void
hears(int line, const char *what)
{
	assert_string_equal(hear(line), what);
}

static bool
is_silent(int line)
{
	struct pollfd fd = {line, POLLIN, 0};

	return poll(&fd, 1, 200) == 0;
}

static void
a_job_is_done_and_told(void **state)
{
	int line = join(*state, "wxl");

	ask(line, "rsay well");
	hears(line, "s");
	hears(line, "awell");
	hears(line, "e0 ");
	ask(line, "rsay again");
	hears(line, "s");
	hears(line, "aagain");
	hears(line, "e0 ");
	close(line);
}

/* Whatever is said on the line. */
static void
who_asks_is_who_the_line_is_for(void **state)
{
	int line = join(*state, "wxl");

	ask(line, "rwho");
	hears(line, "s");
	hears(line, "awxl 10.0.0.7");
	hears(line, "e0 ");
	close(line);
}

static void
one_job_an_account_and_not_too_many(void **state)
{
	int a = join(*state, "wxl"), b = join(*state, "lgd"), c = join(*state, "shy");

	ask(a, "rwait");
	hears(a, "s");
	ask(a, "rsay more");
	hears(a, "b");
	ask(b, "rwait");
	hears(b, "s");
	ask(c, "rsay more");
	hears(c, "f");
	ask(a, "c");
	hears(a, "x");
	ask(c, "rsay more");
	hears(c, "s");
	hears(c, "amore");
	hears(c, "e0 ");
	close(a);
	close(b);
	close(c);
}

static void
it_is_nobody_elses_to_stop(void **state)
{
	int a = join(*state, "wxl"), b = join(*state, "lgd");

	ask(a, "rwait");
	hears(a, "s");
	ask(b, "c");
	assert_true(is_silent(a) && is_silent(b));
	close(a);
	/* Her next seat may. */
	a = join(*state, "wxl");
	hears(a, "s");
	ask(a, "c");
	hears(a, "x");
	close(a);
	close(b);
}

static void
one_that_dies_is_told_of(void **state)
{
	int line = join(*state, "wxl");

	ask(line, "rdie");
	hears(line, "s");
	hears(line, "d");
	close(line);
}

/* Whose line drops is told at the next one, once. */
static void
it_waits_for_who_comes_back(void **state)
{
	int line = join(*state, "wxl"), other = join(*state, "lgd");

	shutdown(line, SHUT_RD); /* it takes nothing more */
	ask(line, "rsay well");
	close(line);
	line = join(*state, "wxl");
	hears(line, "s");
	hears(line, "awell");
	hears(line, "e0 ");
	close(line);
	line = join(*state, "wxl");
	assert_true(is_silent(line) && is_silent(other));
	close(line);
	close(other);
}

static void
what_is_no_message_ends_the_line(void **state)
{
	int a = join(*state, "wxl"), b = join(*state, "lgd");
	static char large[100000];

	ask(a, "zzz");
	hears(a, "");
	memset(large, 'r', sizeof large);
	assert_int_equal(send(b, large, sizeof large, MSG_NOSIGNAL), (int)sizeof large);
	hears(b, "");
	close(a);
	close(b);
	a = join(*state, "wxl");
	ask(a, "rsay well");
	hears(a, "s");
	close(a);
}

/* Nobody reads meanwhile; others are served, and the end comes whole. */
static void
what_is_answered_is_bounded(void **state)
{
	int line = join(*state, "wxl"), other = join(*state, "lgd");
	size_t bytes = 0;

	ask(line, "rmuch");
	ask(other, "rsay well");
	hears(other, "s");
	hears(other, "awell");
	hears(other, "e0 ");
	hears(line, "s");
	for (;;) {
		const char *message = hear(line);

		if (*message != 'a') {
			assert_string_equal(message, "e0 ");
			break;
		}
		bytes += strlen(message);
	}
	assert_true(bytes >= FOREMAN_ANSWER && bytes < FOREMAN_ANSWER + FOREMAN_PACKET);
	close(line);
	close(other);
}

/* The service ends: jobs with it. */
static void
jobs_end_with_the_service(void **state)
{
	struct fixture *f = *state;
	int line = join(f, "wxl");

	ask(line, "rwait");
	hears(line, "s");
	shutdown(f->lines, SHUT_RDWR);
	hears(line, "");
	close(line);
}

int
main(void)
{
#define TEST(name) cmocka_unit_test_setup_teardown(name, set_up, tear_down)
	const struct CMUnitTest tests[] = {
		TEST(a_job_is_done_and_told),
		TEST(who_asks_is_who_the_line_is_for),
		TEST(one_job_an_account_and_not_too_many),
		TEST(it_is_nobody_elses_to_stop),
		TEST(one_that_dies_is_told_of),
		TEST(it_waits_for_who_comes_back),
		TEST(what_is_no_message_ends_the_line),
		TEST(what_is_answered_is_bounded),
		TEST(jobs_end_with_the_service),
	};
#undef TEST

	alarm(60);
	return cmocka_run_group_tests(tests, NULL, NULL);
}
