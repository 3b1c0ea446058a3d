#include "tui/conveyance_screen.h"

#include "tui/about_notice.h"
#include "tui/form_screen.h"

#include "db/store.h"
#include "forms/conveyance.h"
#include "forms/official.h"

#include <stdlib.h>
#include <string.h>

#define KIND "conveyance"
#define ROW_SUM 1
#define ROW_HEADINGS 4
#define ROW_LIST 5
#define RECORDS_MOST 1000

enum { COLS_NAME = 14, COLS_SINCE = 12, COLS_URGED = 20 };

struct conveyance_screen {
	struct about_notice about;
	struct conveyed conveyed;
	int records;
	const char *given[5];
	struct form_screen_arg arg; /* being opened */
	char *name;                 /* in it */
};

bool
conveyance_is(const struct record *record)
{
	return record->id && official_is(record->form) && record_get(record, "published_on");
}

/* --- reading --- */

static void
sum_up(struct conveyance_screen *s, const struct store_page *page)
{
	const struct record **record = xcalloc((size_t)page->count + 1, sizeof *record);

	for (int i = 0; i < page->count; i++) /* the newest comes first */
		record[i] = page->row[page->count - 1 - i].record;
	conveyed_release(&s->conveyed);
	conveyed_sum(record, page->count, &s->conveyed);
	free(record);
	s->records = page->count;
	list_set_count(s->about.reading.list, s->conveyed.count);
}

static void
renew(struct screen *screen)
{
	struct conveyance_screen *s = screen->data;
	const struct seat *seat = screen->seat;
	struct store_query query = {.form = forms_find(seat->forms, KIND), .field = "notice",
		.value = s->about.notice->id, .order = STORE_NEWEST, .limit = RECORDS_MOST};
	struct store_page page = {0};

	if (store_list(seat->db, &seat->actor, &query, &page) != 0)
		return;
	sum_up(s, &page);
	store_page_release(&page);
}

static bool
is_picked(const struct conveyance_screen *s, int i)
{
	return ids_index(&s->about.picked, s->conveyed.laggard[i].name) >= 0;
}

static void
line(void *arg, int i, struct list_line *out)
{
	struct screen *screen = arg;
	const struct conveyance_screen *s = screen->data;
	const struct laggard *l = &s->conveyed.laggard[i];
	char day[11] = "", times[12];

	out->picked = is_picked(s, i);
	screen_column(&out->text, l->name, COLS_NAME);
	if (l->since != DAY_NONE)
		day_format(l->since, day);
	screen_column(&out->text, day, COLS_SINCE);
	if (!l->urged)
		return;
	snprintf(times, sizeof times, "%d", l->urged);
	if (l->last != DAY_NONE)
		day_format(l->last, day);
	char *text = text_format(screen->seat->lang, T_CONVEY_URGED, times, day, NULL);

	screen_column(&out->text, text, COLS_URGED);
	free(text);
}

static int
start(struct screen *screen, const void *arg)
{
	return about_notice_begin(screen, xcalloc(1, sizeof(struct conveyance_screen)), arg,
	    ROW_LIST, line);
}

static void
finish(struct screen *screen)
{
	struct conveyance_screen *s = screen->data;

	conveyed_release(&s->conveyed);
	free(s->name);
	about_notice_finish(screen);
}

/* --- painting --- */

static void
title(const struct screen *screen, struct buf *out)
{
	about_notice_title(screen, T_CONVEY_TITLE, out);
}

static char *
number(int64_t n)
{
	return xprintf("%lld", (long long)n);
}

static void
paint(struct screen *screen)
{
	static const struct reading_column head[] = {{T_CONVEY_MISSING, COLS_NAME},
	    {T_CONVEY_SINCE, COLS_SINCE}, {T_CONVEY_URGING, COLS_URGED}, {TEXT_NONE, 0}};

	const struct conveyance_screen *s = screen->data;
	const struct conveyed *c = &s->conveyed;
	int64_t sum = c->meeting + c->wechat + c->person + c->later;
	char *n[] = {number(sum), number(c->meeting), number(c->wechat), number(c->person),
		number(c->later), number(c->posted), number(c->count), number(s->records)};
	char *first = text_format(screen->seat->lang, T_CONVEY_SUM, n[0], n[1], n[2], n[3], n[4],
	    NULL);
	char *second = text_format(screen->seat->lang, T_CONVEY_REST, n[6], n[5], n[7], NULL);

	screen_write(ROW_SUM, GRID_TEXT, first);
	screen_write(ROW_SUM + 1, GRID_TEXT, second);
	if (c->count)
		reading_headings(screen, ROW_HEADINGS, head);
	free(first);
	free(second);
	for (size_t i = 0; i < sizeof n / sizeof *n; i++)
		free(n[i]);
}

