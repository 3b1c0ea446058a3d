#include "tui/setting_log.h"

#include "tui/reading.h"

#include "db/settings.h"

#include <stdlib.h>
#include <string.h>

#define ROW_LIST 2

struct setting_log {
	struct reading reading;
	struct setting_changes changes;
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
	list_set_count(s->reading.list, s->changes.count);
}

static int
start(struct screen *screen, const void *arg)
{
	struct setting_log *s = xcalloc(1, sizeof *s);

	(void)arg;
	reading_begin(screen, s, ROW_LIST, line);
	renew(screen);
	return 0;
}

static void
finish(struct screen *screen)
{
	struct setting_log *s = screen->data;

	setting_changes_release(&s->changes);
	reading_finish(screen);
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

const struct screen_ops screen_setting_log = {
	.name = "setting_log",
	.acts = reading_acts,
	.open = start,
	.close = finish,
	.title = title,
	.layout = reading_layout,
	.renew = renew,
	.hint = hint,
};
