#include "tui/board_screen.h"

#include "tui/board_act.h"
#include "tui/job_news.h"
#include "tui/list.h"
#include "tui/page_screen.h"
#include "tui/reading.h"

#include "base/day.h"
#include "db/board.h"
#include "db/rights.h"
#include "share/exchange.h"

#include <stdlib.h>

#define ROW_AS_OF 1
#define ROW_HEADINGS 3
#define ROW_LIST 4
#define ROWS_NEWS 7 /* below the list: what a job says */
#define BAGS 200    /* of one unit, in its page */

enum { COLS_NAME = 18, COLS_STATE = 6, COLS_TIME = 11, COLS_COUNT = 6, COLS_DAY = 5 };

struct board_screen {
	struct board_act act; /* first */
	struct list *list;
	struct board board;
	char *title, *text; /* of the page that is being opened */
	struct page page;
};

/* "11-23 19:02"; "" for 0. */
static void
add_time(struct buf *line, int64_t ms, int from, int cols)
{
	char time[20] = "";

	if (ms)
		day_time_format(ms, time);
	time[16] = '\0';
	time[ms ? from + cols : 0] = '\0';
	screen_column(line, ms ? time + from : "", cols);
}

static const char *
state_text(const struct screen *screen, const struct board_row *row)
{
	static const enum text words[] = {
		T_EXCHANGE_INVITED, T_EXCHANGE_ASKED, T_EXCHANGE_JOINED};

	if (row->link.state != LINK_JOINED)
		return screen_text(screen, words[row->link.state]);
	return screen_text(screen, row->link.upper ? T_EXCHANGE_ABOVE : T_EXCHANGE_BELOW);
}

static void
add_count(const struct board_row *row, int64_t count, struct buf *line)
{
	char *text = row->link.state == LINK_JOINED ? xprintf("%lld", (long long)count)
	    : xstrdup("");

	screen_column(line, text, COLS_COUNT);
	free(text);
}

static void
line(void *arg, int i, struct list_line *out)
{
	struct screen *screen = arg;
	const struct board_screen *s = screen->data;
	const struct board_row *row = &s->board.row[i];
	const struct link *link = &row->link;

	out->mark = row->silent ? '!' : link->urged ? '*' : 0;
	screen_column(&out->text, link->name, COLS_NAME);
	screen_column(&out->text, state_text(screen, row), COLS_STATE);
	add_time(&out->text, link->made, 5, COLS_TIME);
	add_count(row, row->unpacked, &out->text);
	add_count(row, row->missing, &out->text);
	add_time(&out->text, link->urge ? link->urge : link->urged, 5, COLS_DAY);
	add_time(&out->text, link->backup, 5, COLS_DAY);
	buf_puts(&out->text, link->program ? link->program : "");
}

static void
renew(struct screen *screen)
{
	struct board_screen *s = screen->data;

	board_release(&s->board);
	board_list(screen->seat->db, &s->board);
	list_set_count(s->list, s->board.count);
}

static int
start(struct screen *screen, const void *arg)
{
	struct list_owner owner = {line, NULL, screen};
	struct board_screen *s;

	(void)arg;
	if (!rights_may(&screen->seat->actor, ACTION_ACCOUNTS, NULL))
		return ERR_DENIED;
	s = screen->data = xcalloc(1, sizeof *s);
	s->list = list_new(screen->cdk, &owner);
	widget_focus(list_widget(s->list));
	renew(screen);
	return 0;
}

static void
finish(struct screen *screen)
{
	struct board_screen *s = screen->data;

	if (!s)
		return;
	board_act_release(&s->act);
	board_release(&s->board);
	free(s->title);
	free(s->text);
	free(s);
}

static void
layout(struct screen *screen)
{
	struct board_screen *s = screen->data;

	widget_place(list_widget(s->list), ROW_LIST, 0,
	    screen_bottom() - 1 - ROWS_NEWS - ROW_LIST, COLS - 1);
}

static void
title(const struct screen *screen, struct buf *out)
{
	buf_puts(out, screen_text(screen, T_BOARD_TITLE));
}

static void
paint(struct screen *screen)
{
	static const struct reading_column head[] = {{T_BOARD_UNIT, COLS_NAME},
	    {T_BOARD_STATE, COLS_STATE}, {T_BOARD_MADE, COLS_TIME}, {T_BOARD_UNPACKED, COLS_COUNT},
	    {T_BOARD_MISSING, COLS_COUNT}, {T_BOARD_URGED, COLS_DAY}, {T_BOARD_BACKUP, COLS_DAY},
	    {T_BOARD_PROGRAM, COLS_COUNT}, {TEXT_NONE, 0}};
	struct board_screen *s = screen->data;
	char now[20], *as_of;

	day_time_format(screen_now(screen), now);
	now[16] = '\0';
	as_of = text_format(screen->seat->lang, s->board.count ? T_BOARD_AS_OF : T_BOARD_NONE, now,
	    NULL);
	screen_write(ROW_AS_OF, GRID_TEXT, as_of);
	free(as_of);
	if (s->board.count)
		reading_headings(screen, ROW_HEADINGS, head);
	job_news_paint(screen, screen_bottom() - 1 - ROWS_NEWS, s->act.started);
}

