#include "unit.h"

#include "share/cage.h"

#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <sys/mman.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

/* What a program that was broken into might try; each gives true if it went well. */
static bool
opens_a_file(void)
{
	return open("/etc/passwd", O_RDONLY) >= 0;
}

static bool
makes_a_file(void)
{
	return open("cage_test.made", O_WRONLY | O_CREAT, 0600) >= 0;
}

static bool
makes_a_socket(void)
{
	return socket(AF_INET, SOCK_STREAM, 0) >= 0;
}

static bool
starts_a_process(void)
{
	return fork() >= 0;
}

static bool
runs_a_program(void)
{
	char *const argv[] = {(char *)"true", NULL};

	execv("/bin/true", argv);
	return false;
}

static bool
kills_its_parent(void)
{
	return kill(getppid(), 0) == 0 || tgkill(getppid(), getppid(), 0) == 0;
}

/* Volatile: a compiler may leave out memory that nobody uses. */
static bool
is_given(size_t size)
{
	void *volatile more = malloc(size);

	return more != NULL;
}

static bool
takes_memory(void)
{
	return is_given(CAGE_MEMORY);
}

static bool
makes_code(void)
{
	return mmap(NULL, 4096, PROT_READ | PROT_WRITE | PROT_EXEC, MAP_PRIVATE | MAP_ANONYMOUS, -1,
	    0) != MAP_FAILED;
}

static const struct {
	const char *name;
	bool (*tries)(void);
} attempts[] = {
	{"opens a file", opens_a_file},
	{"makes a file", makes_a_file},
	{"makes a socket", makes_a_socket},
	{"starts a process", starts_a_process},
	{"runs a program", runs_a_program},
	{"kills its parent", kills_its_parent},
	{"takes memory", takes_memory},
	{"makes code", makes_code},
};

/* In a process of its own: 1 if the attempt went well, 0 if not, other if the lock failed. */
static int
try_inside(bool (*tries)(void))
{
	pid_t child = fork();
	int status;

	if (child == 0)
		_exit(cage_enter() ? tries() : 9);
	assert_int_equal(waitpid(child, &status, 0), child);
	assert_true(WIFEXITED(status));
	return WEXITSTATUS(status);
}

static void
nothing_works_that_a_reader_does_not_need(void **state)
{
	(void)state;
	if (!cage_is_whole())
		skip();
	for (size_t i = 0; i < sizeof attempts / sizeof *attempts; i++) {
		int went = try_inside(attempts[i].tries);

		if (went)
			fprintf(stderr, "%s: %d\n", attempts[i].name, went);
		assert_int_equal(went, 0);
	}
}

static bool
reads_and_writes(void)
{
	char block[16];
	int pair[2] = {3, 4};

	return write(pair[1], "x", 1) == 1 && read(pair[0], block, sizeof block) == 1 &&
	    is_given(CAGE_MEMORY / 2);
}

static void
what_it_has_it_may_use(void **state)
{
	int pair[2];

	(void)state;
	assert_int_equal(pipe(pair), 0);
	dup2(pair[0], 3);
	dup2(pair[1], 4);
	assert_int_equal(try_inside(reads_and_writes), 1);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(nothing_works_that_a_reader_does_not_need),
		cmocka_unit_test(what_it_has_it_may_use),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
