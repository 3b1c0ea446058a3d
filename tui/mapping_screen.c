#include "tui/mapping_screen.h"

#include "tui/ask.h"
#include "tui/grid.h"
#include "tui/job_news.h"
#include "tui/picker.h"
#include "tui/sheet_view.h"

#include "base/norm.h"
#include "base/pinyin.h"
#include "share/mapping.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define ROW_ABOUT 1
#define ROW_GRID 3
#define ROWS_NEWS 5 /* below the columns */
#define WORDS 20
#define NAME_MOST 40

/* Rows of the grid before those of the columns. */
enum { NAME, EMPTIES, FIRST };

/* WANTED: a preview, as soon as another job is done. */
enum waiting { NOTHING, WANTED, PREVIEW, TRIAL };

struct mapping_screen {
	const struct form *form;
	char *file, *name, *charset, *sheet; /* charset, sheet: NULL as found */
	char *report;
	bool empties;
	long heading; /* as the person said; 0 as found */
	int span;
	struct sheet_view view;
	struct grid *grid; /* NULL until there is something to show */
	enum waiting waiting;
	bool started, tried;
	struct picker picker;
	struct ask ask;
	int *match; /* of the picker: fields */
	int matches;
};

static const char *const charsets[] = {"UTF-8", "GB18030", "Big5", "UTF-16", NULL};

/* --- the columns ---------------------------------------------------------------------------------
 */

static void
field(void *arg, int i, struct grid_field *out)
{
	struct screen *screen = arg;
	const struct mapping_screen *s = screen->data;
	enum lang lang = screen->seat->lang;

	if (i == NAME) {
		out->label = screen_text(screen, T_MAP_NAME);
		out->max = NAME_MOST;
		out->wanted = !*s->name;
		buf_puts(&out->value, s->name);
		buf_puts(&out->meaning, screen_text(screen, T_MAP_NAME_NOTE));
		return;
	}
	if (i == EMPTIES) {
		out->label = screen_text(screen, T_MAP_EMPTIES);
		out->max = 1;
		out->whole = true;
		buf_puts(&out->value, s->empties ? "1" : "2");
		buf_puts(&out->meaning, screen_text(screen, T_MAP_EMPTIES_NOTE));
		return;
	}
	const struct sheet_column *column = &s->view.column[i - FIRST];
	char *samples = sheet_view_samples(&s->view, i - FIRST);

	out->label = column->heading;
	out->gap = i == FIRST;
	out->max = NAME_MOST;
	out->whole = true;
	buf_puts(&out->value, column->field < 0 ? "-" : s->form->field[column->field].label[lang]);
	buf_puts(&out->meaning, samples);
	free(samples);
}

/* A field stands in one column: the one that was said last. */
static void
set_field(struct mapping_screen *s, int column, int field)
{
	for (int i = 0; field >= 0 && i < s->view.columns; i++)
		if (s->view.column[i].field == field)
			s->view.column[i].field = -1;
	s->view.column[column].field = field;
}

static void
leave(void *arg, int i, const char *typed)
{
	struct screen *screen = arg;
	struct mapping_screen *s = screen->data;
	int found = i < FIRST ? 0 : sheet_field_typed(s->form, typed);
	bool same = i == NAME ? strcmp(typed, s->name) == 0
	    : i == EMPTIES ? s->empties == (strcmp(typed, "1") == 0)
	    : found == s->view.column[i - FIRST].field;

	if (same)
		return;
	s->tried = false;
	if (i == NAME) {
		free(s->name);
		s->name = xstrdup(typed);
	} else if (i == EMPTIES) {
		s->empties = !s->empties;
	} else if (found == -2) {
		screen_say(screen, T_MAP_UNKNOWN, typed, NULL);
	} else {
		set_field(s, i - FIRST, found);
	}
}

/* --- the job that reads --------------------------------------------------------------------------
 */

static int
add_option(const char **argv, int n, const char *name, const char *value)
{
	if (!value || !*value)
		return n;
	argv[n++] = name;
	argv[n++] = value;
	return n;
}

/* The import of this sheet, with the options that there are. */
static struct reaction
run(struct screen *screen, const char *const option[], enum waiting waiting)
{
	struct mapping_screen *s = screen->data;
	const char *argv[WORDS];
	struct say why = {0};
	int n = 0;

	while (*option)
		argv[n++] = *option++;
	n = add_option(argv, n, "--encoding", s->charset);
	n = add_option(argv, n, "--sheet", s->sheet);
	argv[n++] = "--";
	argv[n++] = "import";
	argv[n++] = s->form->kind;
	argv[n++] = s->file;
	argv[n] = NULL;
	int err = screen->seat->job(screen->seat, argv, &why);

	s->waiting = !err ? waiting : waiting == PREVIEW && err == ERR_BUSY ? WANTED : NOTHING;
	s->started = !err && waiting != PREVIEW;
	if (err && s->waiting != WANTED)
		screen_say_error(screen, err, &why);
	say_release(&why);
	return screen_done();
}