/* --- of one unit --- */

static struct reaction
open_page(struct screen *screen, const char *title, char *text)
{
	struct board_screen *s = screen->data;

	free(s->title);
	free(s->text);
	s->title = xstrdup(title);
	s->text = text;
	s->page = (struct page){s->title, s->text};
	return screen_open(&screen_page, &s->page);
}

/* A line a bag: when, which way, how many changes, and since when its receipt is here. */
static struct reaction
show_bags(struct screen *screen, const struct board_row *row)
{
	struct buf text = BUF_EMPTY;
	struct link_bags bags = {0};
	int err = link_bags_of(screen->seat->db, row->link.peer, BAGS, &bags);

	for (int i = 0; !err && i < bags.count; i++) {
		const struct link_bag *bag = &bags.bag[i];
		char number[24], many[24], when[20], told[20] = "";

		snprintf(number, sizeof number, "%lld", (long long)bag->number);
		snprintf(many, sizeof many, "%lld", (long long)bag->operations);
		day_time_format(bag->when, when);
		if (bag->told)
			day_time_format(bag->told, told);
		when[16] = told[16] = '\0';
		char *row_text = text_format(screen->seat->lang, !bag->out ? T_BOARD_BAG_IN
		    : bag->told ? T_BOARD_BAG_TOLD : T_BOARD_BAG_OUT, when, number, many, told,
		    NULL);

		buf_printf(&text, "%s\n", row_text);
		free(row_text);
	}
	link_bags_release(&bags);
	if (!text.len)
		buf_printf(&text, "%s\n", screen_text(screen, T_BOARD_NO_BAGS));
	return open_page(screen, row->link.name, buf_take(&text));
}

/* 催办: in every bag for it from now on, and as a text to be sent otherwise. */
static struct reaction
urge(struct screen *screen, const struct board_row *row)
{
	struct say why = {0};
	int err = row->link.state == LINK_JOINED
	    ? link_urge(screen->seat->db, row->link.peer, &why) : ERR_DENIED;

	if (err) {
		if (err == ERR_DENIED)
			say_set(&why, T_EXCHANGE_NOT_JOINED, row->link.name, NULL);
		screen_say_error(screen, err, &why);
		return screen_done();
	}
	return open_page(screen, screen_text(screen, T_BOARD_URGING),
	    exchange_urging(screen->seat->db, row, screen->seat->lang));
}

static bool
can(const struct screen *screen, enum act act)
{
	const struct board_screen *s = screen->data;

	if (act == ACT_DO)
		return screen->seat->job && stick_pick_can(screen);
	return act != ACT_MARK || s->board.count > 0;
}

static struct reaction
act(struct screen *screen, enum act act)
{
	struct board_screen *s = screen->data;
	int i = list_current(s->list);

	if (act == ACT_DO && can(screen, act))
		return board_act_open(screen);
	if (act == ACT_NEXT && i >= 0)
		return show_bags(screen, &s->board.row[i]);
	if (act == ACT_MARK && i >= 0)
		return urge(screen, &s->board.row[i]);
	return act == ACT_DOWN || act == ACT_UP ? screen_done() : screen_pass();
}

static char *
hint(const struct screen *screen)
{
	const struct board_screen *s = screen->data;

	if (screen->seat->news.running)
		return xstrdup(screen_text(screen, T_JOB_GO_ON));
	return xstrdup(screen_text(screen, s->board.count ? T_BOARD_HINT : T_BOARD_HINT_NONE));
}

static const struct screen_act acts[] = {
	{ACT_HELP, TEXT_NONE},
	{ACT_DO, T_BOARD_DO},
	{ACT_MARK, T_BOARD_URGE},
	{ACT_NEXT, T_BOARD_BAGS},
	{ACT_SWAP, TEXT_NONE},
	{ACT_BACK, TEXT_NONE},
	{ACT_COUNT, TEXT_NONE},
};

const struct screen_ops screen_board = {
	.name = "board",
	.acts = acts,
	.can = can,
	.open = start,
	.close = finish,
	.title = title,
	.layout = layout,
	.paint = paint,
	.act = act,
	.hint = hint,
	.renew = renew,
};
