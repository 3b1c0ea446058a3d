/* Commands on records: sheets in and out, find, show. */
#include "front.h"

#include "forms/type.h"
#include "share/export.h"
#include "share/import.h"

#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

/* An import, shown while it goes on. */
struct showing {
	const struct front *front;
	bool bar; /* is on the terminal */
};

/* A bar that fits the narrowest terminal; the line stays open until the result stands below it. */
static void
show_progress(void *arg, int64_t done, int64_t total)
{
	static const char full[] = "##############################";
	const int width = sizeof full - 1;
	int part = total > 0 && done < total ? (int)(done * width / total) : width;
	int percent = total > 0 && done < total ? (int)(done * 100 / total) : 100;

	((struct showing *)arg)->bar = true;
	fprintf(stderr, "\r[%.*s%*s] %3d%%", part, full, width - part, "", percent);
}

/* What was read of a workbook, and what was not. */
static void
tell_sheet(const struct front *f, const struct import_result *r)
{
	char count[24];

	snprintf(count, sizeof count, "%lld", (long long)r->hidden);
	if (r->sheet && *r->sheet)
		front_tell(f, T_FRONT_SHEET, r->sheet, NULL);
	if (r->others)
		front_tell(f, T_FRONT_SHEETS, r->others, NULL);
	if (r->hidden)
		front_tell(f, T_FRONT_HIDDEN, count, NULL);
}

static void
tell_job(void *arg, int64_t done, int64_t total)
{
	const struct care_progress *progress = ((struct showing *)arg)->front->progress;

	progress->step(progress->arg, done, total);
}

static void
show_refusal(void *arg, const char *id, const char *title, const char *reason)
{
	const struct showing *showing = arg;
	char *line = xprintf("%s\t%s\t%s", *id ? id : "-", title, reason);

	front_answer(showing->front, line);
	free(line);
}

static void
tell_answer(struct front *f, const struct import_result *r)
{
	char accepted[24], refused[24];

	snprintf(accepted, sizeof accepted, "%lld", (long long)r->accepted);
	snprintf(refused, sizeof refused, "%lld", (long long)r->refused);
	fflush(stdout);
	front_tell(f, T_FRONT_ANSWERED, accepted, refused);
	if (r->refused)
		say_set(&f->why, T_FRONT_REFUSED, refused, NULL);
}

static void
import_tell(struct front *f, const struct import_result *r)
{
	const int64_t counts[] = {r->rows, r->added, r->changed, r->same, r->incomplete,
	    r->refused};
	char words[6][24];

	for (int i = 0; i < 6; i++)
		snprintf(words[i], sizeof words[i], "%lld", (long long)counts[i]);
	char *line = text_format(f->lang, T_FRONT_IMPORTED, words[0], words[1], words[2], words[3],
	    words[4], words[5], r->charset, NULL);

	front_say(f, line);
	free(line);
	tell_sheet(f, r);
	if (f->opt[OPT_DRY_RUN])
		front_tell(f, T_FRONT_DRY, NULL, NULL);
	if (r->report)
		front_tell(f, T_FRONT_REPORT, r->report, NULL);
	else if (r->refused)
		say_set(&f->why, T_FRONT_DRY_REFUSED, words[5], NULL);
}

int
front_import(struct front *f)
{
	struct showing showing = {f, false};
	struct import_options how = {
		.charset = f->opt[OPT_ENCODING],
		.sheet = f->opt[OPT_SHEET],
		.dry_run = f->opt[OPT_DRY_RUN] != NULL,
		.report = f->opt[OPT_REPORT],
		.lang = f->lang,
		.refusal = show_refusal,
		.progress = f->progress ? tell_job
		    : isatty(STDERR_FILENO) ? show_progress : NULL,
		.arg = &showing,
	};
	struct import_result result = {0};
	const struct form *form = front_kind(f);

	int err = form ? front_open(f, false) : ERR_USAGE;

	if (!err)
		err = front_clock(f);
	if (err)
		return err;
	err = import_file(f->db, &f->actor, form, f->arg[1], &how, &result, &f->why);
	if (showing.bar)
		fputc('\n', stderr);
	if ((!err || err == ERR_PARTIAL) && result.answered)
		tell_answer(f, &result);
	else if (!err || result.rows > 0)
		import_tell(f, &result);
	import_result_release(&result);
	return err;
}

int
front_export(struct front *f)
{
	const char *format = f->opt[OPT_FORMAT] ? f->opt[OPT_FORMAT] : "csv";
	struct export_options how = {
		.format = export_format_find(format),
		.charset = f->opt[OPT_ENCODING],
		.output = f->opt[OPT_OUTPUT],
		.unmask = f->opt[OPT_UNMASK] != NULL,
		.reason = f->opt[OPT_REASON],
		.lang = f->lang,
	};
	char count[24];
	int64_t rows;

	if (how.format == EXPORT_FORMATS)
		say_set(&f->why, T_FRONT_FORMAT, NULL);
	else if (how.unmask && !how.reason)
		say_set(&f->why, T_FRONT_REASON, NULL);
	else if (how.reason && !how.unmask)
		say_set(&f->why, T_FRONT_NOT_MASKED, NULL);
	if (f->why.id != TEXT_NONE)
		return ERR_USAGE;
	const struct form *form = front_kind(f);
	int err = form ? front_open(f, false) : ERR_USAGE;

	if (!err)
		err = export_file(f->db, &f->actor, form, &how, &rows, &f->why);
	if (err)
		return err;
	snprintf(count, sizeof count, "%lld", (long long)rows);
	front_tell(f, T_FRONT_EXPORTED, count, NULL);
	return 0;
}

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
print_json(const struct record *record)
{
	json_t *object = json_pack("{ss}", "id", record->id);

	for (int i = 0; i < record->form->field_count; i++)
		if (record->value[i])
			json_object_set_new(object, record->form->field[i].name,
			    json_string(record->value[i]));
	char *line = json_dumps(object, JSON_COMPACT);

	puts(line);
	free(line);
	json_decref(object);
}

static void
print_row(const struct front *f, const struct record *record)
{
	if (f->opt[OPT_JSON]) {
		print_json(record);
		return;
	}
	fputs(record->id, stdout);
	for (int i = 0; i < record->form->field_count; i++) {
		if (!record->form->field[i].list_columns)
			continue;
		char *value = record->value[i] ? show_value(f, record, i) : NULL;

		printf("\t%s", value ? value : "");
		free(value);
	}
	putchar('\n');
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
	int err = front_open(f, false);

	if (!err)
		err = store_get(f->db, &f->actor, f->arg[0], STORE_MASKED, NULL, &record);
	if (err)
		return err;
	if (f->opt[OPT_JSON])
		print_json(record);
	for (int i = 0; !f->opt[OPT_JSON] && i < record->form->field_count; i++) {
		if (!record->value[i])
			continue;
		char *value = show_value(f, record, i);

		printf("%s\t%s\n", record->form->field[i].label[f->lang], value);
		free(value);
	}
	tell_unsure(f, record_get(record, "due"));
	record_free(record);
	return 0;
}
