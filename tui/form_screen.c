#include "tui/form_screen.h"

static int
start(struct screen *screen, const void *arg)
{
	(void)arg;
	screen_say_error(screen, ERR_NOTFOUND, &(struct say){0});
	return ERR_NOTFOUND;
}

static const struct screen_act acts[] = {
	{ACT_BACK, TEXT_NONE},
	{ACT_COUNT, TEXT_NONE},
};

const struct screen_ops screen_form = {
	.name = "form",
	.acts = acts,
	.open = start,
};
