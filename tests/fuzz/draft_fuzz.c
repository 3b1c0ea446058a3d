/* The body of a draft, whatever stands in it: pairs that are written and read back the same. */
#include "base/buf.h"
#include "db/draft.h"

#include <assert.h>
#include <jansson.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static const char *
value_of(char **pairs, const char *name)
{
	for (; pairs[0]; pairs += 2)
		if (strcmp(pairs[0], name) == 0)
			return pairs[1];
	return NULL;
}

/* All texts of an object and nothing else, as another reader finds them. */
static void
check_read(const char *body, char **pairs)
{
	json_t *object = json_loads(body, 0, NULL), *value;
	const char *name;
	size_t texts = 0;

	json_object_foreach(object, name, value) {
		if (!json_is_string(value))
			continue;
		assert(strcmp(value_of(pairs, name), json_string_value(value)) == 0);
		texts++;
	}
	for (char **p = pairs; *p; p += 2)
		assert(texts-- > 0);
	assert(texts == 0);
	json_decref(object);
}

static void
free_pairs(char **pairs)
{
	for (char **p = pairs; *p; p++)
		free(*p);
	free(pairs);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	char *body = strndup((const char *)data, size);
	char **pairs = draft_decode(body);

	check_read(body, pairs);
	char *again = draft_encode((const char *const *)pairs);
	char **same = draft_decode(again);

	for (char **p = pairs; *p; p += 2) {
		const char *value = value_of(same, p[0]);

		assert(value && strcmp(value, p[1]) == 0);
	}
	free_pairs(pairs);
	free_pairs(same);
	free(again);
	free(body);
	return 0;
}
