/*
 * Runs a fuzz target as a short ordinary test: every file of its corpus as it is, then changed
 * copies of them, the same ones each time.  --enable-fuzzer puts libFuzzer in this file's place.
 *
 *	NAME_fuzz [FILE...]   FILEs: only these, unchanged, to look at a finding again
 *
 * FUZZ_RUNS (20000) changed copies in at most FUZZ_SECONDS (3), drawn from FUZZ_SEED (1). The input
 * that ended the program, or took 20 seconds, is left in NAME_fuzz.found.
 * `make fuzz FUZZ_SECONDS=600` runs every target longer.
 *
 * A module adds its target with
 *	tests/fuzz/NAME_fuzz.c       LLVMFuzzerTestOneInput, beside it what must hold (assert)
 *	tests/fuzz/corpus/NAME/      some small inputs, each a different case
 *	Makefile.am                  the two lines of day_fuzz with its own name
 */
#include <dirent.h>
#include <signal.h>
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#define INPUT_MAX 65536
#define INPUTS_MAX 1000

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);
int LLVMFuzzerInitialize(int *argc, char ***argv) __attribute__((weak));
void __sanitizer_set_death_callback(void (*callback)(void)) __attribute__((weak));

struct input {
	uint8_t *data;
	size_t size;
};

static struct input corpus[INPUTS_MAX];
static size_t corpus_count;
static struct input current;
static const char *name; /* NAME_fuzz */
static uint64_t random_state;

static void
leave_finding(void)
{
	char path[256];
	FILE *file;

	snprintf(path, sizeof path, "%s.found", name);
	file = fopen(path, "wb");
	if (!file || fwrite(current.data, 1, current.size, file) != current.size)
		fprintf(stderr, "%s: the input could not be written\n", path);
	else
		fprintf(stderr, "%s: %zu bytes ended it\n", path, current.size);
	if (file)
		fclose(file);
}

static void
on_signal(int number)
{
	leave_finding();
	signal(number, SIG_DFL);
	raise(number);
}

/* The sanitizers have handlers of their own and call back; only they keep their good reports. */
static void
watch(void)
{
	static const int deadly[] = {SIGSEGV, SIGBUS, SIGFPE, SIGILL};

	signal(SIGABRT, on_signal);
	signal(SIGALRM, on_signal);
	if (__sanitizer_set_death_callback) {
		__sanitizer_set_death_callback(leave_finding);
		return;
	}
	for (size_t i = 0; i < sizeof deadly / sizeof deadly[0]; i++)
		signal(deadly[i], on_signal);
}

/* splitmix64 */
static uint64_t
draw(uint64_t below)
{
	uint64_t z = random_state += UINT64_C(0x9e3779b97f4a7c15);

	z = (z ^ z >> 30) * UINT64_C(0xbf58476d1ce4e5b9);
	z = (z ^ z >> 27) * UINT64_C(0x94d049bb133111eb);
	return (z ^ z >> 31) % below;
}

/* A copy of exactly its size, so that one byte too far is seen. */
static void
run_one(const uint8_t *data, size_t size)
{
	current.data = malloc(size ? size : 1);
	if (!current.data)
		abort();
	memcpy(current.data, data, size);
	current.size = size;
	alarm(20);
	LLVMFuzzerTestOneInput(current.data, size);
	free(current.data);
}

static void
replace(uint8_t *data, size_t *size, size_t at, size_t old, const uint8_t *with, size_t len)
{
	if (*size - old + len > INPUT_MAX)
		return;
	memmove(data + at + len, data + at + old, *size - at - old);
	memcpy(data + at, with, len);
	*size = *size - old + len;
}

/* A part of some input of the corpus takes the place of up to 8 bytes (or of everything behind). */
static void
splice(uint8_t *data, size_t *size)
{
	const struct input *other = &corpus[draw(corpus_count)];
	size_t at = draw(*size + 1), old = draw(draw(4) ? 9 : *size + 1);
	size_t from = draw(other->size + 1), len = draw(other->size - from + 1);

	if (old > *size - at)
		old = *size - at;
	replace(data, size, at, old, other->data + from, len);
}

