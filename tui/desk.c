#include "tui/desk.h"

#include "tui/accounts.h"
#include "tui/due.h"
#include "tui/hotspot_screen.h"
#include "tui/job_screen.h"
#include "tui/list.h"
#include "tui/list_screen.h"
#include "tui/matter_screen.h"
#include "tui/twice_screen.h"

#include "base/utf8.h"
#include "base/width.h"
#include "db/care.h"
#include "db/draft.h"
#include "db/hotspot.h"
#include "db/link.h"
#include "db/rights.h"
#include "db/settings.h"
#include "db/store.h"
#include "forms/check.h"
#include "forms/figure.h"
#include "db/twice.h"
#include "db/watch.h"
#include "forms/breaking.h"
#include "forms/official.h"

#include <stdlib.h>
#include <string.h>

#define ROW_KINDS 1
#define ROW_LIST 3
#define DUE_MOST 7 /* at 24 rows: so that the drafts are in sight */
#define DUE_LOOKED 100 /* for the badge */
#define NEW_MOST 3
#define HOT_MOST 2
#define OPEN_MOST 1000 /* looked through for those that wait above */
#define ABOVE_MOST 3
#define TITLE_COLS 60 /* a longer one is not easier to read */
#define KINDS_MOST 8
#define TWICE_LOOKED 100 /* what waits to be keyed again is counted no further */

/* One line of the desk; headings lead nowhere. Strings are its own. */
struct line {
	char mark;
	const char *job; /* what screen_job is opened for, borrowed, or NULL */
	char *hot; /* the hot spot that screen_hotspots is opened at, or NULL */
	bool twice; /* what waits to be keyed again */
	int unsure; /* the year that its day is not sure without, or 0 */
	char *text, *kind, *record, *draft;
};

struct desk {
	struct list *list;
	struct line *line;
	int count;
	const struct form *kind[KINDS_MOST]; /* what the digits open */
	int kinds;
	char *go_kind, *go_record, *go_draft; /* to be opened at once, or NULL */
	struct form_screen_arg form_arg; /* being opened */
	struct list_screen_arg list_arg;
	char typed[8]; /* for list_arg */
	bool leaving;  /* the last key was Esc */
};

/* --- the lines --- */

static void
empty(struct desk *d)
{
	for (int i = 0; i < d->count; i++) {
		free(d->line[i].text);
		free(d->line[i].hot);
		free(d->line[i].kind);
		free(d->line[i].record);
		free(d->line[i].draft);
	}
	free(d->line);
	d->line = NULL;
	d->count = 0;
}

static struct line *
add(struct desk *d, char mark, struct buf *text)
{
	d->line = xgrow(d->line, d->count, sizeof *d->line);
	d->line[d->count] = (struct line){.mark = mark, .text = buf_take(text)};
	return &d->line[d->count++];
}

/* An empty line below what is there. */
static void
add_gap(struct desk *d)
{
	struct buf text = BUF_EMPTY;

	if (d->count)
		add(d, 0, &text);
}

static bool
is_heading(const struct line *line)
{
	return !line->kind && !line->job && !line->hot && !line->twice;
}

static void
add_heading(struct desk *d, const struct screen *screen, enum text title, int64_t count)
{
	struct buf text = BUF_EMPTY;

	add_gap(d);
	buf_printf(&text, "%s %lld", screen_text(screen, title), (long long)count);
	add(d, 0, &text);
}

/* "11-24", or how late it is. */
static char *
due_words(const struct screen *screen, day_t due, char *mark)
{
	char number[16], day[11];
	int days;

	*mark = 0;
	if (due == DAY_NONE)
		return xstrdup("");
	days = screen_today(screen) - due;
	*mark = days >= 0 ? '!' : 0;
	if (days == 0)
		return xstrdup(screen_text(screen, T_DAY_TODAY));
	if (days > 0) {
		snprintf(number, sizeof number, "%d", days);
		return text_format(screen->seat->lang, T_DAYS_LATE, number, NULL);
	}
	*mark = due_unsure(screen, due) ? '?' : 0;
	day_format(due, day);
	return xstrdup(day_civil(due).year == day_civil(screen_today(screen)).year ? day + 5 : day);
}

