#include "tui/list_screen.h"

#include "tui/entry.h"
#include "tui/form_screen.h"
#include "tui/list.h"

#include "base/width.h"
#include "db/store.h"
#include "forms/type.h"

#include <stdlib.h>

#define ROW_FIND 1
#define ROW_HEADINGS 3
#define ROW_LIST 4
#define PAGE 100

struct list_screen {
	const struct form *form;
	struct entry *find;
	struct list *list;
	struct store_row *row; /* all pages fetched so far, their own */
	int count;
	bool more;
	int64_t found, all;
	struct form_screen_arg arg; /* being opened */
};

static void
empty(struct list_screen *s)
{
	struct store_page page = {.row = s->row, .count = s->count};

	store_page_release(&page);
	s->row = NULL;
	s->count = 0;
	s->more = false;
}

static struct store_query
query(const struct list_screen *s)
{
	return (struct store_query){.form = s->form, .find = entry_text(s->find), .limit = PAGE,
	    .after = s->count ? s->row[s->count - 1].key : NULL};
}

/* Appends the next page to the rows. */
static bool
fetch(struct screen *screen)
{
	struct list_screen *s = screen->data;
	struct store_query q = query(s);
	struct store_page page = {0};

	if (store_list(screen->seat->db, &screen->seat->actor, &q, &page) != 0)
		return false;
	if (!page.count) {
		store_page_release(&page);
		return false;
	}
	s->row = xrealloc(s->row, (size_t)(s->count + page.count) * sizeof *s->row);
	for (int i = 0; i < page.count; i++)
		s->row[s->count + i] = page.row[i];
	s->count += page.count;
	s->more = page.more;
	free(page.row); /* its rows are ours now */
	return true;
}

static bool
more(void *arg)
{
	struct screen *screen = arg;
	struct list_screen *s = screen->data;

	if (!s->more || !fetch(screen))
		return false;
	list_set_count(s->list, s->count);
	return true;
}

/* As many rows as there were, so that the cursor stays. */
static void
renew(struct screen *screen)
{
	struct list_screen *s = screen->data;
	struct store_query all = {.form = s->form};
	int want = s->count;

	empty(s);
	while (fetch(screen) && s->more && s->count < want)
		;
	store_count(screen->seat->db, &screen->seat->actor, &all, &s->all);
	all.find = entry_text(s->find);
	store_count(screen->seat->db, &screen->seat->actor, &all, &s->found);
	list_set_count(s->list, s->count);
}

static void
search(struct screen *screen)
{
	struct list_screen *s = screen->data;

	empty(s);
	renew(screen);
	list_go(s->list, 0);
}

static void
line(void *arg, int i, struct list_line *out)
{
	struct screen *screen = arg;
	struct list_screen *s = screen->data;
	const struct record *record = s->row[i].record;

	out->mark = s->row[i].incomplete ? '!' : 0;
	for (int f = 0; f < s->form->field_count; f++) {
		struct type_context context = {.forms = screen->seat->forms,
		    .field = &s->form->field[f], .lang = screen->seat->lang,
		    .today = screen_today(screen)};
		char *shown;

		if (!s->form->field[f].list_columns)
			continue;
		shown = record->value[f] ? type_show(&context, record->value[f]) : NULL;
		screen_column(&out->text, shown, s->form->field[f].list_columns);
		free(shown);
	}
}

static int
start(struct screen *screen, const void *arg)
{
	const struct list_screen_arg *want = arg;
	struct list_screen *s = screen->data = xcalloc(1, sizeof *s);
	struct list_owner owner = {line, more, screen};

	s->form = forms_find(screen->seat->forms, want->kind);
	s->find = entry_new(screen->cdk, 40);
	entry_set(s->find, want->find);
	s->list = list_new(screen->cdk, &owner);
	renew(screen);
	widget_focus(list_widget(s->list));
	return 0;
}

static void
finish(struct screen *screen)
{
	empty(screen->data);
	free(screen->data);
}

static void
layout(struct screen *screen)
{
	struct list_screen *s = screen->data;

	widget_place(entry_widget(s->find), ROW_FIND, GRID_TEXT + 5, 1, GRID_VALUE_COLS);
	widget_place(list_widget(s->list), ROW_LIST, 0, screen_bottom() - 1 - ROW_LIST, COLS - 1);
}

static void
title(const struct screen *screen, struct buf *out)
{
	const struct list_screen *s = screen->data;

	buf_puts(out, s->form->label[screen->seat->lang]);
}

static void
paint(struct screen *screen)
{
	struct list_screen *s = screen->data;
	struct buf headings = BUF_EMPTY;
	char found[24], all[24];
	char *count;

	snprintf(found, sizeof found, "%lld", (long long)s->found);
	snprintf(all, sizeof all, "%lld", (long long)s->all);
	count = text_format(screen->seat->lang, T_LIST_FOUND, found, all, NULL);
	screen_write(ROW_FIND, GRID_TEXT, screen_text(screen, T_ACT_FIND));
	screen_write(ROW_FIND, GRID_TEXT + 5 + GRID_VALUE_COLS + 2, count);
	free(count);
	for (int f = 0; f < s->form->field_count; f++)
		if (s->form->field[f].list_columns)
			screen_column(&headings, s->form->field[f].label[screen->seat->lang],
			    s->form->field[f].list_columns);
	screen_write(ROW_HEADINGS, GRID_TEXT, buf_text(&headings));
	buf_release(&headings);
}

static struct reaction
act(struct screen *screen, enum act act)
{
	struct list_screen *s = screen->data;
	int i = list_current(s->list);

	s->arg = (struct form_screen_arg){s->form->kind, NULL, NULL};
	switch (act) {
	case ACT_NEXT:
		if (i < 0)
			return screen_done();
		s->arg.record = s->row[i].record->id;
		break;
	case ACT_NEW:
		break;
	case ACT_BACK:
		if (!*entry_text(s->find))
			return screen_back();
		entry_set(s->find, "");
		search(screen);
		return screen_done();
	case ACT_FORWARD:
	case ACT_DOWN:
	case ACT_BACKWARD:
	case ACT_UP:
		return screen_done();
	default:
		return screen_pass();
	}
	return screen_open(&screen_form, &s->arg);
}

static struct reaction
text(struct screen *screen, int key)
{
	struct list_screen *s = screen->data;

	if (widget_key(entry_widget(s->find), key))
		search(screen);
	return screen_done();
}

static const struct screen_act acts[] = {
	{ACT_NEXT, T_DO_OPEN},
	{ACT_HELP, TEXT_NONE},
	{ACT_NEW, TEXT_NONE},
	{ACT_PAGE_DOWN, TEXT_NONE},
	{ACT_SWAP, TEXT_NONE},
	{ACT_BACK, TEXT_NONE},
	{ACT_COUNT, TEXT_NONE},
};

const struct screen_ops screen_list = {
	.name = "list",
	.acts = acts,
	.open = start,
	.close = finish,
	.title = title,
	.layout = layout,
	.paint = paint,
	.act = act,
	.text = text,
	.renew = renew,
};
