#include "tui/help.h"

#include "tui/list.h"

#include "base/width.h"

#include <stdlib.h>
#include <string.h>

struct help {
	char *title;
	char **line;
	int count;
	struct list *list;
	const struct screen *below; /* lives longer than this one */
};

static void
add(struct help *h, char *line)
{
	h->line = xrealloc(h->line, (size_t)(h->count + 1) * sizeof(char *));
	h->line[h->count++] = line;
}

static void
empty(struct help *h)
{
	for (int i = 0; i < h->count; i++)
		free(h->line[i]);
	free(h->line);
	h->line = NULL;
	h->count = 0;
}

/* Lines of a text, broken where they do not fit. */
static void
add_text(struct help *h, const char *text, int cols)
{
	while (*text) {
		size_t len = strcspn(text, "\n");
		char *whole = xstrndup(text, len);
		size_t fits = width_cut(whole, cols, NULL);

		free(whole);
		if (!fits && len)
			return;
		add(h, xstrndup(text, fits));
		text += fits;
		text += *text == '\n';
	}
}

static void
add_act(struct help *h, const struct screen *screen, enum act act, int cols)
{
	const struct act_row *row = act_row(act);
	struct buf text = BUF_EMPTY;
	char name[32];

	if (row->twin > INPUT_TWIN)
		snprintf(name, sizeof name, "%s  Esc %c", row->name[screen->seat->lang],
		    row->twin - INPUT_TWIN);
	else
		snprintf(name, sizeof name, "%s", row->name[screen->seat->lang]);
	width_fit(&text, name, 11);
	buf_puts(&text, screen_text(screen, row->help));
	add_text(h, buf_text(&text), cols);
	buf_release(&text);
}

static void
fill(struct screen *screen)
{
	struct help *h = screen->data;
	int cols = screen->panel.cols - 3;
	char *own = h->below->ops->help ? h->below->ops->help(h->below) : NULL;

	empty(h);
	if (own) {
		add_text(h, own, cols);
		add(h, xstrdup(""));
	}
	free(own);
	for (enum act act = 0; act < ACT_COUNT; act++)
		add_act(h, screen, act, cols);
	add(h, xstrdup(""));
	add_text(h, screen_text(screen, T_HELP_MARKS), cols);
	list_set_count(h->list, h->count);
}

static void
line(void *arg, int i, struct list_line *out)
{
	struct help *h = arg;

	buf_puts(&out->text, h->line[i]);
}

static int
start(struct screen *screen, const void *arg)
{
	struct help *h = screen->data = xcalloc(1, sizeof *h);
	struct list_owner owner = {line, NULL, h};
	struct buf title = BUF_EMPTY;

	h->below = arg;
	if (h->below->ops->title)
		h->below->ops->title(h->below, &title);
	h->title = text_format(screen->seat->lang, T_HELP_TITLE, buf_text(&title), NULL);
	buf_release(&title);
	h->list = list_new(screen->cdk, &owner);
	widget_focus(list_widget(h->list));
	return 0;
}

static void
finish(struct screen *screen)
{
	struct help *h = screen->data;

	empty(h);
	free(h->title);
	free(h);
}

static void
layout(struct screen *screen)
{
	struct help *h = screen->data;

	fill(screen);
	widget_place(list_widget(h->list), screen->panel.row + 2, screen->panel.col,
	    screen->panel.rows - 2, screen->panel.cols);
}

static void
paint(struct screen *screen)
{
	struct help *h = screen->data;

	paint_text(stdscr, screen->panel.row, screen->panel.col, screen->panel.cols, h->title);
}

static char *
hint(const struct screen *screen)
{
	return xstrdup(screen_text(screen, T_HELP_HINT));
}

static struct reaction
act(struct screen *screen, enum act act)
{
	(void)screen;
	return act == ACT_NEXT ? screen_back() : screen_pass();
}

static const struct screen_act acts[] = {
	{ACT_PAGE_DOWN, TEXT_NONE},
	{ACT_BACK, T_DO_CLOSE},
	{ACT_COUNT, TEXT_NONE},
};

const struct screen_ops screen_help = {
	.name = "help",
	.overlay = true,
	.acts = acts,
	.open = start,
	.close = finish,
	.layout = layout,
	.paint = paint,
	.act = act,
	.hint = hint,
};
