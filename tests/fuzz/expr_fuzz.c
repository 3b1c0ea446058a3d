/* An expression is refused with a reason or gives UTF-8 whatever stands in the fields. */
#include "base/err.h"
#include "base/utf8.h"
#include "forms/expr.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

static int
field(void *arg, const char *name)
{
	(void)arg;
	return name[0] >= 'a' && name[0] <= 'd' && !name[1] ? name[0] - 'a' : -1;
}

static const char *
value(void *arg, int i)
{
	static const char *const values[] = {"", "1990-03-07", "110101199003078515", "-7 男"};

	(void)arg;
	return values[i];
}

static void
evaluate(const struct expr *expr)
{
	struct expr_context context = {.value = value, .self = "2.50",
	    .today = day_from_civil(2026, 11, 24), .now = INT64_C(1795453200000)};
	char *text = expr_text(expr, &context);

	assert(utf8_is_valid(text, strlen(text), NULL));
	expr_is_true(expr, &context);
	free(text);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	char *text = xstrndup((const char *)data, size);
	struct expr *expr = NULL;
	struct say why = {0};
	int err = ERR_INPUT;

	if (utf8_is_valid(text, strlen(text), NULL))
		err = expr_parse(text, field, NULL, &expr, &why);
	if (err == 0)
		evaluate(expr);
	else
		assert(err == ERR_INPUT && !expr);
	say_release(&why);
	expr_free(expr);
	free(text);
	return 0;
}