/* Number and subject. */
static void
add_matter(struct buf *text, const struct screen *screen, const struct record *record)
{
	const struct codes *subjects = forms_codes(screen->seat->forms, "appeal_subject");
	const char *subject = record_get(record, "subject");
	const struct code *code =
	    subjects && subject ? codes_find(subjects, subject, DAY_NONE) : NULL;
	char number[8];

	screen_column(text, matter_number(record, number), 7);
	screen_column(text, code ? code->name[screen->seat->lang] : NULL, 10);
}

static void
add_title(struct buf *text, const char *title, int room)
{
	screen_column(text, title, room < TITLE_COLS ? room : TITLE_COLS);
}

static void
add_record(struct desk *d, const struct screen *screen, const struct store_row *row)
{
	const struct record *record = row->record;
	struct buf text = BUF_EMPTY;
	const char *title = record->value[record->form->title];
	char mark;
	char *due = due_words(screen, row->due, &mark);
	struct line *line;

	if (!official_is(record->form)) {
		add_matter(&text, screen, record);
		add_title(&text, title, COLS - 31 - width_of_text(buf_text(&text)));
		screen_column(&text, record_get(record, "handler"), 8);
		screen_column(&text, due, 12);
	} else {
		const char *dated = record_get(record, "dated");

		screen_column(&text, record_get(record, "number"), 20);
		add_title(&text, title, COLS - 19 - width_of_text(buf_text(&text)));
		buf_puts(&text, dated && strlen(dated) == 10 ? dated + 5 : "");
	}
	free(due);
	line = add(d, mark, &text);
	line->unsure = due_unsure(screen, row->due);
	line->kind = xstrdup(record->form->kind);
	line->record = xstrdup(record->id);
}

/* How many of a page are due today or late. */
static int
count_due(const struct screen *screen, const struct store_page *page)
{
	int count = 0;

	for (int i = 0; i < page->count; i++)
		count += page->row[i].due != DAY_NONE && page->row[i].due <= screen_today(screen);
	return count;
}

static void
add_rest(struct desk *d, const struct screen *screen, int64_t count)
{
	struct buf text = BUF_EMPTY;
	char number[24];
	char *words;

	snprintf(number, sizeof number, "%lld", (long long)count);
	words = text_format(screen->seat->lang, T_DESK_REST, number, NULL);
	buf_printf(&text, "%*s%s", 9, "", words);
	free(words);
	add(d, 0, &text);
}

/* The first `most` (at 24 rows) of what is found; returns how many are due, of those looked at. */
static int
add_page(struct desk *d, const struct screen *screen, const struct store_query *query,
    enum text title, int most)
{
	const struct seat *seat = screen->seat;
	struct store_page page = {0};
	int64_t count = 0;
	int due;

	if (!query->form || store_count(seat->db, &seat->actor, query, &count) != 0 || count == 0)
		return 0;
	if (store_list(seat->db, &seat->actor, query, &page) != 0)
		return 0;
	add_heading(d, screen, title, count);
	most = seat->profile.slow ? most / 2 : most + LINES - GRID_ROWS;
	for (int i = 0; i < page.count && i < most; i++)
		add_record(d, screen, &page.row[i]);
	if (count > most)
		add_rest(d, screen, count - most);
	due = count_due(screen, &page);
	store_page_release(&page);
	return due;
}

/* Is there a unit above that bags go to? Else it is told on paper. */
static bool
has_upper(struct db *db)
{
	struct links links = {0};
	bool found = false;

	if (link_list(db, &links) != 0)
		return false;
	for (int i = 0; i < links.count; i++)
		found = found || (links.link[i].upper && links.link[i].state == LINK_JOINED);
	links_release(&links);
	return found;
}

