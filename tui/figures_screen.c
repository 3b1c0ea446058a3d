#include "tui/figures_screen.h"

#include "tui/list_screen.h"
#include "tui/reading.h"

#include "base/width.h"
#include "db/settings.h"
#include "share/figures.h"

#include <stdlib.h>
#include <string.h>

#define ROW_ABOUT 1
#define ROW_LIST 3

enum { COLS_NAME = 20, COLS_VALUE = 16 };

/* A line: a bar of a tally, or a heading (bar NULL). */
struct line {
	const struct tally *tally;
	const struct figure_bar *bar;
};

struct figures_screen {
	struct reading reading;
	int tab; /* 0: those without bars together; else the chart */
	struct tally *tally;
	int tallies;
	struct line *line;
	int lines;
	struct list_screen_arg list_arg; /* being opened */
	char *title; /* in it */
};

/* --- which there are --- */

/* The n-th figure of a tab, NULL behind the last. */
static const struct figure *
figure_of(const struct screen *screen, int tab, int n)
{
	const struct figure *figure;
	int charts = 0;

	for (int i = 0; (figure = figures_at(screen->seat->forms, i)); i++) {
		charts += figure->by >= 0;
		if (tab == 0 ? figure->by < 0 && n-- == 0
			     : figure->by >= 0 && charts == tab && n == 0)
			return figure;
	}
	return NULL;
}

static int
tabs(const struct screen *screen)
{
	int count = 1;

	while (figure_of(screen, count, 0))
		count++;
	return count;
}

/* --- counting --- */

static void
empty(struct figures_screen *s)
{
	for (int i = 0; i < s->tallies; i++)
		tally_release(&s->tally[i]);
	free(s->tally);
	free(s->line);
	s->tally = NULL;
	s->line = NULL;
	s->tallies = s->lines = 0;
}

static void
add_line(struct figures_screen *s, const struct tally *tally, const struct figure_bar *bar)
{
	s->line = xgrow(s->line, s->lines, sizeof *s->line);
	s->line[s->lines++] = (struct line){tally, bar};
}

static void
add_lines(struct figures_screen *s)
{
	for (int i = 0; i < s->tallies; i++)
		for (int k = 0; k < s->tally[i].bars; k++) {
			if (k == s->tally[i].few)
				add_line(s, &s->tally[i], NULL);
			add_line(s, &s->tally[i], &s->tally[i].bar[k]);
		}
}

static void
renew(struct screen *screen)
{
	struct figures_screen *s = screen->data;
	struct seat *seat = screen->seat;
	const struct figure **figure = NULL, *next;
	int at = list_current(s->reading.list);

	empty(s);
	while ((next = figure_of(screen, s->tab, s->tallies))) {
		figure = xgrow(figure, s->tallies, sizeof *figure);
		figure[s->tallies++] = next;
	}
	s->tally = xcalloc((size_t)s->tallies + 1, sizeof *s->tally);
	figures_count(seat->db, &seat->actor, figure, s->tallies, s->tally);
	free(figure);
	add_lines(s);
	list_set_count(s->reading.list, s->lines);
	list_go(s->reading.list, at < 0 ? 0 : at);
}

/* --- painting --- */

/* '#' is on every terminal and every line. */
static void
add_signs(const struct line *l, struct buf *out)
{
	int room = COLS - GRID_TEXT - COLS_NAME - COLS_VALUE - 8;

	for (int i = figure_length(l->tally, l->bar, room); i > 0; i--)
		buf_putc(out, '#');
}

static void
line(void *arg, int i, struct list_line *out)
{
	struct screen *screen = arg;
	const struct figures_screen *s = screen->data;
	const struct line *l = &s->line[i];
	const struct figure *figure = l->tally->figure;
	enum lang lang = screen->seat->lang;

	if (!l->bar) {
		out->heading = true;
		buf_puts(&out->text, screen_text(screen, T_FIGURE_FEW_BEHIND));
		return;
	}
	char *value = figure_text(figure, l->bar->count, l->bar->hits, l->tally->least, lang);

	screen_column(&out->text, figure->by < 0 ? figure->label[lang] : l->bar->name[lang],
	    COLS_NAME);
	screen_column(&out->text, value, COLS_VALUE);
	if (figure->by >= 0)
		add_signs(l, &out->text);
	free(value);
}

