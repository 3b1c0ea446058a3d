/* What is taken for a day is written back as it came. */
#include "base/buf.h"
#include "base/day.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	char *text = xstrndup((const char *)data, size);
	day_t day = day_parse(text);
	char back[11];

	if (day != DAY_NONE) {
		day_format(day, back);
		assert(strcmp(text, back) == 0);
	}
	free(text);
	return 0;
}
