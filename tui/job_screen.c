#include "tui/job_screen.h"

#include "tui/ask.h"
#include "tui/grid.h"
#include "tui/job_news.h"
#include "tui/qr_screen.h"
#include "tui/mapping_screen.h"
#include "tui/stick_pick.h"

#include "db/care.h"
#include "db/rights.h"
#include "forms/paper.h"
#include "share/print.h"

#include <stdlib.h>
#include <string.h>

#define ROW_ABOUT 1
#define ROW_GRID 3
#define WORDS 20  /* of a command, at most */

enum job_field { NO_FIELD, KIND, FILE_NAME, FORMAT, ENCODING, DRY, REASON, MENDED, LAYOUT, TO };

static const struct {
	enum text label, meaning;
	size_t max;
} fields[] = {
	[KIND] = {T_JOB_KIND, T_JOB_KIND_NOTE, 20},
	[FILE_NAME] = {T_JOB_FILE, T_JOB_FILE_NOTE, 200},
	[FORMAT] = {T_JOB_FORMAT, T_JOB_FORMAT_NOTE, 8},
	[ENCODING] = {T_JOB_ENCODING, T_JOB_ENCODING_NOTE, 16},
	[DRY] = {T_JOB_DRY, T_JOB_DRY_NOTE, 1},
	[REASON] = {T_JOB_REASON, T_JOB_REASON_NOTE, 100},
	[TO] = {T_JOB_TO, T_JOB_TO_NOTE, 1},
	[LAYOUT] = {T_JOB_LAYOUT, T_JOB_LAYOUT_NOTE, 40},
	[MENDED] = {T_JOB_MENDED, T_JOB_MENDED_NOTE, 1},
};
#define MOST 7 /* fields of a job */

static const struct job_row {
	const char *command;
	enum text title, about;
	enum action needs; /* of a kind that it is for */
	enum job_field field[MOST + 1];
	const char *reads; /* files that end so; NULL: it writes one */
} rows[] = {
	{"backup", T_JOB_BACKUP, T_JOB_BACKUP_ABOUT, ACTION_ACCOUNTS, {FILE_NAME}, NULL},
	{"drill", T_JOB_DRILL, T_JOB_DRILL_ABOUT, ACTION_ACCOUNTS, {FILE_NAME}, ".gzb"},
	{"verify", T_JOB_VERIFY, T_JOB_VERIFY_ABOUT, ACTION_AUDIT, {NO_FIELD}, NULL},
	{"rebuild", T_JOB_REBUILD, T_JOB_REBUILD_ABOUT, ACTION_ACCOUNTS, {NO_FIELD}, NULL},
	{"import", T_JOB_IMPORT, T_JOB_IMPORT_ABOUT, ACTION_IMPORT,
	    {KIND, FILE_NAME, ENCODING, DRY}, ".xlsx .xls .csv .tsv .txt"},
	{"export", T_JOB_EXPORT, T_JOB_EXPORT_ABOUT, ACTION_EXPORT,
	    {KIND, FILE_NAME, FORMAT, ENCODING, REASON, MENDED, LAYOUT}, NULL},
	{"print", T_JOB_PRINT, T_JOB_PRINT_ABOUT, ACTION_READ, {TO, FILE_NAME, REASON}, NULL},
	{"attach", T_JOB_ATTACH, T_JOB_ATTACH_ABOUT, ACTION_READ, {FILE_NAME},
	    ".pdf .jpg .jpeg .png .doc .docx .xls .xlsx .wps .et .ofd .rtf .txt .zip .amr .mp3"},
	{"detach", T_JOB_DETACH, T_JOB_DETACH_ABOUT, ACTION_READ, {FILE_NAME, REASON}, NULL},
};

/* What a paper can become, by its digit from 1; the ending of its file, "": it needs none. */
static const struct {
	const char *to, *ending;
} ways[] = {{"pdf", "pdf"}, {"rtf", "rtf"}, {"text", "txt"}, {"escp", "prn"}, {"printer", ""},
    {"wechat", "txt"}, {"qr", ""}};
#define WAY_QR 6
#define WAYS (int)(sizeof ways / sizeof *ways)

struct job_screen {
	const struct job_row *row;
	int count;
	char *value[MOST];
	char *code; /* the text that a telephone is to read */
	char *subject; /* of attach, detach: the record, the file; or NULL */
	char *paper, *of; /* of print: what is printed, of which record or kind ("": none) */
	char *report; /* file for the rows that an import would refuse */
	struct grid *grid; /* NULL: nothing is to be told */
	struct mapping_screen_arg mapping; /* being opened */
	struct stick_pick pick;
	struct ask ask;
	bool started; /* here; what was said before is not of interest */
};

