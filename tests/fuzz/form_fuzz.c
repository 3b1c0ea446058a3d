/* A definition is taken whole and can be described, or every diagnostic can be shown. */
#include "base/err.h"
#include "forms/form.h"

#include <assert.h>
#include <stdlib.h>

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

int
LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
	struct forms *forms = forms_new();
	struct form_diags diags = {0};
	struct buf out = BUF_EMPTY;
	int err = forms_add(forms, "fuzz.form", size ? (const char *)data : "", size, &diags);

	assert(err == 0 || (err == ERR_INPUT && diags.count > 0 && forms_count(forms) == 0));
	for (int i = 0; i < diags.count; i++) {
		assert(diags.diag[i].line >= 1 && diags.diag[i].say.id != TEXT_NONE);
		free(say_text(&diags.diag[i].say, LANG_ZH));
	}
	for (int i = 0; i < forms_count(forms); i++)
		form_describe(forms_at(forms, i), forms, LANG_EN, &out);
	buf_release(&out);
	form_diags_release(&diags);
	forms_free(forms);
	return 0;
}
