#include "tui/runs_screen.h"

#include "tui/ask.h"
#include "tui/job_news.h"
#include "tui/reading.h"

#include "db/run.h"

#include <stdio.h>
#include <stdlib.h>

#define ROW_ABOUT 1
#define ROW_HEADINGS 3
#define ROW_LIST 4
#define ROWS_NEWS 7 /* below the list, for what undoing said */
#define LISTED 200

enum {
	COLS_NUMBER = 4, COLS_WHEN = 11, COLS_WHO = 8, COLS_KIND = 6, COLS_FILE = 16, COLS_COUNT = 5
};

struct runs_screen {
	struct reading reading;
	struct runs runs;
	struct ask ask;
	bool started; /* an undoing, here */
};

static void
number(struct buf *out, int64_t n, int cols)
{
	char digits[24];

	snprintf(digits, sizeof digits, "%lld", (long long)n);
	screen_column(out, digits, cols);
}

static void
line(void *arg, int i, struct list_line *out)
{
	struct screen *screen = arg;
	struct runs_screen *s = screen->data;
	const struct run *run = &s->runs.run[i];
	const struct form *form = forms_find(screen->seat->forms, run->kind);
	char when[20];

	day_time_format(run->when, when);
	when[16] = '\0';
	number(&out->text, run->number, COLS_NUMBER);
	screen_column(&out->text, when + 5, COLS_WHEN);
	screen_column(&out->text, run->name, COLS_WHO);
	screen_column(&out->text, form ? form->label[screen->seat->lang] : run->kind, COLS_KIND);
	screen_column(&out->text, run->file, COLS_FILE);
	number(&out->text, run->added, COLS_COUNT);
	number(&out->text, run->changed, COLS_COUNT);
	if (run->undone_by)
		screen_column(&out->text, run->undone_by, COLS_WHO);
}

static void
renew(struct screen *screen)
{
	struct runs_screen *s = screen->data;
	const struct seat *seat = screen->seat;

	runs_release(&s->runs);
	run_list(seat->db, &seat->actor, LISTED, &s->runs);
	list_set_count(s->reading.list, s->runs.count);
}

static int
start(struct screen *screen, const void *arg)
{
	struct runs_screen *s = screen->data = xcalloc(1, sizeof *s);

	(void)arg;
	reading_begin(screen, s, ROW_LIST, line);
	renew(screen);
	return 0;
}

static void
finish(struct screen *screen)
{
	struct runs_screen *s = screen->data;

	runs_release(&s->runs);
	reading_finish(screen);
}

static int
news_row(void)
{
	return screen_bottom() - 1 - ROWS_NEWS;
}

static void
layout(struct screen *screen)
{
	struct runs_screen *s = screen->data;

	widget_place(list_widget(s->reading.list), ROW_LIST, 0, news_row() - ROW_LIST, COLS - 1);
}

static void
title(const struct screen *screen, struct buf *out)
{
	buf_puts(out, screen_text(screen, T_RUNS_TITLE));
}

static void
paint(struct screen *screen)
{
	static const struct reading_column head[] = {{T_RUNS_NUMBER, COLS_NUMBER},
	    {T_RUNS_WHEN, COLS_WHEN}, {T_RUNS_WHO, COLS_WHO}, {T_RUNS_KIND, COLS_KIND},
	    {T_JOB_FILE, COLS_FILE}, {T_RUNS_ADDED, COLS_COUNT}, {T_RUNS_CHANGED, COLS_COUNT},
	    {T_RUNS_UNDONE, COLS_WHO}, {TEXT_NONE, 0}};

	const struct runs_screen *s = screen->data;

	screen_write(ROW_ABOUT, GRID_TEXT, screen_text(screen, T_RUNS_ABOUT));
	reading_headings(screen, ROW_HEADINGS, head);
	job_news_paint(screen, news_row() + 1, s->started);
}

static const struct run *
current(const struct screen *screen)
{
	const struct runs_screen *s = screen->data;
	int i = list_current(s->reading.list);

	return i < 0 ? NULL : &s->runs.run[i];
}

static bool
can(const struct screen *screen, enum act act)
{
	return act != ACT_DO || (screen->seat->job && current(screen));
}

static struct reaction
undo(struct screen *screen, int which)
{
	struct runs_screen *s = screen->data;
	const struct run *run = current(screen);
	struct say why = {0};
	char digits[24];

	if (which != 0 || !run)
		return screen_done();
	snprintf(digits, sizeof digits, "%lld", (long long)run->number);
	const char *argv[] = {"--undo", digits, "import", NULL};
	int err = screen->seat->job(screen->seat, argv, &why);

	if (err)
		screen_say_error(screen, err, &why);
	else
		s->started = true;
	return screen_done();
}

static struct reaction
act(struct screen *screen, enum act act)
{
	struct runs_screen *s = screen->data;
	const struct run *run = current(screen);

	if (act == ACT_DOWN || act == ACT_UP)
		return screen_done();
	if (act != ACT_DO)
		return screen_pass();
	if (!run || !screen->seat->job)
		return screen_done();
	s->ask = (struct ask){T_RUNS_ASK, run->file, ask_yes_no, undo};
	return screen_open(&screen_ask, &s->ask);
}

static char *
hint(const struct screen *screen)
{
	const struct runs_screen *s = screen->data;

	return xstrdup(screen_text(screen, s->runs.count ? T_RUNS_HINT : T_RUNS_NONE));
}

static const struct screen_act acts[] = {
	{ACT_HELP, TEXT_NONE},
	{ACT_DO, T_RUNS_UNDO},
	{ACT_PAGE_DOWN, TEXT_NONE},
	{ACT_SWAP, TEXT_NONE},
	{ACT_BACK, TEXT_NONE},
	{ACT_COUNT, TEXT_NONE},
};

const struct screen_ops screen_runs = {
	.name = "runs",
	.acts = acts,
	.open = start,
	.close = finish,
	.title = title,
	.layout = layout,
	.paint = paint,
	.act = act,
	.can = can,
	.hint = hint,
	.renew = renew,
};