static int
index_of(const struct job_screen *s, enum job_field field)
{
	for (int i = 0; i < s->count; i++)
		if (s->row->field[i] == field)
			return i;
	return -1;
}

/* What was typed for a field, "" where the job has none. */
static const char *
value_of(const struct job_screen *s, enum job_field field)
{
	int i = index_of(s, field);

	return i < 0 ? "" : s->value[i];
}

/* The n-th kind that this role may do it with, from 1. */
static const struct form *
kind_at(const struct screen *screen, int n)
{
	const struct job_screen *s = screen->data;
	const struct seat *seat = screen->seat;

	int count = forms_count(seat->forms);

	for (int i = 0; i < count * 2; i++) { /* those aside behind the others */
		const struct form *form = forms_at(seat->forms, i % count);

		if (!form->internal && form->aside == (i >= count) &&
		    rights_may(&seat->actor, s->row->needs, form->kind) && --n == 0)
			return form;
	}
	return NULL;
}

static const struct form *
kind_typed(const struct screen *screen)
{
	const struct job_screen *s = screen->data;
	const char *typed = value_of(s, KIND);

	for (int n = 1; kind_at(screen, n); n++) {
		const struct form *form = kind_at(screen, n);

		if (atoi(typed) == n || strcmp(form->kind, typed) == 0 ||
		    strcmp(form->label[screen->seat->lang], typed) == 0)
			return form;
	}
	return NULL;
}

/* "gongzhan-20261123-1902.gzb", "member-20261123-1902.xlsx": a new string. */
static char *
file_name(const struct screen *screen, const char *about, const char *ending)
{
	char time[20];

	day_time_format(screen_now(screen), time);
	return xprintf("%s-%.4s%.2s%.2s-%.2s%.2s.%s", about, time, time + 5, time + 8, time + 11,
	    time + 14, ending);
}

static void
replace(struct job_screen *s, int i, char *fresh)
{
	free(s->value[i]);
	s->value[i] = fresh;
}

/* Index into ways, -1: none was typed. */
static int
way_typed(const struct job_screen *s)
{
	int way = atoi(value_of(s, TO)) - 1;

	return way >= 0 && way < WAYS ? way : -1;
}

/* Is there a file to be named? */
static bool
wants_file(const struct job_screen *s)
{
	bool prints = index_of(s, TO) >= 0;

	return index_of(s, FILE_NAME) >= 0 &&
	    (!prints || (way_typed(s) >= 0 && *ways[way_typed(s)].ending));
}

/* The file is called after the paper and what it becomes. */
static void
name_paper(const struct screen *screen)
{
	struct job_screen *s = screen->data;
	char *name = way_typed(s) < 0 ? xstrdup("")
	    : wants_file(s) ? file_name(screen, s->paper, ways[way_typed(s)].ending) : xstrdup("");

	replace(s, index_of(s, FILE_NAME), name);
}

static void
field(void *arg, int i, struct grid_field *out)
{
	struct screen *screen = arg;
	const struct job_screen *s = screen->data;
	enum job_field f = s->row->field[i];
	const struct form *form = f == KIND ? kind_typed(screen) : NULL;

	out->label = screen_text(screen, fields[f].label);
	out->max = fields[f].max;
	out->wanted = !*s->value[i] && (f == KIND || (f == FILE_NAME && wants_file(s)));
	out->whole = f == KIND || f == DRY || f == FORMAT || f == TO || f == MENDED;
	buf_puts(&out->value, s->value[i]);
	buf_puts(&out->meaning, form ? form->label[screen->seat->lang]
	    : screen_text(screen, f == FILE_NAME && screen->seat->tray ? T_JOB_TRAY_NOTE
		: fields[f].meaning));
}

static void
leave(void *arg, int i, const char *typed)
{
	struct screen *screen = arg;
	struct job_screen *s = screen->data;
	int file = index_of(s, FILE_NAME);
	bool same = strcmp(s->value[i], typed) == 0;

	replace(s, i, xstrdup(typed));
	if (s->row->field[i] == KIND && index_of(s, FORMAT) >= 0 && !*s->value[file] &&
	    kind_typed(screen))
		replace(s, file, file_name(screen, kind_typed(screen)->kind,
		    value_of(s, FORMAT)));
	if (s->row->field[i] == TO && !same)
		name_paper(screen);
}

