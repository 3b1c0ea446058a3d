/* Commands on sheets: in and out. */
#include "front.h"

#include "db/given.h"
#include "db/run.h"
#include "share/export.h"
#include "share/import.h"
#include "share/preview.h"
#include "share/template.h"

#include <jansson.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#define RUNS_LISTED 200

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

/* The difference that mending makes; nobody mends unasked. */
static void
tell_damage(const struct front *f, const struct import_result *r)
{
	char count[24];

	snprintf(count, sizeof count, "%lld", (long long)r->damaged);
	char *line = text_format(f->lang, f->opt[OPT_MEND] ? T_FRONT_MENDED : T_FRONT_DAMAGED,
	    count, r->damage, r->mended, NULL);

	front_say(f, line);
	free(line);
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
	if (r->damaged)
		tell_damage(f, r);
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
	if (r->refused && !f->opt[OPT_DRY_RUN])
		front_tell(f, T_FRONT_REFUSED_WAIT, NULL, NULL);
	if (r->refused)
		say_set(&f->why, T_FRONT_REFUSED, refused, NULL);
}

static void
tell_run(const struct front *f, int64_t run)
{
	char number[24];

	snprintf(number, sizeof number, "%lld", (long long)run);
	front_tell(f, T_FRONT_RUN, number, NULL);
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
	else if (r->run)
		tell_run(f, r->run);
	if (r->report)
		front_tell(f, T_FRONT_REPORT, r->report, NULL);
	else if (r->refused)
		say_set(&f->why, T_FRONT_DRY_REFUSED, words[5], NULL);
}

/* --- imports that were made ----------------------------------------------------------------------
 */

static void
answer_run_json(const struct front *f, const struct run *run)
{
	json_t *object = json_pack("{sI ss ss ss ss sI sI}", "run", (json_int_t)run->number,
	    "account", run->account, "name", run->name, "kind", run->kind, "file", run->file,
	    "added", (json_int_t)run->added, "changed", (json_int_t)run->changed);
	char time[20];

	day_time_format(run->when, time);
	json_object_set_new(object, "when", json_string(time));
	if (run->undone_by)
		json_object_set_new(object, "undone_by", json_string(run->undone_by));
	char *line = json_dumps(object, JSON_COMPACT | JSON_SORT_KEYS);

	front_answer(f, line);
	free(line);
	json_decref(object);
}

static void
answer_run(const struct front *f, const struct run *run)
{
	const struct form *form = forms_find(f->forms, run->kind);
	char time[20];

	if (f->opt[OPT_JSON]) {
		answer_run_json(f, run);
		return;
	}
	day_time_format(run->when, time);
	char *line = xprintf("%lld\t%s\t%s\t%s\t%s\t%lld\t%lld\t%s", (long long)run->number, time,
	    run->name, form ? form->label[f->lang] : run->kind, run->file, (long long)run->added,
	    (long long)run->changed, run->undone_by ? run->undone_by : "");

	front_answer(f, line);
	free(line);
}

static int
list_runs(struct front *f)
{
	struct runs runs;
	int err = front_open(f, false);

	if (!err)
		err = run_list(f->db, &f->actor, RUNS_LISTED, &runs);
	if (err)
		return err;
	for (int i = 0; i < runs.count; i++)
		answer_run(f, &runs.run[i]);
	runs_release(&runs);
	return 0;
}

/* What stays, and because of whom. */
static void
answer_kept(const struct front *f, const struct run_undone *undone)
{
	for (int i = 0; i < undone->shown; i++) {
		const struct run_kept *kept = &undone->first[i];
		const char *what = kept->field < 0 ? text_get(f->lang, T_FRONT_UNDO_RECORD)
		    : undone->form->field[kept->field].label[f->lang];
		char *line = xprintf("%s\t%s\t%s\t%s", kept->id, kept->title, what,
		    kept->who ? kept->who : text_get(f->lang, T_FRONT_UNDO_REFERRED));

		front_answer(f, line);
		free(line);
	}
}

static void
tell_undone(struct front *f, const struct run_undone *undone)
{
	char withdrawn[24], restored[24], kept[24];

	snprintf(withdrawn, sizeof withdrawn, "%lld", (long long)undone->withdrawn);
	snprintf(restored, sizeof restored, "%lld", (long long)undone->restored);
	snprintf(kept, sizeof kept, "%lld", (long long)undone->kept);
	answer_kept(f, undone);
	if (!f->answer)
		fflush(stdout);
	char *line = text_format(f->lang, undone->kept ? T_FRONT_UNDONE_BUT : T_FRONT_UNDONE,
	    withdrawn, restored, kept, NULL);

	front_say(f, line);
	free(line);
}

