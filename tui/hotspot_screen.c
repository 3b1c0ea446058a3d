#include "tui/hotspot_screen.h"

#include "tui/context.h"
#include "tui/form_screen.h"
#include "tui/list_screen.h"
#include "tui/reading.h"

#include "base/width.h"
#include "db/hotspot.h"
#include "db/rights.h"
#include "db/settings.h"

#include <stdlib.h>
#include <string.h>

#define KIND "hotspot"
#define REPORT "opinion"
#define ROW_ABOUT 1
#define ROW_HEADINGS 3
#define ROW_LIST 4
#define ROWS_BELOW 3 /* what is told of the current one */
#define GIVEN 24

enum { COLS_WHAT = 26, COLS_BY = 8, COLS_COUNT = 4, COLS_WHY = 34 };

static const enum text by_texts[HOT_BYS] = {
	[HOT_WORD] = T_HOT_BY_WORD,
	[HOT_MATTER] = T_HOT_BY_MATTER,
	[HOT_TARGET] = T_HOT_BY_TARGET,
	[HOT_PLACE] = T_HOT_BY_PLACE,
	[HOT_SUBJECT] = T_HOT_BY_SUBJECT,
	[HOT_CLASS] = T_HOT_BY_CLASS,
};

static const enum text rule_texts[HOT_RULES] = {
	[HOT_WORDS] = T_HOT_RULE_WORDS,
	[HOT_PERSONS] = T_HOT_RULE_PERSONS,
	[HOT_REPEATS] = T_HOT_RULE_REPEATS,
	[HOT_MORE] = T_HOT_RULE_MORE,
	[HOT_LATE] = T_HOT_RULE_LATE,
	[HOT_BAD] = T_HOT_RULE_BAD,
};

struct hotspot_screen {
	struct reading reading;
	struct hots hots;
	struct list_screen_arg list_arg; /* being opened */
	struct form_screen_arg arg;
	const char *given[GIVEN + 1];
	char *made[4]; /* strings in it */
};

/* --- words --- */

static char *
rules_text(const struct screen *screen, unsigned rules)
{
	struct buf text = BUF_EMPTY;

	for (int r = 0; r < HOT_RULES; r++)
		if (rules & HOT_BIT(r))
			buf_printf(&text, "%s%s", !text.len ? ""
			    : screen->seat->lang == LANG_ZH ? "、" : ", ",
			    screen_text(screen, rule_texts[r]));
	return buf_take(&text);
}

/* "6 件 5 人" */
static char *
counts_text(const struct screen *screen, const struct hot *hot)
{
	char cases[16], persons[16];

	snprintf(cases, sizeof cases, "%d", hot->spot.count);
	snprintf(persons, sizeof persons, "%d", hot->spot.persons);
	return text_format(screen->seat->lang, T_HOT_COUNTS, cases, persons, NULL);
}

char *
hotspot_line(const struct screen *screen, const struct hot *hot)
{
	char *counts = counts_text(screen, hot), *rules = rules_text(screen, hot->spot.rules);
	char *line = xprintf("%s  %s  %s", hot->name[screen->seat->lang], counts, rules);

	free(counts);
	free(rules);
	return line;
}

/* What it is measured by. */
static char *
past_text(const struct screen *screen, const struct hot *hot)
{
	enum lang lang = screen->seat->lang;
	char came[16], windows[16], past[16], last[16];

	snprintf(came, sizeof came, "%d", hot->spot.came);
	snprintf(windows, sizeof windows, "%d", hot->spot.windows);
	snprintf(past, sizeof past, "%d", hot->spot.past);
	snprintf(last, sizeof last, "%d", hot->spot.last_year);
	if (!hot->spot.windows)
		return text_format(lang, T_HOT_NO_PAST, came, NULL);
	return text_format(lang, hot->spot.last_year < 0 ? T_HOT_PAST : T_HOT_PAST_YEAR, came,
	    windows, past, last, NULL);
}

static char *
shown(const struct screen *screen, const struct record *record, const char *field)
{
	int f = form_field(record->form, field);

	if (f < 0 || !record->value[f])
		return xstrdup("");
	struct type_context context = context_of(screen, &record->form->field[f]);

	return type_brief(&context, record->value[f]);
}

/* How many came since somebody looked; "" if nobody did or none came. */
static char *
fresh_text(const struct screen *screen, const struct hot *hot)
{
	char fresh[16];

	if (!hot->look || !hot->fresh)
		return xstrdup("");
	snprintf(fresh, sizeof fresh, "%d", hot->fresh);
	return text_format(screen->seat->lang, T_HOT_FRESH, fresh, NULL);
}

/* Who looked at it and what was found. */
static char *
look_text(const struct screen *screen, const struct hot *hot)
{
	if (!hot->look)
		return xstrdup(screen_text(screen, T_HOT_NO_LOOK));
	char *day = shown(screen, hot->look, "looked_on"), *who = shown(screen, hot->look,
	    "registrar"), *verdict = shown(screen, hot->look, "verdict");
	char *reason = shown(screen, hot->look, "reason");
	char *said = xprintf("%s%s%s", verdict, *reason ? "：" : "", reason);
	char *text = text_format(screen->seat->lang, T_HOT_LOOK, day, who, said, NULL);

	free(day);
	free(who);
	free(verdict);
	free(reason);
	free(said);
	return text;
}

