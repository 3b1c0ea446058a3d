#include "tui/settings_screen.h"

#include "tui/ask.h"
#include "tui/face.h"
#include "tui/grid.h"
#include "tui/setting_log.h"

#include "base/width.h"
#include "db/settings.h"

#include <stdlib.h>
#include <string.h>

#define ROW_GRID 2

/* A row: what is kept, what is typed, what is wrong with it. */
struct row {
	char *kept, *typed;
	struct say why;
};

struct settings_screen {
	struct row *row;
	int count;
	struct grid *grid;
	struct ask ask;
};

static bool
is_changed(const struct row *row)
{
	return strcmp(row->kept, row->typed) != 0;
}

static bool
is_touched(const struct settings_screen *s)
{
	for (int i = 0; i < s->count; i++)
		if (is_changed(&s->row[i]))
			return true;
	return false;
}

/* "平常 8，可填 8 到 64 位" */
static char *
range(const struct screen *screen, const struct setting *setting)
{
	enum lang lang = screen->seat->lang;
	char usual[16], least[16], most[16];

	snprintf(usual, sizeof usual, "%d", setting->usual);
	snprintf(least, sizeof least, "%d", setting->least);
	snprintf(most, sizeof most, "%d", setting->most);
	if (setting->type == SETTING_TEXT)
		return text_format(lang, T_SETTINGS_CHARS, most, NULL);
	return text_format(lang, T_SETTINGS_RANGE, usual, least, most,
	    screen_text(screen, setting->measure), NULL);
}

static void
field(void *arg, int i, struct grid_field *out)
{
	struct screen *screen = arg;
	const struct settings_screen *s = screen->data;
	const struct row *row = &s->row[i];
	const struct setting *setting = setting_at(i);
	char *beside = row->why.id != TEXT_NONE ? say_text(&row->why, screen->seat->lang)
						: range(screen, setting);

	out->label = screen_text(screen, setting->label);
	out->max = setting->type == SETTING_TEXT ? (size_t)setting->most : 6;
	out->typing = setting->type == SETTING_TEXT ? TYPING_TEXT : TYPING_PLAIN;
	out->mark = row->why.id != TEXT_NONE ? '!' : is_changed(row) ? '*' : 0;
	out->gap = i && setting_at(i - 1)->home != setting->home;
	buf_puts(&out->value, row->typed);
	buf_puts(&out->meaning, beside);
	free(beside);
}

static void
leave(void *arg, int i, const char *typed)
{
	struct settings_screen *s = ((struct screen *)arg)->data;
	struct row *row = &s->row[i];
	char *fresh, *copy = xstrdup(typed);

	say_release(&row->why);
	fresh = setting_parse(setting_at(i), copy, &row->why);
	free(row->typed);
	row->typed = fresh ? fresh : copy;
	if (fresh)
		free(copy);
}

/* What is kept now; what is being typed stays. */
static void
renew(struct screen *screen)
{
	struct settings_screen *s = screen->data;
	const struct seat *seat = screen->seat;

	for (int i = 0; i < s->count; i++) {
		struct row *row = &s->row[i];
		bool changed = row->kept && is_changed(row);
		char *kept = NULL;

		if (setting_get(seat->db, seat->keep, setting_at(i), &kept) != 0)
			continue;
		free(row->kept);
		row->kept = kept;
		if (changed)
			continue;
		free(row->typed);
		row->typed = xstrdup(kept);
	}
}

static int
start(struct screen *screen, const void *arg)
{
	struct settings_screen *s = screen->data = xcalloc(1, sizeof *s);
	struct grid_owner owner = {field, leave, screen};

	(void)arg;
	while (setting_at(s->count))
		s->count++;
	s->row = xcalloc((size_t)s->count, sizeof *s->row);
	for (int i = 0; i < s->count; i++)
		s->row[i].typed = xstrdup("");
	renew(screen);
	for (int i = 0; i < s->count; i++)
		if (!s->row[i].kept)
			s->row[i].kept = xstrdup("");
	s->grid = grid_new(screen->cdk, &owner, s->count);
	widget_focus(grid_widget(s->grid));
	grid_go(s->grid, 0);
	return 0;
}

