#include "tui/qr_screen.h"

#include "base/width.h"
#include "share/qr.h"

#include <stdlib.h>
#include <string.h>

#define ROW_TOP 1
#define PAGES_MOST 99

struct qr_screen {
	char *text;
	char *page[PAGES_MOST]; /* what each code says */
	int pages, shown;
	bool light; /* light letters on a dark ground are to be light in the code */
};

bool
qr_screen_can(struct screen *screen)
{
	struct qr qr = {0};
	bool can = !width_is_ambiguous_wide() && qr_make("1", &qr);

	qr_release(&qr);
	if (!can)
		screen_say(screen, T_QR_CANNOT, NULL);
	return can;
}

static int
lines(void)
{
	return screen_bottom() - ROW_TOP;
}

static void
forget(struct qr_screen *s)
{
	while (s->pages)
		free(s->page[--s->pages]);
}

/* On each page as much as a code of this screen holds, with its number if there are more. */
static void
make_pages(struct qr_screen *s)
{
	size_t all = strlen(s->text);
	bool many = qr_fits(s->text, COLS, lines()) < all;

	forget(s);
	for (const char *p = s->text; *p && s->pages < PAGES_MOST;) {
		char *lead = many ? xprintf("(%d) ", s->pages + 1) : xstrdup("");
		char *rest = xprintf("%s%s", lead, p);
		size_t len = qr_fits(rest, COLS, lines());

		if (len <= strlen(lead)) {
			free(lead);
			free(rest);
			break;
		}
		s->page[s->pages++] = xstrndup(rest, len);
		p += len - strlen(lead);
		free(lead);
		free(rest);
	}
	if (s->shown >= s->pages)
		s->shown = s->pages ? s->pages - 1 : 0;
}

static int
start(struct screen *screen, const void *arg)
{
	struct qr_screen *s = screen->data = xcalloc(1, sizeof *s);

	s->text = xstrdup(arg);
	s->light = true;
	return 0;
}

static void
finish(struct screen *screen)
{
	struct qr_screen *s = screen->data;

	forget(s);
	free(s->text);
	free(s);
}

static void
layout(struct screen *screen)
{
	make_pages(screen->data);
}

static void
title(const struct screen *screen, struct buf *out)
{
	const struct qr_screen *s = screen->data;
	char shown[12], pages[12];

	snprintf(shown, sizeof shown, "%d", s->shown + 1);
	snprintf(pages, sizeof pages, "%d", s->pages);
	char *text = text_format(screen->seat->lang, T_QR_TITLE, shown, pages, NULL);

	buf_puts(out, text);
	free(text);
}

/*
 * Full blocks are light where letters are: the modules that are to be light are the blocks then.
 */
static void
paint(struct screen *screen)
{
	const struct qr_screen *s = screen->data;
	struct qr qr = {0};
	struct buf line = BUF_EMPTY;

	if (!s->pages || !qr_make(s->page[s->shown], &qr))
		return;
	for (int i = 0; i < qr_lines(&qr); i++) {
		buf_clear(&line);
		qr_line(&qr, i, s->light, &line);
		paint_text(stdscr, ROW_TOP + i, (COLS - qr_columns(&qr)) / 2, qr_columns(&qr),
		    buf_text(&line));
	}
	buf_release(&line);
	qr_release(&qr);
}

static char *
hint(const struct screen *screen)
{
	return xstrdup(screen_text(screen, T_QR_HINT));
}

static struct reaction
act(struct screen *screen, enum act act)
{
	struct qr_screen *s = screen->data;

	switch (act) {
	case ACT_PAGE_DOWN:
	case ACT_NEXT:
		s->shown += s->shown + 1 < s->pages;
		return screen_done();
	case ACT_PAGE_UP:
		s->shown -= s->shown > 0;
		return screen_done();
	case ACT_SAME:
		s->light = !s->light;
		return screen_done();
	default:
		return screen_pass();
	}
}

static const struct screen_act acts[] = {
	{ACT_PAGE_DOWN, TEXT_NONE},
	{ACT_PAGE_UP, TEXT_NONE},
	{ACT_SAME, T_QR_INVERT},
	{ACT_SWAP, TEXT_NONE},
	{ACT_BACK, TEXT_NONE},
	{ACT_COUNT, TEXT_NONE},
};

const struct screen_ops screen_qr = {
	.name = "qr",
	.acts = acts,
	.open = start,
	.close = finish,
	.layout = layout,
	.title = title,
	.paint = paint,
	.act = act,
	.hint = hint,
};