/* --- reading --- */

static const struct hot *
current(const struct hotspot_screen *s)
{
	int i = list_current(s->reading.list);

	return i >= 0 && i < s->hots.count ? &s->hots.hot[i] : NULL;
}

static void
go_to(struct hotspot_screen *s, const char *key)
{
	for (int i = 0; key && i < s->hots.count; i++)
		if (strcmp(s->hots.hot[i].key, key) == 0)
			list_go(s->reading.list, i);
}

static void
renew(struct screen *screen)
{
	struct hotspot_screen *s = screen->data;
	const struct hot *hot = current(s);
	char *key = xstrdup(hot ? hot->key : NULL);

	hots_release(&s->hots);
	hots_read(screen->seat->db, &screen->seat->actor, &s->hots);
	list_set_count(s->reading.list, s->hots.count);
	go_to(s, key);
	free(key);
}

static void
line(void *arg, int i, struct list_line *out)
{
	struct screen *screen = arg;
	const struct hotspot_screen *s = screen->data;
	const struct hot *hot = &s->hots.hot[i];
	char *rules = rules_text(screen, hot->spot.rules), number[16];

	out->mark = hot_is_settled(hot) ? 0 : '!';
	screen_column(&out->text, hot->name[screen->seat->lang], COLS_WHAT);
	screen_column(&out->text, screen_text(screen, by_texts[hot->spot.by]), COLS_BY);
	snprintf(number, sizeof number, "%d", hot->spot.count);
	screen_column(&out->text, number, COLS_COUNT);
	snprintf(number, sizeof number, "%d", hot->spot.persons);
	screen_column(&out->text, number, COLS_COUNT);
	screen_column(&out->text, rules, COLS_WHY);
	free(rules);
}

static int
start(struct screen *screen, const void *arg)
{
	struct hotspot_screen *s = xcalloc(1, sizeof *s);

	reading_begin(screen, s, ROW_LIST, line);
	renew(screen);
	go_to(s, arg);
	return 0;
}

static void
forget(struct hotspot_screen *s)
{
	for (size_t i = 0; i < sizeof s->made / sizeof *s->made; i++) {
		free(s->made[i]);
		s->made[i] = NULL;
	}
}

static void
finish(struct screen *screen)
{
	struct hotspot_screen *s = screen->data;

	hots_release(&s->hots);
	forget(s);
	reading_finish(screen);
}

/* --- painting --- */

static void
layout(struct screen *screen)
{
	const struct hotspot_screen *s = screen->data;

	widget_place(list_widget(s->reading.list), ROW_LIST, 0,
	    screen_bottom() - 1 - ROWS_BELOW - ROW_LIST, COLS - 1);
}

static void
title(const struct screen *screen, struct buf *out)
{
	buf_puts(out, screen_text(screen, T_HOT_TITLE));
}

static void
paint_about(const struct screen *screen)
{
	const struct hotspot_screen *s = screen->data;
	char days[16], least[16], since[11], until[11];

	snprintf(days, sizeof days, "%d", setting_number(screen->seat->db, "hot_days"));
	snprintf(least, sizeof least, "%d", setting_number(screen->seat->db, "hot_least"));
	day_format(s->hots.since, since);
	day_format(s->hots.until, until);
	char *text = text_format(screen->seat->lang, T_HOT_ABOUT, days, since, until, least, NULL);

	screen_write(ROW_ABOUT, GRID_TEXT, text);
	free(text);
}

static void
paint(struct screen *screen)
{
	static const struct reading_column head[] = {{T_HOT_WHAT, COLS_WHAT}, {T_HOT_BY, COLS_BY},
	    {T_HOT_CASES, COLS_COUNT}, {T_HOT_PERSONS, COLS_COUNT}, {T_HOT_WHY, COLS_WHY},
	    {TEXT_NONE, 0}};

	const struct hot *hot = current(screen->data);

	paint_about(screen);
	if (!hot)
		return;
	char *past = past_text(screen, hot), *look = look_text(screen, hot);
	char *fresh = fresh_text(screen, hot);
	int row = screen_bottom() - ROWS_BELOW;

	reading_headings(screen, ROW_HEADINGS, head);
	screen_write(row, GRID_TEXT, past);
	screen_write(row + 1, GRID_TEXT, look);
	screen_write(row + 2, GRID_TEXT, fresh);
	free(fresh);
	free(past);
	free(look);
}

static char *
hint(const struct screen *screen)
{
	const struct hotspot_screen *s = screen->data;

	return xstrdup(screen_text(screen, s->hots.count ? T_HOT_HINT : T_HOT_NONE));
}

/* --- keys --- */

