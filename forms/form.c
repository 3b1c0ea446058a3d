#include "forms/form_int.h"

#include "forms/procedure.h"
#include "forms/type.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

#define TEXT_BLOCK 8192 /* bytes; strings are thousands, and short */

struct forms *
forms_new(void)
{
	return xcalloc(1, sizeof(struct forms));
}

void
forms_free(struct forms *forms)
{
	if (!forms)
		return;
	for (int i = 0; i < forms->expr_count; i++)
		expr_free(forms->expr[i]);
	for (int i = 0; i < forms->block_count; i++)
		free(forms->block[i]);
	free(forms->expr);
	free(forms->block);
	free(forms->form);
	free(forms->codes);
	free(forms->paper);
	free(forms->figure);
	free(forms);
}

void *
forms_room(struct forms *forms, size_t size)
{
	if (forms->block_count == forms->block_room) {
		forms->block_room = forms->block_room ? forms->block_room * 2 : 256;
		forms->block = xrealloc(forms->block, (size_t)forms->block_room * sizeof(void *));
	}
	return forms->block[forms->block_count++] = xcalloc(1, size);
}

const char *
forms_string(struct forms *forms, const char *s, size_t len)
{
	char *copy;

	if (forms->text_left < len + 1) {
		forms->text_left = len + 1 > TEXT_BLOCK ? len + 1 : TEXT_BLOCK;
		forms->text = forms_room(forms, forms->text_left);
	}
	copy = memcpy(forms->text, s, len);
	forms->text += len + 1;
	forms->text_left -= len + 1;
	return copy;
}

void
forms_own(struct forms *forms, struct expr *expr)
{
	forms->expr = xrealloc(forms->expr, (size_t)(forms->expr_count + 1) * sizeof *forms->expr);
	forms->expr[forms->expr_count++] = expr;
}

void
forms_put(struct forms *forms, const struct form *form)
{
	for (int i = 0; i < forms->form_count; i++)
		if (strcmp(forms->form[i]->kind, form->kind) == 0) {
			forms->form[i] = form;
			return;
		}
	forms->form = xrealloc(forms->form, (size_t)(forms->form_count + 1) * sizeof *forms->form);
	forms->form[forms->form_count++] = form;
}

void
forms_put_procedure(struct forms *forms, struct procedure *procedure)
{
	struct form *form = forms_room(forms, sizeof *form);

	*form = *procedure->form;
	form->procedure = procedure;
	procedure->form = form;
	forms_put(forms, form);
}

void
forms_put_codes(struct forms *forms, const struct codes *codes)
{
	for (int i = 0; i < forms->codes_count; i++)
		if (strcmp(forms->codes[i]->table, codes->table) == 0) {
			forms->codes[i] = codes;
			return;
		}
	forms->codes = xrealloc(forms->codes,
	    (size_t)(forms->codes_count + 1) * sizeof *forms->codes);
	forms->codes[forms->codes_count++] = codes;
}

int
forms_add_shipped(struct forms *forms, struct form_diags *diags)
{
	int err = 0;

	for (int i = 0; i < forms_shipped_count && !err; i++)
		err = forms_add(forms, forms_shipped[i].name, forms_shipped[i].text,
		    strlen(forms_shipped[i].text), diags);
	return err;
}

void
form_diags_release(struct form_diags *diags)
{
	for (int i = 0; i < diags->count; i++) {
		free(diags->diag[i].file);
		say_release(&diags->diag[i].say);
	}
	free(diags->diag);
	memset(diags, 0, sizeof *diags);
}

int
forms_count(const struct forms *forms)
{
	return forms->form_count;
}

const struct form *
forms_at(const struct forms *forms, int i)
{
	return forms->form[i];
}

const struct form *
forms_find(const struct forms *forms, const char *kind)
{
	for (int i = 0; i < forms->form_count; i++)
		if (strcmp(forms->form[i]->kind, kind) == 0)
			return forms->form[i];
	return NULL;
}

const struct codes *
forms_codes_at(const struct forms *forms, int i)
{
	return i >= 0 && i < forms->codes_count ? forms->codes[i] : NULL;
}

const struct codes *
forms_codes(const struct forms *forms, const char *table)
{
	for (int i = 0; table && i < forms->codes_count; i++)
		if (forms->codes[i]->table[0] == table[0] &&
		    strcmp(forms->codes[i]->table, table) == 0)
			return forms->codes[i];
	return NULL;
}

int
form_field(const struct form *form, const char *name)
{
	for (int i = 0; i < form->field_count; i++)
		if (strcmp(form->field[i].name, name) == 0)
			return i;
	return -1;
}

static bool
is_valid_on(const struct code *code, day_t on)
{
	return on == DAY_NONE || ((code->since == DAY_NONE || code->since <= on) &&
	    (code->until == DAY_NONE || on <= code->until));
}

const struct code *
codes_find(const struct codes *codes, const char *code, day_t on)
{
	for (int i = 0; i < codes->code_count; i++)
		if (strcmp(codes->code[i].code, code) == 0 && is_valid_on(&codes->code[i], on))
			return &codes->code[i];
	return NULL;
}

static bool
is_called(const struct code *code, const char *typed)
{
	if (strcmp(code->name[LANG_ZH], typed) == 0 || strcasecmp(code->name[LANG_EN], typed) == 0)
		return true;
	for (const char *const *alias = code->alias; *alias; alias++)
		if (strcasecmp(*alias, typed) == 0)
			return true;
	return false;
}

const struct code *
codes_match(const struct codes *codes, const char *typed, day_t on)
{
	const struct code *code = codes_find(codes, typed, on);

	for (int i = 0; !code && i < codes->code_count; i++)
		if (is_valid_on(&codes->code[i], on) && is_called(&codes->code[i], typed))
			code = &codes->code[i];
	return code;
}

static const char *const class_names[] = {"plain", "personal", "sensitive", "sealed"};

void
form_describe(const struct form *form, const struct forms *forms, enum lang lang, struct buf *out)
{
	buf_printf(out, "%s  %s\n", form->kind, form->label[lang]);
	for (int i = 0, page = -1; i < form->field_count; i++) {
		const struct field *field = &form->field[i];
		const struct codes *codes = forms_codes(forms, field->choices);

		if (field->page != page) {
			page = field->page;
			buf_printf(out, "\n%s\n", form->page[page][lang]);
		}
		buf_printf(out, "  %-18s %s  (%s", field->name, field->label[lang],
		    field->type->name);
		if (codes)
			buf_printf(out, " %s %d", codes->table, codes->code_count);
		buf_printf(out, "%s%s%s%s)\n", field->required ? ", *" : "",
		    field->class != CLASS_PLAIN ? ", " : "",
		    field->class != CLASS_PLAIN ? class_names[field->class] : "",
		    field->twice ? ", twice" : "");
	}
	if (form->procedure)
		procedure_describe(form->procedure, lang, out);
}
