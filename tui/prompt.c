#include "tui/prompt.h"

#include "tui/entry.h"
#include "tui/longtext.h"

#include "base/utf8.h"

#include <stdio.h>
#include <stdlib.h>

struct prompt_data {
	struct prompt prompt;
	struct entry *entry;
};

static int
start(struct screen *screen, const void *arg)
{
	struct prompt_data *data = screen->data = xcalloc(1, sizeof *data);

	data->prompt = *(const struct prompt *)arg;
	data->entry = entry_new(screen->cdk, data->prompt.most);
	entry_widget(data->entry)->typing = TYPING_PRIVATE;
	widget_focus(entry_widget(data->entry));
	return 0;
}

static void
finish(struct screen *screen)
{
	free(screen->data);
}

static void
layout(struct screen *screen)
{
	struct prompt_data *data = screen->data;

	widget_place(entry_widget(data->entry), screen->panel.row + 4, screen->panel.col, 1,
	    screen->panel.cols);
}

static void
paint(struct screen *screen)
{
	struct prompt_data *data = screen->data;
	const char *title = screen_text(screen, data->prompt.title);
	size_t at = 0;

	for (int row = 0; row < 3 && title[at]; row++) {
		size_t next = longtext_break(title, at, screen->panel.cols);
		char *line = xstrndup(title + at, next - at);

		paint_text(stdscr, screen->panel.row + row, screen->panel.col,
		    screen->panel.cols, line);
		free(line);
		at = next;
	}
}

static struct reaction
act(struct screen *screen, enum act act)
{
	struct prompt_data *data = screen->data;
	const char *text = entry_text(data->entry);
	char least[24];

	if (act != ACT_NEXT)
		return screen_pass();
	if (utf8_count(text) < data->prompt.least) {
		snprintf(least, sizeof least, "%zu", data->prompt.least);
		screen_say(screen, T_PROMPT_SHORT, least, NULL);
		return screen_done();
	}
	free(*data->prompt.out);
	*data->prompt.out = xstrdup(text);
	return screen_chosen(data->prompt.then, 0);
}

static char *
hint(const struct screen *screen)
{
	const struct prompt_data *data = screen->data;

	return xstrdup(screen_text(screen, data->prompt.hint));
}

static const struct screen_act acts[] = {
	{ACT_NEXT, T_DO_CONFIRM},
	{ACT_BACK, TEXT_NONE},
	{ACT_COUNT, TEXT_NONE},
};

const struct screen_ops screen_prompt = {
	.name = "prompt",
	.overlay = true,
	.acts = acts,
	.open = start,
	.close = finish,
	.layout = layout,
	.paint = paint,
	.act = act,
	.hint = hint,
};