static int
undo_run(struct front *f)
{
	struct run_undone undone = {0};
	char *end;
	long long number = strtoll(f->opt[OPT_UNDO], &end, 10);

	if (*end || number < 1) {
		say_set(&f->why, T_FRONT_NO_RUN, f->opt[OPT_UNDO], NULL);
		return ERR_USAGE;
	}
	int err = front_open(f, false);

	if (!err)
		err = run_undo(f->db, &f->actor, number, f->progress, &undone, &f->why);
	if (!err || undone.withdrawn || undone.restored)
		tell_undone(f, &undone);
	if (err == ERR_NOTFOUND)
		say_set(&f->why, T_FRONT_NO_RUN, f->opt[OPT_UNDO], NULL);
	else if (err == ERR_EXISTS)
		say_set(&f->why, T_FRONT_UNDONE_BEFORE, NULL);
	run_undone_release(&undone);
	return err;
}

/* --- a sheet in ----------------------------------------------------------------------------------
 */

static int
take_in(struct front *f)
{
	struct showing showing = {f, false};
	struct import_options how = {
		.charset = f->opt[OPT_ENCODING],
		.sheet = f->opt[OPT_SHEET],
		.mend = f->opt[OPT_MEND] != NULL,
		.dry_run = f->opt[OPT_DRY_RUN] != NULL,
		.report = f->opt[OPT_REPORT],
		.lang = f->lang,
		.refusal = show_refusal,
		.progress = f->progress ? tell_job
		    : isatty(STDERR_FILENO) ? show_progress : NULL,
		.arg = &showing,
	};
	struct import_result result = {0};
	struct mapping mapping = {0};
	const struct form *form = front_kind(f);
	int err = form ? front_open(f, false) : ERR_USAGE;

	if (!err)
		err = front_clock(f);
	if (!err && f->opt[OPT_MAPPING]) {
		err = mapping_find(f->db, &f->actor, form, f->opt[OPT_MAPPING], &mapping, &f->why);
		how.mapping = &mapping;
	}
	if (err)
		return err;
	err = import_file(f->db, &f->actor, form, f->arg[1], &how, &result, &f->why);
	mapping_release(&mapping);
	if (showing.bar)
		fputc('\n', stderr);
	if ((!err || err == ERR_PARTIAL) && result.answered)
		tell_answer(f, &result);
	else if (!err || result.rows > 0)
		import_tell(f, &result);
	import_result_release(&result);
	return err;
}

static void
put_preview(void *arg, const char *line)
{
	front_answer(arg, line);
}

static int
preview(struct front *f)
{
	struct preview_options how = {.charset = f->opt[OPT_ENCODING], .sheet = f->opt[OPT_SHEET]};
	const struct form *form = front_kind(f);
	char *end = NULL;

	if (f->opt[OPT_HEADING]) {
		how.heading = strtoll(f->opt[OPT_HEADING], &end, 10);
		how.span = strcmp(end, "+2") == 0 ? 2 : 1;
	}
	if (form && end && ((*end && how.span == 1) || how.heading < 1))
		say_set(&f->why, T_FRONT_NUMBER, f->opt[OPT_HEADING], "1048576", NULL);
	if (f->why.id != TEXT_NONE)
		return ERR_USAGE;
	int err = front_open(f, false);

	return err ? err : preview_file(f->db, &f->actor, form, f->arg[1], &how, put_preview, f,
	    &f->why);
}

static int
keep(struct front *f)
{
	const struct form *form = f->opt[OPT_MAPPING] ? front_kind(f) : NULL;

	if (!f->opt[OPT_MAPPING])
		say_set(&f->why, T_FRONT_KEEP_NAME, NULL);
	if (!form)
		return ERR_USAGE;
	int err = front_open(f, false);

	if (!err)
		err = template_keep(f->db, &f->actor, form, f->arg[1], f->opt[OPT_MAPPING],
		    &f->why);
	if (!err)
		front_tell(f, T_FRONT_KEPT, f->opt[OPT_MAPPING], NULL);
	return err;
}

/* What else than taking a sheet in the command can do; of these at most one is asked for. */
static const struct {
	enum opt opt;
	int arguments;
	int (*run)(struct front *f);
} imports[] = {
	{OPT_RUNS, 0, list_runs}, {OPT_UNDO, 0, undo_run}, {OPT_PREVIEW, 2, preview},
	{OPT_KEEP, 2, keep},
};