static struct reaction
look(struct screen *screen)
{
	struct mapping_screen *s = screen->data;
	char heading[40];
	const char *option[] = {"--preview", s->heading ? "--heading" : NULL, heading, NULL};

	snprintf(heading, sizeof heading, "%ld%s", s->heading, s->span == 2 ? "+2" : "");
	return run(screen, option, PREVIEW);
}

/* What the preview told. */
static void
show(struct screen *screen)
{
	struct mapping_screen *s = screen->data;
	const struct job_news *news = &screen->seat->news;
	struct grid_owner owner = {field, leave, screen};

	if (news->err || !news->answer) {
		s->started = true; /* what was said tells why */
		return;
	}
	sheet_view_read(&s->view, s->form, news->answer);
	s->heading = s->view.heading;
	s->span = s->view.span;
	if (s->view.layout) {
		free(s->name);
		s->name = xstrdup(s->view.layout);
	}
	if (s->grid)
		widget_free(grid_widget(s->grid));
	s->grid = grid_new(screen->cdk, &owner, FIRST + s->view.columns);
	widget_place(grid_widget(s->grid), ROW_GRID, 0, screen_bottom() - 1 - ROWS_NEWS - ROW_GRID,
	    COLS);
	widget_focus(grid_widget(s->grid));
	grid_go(s->grid, s->view.columns ? FIRST : NAME);
}

/* Has the job come to its end? */
static void
take_news(struct screen *screen)
{
	struct mapping_screen *s = screen->data;
	const struct job_news *news = &screen->seat->news;

	if (s->waiting == NOTHING || news->running || !news->ended)
		return;
	if (s->waiting == WANTED) {
		look(screen);
		return;
	}
	if (s->waiting == PREVIEW)
		show(screen);
	else
		s->tried = !news->err || news->err == ERR_PARTIAL;
	s->waiting = NOTHING;
}

static void
tick(struct screen *screen, int64_t now)
{
	(void)now;
	take_news(screen);
}

/* --- life ----------------------------------------------------------------------------------------
 */

/* The file's name without folder and ending: who sends it often names it alike. */
static char *
default_name(const char *file)
{
	const char *base = strrchr(file, '/') ? strrchr(file, '/') + 1 : file;
	const char *dot = strrchr(base, '.');

	return xstrndup(base, dot && dot > base ? (size_t)(dot - base) : strlen(base));
}

static int
start(struct screen *screen, const void *arg)
{
	const struct mapping_screen_arg *want = arg;
	struct mapping_screen *s = screen->data = xcalloc(1, sizeof *s);

	s->form = want->form;
	s->file = xstrdup(want->file);
	s->name = default_name(want->file);
	s->charset = *want->charset ? xstrdup(want->charset) : NULL;
	s->report = xprintf("%s.report.csv", want->file);
	s->match = xcalloc((size_t)s->form->field_count + 1, sizeof *s->match);
	look(screen);
	return 0;
}

static void
finish(struct screen *screen)
{
	struct mapping_screen *s = screen->data;

	sheet_view_release(&s->view);
	free(s->file);
	free(s->name);
	free(s->charset);
	free(s->sheet);
	free(s->report);
	free(s->match);
	free(s);
}

static void
layout(struct screen *screen)
{
	struct mapping_screen *s = screen->data;

	if (s->grid)
		widget_place(grid_widget(s->grid), ROW_GRID, 0,
		    screen_bottom() - 1 - ROWS_NEWS - ROW_GRID, COLS);
}

static void
title(const struct screen *screen, struct buf *out)
{
	const struct mapping_screen *s = screen->data;

	buf_printf(out, "%s  %s", screen_text(screen, T_MAP_TITLE), s->file);
}

/* "编码 GB18030  工作表 会员 2/3  标题在第 3 行" */
static void
paint(struct screen *screen)
{
	const struct mapping_screen *s = screen->data;
	const struct sheet_view *view = &s->view;
	char line[24], which[40] = "";

	if (s->grid) {
		snprintf(line, sizeof line, "%ld%s", view->heading, view->span == 2 ? "+2" : "");
		if (view->sheets > 1)
			snprintf(which, sizeof which, "%d/%d", view->current + 1, view->sheets);
		char *about = text_format(screen->seat->lang, T_MAP_ABOUT, view->encoding,
		    view->sheets && *view->sheet[view->current]
			? view->sheet[view->current] : "-", which, line, NULL);

		screen_write(ROW_ABOUT, GRID_TEXT, about);
		free(about);
	}
	if (s->waiting != PREVIEW && s->waiting != WANTED)
		job_news_paint(screen, screen_bottom() - ROWS_NEWS, s->started);
}