/* The name of a file that lies in this seat's tray, "" of another; takes the path over. */
static char *
in_tray(const struct seat *seat, char *path)
{
	char *slash = strrchr(path, '/');
	size_t len = slash ? (size_t)(slash - path) : 0;
	bool ours = slash && strlen(seat->folder) == len && memcmp(seat->folder, path, len) == 0;
	char *name = xstrdup(ours ? slash + 1 : "");

	free(path);
	return name;
}

/* What stands there before anything is typed; a new string. */
static char *
usual(const struct screen *screen, enum job_field f)
{
	const struct job_screen *s = screen->data;
	struct care_last last = {0};

	if (f == DRY || f == FORMAT || f == TO || f == MENDED)
		return xstrdup(f == FORMAT ? "xlsx" : f == MENDED ? "2" : "1");
	if (f == FILE_NAME && strcmp(s->row->command, "backup") == 0)
		return file_name(screen, "gongzhan", "gzb");
	if (f == FILE_NAME && s->paper)
		return file_name(screen, s->paper, ways[0].ending);
	if (f == FILE_NAME && strcmp(s->row->command, "drill") == 0)
		care_last_backup(screen->seat->db, &last);
	char *file = last.file ? last.file : xstrdup("");

	return screen->seat->tray ? in_tray(screen->seat, file) : file;
}

/* "print PAPER OF", "attach RECORD", "detach ATTACHMENT NAME" */
static void
take_words(struct job_screen *s, const char *words)
{
	size_t len = strcspn(words, " ");
	char *first = xstrndup(words, len), *rest = xstrdup(words + len + (words[len] != '\0'));

	if (strcmp(s->row->command, "print") == 0) {
		s->paper = first;
		s->of = rest;
	} else {
		s->subject = first;
		s->value[0] = rest;
	}
}

static int
start(struct screen *screen, const void *arg)
{
	struct job_screen *s = screen->data = xcalloc(1, sizeof *s);
	struct grid_owner owner = {field, leave, screen};
	const char *words = arg;
	size_t len = strcspn(words, " ");

	for (size_t i = 0; i < sizeof rows / sizeof *rows; i++)
		if (strlen(rows[i].command) == len && memcmp(rows[i].command, words, len) == 0)
			s->row = &rows[i];
	if (words[len])
		take_words(s, words + len + 1);
	for (; s->row->field[s->count]; s->count++)
		if (!s->value[s->count])
			s->value[s->count] = usual(screen, s->row->field[s->count]);
	if (!s->count)
		return 0;
	s->grid = grid_new(screen->cdk, &owner, s->count);
	widget_focus(grid_widget(s->grid));
	grid_go(s->grid, 0);
	return 0;
}

static void
finish(struct screen *screen)
{
	struct job_screen *s = screen->data;

	for (int i = 0; i < s->count; i++)
		free(s->value[i]);
	stick_pick_release(&s->pick);
	free(s->report);
	free(s->code);
	free(s->subject);
	free(s->paper);
	free(s->of);
	free(s);
}

static void
layout(struct screen *screen)
{
	struct job_screen *s = screen->data;

	if (s->grid)
		widget_place(grid_widget(s->grid), ROW_GRID, 0, s->count, COLS);
}

/* --- painting --- */

static void
title(const struct screen *screen, struct buf *out)
{
	const struct job_screen *s = screen->data;
	const struct paper *paper = s->paper ? papers_find(screen->seat->forms, s->paper) : NULL;

	buf_puts(out, screen_text(screen, s->row->title));
	if (paper)
		buf_printf(out, "  %s", paper->label[screen->seat->lang]);
}

static void
paint(struct screen *screen)
{
	struct job_screen *s = screen->data;
	const struct seat *seat = screen->seat;
	int row = ROW_GRID + s->count + 1;

	screen_write(ROW_ABOUT, GRID_TEXT, screen_text(screen, s->row->about));
	if (index_of(s, FILE_NAME) >= 0 && seat->folder) {
		char *where = text_format(seat->lang, seat->tray ? T_JOB_TRAY : T_JOB_FOLDER,
		    seat->folder, NULL);

		screen_write(row++, GRID_VALUE, where);
		free(where);
		row++;
	}
	job_news_paint(screen, row, s->started);
}

/* "1会员 2诉求 …" */
static char *
kinds(const struct screen *screen)
{
	struct buf out = BUF_EMPTY;

	for (int n = 1; kind_at(screen, n); n++)
		buf_printf(&out, "%d%s%s ", n, screen->seat->lang == LANG_ZH ? "" : " ",
		    kind_at(screen, n)->label[screen->seat->lang]);
	return buf_take(&out);
}