int
front_import(struct front *f)
{
	int (*run)(struct front *f) = take_in;
	int arguments = 2, asked = 0;

	for (size_t i = 0; i < sizeof imports / sizeof *imports; i++) {
		if (!f->opt[imports[i].opt])
			continue;
		run = imports[i].run;
		arguments = imports[i].arguments;
		asked++;
	}
	if (asked <= 1 && f->arg_count == arguments)
		return run(f);
	say_set(&f->why, T_FRONT_ARGUMENTS, "import " FRONT_IMPORT_ARGUMENTS, NULL);
	return ERR_USAGE;
}

/* --- sheets out ----------------------------------------------------------------------------------
 */

static void
answer_given(const struct front *f, const struct given *given)
{
	char time[20], *line;

	day_time_format(given->when, time);
	if (f->opt[OPT_JSON]) {
		json_t *object = json_pack("{ss ss ss ss ss ss sI}", "when", time, "account",
		    given->account, "name", given->name, "layout", given->layout, "receiver",
		    given->receiver, "kind", given->kind, "rows", (json_int_t)given->rows);

		line = json_dumps(object, JSON_COMPACT | JSON_SORT_KEYS);
		json_decref(object);
	} else {
		line = xprintf("%s\t%s\t%s\t%s\t%s\t%lld", time, given->name, given->layout,
		    given->receiver, given->kind, (long long)given->rows);
	}
	front_answer(f, line);
	free(line);
}

static int
list_given(struct front *f)
{
	struct givens givens = {0};
	int err = front_open(f, false);

	if (!err)
		err = front_may(f, ACTION_EXPORT);
	if (!err)
		err = given_list(f->db, RUNS_LISTED, &givens);
	for (int i = 0; !err && i < givens.count; i++)
		answer_given(f, &givens.given[i]);
	givens_release(&givens);
	return err;
}

/* Into a receiver's own template; what would be refused is listed. */
static int
export_template(struct front *f)
{
	struct showing showing = {f, false};
	struct template_options how = {
		.output = f->opt[OPT_OUTPUT],
		.dry_run = f->opt[OPT_DRY_RUN] != NULL,
		.mended = f->opt[OPT_REFUSED] != NULL,
		.unmask = f->opt[OPT_UNMASK] != NULL,
		.reason = f->opt[OPT_REASON],
		.lang = f->lang,
		/* not where the sheet itself goes */
		.refusal = f->opt[OPT_DRY_RUN] || f->answer || f->opt[OPT_OUTPUT] ? show_refusal
		    : NULL,
		.arg = &showing,
	};
	const struct form *form = front_kind(f);
	char count[24], wrong[24];
	int64_t rows = 0, refused = 0;
	int err = form ? front_open(f, false) : ERR_USAGE;

	if (!err)
		err = template_export(f->db, &f->actor, form, f->opt[OPT_TEMPLATE], &how, &rows,
		    &refused, &f->why);
	if (err)
		return err;
	if (!f->answer)
		fflush(stdout);
	snprintf(count, sizeof count, "%lld", (long long)rows);
	snprintf(wrong, sizeof wrong, "%lld", (long long)refused);
	front_tell(f, how.dry_run ? T_FRONT_CHECKED : T_FRONT_EXPORTED, count, NULL);
	if (refused)
		say_set(&f->why, T_FRONT_WOULD_REFUSE, wrong, NULL);
	return refused ? ERR_PARTIAL : 0;
}

static int
export_plain(struct front *f)
{
	const char *format = f->opt[OPT_FORMAT] ? f->opt[OPT_FORMAT] : "csv";
	struct export_options how = {
		.format = export_format_find(format),
		.charset = f->opt[OPT_ENCODING],
		.output = f->opt[OPT_OUTPUT],
		.mended = f->opt[OPT_REFUSED] != NULL,
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

int
front_export(struct front *f)
{
	bool given = f->opt[OPT_GIVEN] != NULL;
	const char *alone = f->opt[OPT_DRY_RUN] && !f->opt[OPT_TEMPLATE] ? "dry-run"
	    : f->opt[OPT_JSON] && !given ? "json" : NULL;

	if (alone) {
		say_set(&f->why, T_FRONT_NO_OPTION, alone, "export", NULL);
		return ERR_USAGE;
	}
	if (f->arg_count != !given) {
		say_set(&f->why, T_FRONT_ARGUMENTS, "export " FRONT_EXPORT_ARGUMENTS, NULL);
		return ERR_USAGE;
	}
	if (given)
		return list_given(f);
	return f->opt[OPT_TEMPLATE] ? export_template(f) : export_plain(f);
}