static char *
hint(const struct screen *screen)
{
	const struct mapping_screen *s = screen->data;

	return xstrdup(screen_text(screen, screen->seat->news.running ? T_MAP_READS
	    : s->tried ? T_MAP_TRIED : T_MAP_HINT));
}

static char *
help(const struct screen *screen)
{
	return xstrdup(screen_text(screen, T_MAP_HELP));
}

/* --- other ways of reading it --------------------------------------------------------------------
 */

static struct reaction
other_charset(struct screen *screen)
{
	struct mapping_screen *s = screen->data;
	int i = 0;

	if (s->charset) {
		while (charsets[i] && strcmp(charsets[i], s->charset) != 0)
			i++;
		i += charsets[i] != NULL;
	}
	free(s->charset);
	s->charset = xstrdup(charsets[i]);
	s->heading = 0;
	return look(screen);
}

static struct reaction
other_sheet(struct screen *screen)
{
	struct mapping_screen *s = screen->data;

	if (s->view.sheets < 2) {
		screen_say(screen, T_MAP_ONE_SHEET, NULL);
		return screen_done();
	}
	free(s->sheet);
	s->sheet = xstrdup(s->view.sheet[(s->view.current + 1) % s->view.sheets]);
	s->heading = 0;
	return look(screen);
}

/* The next row, or the same one and the row below it. */
static struct reaction
other_heading(struct screen *screen, bool rows)
{
	struct mapping_screen *s = screen->data;
	int i = 0;

	if (rows) {
		s->span = s->span == 2 ? 1 : 2;
	} else {
		while (i < s->view.rows && s->view.row[i].line <= s->heading)
			i++;
		if (s->view.rows)
			s->heading = s->view.row[i < s->view.rows ? i : 0].line;
	}
	return look(screen);
}

/* --- choosing a field ----------------------------------------------------------------------------
 */

static int
filter_fields(void *arg, const char *typed)
{
	struct screen *screen = arg;
	struct mapping_screen *s = screen->data;

	s->matches = 0;
	for (int i = 0; i < s->form->field_count; i++) {
		const struct field *f = &s->form->field[i];
		char digits[12];

		snprintf(digits, sizeof digits, "%d", i + 1);
		if (!*typed || strcmp(digits, typed) == 0 || strstr(f->label[LANG_ZH], typed) ||
		    strstr(f->label[LANG_EN], typed) || pinyin_match(f->label[LANG_ZH], typed))
			s->match[s->matches++] = i;
	}
	return s->matches;
}

static void
write_field(void *arg, int i, struct buf *out)
{
	struct screen *screen = arg;
	const struct mapping_screen *s = screen->data;
	char digits[12];

	snprintf(digits, sizeof digits, "%d", s->match[i] + 1);
	screen_column(out, digits, 3);
	buf_puts(out, s->form->field[s->match[i]].label[screen->seat->lang]);
}

static struct reaction
chose(struct screen *screen, int which)
{
	struct mapping_screen *s = screen->data;

	grid_type(s->grid, s->form->field[s->match[which]].label[screen->seat->lang]);
	grid_settle(s->grid);
	grid_go(s->grid, grid_current(s->grid) + 1);
	return screen_done();
}

static struct reaction
choose(struct screen *screen)
{
	struct mapping_screen *s = screen->data;

	if (grid_current(s->grid) < FIRST)
		return screen_done();
	s->picker = (struct picker){.title = s->view.column[grid_current(s->grid) - FIRST].heading,
	    .filter = filter_fields, .item = write_field, .arg = screen, .then = chose};
	return screen_open(&screen_picker, &s->picker);
}

/* --- taking it in --------------------------------------------------------------------------------
 */

static bool
is_ready(struct screen *screen)
{
	struct mapping_screen *s = screen->data;
	bool named = false;

	grid_settle(s->grid);
	grid_reload(s->grid);
	for (int i = 0; i < s->view.columns; i++)
		named = named || s->view.column[i].field == s->form->title;
	if (!*s->name) {
		grid_go(s->grid, NAME);
		screen_say(screen, T_MAP_NO_NAME, NULL);
	} else if (!named) {
		screen_say(screen, T_MAP_NO_TITLE,
		    s->form->field[s->form->title].label[screen->seat->lang], NULL);
	}
	return *s->name && named;
}

