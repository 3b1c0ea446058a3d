/*
 * The first byte chooses a type (codes are ethnic groups), the rest was typed. What is stored is
 * UTF-8, comes back from what it shows, and can be explained and masked.
 */
#include "base/utf8.h"
#include "forms/type.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

static void
try_stored(const struct type_context *context, const char *stored)
{
	char *shown = type_show(context, stored), *again = NULL;
	char *masked = type_mask(context->field->type, stored);

	assert(utf8_is_valid(stored, strlen(stored), NULL));
	assert(utf8_is_valid(masked, strlen(masked), NULL));
	assert(type_parse(context, shown, &again, NULL) == 0 && strcmp(stored, again) == 0);
	free(type_meaning(context, stored));
	free(shown);
	free(again);
	free(masked);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	static struct forms *forms;
	struct field field = {
		.type = size ? type_at(data[0] - 'A') : NULL,
		.label = {"民族", "Ethnicity"},
		.choices = "ethnicity",
	};
	struct type_context context = {.field = &field, .today = day_from_civil(2026, 11, 24)};
	struct say note = {0};
	char *typed, *stored = NULL;

	if (!field.type)
		return 0;
	if (!forms) {
		forms = forms_new();
		forms_add_shipped(forms, &(struct form_diags){0});
	}
	context.forms = forms;
	typed = xstrndup((const char *)data + 1, size - 1);
	if (type_parse(&context, typed, &stored, &note) == 0 && stored)
		try_stored(&context, stored);
	say_release(&note);
	free(stored);
	free(typed);
	return 0;
}
