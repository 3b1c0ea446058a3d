#include "forms/record.h"

#include <stdlib.h>
#include <string.h>

struct record *
record_new(const struct form *form)
{
	struct record *record = xcalloc(1, sizeof *record);

	record->form = form;
	record->value = xcalloc((size_t)form->field_count, sizeof *record->value);
	record->note = xcalloc((size_t)form->field_count, sizeof *record->note);
	record->twice = xcalloc((size_t)form->field_count, sizeof *record->twice);
	return record;
}

struct record *
record_dup(const struct record *record)
{
	struct record *copy = record_new(record->form);

	copy->id = xstrdup(record->id);
	copy->seen = xstrdup(record->seen);
	copy->extra = xstrdup(record->extra);
	for (int i = 0; i < record->form->field_count; i++) {
		copy->value[i] = xstrdup(record->value[i]);
		copy->note[i] = xstrdup(record->note[i]);
		copy->twice[i] = xstrdup(record->twice[i]);
	}
	return copy;
}

void
record_free(struct record *record)
{
	if (!record)
		return;
	for (int i = 0; i < record->form->field_count; i++) {
		free(record->value[i]);
		free(record->note[i]);
		free(record->twice[i]);
	}
	free(record->value);
	free(record->note);
	free(record->twice);
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

day_t
record_day(const struct record *record, const char *field)
{
	const char *value = record_get(record, field);

	return value ? day_parse(value) : DAY_NONE;
}

bool
record_has(const struct record *record, const char *field, const char *value)
{
	const char *there = record_get(record, field);

	return there && strcmp(there, value) == 0;
}

void
record_set(struct record *record, int field, const char *value)
{
	char *copy = value && *value ? xstrdup(value) : NULL;

	free(record->value[field]);
	record->value[field] = copy;
}

void
record_put(struct record *record, const char *field, const char *value)
{
	record_set(record, form_field(record->form, field), value);
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

/* --- beside the values --- */

static const char *const prefix[RECORD_BESIDES] = {
	[RECORD_NOTE] = "note.", [RECORD_TWICE] = "twice."};

static char **
place_of(const struct record *record, enum record_beside which, int field)
{
	return which == RECORD_NOTE ? &record->note[field] : &record->twice[field];
}

const char *
record_beside(const struct record *record, enum record_beside which, int field)
{
	return *place_of(record, which, field);
}

void
record_set_beside(struct record *record, enum record_beside which, int field, const char *text)
{
	char **place = place_of(record, which, field);
	char *copy = text && *text ? xstrdup(text) : NULL;

	free(*place);
	*place = copy;
}

char *
record_beside_name(const struct form *form, enum record_beside which, int field)
{
	return xprintf("%s%s", prefix[which], form->field[field].name);
}

int
record_beside_field(const struct form *form, const char *name, enum record_beside *which)
{
	for (enum record_beside w = 0; w < RECORD_BESIDES; w++) {
		size_t len = strlen(prefix[w]);

		*which = w;
		if (strncmp(name, prefix[w], len) == 0)
			return form_field(form, name + len);
	}
	return -1;
}

void
record_note(struct record *record, int field, char mark, const char *text)
{
	bool nothing = mark == RECORD_REMARK && (!text || !*text);
	char *note = nothing ? NULL : xprintf("%c%s", mark, text ? text : "");

	record_set_beside(record, RECORD_NOTE, field, note);
	free(note);
}

bool
record_asks(const struct record *record, int field)
{
	return record->note[field] && *record->note[field] == RECORD_ASK;
}

const char *
record_note_text(const struct record *record, int field)
{
	return record->note[field] ? record->note[field] + 1 : "";
}