static void
finish(struct screen *screen)
{
	struct settings_screen *s = screen->data;

	for (int i = 0; i < s->count; i++) {
		free(s->row[i].kept);
		free(s->row[i].typed);
		say_release(&s->row[i].why);
	}
	free(s->row);
	free(s);
}

static void
layout(struct screen *screen)
{
	struct settings_screen *s = screen->data;

	widget_place(grid_widget(s->grid), ROW_GRID, 0, screen_bottom() - 1 - ROW_GRID, COLS);
}

static void
title(const struct screen *screen, struct buf *out)
{
	const struct settings_screen *s = screen->data;

	buf_printf(out, "%s%s", screen_text(screen, T_SETTINGS_TITLE), is_touched(s) ? " *" : "");
}

static char *
hint(const struct screen *screen)
{
	const struct settings_screen *s = screen->data;
	const struct setting *setting = setting_at(grid_current(s->grid));

	return setting ? xstrdup(screen_text(screen, setting->help)) : NULL;
}

/* This seat goes by it at once. */
static void
use(struct seat *seat, const struct setting *setting, const char *value)
{
	if (strcmp(setting->id, "idle_minutes") == 0)
		seat->idle_minutes = atoi(value);
	if (strcmp(setting->id, "wide") != 0)
		return;
	width_set_ambiguous(strcmp(value, "1") == 0);
	face_resize(seat, seat->rows, seat->cols);
}

static int
save_row(struct screen *screen, int i)
{
	struct settings_screen *s = screen->data;
	struct seat *seat = screen->seat;
	struct row *row = &s->row[i];
	struct say why = {0};
	int err = setting_set(seat->db, seat->keep, &seat->actor, setting_at(i), row->typed, &why);

	if (err) {
		grid_go(s->grid, i);
		screen_say_error(screen, err, &why);
		return err;
	}
	use(seat, setting_at(i), row->typed);
	free(row->kept);
	row->kept = xstrdup(row->typed);
	return 0;
}

/* The first that does not fit, -1 if all do. */
static int
first_wrong(const struct settings_screen *s)
{
	for (int i = 0; i < s->count; i++)
		if (s->row[i].why.id != TEXT_NONE)
			return i;
	return -1;
}

static struct reaction
save(struct screen *screen)
{
	struct settings_screen *s = screen->data;
	char count[16];
	int saved = 0, wrong;

	grid_settle(s->grid);
	wrong = first_wrong(s);
	if (wrong >= 0) {
		grid_go(s->grid, wrong);
		screen_say_this(screen, &s->row[wrong].why);
		return screen_done();
	}
	for (int i = 0; i < s->count; i++) {
		if (!is_changed(&s->row[i]))
			continue;
		if (save_row(screen, i) != 0)
			return screen_done();
		saved++;
	}
	snprintf(count, sizeof count, "%d", saved);
	screen_say(screen, saved ? T_SETTINGS_SAVED : T_SETTINGS_SAME, count, NULL);
	grid_reload(s->grid);
	return screen_done();
}

static struct reaction
drop(struct screen *screen, int which)
{
	(void)screen;
	return which == 0 ? screen_back() : screen_done();
}

static struct reaction
go_back(struct screen *screen)
{
	struct settings_screen *s = screen->data;

	grid_settle(s->grid);
	if (!is_touched(s))
		return screen_back();
	s->ask = (struct ask){T_CARE_DROP, NULL, ask_yes_no, drop};
	return screen_open(&screen_ask, &s->ask);
}

static struct reaction
act(struct screen *screen, enum act act)
{
	switch (act) {
	case ACT_SAVE:
		return save(screen);
	case ACT_HISTORY:
		return screen_open(&screen_setting_log, NULL);
	case ACT_BACK:
		return go_back(screen);
	default:
		return screen_pass();
	}
}

static const struct screen_act acts[] = {
	{ACT_HELP, TEXT_NONE},
	{ACT_SAVE, TEXT_NONE},
	{ACT_HISTORY, TEXT_NONE},
	{ACT_SWAP, TEXT_NONE},
	{ACT_BACK, TEXT_NONE},
	{ACT_COUNT, TEXT_NONE},
};

const struct screen_ops screen_settings = {
	.name = "settings",
	.acts = acts,
	.open = start,
	.close = finish,
	.title = title,
	.layout = layout,
	.act = act,
	.renew = renew,
	.hint = hint,
};
