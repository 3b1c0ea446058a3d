#include "tui/ids.h"

#include "base/buf.h"

#include <stdlib.h>
#include <string.h>

int
ids_index(const struct ids *ids, const char *id)
{
	for (int i = 0; i < ids->count; i++)
		if (strcmp(ids->id[i], id) == 0)
			return i;
	return -1;
}

void
ids_add(struct ids *ids, const char *id)
{
	if (ids_index(ids, id) >= 0)
		return;
	ids->id = xrealloc(ids->id, (size_t)(ids->count + 2) * sizeof *ids->id);
	ids->id[ids->count++] = xstrdup(id);
	ids->id[ids->count] = NULL;
}

void
ids_remove(struct ids *ids, int i)
{
	if (i < 0)
		return;
	free(ids->id[i]);
	ids->id[i] = ids->id[--ids->count];
	ids->id[ids->count] = NULL;
}

void
ids_toggle(struct ids *ids, const char *id)
{
	int i = ids_index(ids, id);

	if (i < 0)
		ids_add(ids, id);
	else
		ids_remove(ids, i);
}

void
ids_add_all(struct ids *ids, const char *const *list)
{
	for (; list && *list; list++)
		ids_add(ids, *list);
}

void
ids_release(struct ids *ids)
{
	while (ids->count)
		ids_remove(ids, ids->count - 1);
	free(ids->id);
	ids->id = NULL;
}