/* What waits for the level above: it is not late here, and not forgotten either. */
static void
add_above(struct desk *d, const struct screen *screen)
{
	const struct seat *seat = screen->seat;
	const struct figure *above = figures_find(seat->forms, "above");
	struct store_query query = {.form = above ? above->form : NULL, .only = STORE_OPEN,
	    .order = STORE_DUE, .limit = OPEN_MOST};
	struct store_page page = {0};
	int waiting = 0, shown = 0;

	if (!above || store_list(seat->db, &seat->actor, &query, &page) != 0)
		return;
	for (int i = 0; i < page.count; i++)
		waiting += check_is_true(above->only, page.row[i].record, screen_today(screen));
	if (waiting)
		add_heading(d, screen, has_upper(seat->db) ? T_DESK_ASKED : T_DESK_TO_REPORT,
		    waiting);
	for (int i = 0; i < page.count && shown < waiting && shown < ABOVE_MOST; i++)
		if (check_is_true(above->only, page.row[i].record, screen_today(screen))) {
			add_record(d, screen, &page.row[i]);
			shown++;
		}
	if (waiting > ABOVE_MOST)
		add_rest(d, screen, waiting - ABOVE_MOST);
	store_page_release(&page);
}

static void
add_watched(struct desk *d, const struct screen *screen, const struct watched *w)
{
	static const enum text words[] = {
		[WATCH_SIGN_FOR] = T_WATCH_SIGN_FOR, [WATCH_TO_SIGN] = T_WATCH_TO_SIGN,
		[WATCH_OBJECTION] = T_WATCH_OBJECTION, [WATCH_ENDS] = T_WATCH_ENDS};
	const struct record *r = w->record;
	struct buf text = BUF_EMPTY;
	char mark, *due = due_words(screen, w->day, &mark);

	screen_column(&text, screen_text(screen, words[w->what]), 10);
	screen_column(&text, record_get(r, "number"), 20);
	add_title(&text, r->value[r->form->title], COLS - 19 - width_of_text(buf_text(&text)));
	buf_puts(&text, due);
	free(due);
	struct line *line = add(d, mark, &text);

	line->kind = xstrdup(r->form->kind);
	line->record = xstrdup(r->id);
}

/* Classes that nothing was posted of this year. */
static void
add_missing(struct desk *d, const struct screen *screen, char *const *class)
{
	const struct codes *codes = forms_codes(screen->seat->forms, "disclosure_class");
	struct buf names = BUF_EMPTY;

	for (; codes && class && *class; class++) {
		const struct code *code = codes_find(codes, *class, DAY_NONE);

		buf_printf(&names, "%s%s", names.len ? "、" : "",
		    code ? code->name[screen->seat->lang] : *class);
	}
	if (names.len) {
		char *words = text_format(screen->seat->lang, T_WATCH_MISSING, buf_text(&names),
		    NULL);

		for (const char *s = words; *s;) {
			struct buf text = BUF_EMPTY;
			size_t len = breaking_first(s, COLS - GRID_TEXT - GRID_RIGHT);

			buf_add(&text, s, len);
			add(d, 0, &text);
			s += len;
		}
		free(words);
	}
	buf_release(&names);
}

/* Documents that are waited for, and what of disclosure is missing. */
static int
add_documents(struct desk *d, const struct screen *screen)
{
	const struct seat *seat = screen->seat;
	struct watched_list list;

	if (watch_documents(seat->db, &seat->actor, &list) != 0)
		return 0;
	int to_sign_for = list.to_sign_for;
	bool lacks = list.missing && *list.missing && rights_may(&seat->actor, ACTION_EXPORT, NULL);

	if (list.count || lacks)
		add_heading(d, screen, T_WATCH_TITLE, list.count);
	for (int i = 0; i < list.count; i++)
		add_watched(d, screen, &list.watched[i]);
	if (lacks)
		add_missing(d, screen, list.missing);
	watch_release(&list);
	return to_sign_for;
}

