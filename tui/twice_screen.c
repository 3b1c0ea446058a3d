#include "tui/twice_screen.h"

#include "tui/context.h"
#include "tui/reading.h"
#include "tui/twice_key.h"

#include "db/rights.h"
#include "db/twice.h"

#include <stdlib.h>
#include <string.h>

#define ROW_HEADINGS 1
#define ROW_LIST 2
#define FACTS 2
#define FACT_COLS 8

static const struct reading_column columns[] = {
	{T_TWICE_RECORD, 12}, {T_TWICE_FACTS, FACTS * FACT_COLS + 2}, {T_TWICE_WHO, 8},
	{T_TWICE_DAY, 5}, {T_TWICE_FIELDS, 20}, {TEXT_NONE, 0},
};

struct twice_screen {
	struct reading reading;
	struct twice_list list;
	char *opened; /* the record that is being keyed from here on, or NULL */
};

bool
twice_screen_is_for(const struct seat *seat)
{
	bool may = false;

	for (int i = 0; i < forms_count(seat->forms); i++) {
		const struct form *form = forms_at(seat->forms, i);

		may |= form->twice && rights_may(&seat->actor, ACTION_EDIT, form->kind);
	}
	return may && twice_who(seat->db) != TWICE_NOBODY;
}

/* What tells namesakes apart and gives nothing away: the first of the kind's columns. */
static void
add_facts(const struct screen *screen, const struct twice_item *item, struct buf *out)
{
	const struct form *form = item->form;
	int count = 0;

	for (int c = 0; c < form->column_count && count < FACTS; c++) {
		int i = form->column[c];
		struct type_context context = context_of(screen, &form->field[i]);

		if (i == form->title || !item->seen->value[i])
			continue;
		char *shown = type_brief(&context, item->seen->value[i]);

		screen_column(out, shown, FACT_COLS);
		free(shown);
		count++;
	}
	for (; count < FACTS; count++)
		screen_column(out, "", FACT_COLS);
}

static void
line(void *arg, int i, struct list_line *out)
{
	struct screen *screen = arg;
	const struct twice_screen *s = screen->data;
	const struct twice_item *item = &s->list.item[i];
	char day[11];

	day_format(day_of(item->when), day);
	screen_column(&out->text, item->seen->value[item->form->title], columns[0].cols);
	add_facts(screen, item, &out->text);
	screen_column(&out->text, item->who, columns[2].cols);
	screen_column(&out->text, day + 5, columns[3].cols);
	for (int f = 0; f < item->form->field_count; f++)
		if (item->field[f])
			buf_printf(&out->text, "%s ",
			    item->form->field[f].label[screen->seat->lang]);
}

static void
renew(struct screen *screen)
{
	struct twice_screen *s = screen->data;
	struct seat *seat = screen->seat;
	int at = list_current(s->reading.list);
	char *id = at < 0 ? NULL : xstrdup(s->list.item[at].record);

	twice_list_release(&s->list);
	if (twice_list(seat->db, &seat->actor, TWICE_MOST, &s->list) != 0)
		s->list = (struct twice_list){0};
	list_set_count(s->reading.list, s->list.count);
	for (int i = 0; id && i < s->list.count; i++)
		if (strcmp(s->list.item[i].record, id) == 0)
			list_go(s->reading.list, i);
	free(id);
}

static int
start(struct screen *screen, const void *arg)
{
	(void)arg;
	reading_begin(screen, xcalloc(1, sizeof(struct twice_screen)), ROW_LIST, line);
	renew(screen);
	return 0;
}

static void
finish(struct screen *screen)
{
	struct twice_screen *s = screen->data;

	twice_list_release(&s->list);
	free(s->opened);
	reading_finish(screen);
}

static void
title(const struct screen *screen, struct buf *out)
{
	const struct twice_screen *s = screen->data;

	buf_printf(out, "%s %d", screen_text(screen, T_TWICE_TITLE), s->list.count);
}

static void
paint(struct screen *screen)
{
	reading_headings(screen, ROW_HEADINGS, columns);
}

static char *
hint(const struct screen *screen)
{
	const struct twice_screen *s = screen->data;
	char others[16];

	if (s->list.count)
		return xstrdup(screen_text(screen, T_TWICE_HINT));
	snprintf(others, sizeof others, "%d", s->list.others);
	return text_format(screen->seat->lang, s->list.others ? T_TWICE_OTHERS : T_TWICE_NONE,
	    others, NULL);
}

static struct reaction
act(struct screen *screen, enum act act)
{
	struct twice_screen *s = screen->data;
	int at = list_current(s->reading.list);

	if (act != ACT_NEXT || at < 0)
		return act == ACT_NEXT ? screen_done() : screen_pass();
	free(s->opened);
	s->opened = xstrdup(s->list.item[at].record);
	return screen_open(&screen_twice_key, s->opened);
}

static bool
can(const struct screen *screen, enum act act)
{
	return act != ACT_NEXT || ((const struct twice_screen *)screen->data)->list.count;
}

static const struct screen_act acts[] = {
	{ACT_NEXT, T_TWICE_BEGIN},
	{ACT_HELP, TEXT_NONE},
	{ACT_MENU, TEXT_NONE},
	{ACT_SWAP, TEXT_NONE},
	{ACT_BACK, TEXT_NONE},
	{ACT_COUNT, TEXT_NONE},
};

const struct screen_ops screen_twice = {
	.name = "twice",
	.acts = acts,
	.open = start,
	.close = finish,
	.title = title,
	.layout = reading_layout,
	.paint = paint,
	.hint = hint,
	.act = act,
	.can = can,
	.renew = renew,
};
