/*
 * kills [ROUNDS [SEED]]: five processes save as fast as they can and are killed with SIGKILL at a
 * random moment, again and again on the same store. Afterwards every acknowledged save is there,
 * verify is clean and rebuild reproduces the tables.
 */
#include "station.h"

#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#define WRITERS 5

static int serial[WRITERS]; /* next one of each writer */
static int acked[WRITERS];  /* all below were acknowledged, but for `holes` */

/* A round's writer numbers its saves from `first`; each acknowledgement goes down the pipe. */
static void
write_until_killed(const char *dir, int writer, int first, int pipe)
{
	struct station s;

	station_open(&s, dir, false);
	for (int i = first;; i++) {
		if (station_save(&s, writer, i) != 0)
			_exit(3);
		if (write(pipe, &i, sizeof i) != sizeof i)
			_exit(4);
	}
}

static pid_t
start_writer(const char *dir, int writer, int *from)
{
	int ends[2];

	if (pipe(ends) != 0)
		exit(2);
	pid_t pid = fork();

	if (pid == 0) {
		close(ends[0]);
		write_until_killed(dir, writer, serial[writer], ends[1]);
	}
	close(ends[1]);
	*from = ends[0];
	return pid;
}

static void
round_of_writers(const char *dir, int ms)
{
	pid_t pid[WRITERS];
	int from[WRITERS], number, status;

	for (int w = 0; w < WRITERS; w++)
		pid[w] = start_writer(dir, w, &from[w]);
	usleep((useconds_t)ms * 1000);
	for (int w = 0; w < WRITERS; w++)
		kill(pid[w], SIGKILL);
	for (int w = 0; w < WRITERS; w++) {
		waitpid(pid[w], &status, 0);
		if (!WIFSIGNALED(status)) {
			fprintf(stderr, "a writer ended by itself: %d\n", WEXITSTATUS(status));
			exit(1);
		}
		while (read(from[w], &number, sizeof number) == sizeof number)
			acked[w] = number + 1;
		close(from[w]);
		/* The save under way may be there or not; its number is not used again. */
		serial[w] = acked[w];
	}
}

/* A number that was under way may have been saved too; the next round saves it once more. */
static int
check(const char *dir)
{
	struct station s;
	int lost = 0;

	station_open(&s, dir, false);
	for (int w = 0; w < WRITERS; w++)
		lost += station_lost(&s, w, acked[w]);
	if (!station_is_sound(&s, true))
		lost++;
	station_close(&s);
	return lost;
}

int
main(int argc, char **argv)
{
	int rounds = argc > 1 ? atoi(argv[1]) : 20, total = 0;
	unsigned seed = argc > 2 ? (unsigned)atoi(argv[2]) : (unsigned)getpid();
	char folder[] = "/tmp/kills-XXXXXX", *dir, *remove;
	struct station s;

	if (!mkdtemp(folder))
		return 2;
	dir = xprintf("%s/data", folder);
	station_open(&s, dir, true);
	station_close(&s);
	srand(seed);
	for (int i = 0; i < rounds; i++)
		round_of_writers(dir, 5 + rand() % 120);
	for (int w = 0; w < WRITERS; w++)
		total += acked[w];
	int lost = check(dir);

	printf("kills: seed %u, %d rounds of %d writers, %d acknowledged, %d lost or unsound\n",
	    seed, rounds, WRITERS, total, lost);
	remove = xprintf("rm -rf '%s'", folder);
	if (system(remove) != 0)
		return 2;
	free(remove);
	free(dir);
	return lost || total < rounds;
}