static void
change(uint8_t *data, size_t *size)
{
	static const uint8_t telling[] = "\0\x01\x7f\x80\xc0\xe4\xff\n\r\t \"'\\,;:-+.{}[]()<>09aZ";
	uint8_t byte = draw(2) ? telling[draw(sizeof telling - 1)] : (uint8_t)draw(256);
	size_t at = draw(*size + 1), rest = *size - at;

	switch (draw(5)) {
	case 0:
		if (rest)
			data[at] ^= (uint8_t)(1 << draw(8));
		break;
	case 1:
		replace(data, size, at, rest ? 1 : 0, &byte, 1);
		break;
	case 2:
		replace(data, size, at, 0, &byte, 1);
		break;
	case 3:
		replace(data, size, at, draw((rest < 8 ? rest : 8) + 1), &byte, 0);
		break;
	default:
		splice(data, size);
	}
}

static bool
read_input(const char *path)
{
	FILE *file = fopen(path, "rb");
	struct input *in = &corpus[corpus_count];

	if (!file || corpus_count == INPUTS_MAX)
		return false;
	in->data = malloc(INPUT_MAX);
	in->size = in->data ? fread(in->data, 1, INPUT_MAX, file) : 0;
	fclose(file);
	corpus_count++;
	return in->data != NULL;
}

static int
is_shown(const struct dirent *entry)
{
	return entry->d_name[0] != '.';
}

/* The files of $srcdir/tests/fuzz/corpus/NAME in the order of their names. */
static bool
read_corpus(void)
{
	const char *source = getenv("srcdir");
	int stem = (int)(strlen(name) - strlen("_fuzz"));
	char folder[1024], path[2048];
	struct dirent **entry = NULL;
	bool ok = true;
	int count;

	snprintf(folder, sizeof folder, "%s/tests/fuzz/corpus/%.*s", source ? source : ".", stem,
	    name);
	count = scandir(folder, &entry, is_shown, alphasort);
	for (int i = 0; i < count; i++) {
		snprintf(path, sizeof path, "%s/%s", folder, entry[i]->d_name);
		ok = ok && read_input(path);
		free(entry[i]);
	}
	free(entry);
	if (count <= 0 || !ok)
		fprintf(stderr, "%s: no corpus that can be read\n", folder);
	return count > 0 && ok;
}

static long
setting(const char *variable, long otherwise)
{
	const char *value = getenv(variable);

	return value && *value ? strtol(value, NULL, 10) : otherwise;
}

static void
run_changed(void)
{
	long runs = setting("FUZZ_RUNS", 20000), seed = setting("FUZZ_SEED", 1), done;
	time_t end = time(NULL) + setting("FUZZ_SECONDS", 3);
	static uint8_t data[INPUT_MAX];

	printf("%s: FUZZ_SEED=%ld\n", name, seed);
	fflush(stdout);
	random_state = (uint64_t)seed;
	for (done = 0; done < runs && time(NULL) <= end; done++) {
		const struct input *in = &corpus[draw(corpus_count)];
		size_t size = in->size;

		memcpy(data, in->data, size);
		for (uint64_t i = draw(6) + 1; i > 0; i--)
			change(data, &size);
		run_one(data, size);
	}
	printf("%s: %zu files, %ld changed copies\n", name, corpus_count, done);
}

int
main(int argc, char **argv)
{
	name = strrchr(argv[0], '/') ? strrchr(argv[0], '/') + 1 : argv[0];
	watch();
	if (LLVMFuzzerInitialize)
		LLVMFuzzerInitialize(&argc, &argv);
	for (int i = 1; i < argc; i++)
		if (!read_input(argv[i])) {
			perror(argv[i]);
			return 2;
		}
	if (argc == 1 && !read_corpus())
		return 2;
	for (size_t i = 0; i < corpus_count; i++)
		run_one(corpus[i].data, corpus[i].size);
	if (argc == 1)
		run_changed();
	for (size_t i = 0; i < corpus_count; i++)
		free(corpus[i].data);
	return 0;
}
