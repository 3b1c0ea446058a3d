#include "tui/moved_screen.h"

#include "tui/due.h"
#include "tui/matter_screen.h"
#include "tui/reading.h"

#include "db/settings.h"

#include <stdlib.h>

#define ROW_HEADINGS 2
#define ROW_LIST 3

enum { COLS_NUMBER = 18, COLS_DAY = 10 };

struct moved_screen {
	struct reading reading;
	const struct moves *moves;
	struct form_screen_arg arg; /* being opened */
};

static int
title_cols(void)
{
	return COLS - GRID_TEXT - GRID_RIGHT - COLS_NUMBER - 2 - (COLS_DAY + 2) * 2 - 2;
}

static void
line(void *arg, int i, struct list_line *out)
{
	struct screen *screen = arg;
	const struct moved_screen *s = screen->data;
	const struct moved *moved = &s->moves->moved[i];
	char before[11], after[11];

	day_format(moved->before, before);
	day_format(moved->after, after);
	out->mark = due_unsure(screen, moved->after) ? '?' : '*';
	screen_column(&out->text, moved->number, COLS_NUMBER);
	screen_column(&out->text, moved->title, title_cols());
	screen_column(&out->text, before, COLS_DAY);
	screen_column(&out->text, after, COLS_DAY);
}

static int
start(struct screen *screen, const void *arg)
{
	struct moved_screen *s = xcalloc(1, sizeof *s);

	s->moves = arg;
	reading_begin(screen, s, ROW_LIST, line);
	list_set_count(s->reading.list, s->moves->count);
	return 0;
}

static void
title(const struct screen *screen, struct buf *out)
{
	buf_printf(out, "%s  %s", screen_text(screen, T_CALENDAR_TITLE),
	    screen_text(screen, T_MOVED_TITLE));
}

static void
paint(struct screen *screen)
{
	static const enum text heading[] = {T_MOVED_NUMBER, T_MOVED_WHAT, T_MOVED_BEFORE,
	    T_MOVED_AFTER};
	const int cols[] = {COLS_NUMBER, title_cols(), COLS_DAY, COLS_DAY};
	struct buf text = BUF_EMPTY;

	for (int i = 0; i < 4; i++)
		screen_column(&text, screen_text(screen, heading[i]), cols[i]);
	screen_write(ROW_HEADINGS, GRID_TEXT, buf_text(&text));
	buf_release(&text);
}

static struct reaction
act(struct screen *screen, enum act act)
{
	struct moved_screen *s = screen->data;
	int i = list_current(s->reading.list);

	if (act != ACT_NEXT || i < 0)
		return act == ACT_DOWN || act == ACT_UP ? screen_done() : screen_pass();
	s->arg = (struct form_screen_arg){
		.kind = s->moves->moved[i].kind, .record = s->moves->moved[i].record};
	return screen_open(matter_ops(screen, &s->arg), &s->arg);
}

static char *
hint(const struct screen *screen)
{
	return xstrdup(screen_text(screen, T_MOVED_HINT));
}

static const struct screen_act acts[] = {
	{ACT_NEXT, T_DO_OPEN},
	{ACT_HELP, TEXT_NONE},
	{ACT_PAGE_DOWN, TEXT_NONE},
	{ACT_SWAP, TEXT_NONE},
	{ACT_BACK, TEXT_NONE},
	{ACT_COUNT, TEXT_NONE},
};

const struct screen_ops screen_moved = {
	.name = "moved",
	.acts = acts,
	.open = start,
	.close = reading_finish,
	.title = title,
	.layout = reading_layout,
	.paint = paint,
	.act = act,
	.hint = hint,
};
