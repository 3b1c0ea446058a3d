#include "tui/job_news.h"

#include "tui/longtext.h"

#include <stdlib.h>
#include <string.h>

#define BAR 40 /* columns */

int
job_news_lines(int row, const char *text)
{
	int cols = COLS - GRID_TEXT - GRID_RIGHT;

	for (size_t at = 0; text[at] && row < screen_bottom() - 1; row++) {
		size_t next = longtext_break(text, at, cols);
		char *line = xstrndup(text + at, next - at);

		line[strcspn(line, "\n")] = '\0';
		screen_write(row, GRID_TEXT, line);
		free(line);
		at = next;
	}
	return row;
}

/* "[##########          ]  25%" */
static void
paint_bar(const struct screen *screen, int row)
{
	const struct job_news *news = &screen->seat->news;
	int done = news->total > 0 ? (int)(news->done * BAR / news->total) : 0;
	struct buf bar = BUF_EMPTY;

	screen_write(row, GRID_TEXT, screen_text(screen, T_JOB_RUNS));
	if (news->total <= 0)
		return;
	buf_putc(&bar, '[');
	for (int i = 0; i < BAR; i++)
		buf_putc(&bar, i < done ? '#' : ' ');
	buf_printf(&bar, "] %3d%%", (int)(news->done * 100 / news->total));
	screen_write(row + 1, GRID_TEXT, buf_text(&bar));
	buf_release(&bar);
}

static bool
is_ours(const struct screen *screen)
{
	const struct seat *seat = screen->seat;

	return seat->news.account && strcmp(seat->news.account, seat->actor.account) == 0;
}

bool
job_news_can_stop(const struct screen *screen)
{
	return screen->seat->job_stop && screen->seat->news.running && is_ours(screen);
}

/* What was said, and as much as fits of what was answered. */
static void
paint_news(const struct job_news *news, int row)
{
	row = job_news_lines(row, news->text);
	if (news->answer)
		job_news_lines(row + 1, news->answer);
}

void
job_news_paint(const struct screen *screen, int row, bool started)
{
	const struct seat *seat = screen->seat;

	if (seat->news.running)
		paint_bar(screen, row);
	else if (seat->news.ended && started && is_ours(screen))
		paint_news(&seat->news, row);
}
