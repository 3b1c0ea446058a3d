/*
 * States: pasting → choosing (F2) → the form of one (Enter) → choosing … → the answer to the group
 * (F9), which names nobody; Esc goes back one by one.
 */
#include "tui/group_screen.h"

#include "tui/form_screen.h"
#include "tui/list.h"
#include "tui/longtext.h"
#include "tui/matter_screen.h"

#include "base/chat.h"
#include "base/width.h"
#include "db/store.h"

#include <stdlib.h>
#include <string.h>

#define ROW_HEAD 1
#define ROW_BODY 3
#define PASTE_MOST 60000 /* characters */
#define NICK_COLS 10

struct group_screen {
	const struct form *form;
	enum { PASTING, CHOOSING, ANSWERING } stage;
	struct longtext *paste;
	struct list *list;
	struct chat chat;
	char **taken; /* of each message the record it became, or NULL */
	int opened;   /* the message whose form is open, or -1 */
	char *before; /* the record that was saved last before it was opened, or NULL */
	char **line;  /* of the answer */
	int lines;
	struct form_screen_arg arg;
	const char *given[5];
};

/* --- the lines --- */

static void
write_line(void *arg, int i, struct list_line *out)
{
	struct screen *screen = arg;
	struct group_screen *g = screen->data;

	if (g->stage == ANSWERING) {
		buf_puts(&out->text, g->line[i]);
		return;
	}
	const struct chat_message *m = &g->chat.message[i];

	out->picked = g->taken[i] != NULL;
	screen_column(&out->text, m->nick, NICK_COLS);
	for (const char *s = m->text; *s; s++)
		buf_putc(&out->text, *s == '\n' ? ' ' : *s);
}

static void
empty_answer(struct group_screen *g)
{
	for (int i = 0; i < g->lines; i++)
		free(g->line[i]);
	free(g->line);
	g->line = NULL;
	g->lines = 0;
}

static void
forget(struct group_screen *g)
{
	for (int i = 0; i < g->chat.count; i++)
		free(g->taken[i]);
	free(g->taken);
	g->taken = NULL;
	chat_release(&g->chat);
	empty_answer(g);
}

static int
count_taken(const struct group_screen *g)
{
	int count = 0;

	for (int i = 0; i < g->chat.count; i++)
		count += g->taken[i] != NULL;
	return count;
}

/* --- life --- */

static void
show(struct screen *screen)
{
	struct group_screen *g = screen->data;
	int rows = screen_bottom() - ROW_BODY;

	if (g->stage == PASTING) {
		widget_hide(list_widget(g->list));
		widget_place(longtext_widget(g->paste), ROW_BODY, 1, rows, COLS - 3);
		widget_focus(longtext_widget(g->paste));
		return;
	}
	widget_hide(longtext_widget(g->paste));
	widget_place(list_widget(g->list), ROW_BODY, 0, rows, COLS - 1);
	list_set_count(g->list, g->stage == CHOOSING ? g->chat.count : g->lines);
	widget_focus(list_widget(g->list));
}

static int
start(struct screen *screen, const void *arg)
{
	struct group_screen *g = screen->data = xcalloc(1, sizeof *g);
	struct list_owner owner = {write_line, NULL, screen};

	g->form = forms_find(screen->seat->forms, arg);
	g->opened = -1;
	g->paste = longtext_new(screen->cdk, PASTE_MOST);
	longtext_widget(g->paste)->typing = TYPING_PRIVATE;
	g->list = list_new(screen->cdk, &owner);
	show(screen);
	return 0;
}

static void
finish(struct screen *screen)
{
	struct group_screen *g = screen->data;

	longtext_set(g->paste, "", PASTE_MOST);
	forget(g);
	free(g->before);
	free(g);
}

static void
title(const struct screen *screen, struct buf *out)
{
	buf_puts(out, screen_text(screen, T_GROUP_TITLE));
}

static void
paint(struct screen *screen)
{
	static const enum text heads[] = {T_GROUP_PASTE, T_GROUP_CHOOSE, T_GROUP_ANSWER};
	const struct group_screen *g = screen->data;
	char all[16], taken[16];

	snprintf(all, sizeof all, "%d", g->chat.count);
	snprintf(taken, sizeof taken, "%d", count_taken(g));
	char *text = text_format(screen->seat->lang, heads[g->stage], all, taken, NULL);

	screen_write(ROW_HEAD, GRID_TEXT, text);
	free(text);
}

/* --- keys --- */