static void
add_draft(struct desk *d, const struct screen *screen, const struct draft *draft)
{
	const struct form *form = forms_find(screen->seat->forms, draft->kind);
	int field = form ? form_draft_field(form, draft) : -1;
	struct buf text = BUF_EMPTY;
	char time[20];
	struct line *line;

	day_time_format(draft->when, time);
	time[16] = '\0';
	screen_column(&text, form ? form->label[screen->seat->lang] : draft->kind, 8);
	add_title(&text, *draft->title ? draft->title : screen_text(screen, T_FORM_SCREEN_NEW),
	    COLS - 54);
	if (field >= 0) {
		char *where = text_format(screen->seat->lang, T_DESK_UP_TO,
		    form->field[field].label[screen->seat->lang], NULL);

		screen_column(&text, where, 24);
		free(where);
	} else {
		screen_column(&text, "", 24);
	}
	buf_puts(&text, time + 5);
	line = add(d, 0, &text);
	line->kind = xstrdup(draft->kind);
	line->record = xstrdup(draft->record);
	line->draft = xstrdup(draft->id);
}

static void
add_drafts(struct desk *d, const struct screen *screen)
{
	struct drafts drafts = {0};

	if (draft_list(screen->seat->db, &screen->seat->actor, &drafts) != 0)
		return;
	if (drafts.count)
		add_heading(d, screen, T_DESK_DRAFTS, drafts.count);
	for (int i = 0; i < drafts.count; i++)
		add_draft(d, screen, &drafts.draft[i]);
	drafts_release(&drafts);
}

/* Those that nobody has looked at and settled. */
static void
add_hot(struct desk *d, const struct screen *screen)
{
	struct hots hots = {0};

	if (hots_read(screen->seat->db, &screen->seat->actor, &hots) != 0)
		return;
	if (hots.waiting)
		add_heading(d, screen, T_DESK_HOT, hots.waiting);
	for (int i = 0; i < hots.waiting && i < HOT_MOST; i++) {
		struct buf text = BUF_EMPTY;
		char *words = hotspot_line(screen, &hots.hot[i]);

		buf_puts(&text, words);
		add(d, '!', &text)->hot = xstrdup(hots.hot[i].key);
		free(words);
	}
	if (hots.waiting > HOT_MOST)
		add_rest(d, screen, hots.waiting - HOT_MOST);
	hots_release(&hots);
}

/* What she may key again; for whom it is not, nothing stands here. */
static void
add_twice(struct desk *d, const struct screen *screen)
{
	const struct seat *seat = screen->seat;
	struct twice_list list;
	struct buf text = BUF_EMPTY;
	char count[16];

	if (twice_list(seat->db, &seat->actor, TWICE_LOOKED, &list) != 0)
		return;
	if (list.count) {
		snprintf(count, sizeof count, "%d%s", list.count,
		    list.count + list.others == TWICE_LOOKED ? "+" : "");
		char *words = text_format(seat->lang, T_DESK_TWICE, count, NULL);

		screen_column(&text, screen_text(screen, T_TWICE_TITLE), 8);
		buf_puts(&text, words);
		free(words);
		add_gap(d);
		add(d, 0, &text)->twice = true;
	}
	twice_list_release(&list);
}

/* So many days ago the last backup was made; -1: there is nothing yet to be saved. */
static int
days_since_backup(const struct screen *screen, struct care_last *last)
{
	struct seat *seat = screen->seat;
	int64_t since = 0;
	int err = care_last_backup(seat->db, last);

	if (err == ERR_NOTFOUND)
		err = care_first_change(seat->db, &since);
	else
		since = last->when;
	return err ? -1 : screen_today(screen) - day_of(since);
}

