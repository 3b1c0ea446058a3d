/* The engine of the machine that this runs on, if it has one. */
#include "unit.h"

#include "base/engine.h"

#include <stdio.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

static const char *const letters[] = {"zhong'guo'ren'min", "nong'chang", "gong'hui",
	"zhang'xiu'qin", "wo'jin'tian'qu'le", "suan", "z", "lian'he'shou'ge'ji"};
#define COUNT (sizeof letters / sizeof letters[0])

static void
need_engine(void)
{
	if (!engine_open())
		skip();
}

/* What the letters may mean, one a line; a new string. */
static char *
all_of(const char *typed)
{
	struct buf out = BUF_EMPTY;
	int count = engine_search(typed);

	for (int i = 0; i < count; i++) {
		engine_candidate(i, &out);
		buf_putc(&out, '\n');
	}
	return buf_take(&out);
}

/* Whatever was searched before, and whether memory was given back in between. */
static void
it_finds_the_same_after_a_rest(void **state)
{
	char *first[COUNT];

	(void)state;
	need_engine();
	for (size_t i = 0; i < COUNT; i++) {
		first[i] = all_of(letters[i]);
		assert_true(strlen(first[i]) > 0);
	}
	for (int round = 0; round < 20; round++) {
		size_t i = (size_t)round * 5 % COUNT;
		char *again;

		if (round % 3)
			engine_rest();
		again = all_of(letters[i]);
		assert_string_equal(again, first[i]);
		free(again);
	}
	for (size_t i = 0; i < COUNT; i++)
		free(first[i]);
}

/* KiB that are this process's alone. */
static int
private_kib(void)
{
	FILE *file = fopen("/proc/self/smaps_rollup", "re");
	char line[256];
	int kib = -1;

	while (file && fgets(line, sizeof line, file))
		if (sscanf(line, "Private_Dirty: %d", &kib) == 1)
			break;
	if (file)
		fclose(file);
	return kib;
}

static int
search_and_rest(void)
{
	int before = private_kib(), worked, rested;

	for (size_t i = 0; i < COUNT; i++)
		engine_search(letters[i]);
	worked = private_kib();
	engine_rest();
	rested = private_kib();
	if (before < 0)
		return 77;
	fprintf(stderr, "private %d, at work %d, rested %d KiB\n", before, worked, rested);
	return worked - rested >= 32 ? 0 : 1;
}

static void
a_rest_gives_its_memory_back(void **state)
{
	int status;

	(void)state;
	need_engine();
#ifdef __SANITIZE_ADDRESS__
	skip();
#endif
	pid_t child = fork();

	if (child == 0)
		_exit(search_and_rest());
	assert_int_equal(waitpid(child, &status, 0), child);
	if (WEXITSTATUS(status) == 77)
		skip();
	assert_int_equal(status, 0);
}

int
main(void)
{
	const struct CMUnitTest tests[] = {
		cmocka_unit_test(it_finds_the_same_after_a_rest),
		cmocka_unit_test(a_rest_gives_its_memory_back),
	};

	return cmocka_run_group_tests(tests, NULL, NULL);
}
