#include "tui/given_screen.h"

#include "tui/reading.h"

#include "db/given.h"

#include <stdio.h>
#include <stdlib.h>

#define ROW_ABOUT 1
#define ROW_HEADINGS 3
#define ROW_LIST 4
#define LISTED 200

enum { COLS_WHEN = 16, COLS_WHO = 8, COLS_RECEIVER = 16, COLS_LAYOUT = 16, COLS_KIND = 6,
	COLS_COUNT = 6 };

struct given_screen {
	struct reading reading;
	struct givens givens;
};

static void
line(void *arg, int i, struct list_line *out)
{
	struct screen *screen = arg;
	const struct given_screen *s = screen->data;
	const struct given *given = &s->givens.given[i];
	const struct form *form = forms_find(screen->seat->forms, given->kind);
	char when[20], rows[24];

	day_time_format(given->when, when);
	when[16] = '\0';
	snprintf(rows, sizeof rows, "%lld", (long long)given->rows);
	screen_column(&out->text, when, COLS_WHEN);
	screen_column(&out->text, given->name, COLS_WHO);
	screen_column(&out->text, given->receiver, COLS_RECEIVER);
	screen_column(&out->text, given->layout, COLS_LAYOUT);
	screen_column(&out->text, form ? form->label[screen->seat->lang] : given->kind, COLS_KIND);
	screen_column(&out->text, rows, COLS_COUNT);
}

static void
renew(struct screen *screen)
{
	struct given_screen *s = screen->data;

	givens_release(&s->givens);
	given_list(screen->seat->db, LISTED, &s->givens);
	list_set_count(s->reading.list, s->givens.count);
}

static int
start(struct screen *screen, const void *arg)
{
	struct given_screen *s = xcalloc(1, sizeof *s);

	(void)arg;
	reading_begin(screen, s, ROW_LIST, line);
	renew(screen);
	return 0;
}

static void
finish(struct screen *screen)
{
	struct given_screen *s = screen->data;

	givens_release(&s->givens);
	reading_finish(screen);
}

static void
title(const struct screen *screen, struct buf *out)
{
	buf_puts(out, screen_text(screen, T_GIVEN_TITLE));
}

static void
paint(struct screen *screen)
{
	static const struct reading_column head[] = {{T_RUNS_WHEN, COLS_WHEN},
	    {T_GIVEN_WHO, COLS_WHO}, {T_GIVEN_RECEIVER, COLS_RECEIVER},
	    {T_GIVEN_LAYOUT, COLS_LAYOUT}, {T_RUNS_KIND, COLS_KIND}, {T_GIVEN_ROWS, COLS_COUNT},
	    {TEXT_NONE, 0}};

	screen_write(ROW_ABOUT, GRID_TEXT, screen_text(screen, T_GIVEN_ABOUT));
	reading_headings(screen, ROW_HEADINGS, head);
}

static char *
hint(const struct screen *screen)
{
	const struct given_screen *s = screen->data;

	return s->givens.count ? NULL : xstrdup(screen_text(screen, T_GIVEN_NONE));
}

const struct screen_ops screen_given = {
	.name = "given",
	.acts = reading_acts,
	.open = start,
	.close = finish,
	.title = title,
	.layout = reading_layout,
	.paint = paint,
	.renew = renew,
	.hint = hint,
};