static struct reaction
open_cases(struct screen *screen, const struct hot *hot)
{
	struct hotspot_screen *s = screen->data;

	forget(s);
	s->made[0] = hotspot_line(screen, hot);
	s->list_arg = (struct list_screen_arg){.kind = hot->form->kind, .title = s->made[0],
	    .among = (const char *const *)hot->spot.id};
	return screen_open(&screen_list, &s->list_arg);
}

static void
give(struct hotspot_screen *s, const char *field, const char *value)
{
	int n = 0;

	while (s->given[n])
		n++;
	if (!value || n + 2 > GIVEN)
		return;
	s->given[n] = field;
	s->given[n + 1] = value;
	s->given[n + 2] = NULL;
}

/* What was found is kept with what there was to be seen. */
static struct reaction
open_look(struct screen *screen, const struct hot *hot)
{
	struct hotspot_screen *s = screen->data;
	struct buf ids = BUF_EMPTY;

	forget(s);
	for (char **id = hot->spot.id; *id; id++)
		buf_printf(&ids, "%s%s", ids.len ? " " : "", *id);
	s->made[0] = rules_text(screen, hot->spot.rules);
	s->made[1] = xprintf("%d", hot->spot.count);
	s->made[2] = xprintf("%d", hot->spot.persons);
	s->made[3] = buf_take(&ids);
	s->given[0] = NULL;
	give(s, "what", hot->name[LANG_ZH]);
	give(s, "why", s->made[0]);
	give(s, "cases", s->made[1]);
	give(s, "persons", s->made[2]);
	give(s, "evidence", s->made[3]);
	give(s, "spot", hot->key);
	s->arg = (struct form_screen_arg){.kind = KIND, .given = s->given};
	return screen_open(&screen_form, &s->arg);
}

/* Public opinion, with what is known of it; its steps then are the reports. */
static struct reaction
open_report(struct screen *screen, const struct hot *hot)
{
	struct hotspot_screen *s = screen->data;
	enum hot_by by = hot->spot.by;

	forget(s);
	char *counts = counts_text(screen, hot);

	s->made[0] = xprintf("%s，%s", hot->name[LANG_ZH], counts);
	free(counts);
	s->given[0] = NULL;
	give(s, "headline", s->made[0]);
	give(s, "theme", by == HOT_SUBJECT || by == HOT_CLASS ? hot->spot.value : NULL);
	give(s, "unit", by == HOT_TARGET ? hot->spot.value : NULL);
	give(s, "place", by == HOT_PLACE ? hot->spot.value : NULL);
	give(s, "appeal", strcmp(hot->form->kind, "appeal") == 0 ? hot->spot.id[0] : NULL);
	s->arg = (struct form_screen_arg){.kind = REPORT, .given = s->given};
	return screen_open(&screen_form, &s->arg);
}

static bool
can(const struct screen *screen, enum act act)
{
	const struct hot *hot = current(screen->data);
	const struct seat *seat = screen->seat;
	const char *kind = act == ACT_DO ? KIND : act == ACT_NEW ? REPORT : NULL;

	if (act == ACT_NEXT || kind)
		return hot && (!kind || (!db_is_readonly(seat->db) &&
		    rights_may(&seat->actor, ACTION_CREATE, kind)));
	return true;
}

static struct reaction
act(struct screen *screen, enum act act)
{
	const struct hot *hot = current(screen->data);

	if (!can(screen, act))
		return screen_done();
	switch (act) {
	case ACT_NEXT:
		return open_cases(screen, hot);
	case ACT_DO:
		return open_look(screen, hot);
	case ACT_NEW:
		return open_report(screen, hot);
	default:
		return screen_pass();
	}
}

static const struct screen_act acts[] = {
	{ACT_NEXT, T_HOT_SEE},
	{ACT_DO, T_HOT_LOOKED},
	{ACT_NEW, T_HOT_REPORT},
	{ACT_HELP, TEXT_NONE},
	{ACT_PRINT, TEXT_NONE},
	{ACT_SWAP, TEXT_NONE},
	{ACT_BACK, TEXT_NONE},
	{ACT_COUNT, TEXT_NONE},
};

/* The rules, as they are applied. */
static char *
help(const struct screen *screen)
{
	enum lang lang = screen->seat->lang;
	char days[16], least[16], persons[16], repeats[16];

	snprintf(days, sizeof days, "%d", setting_number(screen->seat->db, "hot_days"));
	snprintf(least, sizeof least, "%d", setting_number(screen->seat->db, "hot_least"));
	snprintf(persons, sizeof persons, "%d", setting_number(screen->seat->db, "group_persons"));
	snprintf(repeats, sizeof repeats, "%d", setting_number(screen->seat->db, "hot_repeats"));
	return text_format(lang, T_HOT_RULES_ARE, days, least, persons, repeats, NULL);
}

const struct screen_ops screen_hotspots = {
	.name = "hotspots",
	.acts = acts,
	.open = start,
	.close = finish,
	.title = title,
	.layout = layout,
	.paint = paint,
	.act = act,
	.can = can,
	.renew = renew,
	.hint = hint,
	.help = help,
};
