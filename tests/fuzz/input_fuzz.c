/*
 * Bytes from a terminal are the same keys in whatever pieces they come, but for lines of a sheet,
 * and none is left over.
 */
#include "tui/input.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

#define KEYS 70000

struct keys {
	int key[KEYS];
	int count;
};

static struct keys whole, pieces;

static void
take(struct input *input, int64_t now, struct keys *out)
{
	int key;

	while (input_get(input, now, &key)) {
		assert(key > 0);
		assert(!(key >= 0xd800 && key < 0xe000));
		assert(out->count < KEYS);
		out->key[out->count++] = key;
	}
}

static void
type(const uint8_t *data, size_t size, size_t most, struct keys *out)
{
	struct input *input = input_new();

	input_learn(input, "\033OP", INPUT_F(1));
	input_learn(input, "\033[[A", INPUT_F(1));
	input_learn(input, "\033[15~", INPUT_F(5));
	out->count = 0;
	while (size > 0) {
		size_t len = size < most ? size : most;

		input_put(input, (const char *)data, len, 1000);
		take(input, 1000, out);
		data += len;
		size -= len;
	}
	for (int later = 1; later <= 3; later++)
		take(input, 1000 + later * INT64_C(10000), out);
	assert(input_wait(input, 100000) == -1); /* nothing is waited for for ever */
	input_free(input);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	type(data, size, size ? size : 1, &whole);
	type(data, size, 1, &pieces);
	if (memchr(data, '\t', size))
		return 0; /* lines of a sheet are known by their coming at once */
	assert(whole.count == pieces.count);
	assert(memcmp(whole.key, pieces.key, (size_t)whole.count * sizeof whole.key[0]) == 0);
	return 0;
}
