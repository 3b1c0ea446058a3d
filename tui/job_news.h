/* How a job goes on, painted on the screen that started it. */
#ifndef TUI_JOB_NEWS_H
#define TUI_JOB_NEWS_H

#include "tui/screen.h"

/*
 * From `row` down: how far it is; or, if `started` here and ended, what was said and as much as
 * fits of what was answered.
 */
void job_news_paint(const struct screen *screen, int row, bool started);
/* May whoever sits here end the job that runs? */
bool job_news_can_stop(const struct screen *screen);
/* A text broken to the screen; returns the row below it. */
int job_news_lines(int row, const char *text);

#endif
