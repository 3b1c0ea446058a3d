/*
 * Whatever is typed into a field of each type: what is taken is stable, for it is shown, typed
 * again and checked again; and what others stored is shown and masked without trust in its form.
 */
#include "base/utf8.h"
#include "forms/form.h"
#include "forms/type.h"

#include <assert.h>
#include <stdlib.h>
#include <string.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static struct forms *forms;

/* The first shipped field of a type; a field without choices where none has it. */
static struct field
field_of(const struct type *type)
{
	for (int k = 0; k < forms_count(forms); k++)
		for (int f = 0; f < forms_at(forms, k)->field_count; f++)
			if (forms_at(forms, k)->field[f].type == type)
				return forms_at(forms, k)->field[f];
	return (struct field){.type = type, .label = {"", ""}};
}

static void
show_all(const struct type_context *context, const char *stored)
{
	char *result[] = {type_show(context, stored), type_meaning(context, stored),
	    type_mask(context->field->type, stored)};

	for (size_t i = 0; i < sizeof result / sizeof result[0]; i++) {
		assert(!result[i] || utf8_is_valid(result[i], strlen(result[i]), NULL) ||
		    !utf8_is_valid(stored, strlen(stored), NULL));
		free(result[i]);
	}
}

static void
take(const struct type_context *context, const char *typed)
{
	char *stored = NULL, *again = NULL, *shown;

	show_all(context, typed);
	if (type_parse(context, typed, &stored, NULL) || !stored)
		return;
	show_all(context, stored);
	shown = type_show(context, stored);
	assert(type_parse(context, shown, &again, NULL) == 0);
	assert(again && strcmp(again, stored) == 0);
	free(shown);
	free(again);
	free(stored);
}

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	char *typed = xstrndup((const char *)data, size);
	struct form_diags diags = {0};

	if (!forms) {
		forms = forms_new();
		forms_add_shipped(forms, &diags);
		form_diags_release(&diags);
	}
	for (int i = 0; type_at(i); i++) {
		struct field field = field_of(type_at(i));
		struct type_context context = {.forms = forms, .field = &field,
		    .lang = (enum lang)(size % LANG_COUNT), .today = 20780};

		take(&context, typed);
	}
	free(typed);
	return 0;
}