static char *
hint(const struct screen *screen)
{
	const struct conveyance_screen *s = screen->data;

	return xstrdup(screen_text(screen, !s->records ? T_CONVEY_NOTHING
	    : s->conveyed.count ? T_CONVEY_HINT : T_CONVEY_ALL));
}

/* --- keys --- */

static struct reaction
open_new(struct screen *screen, const char *reached)
{
	struct conveyance_screen *s = screen->data;

	s->given[0] = "notice";
	s->given[1] = s->about.notice->id;
	s->given[2] = reached ? "reached" : NULL;
	s->given[3] = reached;
	s->arg = (struct form_screen_arg){.kind = KIND, .given = s->given};
	return screen_open(&screen_form, &s->arg);
}

/* The current one was reached after all. */
static struct reaction
reach(struct screen *screen)
{
	struct conveyance_screen *s = screen->data;
	int i = list_current(s->about.reading.list);

	if (i < 0)
		return open_new(screen, NULL);
	free(s->name);
	s->name = xstrdup(s->conveyed.laggard[i].name);
	return open_new(screen, s->name);
}

static bool
is_urged(const struct conveyance_screen *s, int i, bool some)
{
	return some ? is_picked(s, i) : i == list_current(s->about.reading.list);
}

/* Those picked, else the current one: a record of its own says so, by whom and when. */
static struct reaction
urge(struct screen *screen)
{
	struct conveyance_screen *s = screen->data;
	struct seat *seat = screen->seat;
	struct record *record = record_new(forms_find(seat->forms, KIND));
	struct buf names = BUF_EMPTY;
	struct say why = {0};
	char day[11], count[12];
	bool some = false;
	int urged = 0;

	for (int i = 0; i < s->conveyed.count; i++)
		some = some || is_picked(s, i);
	for (int i = 0; i < s->conveyed.count; i++)
		if (is_urged(s, i, some))
			buf_printf(&names, "%s%s", urged++ ? "、" : "", s->conveyed.laggard[i].name);
	day_format(screen_today(screen), day);
	record_set(record, form_field(record->form, "done_on"), day);
	record_set(record, form_field(record->form, "notice"), s->about.notice->id);
	record_set(record, form_field(record->form, "word_of"), seat->actor.name);
	record_set(record, form_field(record->form, "urged"), buf_text(&names));
	int err = urged ? store_save(seat->db, &seat->actor, record, NULL, NULL, &why) : 0;

	snprintf(count, sizeof count, "%d", urged);
	if (err)
		screen_say_error(screen, err, &why);
	else if (urged)
		screen_say(screen, T_CONVEY_DONE, count, NULL);
	if (!err)
		ids_release(&s->about.picked);
	record_free(record);
	buf_release(&names);
	renew(screen);
	return screen_done();
}

static struct reaction
act(struct screen *screen, enum act act)
{
	struct conveyance_screen *s = screen->data;
	int i = list_current(s->about.reading.list);

	switch (act) {
	case ACT_NEW:
		return open_new(screen, NULL);
	case ACT_NEXT:
		return reach(screen);
	case ACT_DO:
		return urge(screen);
	case ACT_MARK:
		return about_notice_mark(screen, i < 0 ? NULL : s->conveyed.laggard[i].name);
	default:
		return screen_pass();
	}
}

static const struct screen_act acts[] = {
	{ACT_NEW, T_CONVEY_NEW},
	{ACT_NEXT, T_CONVEY_REACHED},
	{ACT_MARK, TEXT_NONE},
	{ACT_DO, T_CONVEY_URGE},
	{ACT_HELP, TEXT_NONE},
	{ACT_PRINT, TEXT_NONE},
	{ACT_SWAP, TEXT_NONE},
	{ACT_BACK, TEXT_NONE},
	{ACT_COUNT, TEXT_NONE},
};

const struct screen_ops screen_conveyance = {
	.name = "conveyance",
	.acts = acts,
	.open = start,
	.close = finish,
	.title = title,
	.layout = reading_layout,
	.paint = paint,
	.act = act,
	.renew = renew,
	.hint = hint,
	.subject = about_notice_subject,
};
