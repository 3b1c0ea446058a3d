#include "forms/record.h"

#include <stdlib.h>
#include <string.h>

struct record *
record_new(const struct form *form)
{
	struct record *record = xcalloc(1, sizeof *record);

	record->form = form;
	record->value = xcalloc((size_t)form->field_count, sizeof *record->value);
	return record;
}

struct record *
record_dup(const struct record *record)
{
	struct record *copy = record_new(record->form);

	copy->id = xstrdup(record->id);
	copy->seen = xstrdup(record->seen);
	copy->extra = xstrdup(record->extra);
	for (int i = 0; i < record->form->field_count; i++)
		copy->value[i] = xstrdup(record->value[i]);
	return copy;
}

void
record_free(struct record *record)
{
	if (!record)
		return;
	for (int i = 0; i < record->form->field_count; i++)
		free(record->value[i]);
	free(record->value);
	free(record->id);
	free(record->seen);
	free(record->extra);
	free(record);
}

const char *
record_get(const struct record *record, const char *field)
{
	int i = form_field(record->form, field);

	return i < 0 ? NULL : record->value[i];
}

void
record_set(struct record *record, int field, const char *value)
{
	char *copy = value && *value ? xstrdup(value) : NULL;

	free(record->value[field]);
	record->value[field] = copy;
}

bool
record_is_empty(const struct record *record)
{
	for (int i = 0; i < record->form->field_count; i++)
		if (record->value[i])
			return false;
	return true;
}

bool
record_is_sealed(const char *value)
{
	return value && strncmp(value, RECORD_SEALED, sizeof RECORD_SEALED - 1) == 0;
}