static int
reminder_days(const struct seat *seat)
{
	char *value = NULL;
	int days = setting_get(seat->db, seat->keep, setting_find("backup_days"), &value) == 0
	    ? atoi(value) : 0;

	free(value);
	return days;
}

/* Reminds of a backup whoever can make one. */
static void
add_backup(struct desk *d, const struct screen *screen)
{
	const struct seat *seat = screen->seat;
	struct care_last last = {0};
	struct buf text = BUF_EMPTY;
	char day[11], days[12];

	if (!seat->job || !rights_may(&seat->actor, ACTION_ACCOUNTS, NULL))
		return;
	int ago = days_since_backup(screen, &last);

	if (ago >= reminder_days(seat)) {
		day_format(day_of(last.when), day);
		snprintf(days, sizeof days, "%d", ago);
		char *words = text_format(seat->lang, last.file ? T_DESK_BACKUP_LAST
		    : T_DESK_BACKUP_NEVER, day, days, NULL);

		screen_column(&text, screen_text(screen, T_DESK_BACKUP), 8);
		buf_puts(&text, words);
		free(words);
		add_gap(d);
		add(d, '!', &text)->job = "backup";
	}
	care_last_release(&last);
}

/* The line with the cursor, its strings the caller's; what others do does not move it. */
static struct line
now_at(const struct desk *d)
{
	int i = list_current(d->list);

	if (i < 0 || i >= d->count)
		return (struct line){.mark = 0};
	return (struct line){.record = xstrdup(d->line[i].record),
	    .draft = xstrdup(d->line[i].draft), .hot = xstrdup(d->line[i].hot)};
}

static bool
is_same(const char *a, const char *b)
{
	return a == b || (a && b && strcmp(a, b) == 0);
}

/* To the same thing, if it is still there; releases *was. */
static void
go_to(struct desk *d, struct line *was)
{
	for (int i = 0; (was->record || was->draft || was->hot) && i < d->count; i++)
		if (!is_heading(&d->line[i]) && is_same(d->line[i].record, was->record) &&
		    is_same(d->line[i].draft, was->draft) && is_same(d->line[i].hot, was->hot)) {
			list_go(d->list, i);
			break;
		}
	free(was->record);
	free(was->draft);
	free(was->hot);
}

/* To the first line of the next part; behind the last, of the first. */
static void
go_to_part(struct desk *d, int step)
{
	int i = list_current(d->list);

	while (i >= 0 && i < d->count && !is_heading(&d->line[i]))
		i += step;
	while (i >= 0 && i < d->count && is_heading(&d->line[i]))
		i += step;
	while (step < 0 && i > 0 && !is_heading(&d->line[i - 1]))
		i--;
	list_go(d->list, i < 0 || i >= d->count ? 0 : i);
}

static void
renew(struct screen *screen)
{
	struct desk *d = screen->data;
	struct seat *seat = screen->seat;
	struct store_query due = {.form = forms_find(seat->forms, "appeal"), .only = STORE_OPEN,
	    .order = STORE_DUE, .limit = DUE_LOOKED};
	struct store_query fresh = {.form = forms_find(seat->forms, "notice"),
	    .order = STORE_NEWEST, .limit = NEW_MOST};

	struct line was = now_at(d);

	empty(d);
	seat->badge.appeals = add_page(d, screen, &due, T_DESK_DUE, DUE_MOST);
	add_above(d, screen);
	add_hot(d, screen);
	seat->badge.notices = add_documents(d, screen);
	add_page(d, screen, &fresh, T_DESK_NEW, NEW_MOST);
	add_drafts(d, screen);
	add_twice(d, screen);
	add_backup(d, screen);
	if (!d->count) {
		struct buf text = BUF_EMPTY;

		buf_puts(&text, screen_text(screen, T_DESK_NOTHING));
		add(d, 0, &text);
	}
	list_set_count(d->list, d->count);
	go_to(d, &was);
}

