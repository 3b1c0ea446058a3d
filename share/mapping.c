#include "share/mapping.h"

#include "forms/check.h"
#include "share/row.h"

#include <stdlib.h>
#include <string.h>

static void
read_columns(const struct form *form, const char *text, struct mapping *out)
{
	out->field = xcalloc(ROW_CELLS_MAX, sizeof *out->field);
	for (; text && *text && out->columns < ROW_CELLS_MAX; text += strspn(text, " ")) {
		size_t len = strcspn(text, " ");
		char *name = xstrndup(text, len);

		out->field[out->columns++] = form_field(form, name);
		free(name);
		text += len;
	}
}

char *
mapping_columns(const struct form *form, const int field[], int columns)
{
	struct buf out = BUF_EMPTY;

	for (int i = 0; i < columns; i++)
		buf_printf(&out, "%s%s", i ? " " : "",
		    field[i] < 0 ? "-" : form->field[field[i]].name);
	return buf_take(&out);
}

/* A code of one figure; the first where nothing was chosen. */
static int
style(const struct record *record, const char *field)
{
	const char *code = record_get(record, field);

	return code ? *code - '0' : 1;
}

static void
read_mapping(const struct form *form, const struct record *record, struct mapping *out)
{
	const char *empties = record_get(record, "empties");

	*out = (struct mapping){
		.id = xstrdup(record->id),
		.name = xstrdup(record_get(record, "name")),
		.headings = xstrdup(record_get(record, "headings")),
		.sheet = xstrdup(record_get(record, "sheet")),
		.charset = xstrdup(record_get(record, "charset")),
		.empties = empties && strcmp(empties, "1") == 0,
		.file = xstrdup(record_get(record, "file")),
		.receiver = xstrdup(record_get(record, "receiver")),
		.needed = xstrdup(record_get(record, "needed")),
		.codes = style(record, "code_style"),
		.numbers = style(record, "number_style"),
		.dates = style(record, "date_style"),
		.changes = style(record, "scope") == 2,
	};
	read_columns(form, record_get(record, "columns"), out);
}

/* The newest layout for the kind whose field has the value. */
static int
find(struct db *db, const struct actor *actor, const struct form *form, const char *field,
    const char *value, struct mapping *out)
{
	struct store_query query = {
		.form = forms_find(db_forms(db), "sheet"), .field = field, .value = value,
		.order = STORE_NEWEST, .limit = 100};
	struct store_page page = {0};
	int err = query.form ? store_list(db, actor, &query, &page) : ERR_NOTFOUND;
	bool found = false;

	for (int i = 0; !err && !found && i < page.count; i++) {
		const struct record *record = page.row[i].record;
		const char *of = record_get(record, "of");

		found = of && strcmp(of, form->kind) == 0;
		if (found)
			read_mapping(form, record, out);
	}
	store_page_release(&page);
	return err ? err : found ? 0 : ERR_NOTFOUND;
}

int
mapping_find(struct db *db, const struct actor *actor, const struct form *form, const char *name,
    struct mapping *out, struct say *why)
{
	int err = find(db, actor, form, "name", name, out);

	if (err == ERR_NOTFOUND)
		say_set(why, T_SHARE_NO_MAPPING, name, NULL);
	return err;
}

int
mapping_known(struct db *db, const struct actor *actor, const struct form *form,
    const char *headings, struct mapping *out)
{
	return find(db, actor, form, "headings", headings, out);
}

int
mapping_save(struct db *db, const struct actor *actor, const struct form *form,
    struct mapping *mapping, struct say *why)
{
	struct mapping old = {0};
	struct record *record = NULL;
	int err = find(db, actor, form, "name", mapping->name, &old);

	if (!err)
		err = store_get(db, actor, old.id, STORE_FULL, NULL, &record);
	else if (err == ERR_NOTFOUND && forms_find(db_forms(db), "sheet")) {
		record = record_new(forms_find(db_forms(db), "sheet"));
		check_derive(db_forms(db), record, day_of(clock_now(db_clock(db))));
		err = 0;
	}
	if (!err) {
		char *columns = mapping_columns(form, mapping->field, mapping->columns);

		record_put(record, "name", mapping->name);
		record_put(record, "of", form->kind);
		record_put(record, "headings", mapping->headings);
		record_put(record, "columns", columns);
		record_put(record, "sheet", mapping->sheet);
		record_put(record, "charset", mapping->charset);
		record_put(record, "empties", mapping->empties ? "1" : "2");
		free(columns);
		err = store_save(db, actor, record, NULL, NULL, why);
	}
	if (!err) {
		free(mapping->id);
		mapping->id = xstrdup(record->id);
	}
	record_free(record);
	mapping_release(&old);
	return err;
}

void
mapping_release(struct mapping *mapping)
{
	free(mapping->id);
	free(mapping->name);
	free(mapping->headings);
	free(mapping->sheet);
	free(mapping->charset);
	free(mapping->file);
	free(mapping->receiver);
	free(mapping->needed);
	free(mapping->field);
	memset(mapping, 0, sizeof *mapping);
}