static struct reaction
choose(struct screen *screen)
{
	struct group_screen *g = screen->data;

	forget(g);
	chat_read(longtext_text(g->paste), &g->chat);
	if (!g->chat.count) {
		screen_say(screen, T_GROUP_NOTHING, NULL);
		return screen_done();
	}
	g->taken = xcalloc((size_t)g->chat.count, sizeof *g->taken);
	longtext_set(g->paste, "", PASTE_MOST);
	g->stage = CHOOSING;
	show(screen);
	return screen_done();
}

/* The form of the current message: its words, and that they came from the group. */
static struct reaction
take_in(struct screen *screen)
{
	struct group_screen *g = screen->data;
	int i = list_current(g->list);

	if (i < 0 || g->stage != CHOOSING)
		return screen_done();
	if (g->taken[i]) {
		g->arg = (struct form_screen_arg){.kind = g->form->kind, .record = g->taken[i]};
		return screen_open(&screen_matter, &g->arg);
	}
	const struct record *last = screen_before(screen, g->form, 0);

	g->opened = i;
	free(g->before);
	g->before = last ? xstrdup(last->id) : NULL;
	g->given[0] = "channel";
	g->given[1] = "6";
	g->given[2] = "content";
	g->given[3] = g->chat.message[i].text;
	g->arg = (struct form_screen_arg){.kind = g->form->kind, .given = g->given};
	screen_say(screen, T_GROUP_NICK, g->chat.message[i].nick, NULL);
	return screen_open(&screen_form, &g->arg);
}

/* What was saved meanwhile is what this message became. */
static void
resume(struct screen *screen)
{
	struct group_screen *g = screen->data;
	const struct record *last = screen_before(screen, g->form, 0);

	if (g->opened >= 0 && last && !(g->before && strcmp(g->before, last->id) == 0))
		g->taken[g->opened] = xstrdup(last->id);
	g->opened = -1;
}

static void
add_line(struct group_screen *g, char *text)
{
	g->line = xrealloc(g->line, (size_t)(g->lines + 1) * sizeof *g->line);
	g->line[g->lines++] = text;
}

/* By number and subject, in the order of the group; whose they are stands in none of it. */
static struct reaction
answer(struct screen *screen)
{
	struct group_screen *g = screen->data;
	struct seat *seat = screen->seat;
	char count[16];

	snprintf(count, sizeof count, "%d", count_taken(g));
	if (g->stage != CHOOSING || !count_taken(g)) {
		screen_say(screen, T_GROUP_NONE_TAKEN, NULL);
		return screen_done();
	}
	empty_answer(g);
	add_line(g, text_format(seat->lang, T_GROUP_ANSWER_HEAD, count, NULL));
	for (int i = 0, n = 0; i < g->chat.count; i++) {
		struct record *record = NULL;
		char number[8];

		if (!g->taken[i] || store_get(seat->db, &seat->actor, g->taken[i], STORE_MASKED,
		    NULL, &record) != 0)
			continue;
		add_line(g, xprintf("%d. %s %s", ++n, matter_number(record, number),
		    record->value[g->form->title]));
		record_free(record);
	}
	add_line(g, xstrdup(screen_text(screen, T_GROUP_ANSWER_END)));
	g->stage = ANSWERING;
	show(screen);
	return screen_done();
}

static struct reaction
go_back(struct screen *screen)
{
	struct group_screen *g = screen->data;

	if (g->stage != ANSWERING)
		return screen_back();
	g->stage = CHOOSING;
	show(screen);
	return screen_done();
}

static bool
can(const struct screen *screen, enum act act)
{
	const struct group_screen *g = screen->data;

	return act == ACT_SAVE ? g->stage == PASTING
	    : act == ACT_NEXT || act == ACT_DO ? g->stage == CHOOSING : true;
}

static struct reaction
act(struct screen *screen, enum act act)
{
	struct group_screen *g = screen->data;

	switch (act) {
	case ACT_SAVE:
		return g->stage == PASTING ? choose(screen) : screen_done();
	case ACT_NEXT:
		return take_in(screen);
	case ACT_DO:
		return answer(screen);
	case ACT_BACK:
		return go_back(screen);
	default:
		return screen_pass();
	}
}

static const struct screen_act acts[] = {
	{ACT_SAVE, T_GROUP_SPLIT},
	{ACT_NEXT, T_GROUP_TAKE},
	{ACT_DO, T_GROUP_ANSWER_IT},
	{ACT_HELP, TEXT_NONE},
	{ACT_SWAP, TEXT_NONE},
	{ACT_BACK, TEXT_NONE},
	{ACT_COUNT, TEXT_NONE},
};

const struct screen_ops screen_group = {
	.name = "group",
	.acts = acts,
	.can = can,
	.open = start,
	.close = finish,
	.title = title,
	.layout = show,
	.paint = paint,
	.act = act,
	.resume = resume,
};