static void
line(void *arg, int i, struct list_line *out)
{
	struct desk *d = arg;

	out->mark = d->line[i].mark;
	out->heading = is_heading(&d->line[i]);
	buf_puts(&out->text, d->line[i].text);
}

/* --- life --- */

/* What is needed most comes first; the rest in the order of the definitions. */
static void
find_kinds(struct desk *d, const struct forms *forms)
{
	static const char *const first[] = {"member", "appeal", "notice"};

	for (int i = 0; i < 3; i++)
		if (forms_find(forms, first[i]))
			d->kind[d->kinds++] = forms_find(forms, first[i]);
	for (int i = 0; i < forms_count(forms) && d->kinds < KINDS_MOST - 1; i++) {
		const struct form *form = forms_at(forms, i);
		bool there = false;

		for (int k = 0; k < d->kinds; k++)
			there |= d->kind[k] == form;
		if (!there && !form->internal && !form->aside)
			d->kind[d->kinds++] = form;
	}
}

static int
start(struct screen *screen, const void *arg)
{
	const struct form_screen_arg *go = arg;
	struct desk *d = screen->data = xcalloc(1, sizeof *d);
	struct list_owner owner = {line, NULL, d};

	if (go) {
		d->go_kind = xstrdup(go->kind);
		d->go_record = xstrdup(go->record);
		d->go_draft = xstrdup(go->draft);
	}
	find_kinds(d, screen->seat->forms);
	d->list = list_new(screen->cdk, &owner);
	renew(screen);
	widget_focus(list_widget(d->list));
	return 0;
}

static void
finish(struct screen *screen)
{
	struct desk *d = screen->data;

	empty(d);
	free(d->go_kind);
	free(d->go_record);
	free(d->go_draft);
	free(d);
}

static struct reaction
ready(struct screen *screen)
{
	struct desk *d = screen->data;

	d->form_arg = (struct form_screen_arg){.kind = d->go_kind, .record = d->go_record,
	    .draft = d->go_draft};
	return d->go_kind ? screen_open(matter_ops(screen, &d->form_arg), &d->form_arg)
			  : screen_done();
}

static void
layout(struct screen *screen)
{
	struct desk *d = screen->data;

	renew(screen);
	widget_place(list_widget(d->list), ROW_LIST, 0, screen_bottom() - 1 - ROW_LIST, COLS - 1);
}

static void
title(const struct screen *screen, struct buf *out)
{
	static const enum text weekday[] = {T_DAY_TODAY, T_MONDAY, T_TUESDAY, T_WEDNESDAY,
	    T_THURSDAY, T_FRIDAY, T_SATURDAY, T_SUNDAY};
	day_t today = screen_today(screen);
	char day[11];

	day_format(today, day);
	buf_printf(out, "%s  %s %s", screen_text(screen, T_DAY_TODAY), day,
	    screen_text(screen, weekday[day_weekday(today)]));
}

static void
paint(struct screen *screen)
{
	struct desk *d = screen->data;
	struct buf text = BUF_EMPTY;
	bool zh = screen->seat->lang == LANG_ZH;

	for (int i = 0; i < d->kinds; i++)
		buf_printf(&text, "%d%s%s  ", i + 1, zh ? "" : " ",
		    d->kind[i]->label[screen->seat->lang]);
	if (rights_may(&screen->seat->actor, ACTION_ACCOUNTS, NULL))
		buf_printf(&text, "%d%s%s", d->kinds + 1, zh ? "" : " ",
		    screen_text(screen, T_TITLE_ACCOUNTS));
	screen_write(ROW_KINDS, GRID_TEXT, buf_text(&text));
	buf_release(&text);
}

static char *
hint(const struct screen *screen)
{
	const struct desk *d = screen->data;

	for (int i = 0; i < d->count; i++)
		if (d->line[i].unsure)
			return due_unsure_text(screen, d->line[i].unsure);
	return xstrdup(screen_text(screen, T_DESK_HINT));
}