static char *
hint(const struct screen *screen)
{
	const struct job_screen *s = screen->data;

	if (screen->seat->news.running)
		return xstrdup(screen_text(screen, T_JOB_GO_ON));
	if (s->grid && s->row->field[grid_current(s->grid)] == KIND)
		return kinds(screen);
	if (s->grid && s->row->field[grid_current(s->grid)] == TO)
		return xstrdup(screen_text(screen, T_JOB_TO_HINT));
	return xstrdup(screen_text(screen, T_JOB_HINT));
}

/* --- starting it --- */

static bool
wrong(struct screen *screen, enum job_field f, enum text text)
{
	struct job_screen *s = screen->data;

	grid_go(s->grid, index_of(s, f));
	screen_say(screen, text, NULL);
	return false;
}

/* Which kind, which file; else says what is wanted. */
static bool
is_told(struct screen *screen)
{
	const struct job_screen *s = screen->data;

	if (index_of(s, KIND) >= 0 && !kind_typed(screen))
		return wrong(screen, KIND, T_JOB_NO_KIND);
	if (s->paper && way_typed(s) < 0)
		return wrong(screen, TO, T_PRINT_TO_WRONG);
	if (wants_file(s) && !*value_of(s, FILE_NAME))
		return wrong(screen, FILE_NAME, T_JOB_NO_FILE);
	return true;
}

static int
add_option(const char **argv, int n, const char *name, const char *value)
{
	if (!*value)
		return n;
	argv[n++] = name;
	argv[n++] = value;
	return n;
}

/* The command as it would be typed. */
static void
write_command(const struct screen *screen, const char *argv[WORDS])
{
	const struct job_screen *s = screen->data;
	const struct form *form = kind_typed(screen);
	bool exports = index_of(s, FORMAT) >= 0 || s->paper;
	int n = 0;

	n = add_option(argv, n, "--encoding", value_of(s, ENCODING));
	if (*value_of(s, LAYOUT))
		n = add_option(argv, n, "--template", value_of(s, LAYOUT));
	else
		n = add_option(argv, n, "--format", value_of(s, FORMAT));
	if (s->paper)
		n = add_option(argv, n, "--to", ways[way_typed(s)].to);
	n = add_option(argv, n, "--reason", value_of(s, REASON));
	if (*value_of(s, REASON))
		argv[n++] = "--unmask";
	if (strcmp(value_of(s, MENDED), "1") == 0)
		argv[n++] = "--refused";
	if (strcmp(value_of(s, DRY), "1") == 0) {
		argv[n++] = "--dry-run";
		n = add_option(argv, n, "--report", s->report);
	}
	if (exports)
		n = add_option(argv, n, "--output", value_of(s, FILE_NAME));
	argv[n++] = "--"; /* a file may be called what it likes */
	argv[n++] = s->row->command;
	if (form)
		argv[n++] = form->kind;
	if (s->subject)
		argv[n++] = s->subject;
	if (s->paper)
		argv[n++] = s->paper;
	if (s->paper && *s->of)
		argv[n++] = s->of;
	if (!exports && *value_of(s, FILE_NAME))
		argv[n++] = value_of(s, FILE_NAME);
	argv[n] = NULL;
}

/* For telephones, on the screen: what the paper has a code for, else all of it. No file, no job. */
static struct reaction
show_code(struct screen *screen)
{
	struct job_screen *s = screen->data;
	struct seat *seat = screen->seat;
	const char *reason = *value_of(s, REASON) ? value_of(s, REASON) : NULL;
	const struct print_options options = {.paper = papers_find(seat->forms, s->paper),
		.of = *s->of ? s->of : NULL, .unmask = reason, .reason = reason};
	struct document document = {0};
	struct buf text = BUF_EMPTY;
	struct say why = {0};

	if (!options.paper) { /* what the front door alone knows how to print */
		screen_say(screen, T_QR_NOT_THIS, NULL);
		return screen_done();
	}
	if (!qr_screen_can(screen))
		return screen_done();
	int err = print_make(seat->db, &seat->actor, &options, &document, &why);

	for (int i = 0; !err && i < document.count && !text.len; i++)
		if (document.part[i].kind == PART_QR)
			buf_puts(&text, document.part[i].text);
	if (!err && !text.len)
		press_plain(&document, &text);
	document_release(&document);
	free(s->code);
	s->code = buf_take(&text);
	if (err) {
		screen_say_error(screen, err, &why);
		return screen_done();
	}
	return screen_open(&screen_qr, s->code);
}

