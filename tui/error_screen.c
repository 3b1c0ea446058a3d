#include "tui/error_screen.h"

#include "tui/reading.h"

#include "base/explain.h"

#include <stdlib.h>

#define ROW_LIST 2
#define MOST 200

struct error_screen {
	struct reading reading;
	struct log_entry entry[MOST];
	int count;
};

/* "11-23 19:02:07  E217  口令太短：现在 … 位" */
static void
line(void *arg, int i, struct list_line *out)
{
	struct screen *screen = arg;
	const struct error_screen *s = screen->data;
	const struct log_entry *entry = &s->entry[i];
	static const char *const unsaid[] = {"…", "…", "…", "…", NULL}; /* not written down */
	char *number = xprintf("E%d", entry->number);

	screen_column(&out->text, entry->when + 5, 14);
	screen_column(&out->text, number, 4);
	text_add(&out->text, screen->seat->lang, text_of_number(entry->number), unsaid);
	free(number);
}

static void
renew(struct screen *screen)
{
	struct error_screen *s = screen->data;

	s->count = log_read(screen->seat->log, s->entry, MOST);
	list_set_count(s->reading.list, s->count);
}

static int
start(struct screen *screen, const void *arg)
{
	struct error_screen *s = xcalloc(1, sizeof *s);

	(void)arg;
	reading_begin(screen, s, ROW_LIST, line);
	renew(screen);
	return 0;
}

static void
title(const struct screen *screen, struct buf *out)
{
	buf_puts(out, screen_text(screen, T_ERRORS_TITLE));
}

static char *
help(const struct screen *screen)
{
	const struct error_screen *s = screen->data;
	int i = list_current(s->reading.list);

	return i < 0 ? NULL : explain(screen->seat->lang, s->entry[i].number);
}

static char *
hint(const struct screen *screen)
{
	const struct error_screen *s = screen->data;

	return xstrdup(screen_text(screen, s->count ? T_ERRORS_HINT : T_ERRORS_NONE));
}

const struct screen_ops screen_errors = {
	.name = "errors",
	.acts = reading_acts,
	.open = start,
	.close = reading_finish,
	.title = title,
	.layout = reading_layout,
	.renew = renew,
	.help = help,
	.hint = hint,
};
