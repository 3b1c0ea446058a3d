#include "share/seen.h"

#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#define LEAST 1024 /* slots */

struct seen {
	const struct form *form;
	int key;
	struct buf values; /* of each record its values in order, each ended by NUL; "" is none */
	size_t *slot;      /* by key: offset of a record plus one; 0 free */
	size_t slots, used;
};

struct seen *
seen_new(const struct form *form, int key)
{
	struct seen *seen = xcalloc(1, sizeof *seen);

	seen->form = form;
	seen->key = key;
	seen->slots = LEAST;
	seen->slot = xcalloc(LEAST, sizeof *seen->slot);
	return seen;
}

void
seen_free(struct seen *seen)
{
	if (!seen)
		return;
	buf_release(&seen->values);
	free(seen->slot);
	free(seen);
}

static const char *
value_at(const struct seen *seen, size_t record, int field)
{
	const char *value = seen->values.data + record;

	while (field-- > 0)
		value += strlen(value) + 1;
	return value;
}

/* The slot in which a record with this key is, or would be. */
static size_t *
slot_of(const struct seen *seen, const char *key)
{
	uint64_t h = UINT64_C(14695981039346656037);
	size_t i;

	for (const char *s = key; *s; s++)
		h = (h ^ (unsigned char)*s) * UINT64_C(1099511628211);
	for (i = h & (seen->slots - 1); seen->slot[i]; i = (i + 1) & (seen->slots - 1))
		if (strcmp(value_at(seen, seen->slot[i] - 1, seen->key), key) == 0)
			break;
	return &seen->slot[i];
}

static void
grow(struct seen *seen)
{
	size_t *old = seen->slot, slots = seen->slots;

	seen->slots *= 2;
	seen->slot = xcalloc(seen->slots, sizeof *seen->slot);
	for (size_t i = 0; i < slots; i++)
		if (old[i])
			*slot_of(seen, value_at(seen, old[i] - 1, seen->key)) = old[i];
	free(old);
}

void
seen_put(struct seen *seen, const struct record *record)
{
	size_t *slot = slot_of(seen, record->value[seen->key]);

	seen->used += !*slot;
	*slot = seen->values.len + 1;
	for (int i = 0; i < seen->form->field_count; i++) {
		const char *value = record->value[i] ? record->value[i] : "";

		buf_add(&seen->values, value, strlen(value) + 1);
	}
	if (seen->used * 2 > seen->slots)
		grow(seen);
}

struct record *
seen_get(const struct seen *seen, const char *key)
{
	size_t at = *slot_of(seen, key);

	if (!at)
		return NULL;
	struct record *record = record_new(seen->form);

	for (int i = 0; i < seen->form->field_count; i++)
		record_set(record, i, value_at(seen, at - 1, i));
	return record;
}
