/* Whatever the bytes: what is kept is UTF-8, and keeping it again changes nothing. */
#include "base/norm.h"
#include "base/utf8.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static char *(*const norm[])(const char *) = {norm_text, norm_digits, norm_name, norm_key};
	char *text = xstrndup((const char *)data, size);

	for (size_t i = 0; i < sizeof norm / sizeof norm[0]; i++) {
		char *once = norm[i](text), *twice = norm[i](once);

		assert(utf8_is_valid(once, strlen(once), NULL));
		assert(strcmp(once, twice) == 0);
		free(once);
		free(twice);
	}
	free(text);
	return 0;
}
