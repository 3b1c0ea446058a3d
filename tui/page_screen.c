#include "tui/page_screen.h"

#include "tui/list.h"
#include "tui/longtext.h"

#include <stdlib.h>
#include <string.h>

#define ROW_LIST 2

struct page_screen {
	char *title, *text;
	size_t *start; /* of each line, broken to the screen */
	int count;
	struct list *list;
};

static void
break_lines(struct page_screen *s)
{
	int cols = COLS - GRID_TEXT - GRID_RIGHT;

	s->count = 0;
	for (size_t at = 0; s->text[at]; at = longtext_break(s->text, at, cols)) {
		s->start = xrealloc(s->start, (size_t)(s->count + 2) * sizeof *s->start);
		s->start[s->count++] = at;
	}
	if (s->count)
		s->start[s->count] = strlen(s->text);
	list_set_count(s->list, s->count);
}

static void
line(void *arg, int i, struct list_line *out)
{
	const struct page_screen *s = arg;
	const char *text = s->text + s->start[i];
	size_t len = s->start[i + 1] - s->start[i];

	buf_add(&out->text, text, len && text[len - 1] == '\n' ? len - 1 : len);
}

static int
start(struct screen *screen, const void *arg)
{
	const struct page *page = arg;
	struct page_screen *s = screen->data = xcalloc(1, sizeof *s);
	struct list_owner owner = {line, NULL, s};

	s->title = xstrdup(page->title);
	s->text = xstrdup(page->text);
	s->list = list_new(screen->cdk, &owner);
	widget_focus(list_widget(s->list));
	return 0;
}

static void
finish(struct screen *screen)
{
	struct page_screen *s = screen->data;

	free(s->title);
	free(s->text);
	free(s->start);
	free(s);
}

static void
layout(struct screen *screen)
{
	struct page_screen *s = screen->data;

	widget_place(list_widget(s->list), ROW_LIST, 0, screen_bottom() - 1 - ROW_LIST, COLS - 1);
	break_lines(s);
}

static void
title(const struct screen *screen, struct buf *out)
{
	buf_puts(out, ((const struct page_screen *)screen->data)->title);
}

static const struct screen_act acts[] = {
	{ACT_HELP, TEXT_NONE},
	{ACT_PAGE_DOWN, TEXT_NONE},
	{ACT_SWAP, TEXT_NONE},
	{ACT_BACK, TEXT_NONE},
	{ACT_COUNT, TEXT_NONE},
};

const struct screen_ops screen_page = {
	.name = "page",
	.acts = acts,
	.open = start,
	.close = finish,
	.title = title,
	.layout = layout,
};