/* The columns as they are said now, under their name. */
static int
keep_layout(struct screen *screen)
{
	struct mapping_screen *s = screen->data;
	const struct seat *seat = screen->seat;
	struct mapping mapping = {
		.name = s->name, .headings = s->view.digest, .sheet = s->sheet,
		.charset = s->charset, .columns = s->view.columns, .empties = s->empties,
		.field = xcalloc((size_t)s->view.columns + 1, sizeof *mapping.field),
	};
	struct say why = {0};

	for (int i = 0; i < s->view.columns; i++)
		mapping.field[i] = s->view.column[i].field;
	int err = mapping_save(seat->db, &seat->actor, s->form, &mapping, &why);

	if (err)
		screen_say_error(screen, err, &why);
	free(mapping.id);
	free(mapping.field);
	return err;
}

static struct reaction
try(struct screen *screen)
{
	struct mapping_screen *s = screen->data;
	const char *const option[] = {
		"--mapping", s->name, "--dry-run", "--report", s->report, NULL};

	if (!is_ready(screen) || keep_layout(screen) != 0)
		return screen_done();
	return run(screen, option, TRIAL);
}

static struct reaction
take_in(struct screen *screen, bool mend)
{
	struct mapping_screen *s = screen->data;
	const char *const option[] = {"--mapping", s->name, mend ? "--mend" : NULL, NULL};

	s->tried = false;
	return run(screen, option, NOTHING);
}

/* The file is what this receiver wants to be filled. */
static struct reaction
keep_template(struct screen *screen)
{
	struct mapping_screen *s = screen->data;
	const char *const option[] = {"--mapping", s->name, "--keep", NULL};

	if (!is_ready(screen) || keep_layout(screen) != 0)
		return screen_done();
	return run(screen, option, NOTHING);
}

static struct reaction
chose_what(struct screen *screen, int which)
{
	return which == 2 ? keep_template(screen) : take_in(screen, which == 1);
}

static struct reaction
chose_keep(struct screen *screen, int which)
{
	(void)which;
	return keep_template(screen);
}

/* Only what was tried as it stands now is taken in; a template needs no trial. */
static struct reaction
ask_what(struct screen *screen)
{
	static const enum text all[] = {T_MAP_TAKE_IN, T_MAP_MEND, T_MAP_KEEP, TEXT_NONE};
	static const enum text keep[] = {T_MAP_KEEP, TEXT_NONE};
	struct mapping_screen *s = screen->data;

	grid_settle(s->grid);
	if (s->tried)
		s->ask = (struct ask){T_MAP_ASK, s->file, all, chose_what};
	else
		s->ask = (struct ask){T_MAP_ASK_KEEP, s->file, keep, chose_keep};
	return screen_open(&screen_ask, &s->ask);
}

static bool
can(const struct screen *screen, enum act act)
{
	const struct mapping_screen *s = screen->data;
	bool ours = act == ACT_SAVE || act == ACT_DO || act == ACT_CHOICES || act == ACT_FIND ||
	    act == ACT_SAME || act == ACT_NEW || act == ACT_HISTORY;

	return !ours || (s->grid && !screen->seat->news.running);
}

static struct reaction
act(struct screen *screen, enum act act)
{
	take_news(screen);
	if (!can(screen, act))
		return screen_done();
	switch (act) {
	case ACT_SAVE:
		return try(screen);
	case ACT_DO:
		return ask_what(screen);
	case ACT_CHOICES:
		return choose(screen);
	case ACT_FIND:
		return other_sheet(screen);
	case ACT_SAME:
		return other_charset(screen);
	case ACT_NEW:
		return other_heading(screen, false);
	case ACT_HISTORY:
		return other_heading(screen, true);
	default:
		return screen_pass();
	}
}

static const struct screen_act acts[] = {
	{ACT_HELP, TEXT_NONE},
	{ACT_SAVE, T_MAP_TRY},
	{ACT_DO, T_MAP_TAKE},
	{ACT_CHOICES, TEXT_NONE},
	{ACT_FIND, T_MAP_SHEET},
	{ACT_SAME, T_MAP_CHARSET},
	{ACT_NEW, T_MAP_HEADING},
	{ACT_HISTORY, T_MAP_SPAN},
	{ACT_SWAP, TEXT_NONE},
	{ACT_BACK, TEXT_NONE},
	{ACT_COUNT, TEXT_NONE},
};

const struct screen_ops screen_mapping = {
	.name = "mapping",
	.acts = acts,
	.open = start,
	.close = finish,
	.title = title,
	.layout = layout,
	.paint = paint,
	.act = act,
	.can = can,
	.tick = tick,
	.hint = hint,
	.help = help,
};
