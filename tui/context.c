#include "tui/context.h"

#include "db/store.h"

/* As those see it who may not see everything: showing a name is no look into the record. */
static char *
ref_title(void *arg, const char *kind, const char *id)
{
	const struct seat *seat = arg;
	struct record *record = NULL;
	char *title = NULL;

	(void)kind;
	if (store_get(seat->db, &seat->actor, id, STORE_MASKED, NULL, &record) == 0)
		title = xstrdup(record->value[record->form->title]);
	record_free(record);
	return title;
}

/* The first two that are called so: one is meant, of several nobody knows which. */
static int
ref_find(void *arg, const char *kind, const char *typed, char **id)
{
	const struct seat *seat = arg;
	struct store_query query = {
		.form = forms_find(seat->forms, kind), .find = typed, .limit = 2};
	struct store_page page = {0};
	int count;

	if (!query.form || store_list(seat->db, &seat->actor, &query, &page) != 0)
		return 0;
	count = page.count;
	if (count == 1)
		*id = xstrdup(page.row[0].record->id);
	store_page_release(&page);
	return count;
}

#define SPELLING 20 /* characters that a value may be spelt with more than are kept */

size_t
context_typed_max(const struct field *f)
{
	if (f->length)
		return (size_t)f->length;
	return (size_t)f->type->max_chars + (f->type->multiline ? 0 : SPELLING);
}

struct type_context
context_of(const struct screen *screen, const struct field *field)
{
	return (struct type_context){.forms = screen->seat->forms, .field = field,
	    .lang = screen->seat->lang, .today = screen_today(screen),
	    .ref_title = ref_title, .ref_find = ref_find, .arg = screen->seat};
}
