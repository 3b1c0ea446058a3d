/* Commands on records: find, show. */
#include "front.h"

#include "db/store.h"
#include "forms/type.h"

#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static char *
show_value(const struct front *f, const struct record *record, int i)
{
	const struct type_context context = {
		.forms = f->forms,
		.field = &record->form->field[i],
		.lang = f->lang,
		.today = day_of(clock_now(&clock_system)),
	};

	return type_show(&context, record->value[i]);
}

static void
print_json(const struct front *f, const struct record *record)
{
	json_t *object = json_pack("{ss}", "id", record->id);

	for (int i = 0; i < record->form->field_count; i++)
		if (record->value[i])
			json_object_set_new(object, record->form->field[i].name,
			    json_string(record->value[i]));
	front_answer_json(f, object);
}

static void
print_row(const struct front *f, const struct record *record)
{
	if (f->opt[OPT_JSON]) {
		print_json(f, record);
		return;
	}
	struct buf row = BUF_EMPTY;

	buf_puts(&row, record->id);
	for (int i = 0; i < record->form->field_count; i++) {
		if (!record->form->field[i].list_columns)
			continue;
		char *value = record->value[i] ? show_value(f, record, i) : NULL;

		buf_printf(&row, "\t%s", value ? value : "");
		free(value);
	}
	front_answer(f, buf_text(&row));
	buf_release(&row);
}

int
front_find(struct front *f)
{
	const char *limit = f->opt[OPT_LIMIT] ? f->opt[OPT_LIMIT] : "50";
	char *end;
	long most = strtol(limit, &end, 10);
	const struct form *form = front_kind(f);
	struct store_query query = {.form = form, .find = f->arg[1], .limit = (int)most};
	struct store_page page = {0};

	if (form && (*end || most < 1 || most > 1000))
		say_set(&f->why, T_FRONT_NUMBER, limit, "1000", NULL);
	if (f->why.id != TEXT_NONE)
		return ERR_USAGE;
	int err = front_open(f, false);

	if (!err)
		err = store_list(f->db, &f->actor, &query, &page);
	for (int i = 0; !err && i < page.count; i++)
		print_row(f, page.row[i].record);
	if (!err && page.more)
		front_tell(f, T_FRONT_MORE, NULL, NULL);
	store_page_release(&page);
	return err;
}

/* A day in a year whose days off are not known is only a guess. */
static void
tell_unsure(const struct front *f, const char *due)
{
	day_t day = due ? day_parse(due) : DAY_NONE;
	char year[12];

	if (day == DAY_NONE || calendar_knows(db_calendar(f->db), day_civil(day).year))
		return;
	snprintf(year, sizeof year, "%d", day_civil(day).year);
	front_tell(f, T_DUE_UNSURE, year, NULL);
}

int
front_show(struct front *f)
{
	struct record *record = NULL;

	if (strcmp(f->arg[0], "figures") == 0)
		return front_show_figures(f);
	if (strcmp(f->arg[0], "hotspots") == 0)
		return front_show_hotspots(f);
	int err = front_open(f, false);

	if (!err)
		err = store_get(f->db, &f->actor, f->arg[0], STORE_MASKED, NULL, &record);
	if (err)
		return err;
	if (f->opt[OPT_JSON])
		print_json(f, record);
	for (int i = 0; !f->opt[OPT_JSON] && i < record->form->field_count; i++) {
		if (!record->value[i])
			continue;
		char *value = show_value(f, record, i);

		char *line = xprintf("%s\t%s", record->form->field[i].label[f->lang], value);

		front_answer(f, line);
		free(line);
		free(value);
	}
	tell_unsure(f, record_get(record, "due"));
	record_free(record);
	return 0;
}