static const char *
tab_name(const struct screen *screen, int tab)
{
	return tab ? figure_of(screen, tab, 0)->label[screen->seat->lang]
		   : screen_text(screen, T_FIGURES_NUMBERS);
}

/* The tab, and of a chart what its bars come to. */
static void
paint(struct screen *screen)
{
	const struct figures_screen *s = screen->data;
	struct buf text = BUF_EMPTY;

	buf_printf(&text, "%d/%d  %s", s->tab + 1, tabs(screen), tab_name(screen, s->tab));
	if (s->tab && s->tallies) {
		const struct tally *t = &s->tally[0];
		char *sum = figure_text(t->figure, t->count, t->hits, t->least,
		    screen->seat->lang);

		buf_printf(&text, "  %s %s", screen_text(screen, T_FIGURES_SUM), sum);
		free(sum);
	}
	screen_write(ROW_ABOUT, GRID_TEXT, buf_text(&text));
	buf_release(&text);
}

static void
title(const struct screen *screen, struct buf *out)
{
	buf_puts(out, screen_text(screen, T_FIGURES_TITLE));
}

static char *
hint(const struct screen *screen)
{
	char least[16];

	snprintf(least, sizeof least, "%d", setting_number(screen->seat->db, "hot_least"));
	return text_format(screen->seat->lang, T_FIGURES_HINT, least, NULL);
}

/* --- life --- */

static int
start(struct screen *screen, const void *arg)
{
	struct figures_screen *s = xcalloc(1, sizeof *s);

	(void)arg;
	reading_begin(screen, s, ROW_LIST, line);
	renew(screen);
	return 0;
}

static void
finish(struct screen *screen)
{
	struct figures_screen *s = screen->data;

	empty(s);
	free(s->title);
	reading_finish(screen);
}

/* --- keys --- */

static struct reaction
open_list(struct screen *screen)
{
	struct figures_screen *s = screen->data;
	int i = list_current(s->reading.list);
	const struct line *l = i >= 0 && i < s->lines ? &s->line[i] : NULL;
	enum lang lang = screen->seat->lang;

	if (!l || !l->bar)
		return screen_done();
	if (!l->bar->count) {
		screen_say(screen, T_FIGURES_EMPTY, NULL);
		return screen_done();
	}
	const struct figure *figure = l->tally->figure;

	free(s->title);
	s->title = xprintf("%s%s%s", figure->label[lang], figure->by < 0 ? "" : "：",
	    figure->by < 0 ? "" : l->bar->name[lang]);
	s->list_arg = (struct list_screen_arg){.kind = figure->form->kind, .title = s->title,
	    .among = (const char *const *)l->bar->id};
	return screen_open(&screen_list, &s->list_arg);
}

static struct reaction
show_tab(struct screen *screen, int step)
{
	struct figures_screen *s = screen->data;
	int count = tabs(screen);

	s->tab = (s->tab + step + count) % count;
	renew(screen);
	list_go(s->reading.list, 0);
	return screen_done();
}

static struct reaction
act(struct screen *screen, enum act act)
{
	switch (act) {
	case ACT_NEXT:
		return open_list(screen);
	case ACT_FORWARD:
		return show_tab(screen, 1);
	case ACT_BACKWARD:
		return show_tab(screen, -1);
	default:
		return screen_pass();
	}
}

static const struct screen_act acts[] = {
	{ACT_NEXT, T_FIGURES_LIST},
	{ACT_FORWARD, T_FIGURES_CHART},
	{ACT_HELP, TEXT_NONE},
	{ACT_PRINT, TEXT_NONE},
	{ACT_PAGE_DOWN, TEXT_NONE},
	{ACT_SWAP, TEXT_NONE},
	{ACT_BACK, TEXT_NONE},
	{ACT_COUNT, TEXT_NONE},
};

const struct screen_ops screen_figures = {
	.name = "figures",
	.acts = acts,
	.open = start,
	.close = finish,
	.title = title,
	.layout = reading_layout,
	.paint = paint,
	.act = act,
	.renew = renew,
	.hint = hint,
};
