#include "tui/help.h"

#include "tui/list.h"
#include "tui/longtext.h"

#include "base/width.h"

#include <stdlib.h>
#include <string.h>

#define KEYS 12 /* columns of the names of keys */

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

/* Lines of a text, broken between words where they do not fit, `indent` blanks before each. */
static void
add_text(struct help *h, const char *text, int cols, int indent)
{
	for (size_t at = 0; text[at];) {
		size_t next = longtext_break(text, at, cols - indent);
		size_t end = next > at && text[next - 1] == '\n' ? next - 1 : next;

		add(h, xprintf("%*s%.*s", indent, "", (int)(end - at), text + at));
		at = next;
	}
}

/* "F2   Esc 2   what it does", in columns. label: what it does here, TEXT_NONE: as always. */
static void
add_act(struct help *h, const struct screen *screen, enum act act, enum text label, int cols)
{
	const struct act_row *row = act_row(act);
	struct buf name = BUF_EMPTY;
	int first = h->count;

	if (row->twin > INPUT_TWIN) {
		width_fit(&name, row->name[screen->seat->lang], 5);
		buf_printf(&name, "Esc %c", row->twin - INPUT_TWIN);
	} else {
		buf_puts(&name, row->name[screen->seat->lang]);
	}
	add_text(h, screen_text(screen, label ? label : row->help), cols, KEYS);
	char *line = h->line[first];

	width_fit(&name, "", KEYS - width_of_text(buf_text(&name)));
	h->line[first] = xprintf("%s%s", buf_text(&name), line + KEYS);
	free(line);
	buf_release(&name);
}

/* Moving about, and what every screen has: unless the screen said something else about them. */
static void
add_common(struct help *h, const struct screen *screen, int cols)
{
	static const enum act common[] = {ACT_NEXT, ACT_FORWARD, ACT_BACKWARD, ACT_DOWN, ACT_UP,
	    ACT_PAGE_DOWN, ACT_PAGE_UP, ACT_MENU, ACT_SWAP, ACT_BACK, ACT_REPAINT,
	    ACT_PINYIN, ACT_CODES, ACT_FUZZY, ACT_DISPLAY};

	for (size_t i = 0; i < sizeof common / sizeof *common; i++) {
		const struct screen_act *own = h->below->ops->acts;

		while (own->act != ACT_COUNT && own->act != common[i])
			own++;
		if (own->act != ACT_COUNT)
			continue;
		if ((common[i] == ACT_MENU || common[i] == ACT_SWAP) &&
		    !screen->seat->actor.account)
			continue;
		add_act(h, screen, common[i], TEXT_NONE, cols);
	}
}

static void
fill(struct screen *screen)
{
	struct help *h = screen->data;
	int cols = screen->panel.cols - 3;
	char *own = h->below->ops->help ? h->below->ops->help(h->below) : NULL;

	empty(h);
	if (own) {
		add_text(h, own, cols, 0);
		add(h, xstrdup(""));
	}
	free(own);
	for (const struct screen_act *act = h->below->ops->acts; act->act != ACT_COUNT; act++)
		if (screen_can(h->below, act->act))
			add_act(h, screen, act->act, act->label, cols);
	add_common(h, screen, cols);
	add(h, xstrdup(""));
	add_text(h, screen_text(screen, T_HELP_MARKS), cols, 0);
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
	.glance = true,
	.acts = acts,
	.open = start,
	.close = finish,
	.layout = layout,
	.paint = paint,
	.act = act,
	.hint = hint,
};
