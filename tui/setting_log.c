#include "tui/setting_log.h"

#include "tui/list.h"

#include "db/settings.h"

#include <stdlib.h>
#include <string.h>

#define ROW_LIST 2

struct setting_log {
	struct setting_changes changes;
	struct list *list;
};

/* "口令最短", "工作日历 2027" */
static char *
name_of(const struct screen *screen, const char *id)
{
	const struct setting *setting = setting_find(id);
	const char *year = strchr(id, '/');

	return setting ? xstrdup(screen_text(screen, setting->label))
	    : year     ? xprintf("%s %s", screen_text(screen, T_CALENDAR_TITLE), year + 1)
		       : xstrdup(id);
}

static const char *
shown(const char *value)
{
	return *value ? value : "____";
}

static void
line(void *arg, int i, struct list_line *out)
{
	struct screen *screen = arg;
	const struct setting_log *s = screen->data;
	const struct setting_change *c = &s->changes.change[i];
	char when[20], *name = name_of(screen, c->id);

	day_time_format(c->when, when);
	when[16] = '\0';
	screen_column(&out->text, when, 16);
	screen_column(&out->text, c->who, 8);
	screen_column(&out->text, name, 13);
	buf_printf(&out->text, "%s → %s", shown(c->before), shown(c->after));
	free(name);
}

static void
renew(struct screen *screen)
{
	struct setting_log *s = screen->data;
	const struct seat *seat = screen->seat;

	setting_changes_release(&s->changes);
	setting_changes(seat->db, seat->keep, &seat->actor, &s->changes);
	list_set_count(s->list, s->changes.count);
}

static int
start(struct screen *screen, const void *arg)
{
	struct setting_log *s = screen->data = xcalloc(1, sizeof *s);
	struct list_owner owner = {line, NULL, screen};

	(void)arg;
	s->list = list_new(screen->cdk, &owner);
	renew(screen);
	widget_focus(list_widget(s->list));
	return 0;
}

static void
finish(struct screen *screen)
{
	struct setting_log *s = screen->data;

	setting_changes_release(&s->changes);
	free(s);
}

static void
layout(struct screen *screen)
{
	struct setting_log *s = screen->data;

	widget_place(list_widget(s->list), ROW_LIST, 0, screen_bottom() - 1 - ROW_LIST, COLS - 1);
}

static void
title(const struct screen *screen, struct buf *out)
{
	buf_puts(out, screen_text(screen, T_SETTINGS_LOG));
}

static char *
hint(const struct screen *screen)
{
	const struct setting_log *s = screen->data;

	return s->changes.count ? NULL : xstrdup(screen_text(screen, T_SETTINGS_NO_LOG));
}

static const struct screen_act acts[] = {
	{ACT_HELP, TEXT_NONE},
	{ACT_PAGE_DOWN, TEXT_NONE},
	{ACT_SWAP, TEXT_NONE},
	{ACT_BACK, TEXT_NONE},
	{ACT_COUNT, TEXT_NONE},
};

const struct screen_ops screen_setting_log = {
	.name = "setting_log",
	.acts = acts,
	.open = start,
	.close = finish,
	.title = title,
	.layout = layout,
	.renew = renew,
	.hint = hint,
};