static struct reaction
open_current(struct screen *screen)
{
	struct desk *d = screen->data;
	int i = list_current(d->list);

	if (i >= 0 && d->line[i].hot)
		return screen_open(&screen_hotspots, d->line[i].hot);
	if (i >= 0 && d->line[i].job)
		return screen_open(&screen_job, d->line[i].job);
	if (i >= 0 && d->line[i].twice)
		return screen_open(&screen_twice, NULL);
	if (i < 0 || !d->line[i].kind)
		return screen_done();
	d->form_arg = (struct form_screen_arg){.kind = d->line[i].kind,
	    .record = d->line[i].record, .draft = d->line[i].draft};
	return screen_open(matter_ops(screen, &d->form_arg), &d->form_arg);
}

static struct reaction
act(struct screen *screen, enum act act)
{
	static const struct list_screen_arg find = {.kind = "member"};

	struct desk *d = screen->data;
	bool leaving = d->leaving;

	d->leaving = false;
	switch (act) {
	case ACT_NEXT:
		return open_current(screen);
	case ACT_FIND:
		return screen_open(&screen_list, &find);
	case ACT_SETTLE:
		return matter_settle(screen, forms_find(screen->seat->forms, "appeal"),
		    &d->form_arg);
	case ACT_BACK: /* one Esc too many on the way here is no wish to go */
		d->leaving = true;
		screen_say(screen, T_DESK_LEAVE, NULL);
		return leaving ? screen_back() : screen_done();
	case ACT_FORWARD:
	case ACT_BACKWARD:
		go_to_part(d, act == ACT_FORWARD ? 1 : -1);
		return screen_done();
	case ACT_DOWN:
	case ACT_UP:
		return screen_done();
	default:
		return screen_pass();
	}
}

static struct reaction
used(struct screen *screen, struct widget *widget)
{
	struct desk *d = screen->data;

	(void)widget;
	d->leaving = false;
	return screen_done();
}

/* Digits open a kind; anything else looks for a member. */
static struct reaction
text(struct screen *screen, int key)
{
	struct desk *d = screen->data;

	d->leaving = false;
	if (key >= '1' && key < '1' + d->kinds) {
		d->list_arg = (struct list_screen_arg){.kind = d->kind[key - '1']->kind};
		return screen_open(&screen_list, &d->list_arg);
	}
	if (key == '1' + d->kinds && rights_may(&screen->seat->actor, ACTION_ACCOUNTS, NULL))
		return screen_open(&screen_accounts, NULL);
	if (!input_is_char(key) || key == ' ' || (key >= '0' && key <= '9'))
		return screen_done();
	memset(d->typed, 0, sizeof d->typed);
	utf8_encode((uint32_t)key, d->typed);
	d->list_arg = (struct list_screen_arg){.kind = "member", .find = d->typed};
	return screen_open(&screen_list, &d->list_arg);
}

static bool
can(const struct screen *screen, enum act act)
{
	return act != ACT_SETTLE ||
	    matter_can_settle(screen, forms_find(screen->seat->forms, "appeal"));
}

static const struct screen_act acts[] = {
	{ACT_NEXT, T_DO_OPEN},
	{ACT_SETTLE, TEXT_NONE},
	{ACT_HELP, TEXT_NONE},
	{ACT_FIND, TEXT_NONE},
	{ACT_FORWARD, T_LIST_TAB},
	{ACT_MENU, TEXT_NONE},
	{ACT_SWAP, TEXT_NONE},
	{ACT_BACK, T_DO_SIGN_OUT},
	{ACT_COUNT, TEXT_NONE},
};

const struct screen_ops screen_desk = {
	.name = "desk",
	.acts = acts,
	.open = start,
	.close = finish,
	.ready = ready,
	.title = title,
	.layout = layout,
	.paint = paint,
	.act = act,
	.can = can,
	.text = text,
	.used = used,
	.renew = renew,
	.hint = hint,
};