static struct reaction
go(struct screen *screen)
{
	struct job_screen *s = screen->data;
	const char *argv[WORDS];
	struct say why = {0};

	if (s->grid)
		grid_settle(s->grid);
	if (!is_told(screen) || stick_is_gone(screen, value_of(s, FILE_NAME)))
		return screen_done();
	if (s->paper && way_typed(s) == WAY_QR)
		return show_code(screen);
	free(s->report);
	s->report = xprintf("%s.report.csv", value_of(s, FILE_NAME));
	write_command(screen, argv);
	int err = screen->seat->job(screen->seat, argv, &why);

	if (err)
		screen_say_error(screen, err, &why);
	else
		s->started = true;
	return screen_done();
}

static bool
imports(const struct screen *screen)
{
	const struct job_screen *s = screen->data;

	return index_of(s, KIND) >= 0 && index_of(s, DRY) >= 0;
}

/* Its columns first. */
static struct reaction
show_columns(struct screen *screen)
{
	struct job_screen *s = screen->data;

	grid_settle(s->grid);
	if (!is_told(screen))
		return screen_done();
	s->mapping = (struct mapping_screen_arg){
		kind_typed(screen), value_of(s, FILE_NAME), value_of(s, ENCODING)};
	return screen_open(&screen_mapping, &s->mapping);
}

/* The name that what is written has already, or usually has; a new string, "" for what is read. */
static char *
name_on_stick(const struct screen *screen)
{
	const struct job_screen *s = screen->data;
	const char *was = value_of(s, FILE_NAME), *slash = strrchr(was, '/');
	const struct form *form = kind_typed(screen);

	if (s->row->reads)
		return xstrdup("");
	if (*was)
		return xstrdup(slash ? slash + 1 : was);
	return form ? file_name(screen, form->kind, value_of(s, FORMAT)) : usual(screen, FILE_NAME);
}

static struct reaction
on_stick(struct screen *screen, const char *path)
{
	struct job_screen *s = screen->data;
	int file = index_of(s, FILE_NAME);
	char *name = name_on_stick(screen);

	grid_go(s->grid, file);
	replace(s, file, xprintf("%s%s%s", path, *name ? "/" : "", name));
	grid_reload(s->grid);
	free(name);
	return screen_done();
}

static struct reaction
find_on_stick(struct screen *screen)
{
	struct job_screen *s = screen->data;

	grid_settle(s->grid);
	if (index_of(s, FORMAT) >= 0 && !kind_typed(screen)) {
		wrong(screen, KIND, T_JOB_NO_KIND);
		return screen_done();
	}
	s->pick.endings = s->row->reads;
	s->pick.chosen = on_stick;
	return stick_pick_open(screen, &s->pick);
}

static struct reaction
stop(struct screen *screen, int which)
{
	if (which == 0 && screen->seat->news.running) {
		screen->seat->job_stop(screen->seat);
		screen_say(screen, T_JOB_STOPS, NULL);
	}
	return screen_done();
}

static struct reaction
ask_stop(struct screen *screen)
{
	struct job_screen *s = screen->data;

	s->ask = (struct ask){T_JOB_ASK_STOP, NULL, ask_yes_no, stop};
	return screen_open(&screen_ask, &s->ask);
}

static bool
can(const struct screen *screen, enum act act)
{
	if (act == ACT_UNDO)
		return job_news_can_stop(screen);
	if (act == ACT_FIND || act == ACT_DO)
		return index_of(screen->data, FILE_NAME) >= 0 && stick_pick_can(screen);
	return act != ACT_CHOICES || imports(screen);
}

static struct reaction
act(struct screen *screen, enum act act)
{
	struct job_screen *s = screen->data;

	if (act == ACT_UNDO && can(screen, act))
		return ask_stop(screen);
	if (act == ACT_CHOICES && imports(screen))
		return show_columns(screen);
	if (act == ACT_FIND && can(screen, act))
		return find_on_stick(screen);
	if (act == ACT_DO && can(screen, act))
		return stick_pick_out(screen, &s->pick);
	return act == ACT_SAVE ? go(screen) : screen_pass();
}

static const struct screen_act acts[] = {
	{ACT_HELP, TEXT_NONE},
	{ACT_SAVE, T_JOB_START},
	{ACT_CHOICES, T_MAP_OPEN},
	{ACT_FIND, T_STICK},
	{ACT_DO, T_STICK_PULL},
	{ACT_UNDO, T_JOB_STOP},
	{ACT_SWAP, TEXT_NONE},
	{ACT_BACK, TEXT_NONE},
	{ACT_COUNT, TEXT_NONE},
};

const struct screen_ops screen_job = {
	.name = "job",
	.acts = acts,
	.open = start,
	.close = finish,
	.title = title,
	.layout = layout,
	.paint = paint,
	.act = act,
	.can = can,
	.hint = hint,
};
