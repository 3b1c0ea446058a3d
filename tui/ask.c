#include "tui/ask.h"

#include "tui/choice.h"

#include "base/width.h"

#include <stdlib.h>

struct ask_data {
	char *title;
	struct choice *choice;
	struct reaction (*then)(struct screen *below, int which);
};

const enum text ask_yes_no[] = {T_YES, T_NO, TEXT_NONE};

static int
start(struct screen *screen, const void *arg)
{
	const struct ask *ask = arg;
	struct ask_data *data = screen->data = xcalloc(1, sizeof *data);

	data->title = text_format(screen->seat->lang, ask->title, ask->about, NULL);
	data->then = ask->then;
	data->choice = choice_new(screen->cdk);
	for (int i = 0; ask->answer[i] != TEXT_NONE; i++)
		choice_add(data->choice, screen_text(screen, ask->answer[i]), NULL);
	widget_focus(choice_widget(data->choice));
	return 0;
}

static void
finish(struct screen *screen)
{
	struct ask_data *data = screen->data;

	free(data->title);
	free(data);
}

static void
layout(struct screen *screen)
{
	struct ask_data *data = screen->data;
	int rows = width_of_text(data->title) / screen->panel.cols + 2;

	widget_place(choice_widget(data->choice), screen->panel.row + rows, screen->panel.col,
	    choice_count(data->choice), screen->panel.cols);
}

static void
paint(struct screen *screen)
{
	struct ask_data *data = screen->data;
	const char *rest = data->title;

	for (int row = screen->panel.row; *rest; row++) {
		size_t len = width_cut(rest, screen->panel.cols, NULL);

		paint_text(stdscr, row, screen->panel.col, screen->panel.cols, rest);
		if (!len)
			break;
		rest += len;
	}
}

static struct reaction
used(struct screen *screen, struct widget *widget)
{
	struct ask_data *data = screen->data;
	int which;

	(void)widget;
	if (!choice_taken(data->choice, &which))
		return screen_done();
	return screen_chosen(data->then, which);
}

static const struct screen_act acts[] = {
	{ACT_NEXT, T_DO_CHOOSE},
	{ACT_BACK, TEXT_NONE},
	{ACT_COUNT, TEXT_NONE},
};

const struct screen_ops screen_ask = {
	.name = "ask",
	.overlay = true,
	.acts = acts,
	.open = start,
	.close = finish,
	.layout = layout,
	.paint = paint,
	.used = used,
};
