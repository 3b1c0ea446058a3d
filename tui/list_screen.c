/*
 * Every key that is a character narrows the list.  The cursor stands on a record, not on a row:
 * what others change comes in behind it, marked *, and never moves it.
 */
#include "tui/list_screen.h"

#include "tui/ask.h"
#include "tui/due.h"
#include "tui/context.h"
#include "tui/conveyance_screen.h"
#include "tui/entry.h"
#include "tui/group_screen.h"
#include "tui/history_screen.h"
#include "tui/ids.h"
#include "tui/list.h"
#include "tui/matter_screen.h"
#include "tui/note.h"
#include "tui/summary.h"

#include "base/width.h"
#include "db/related.h"
#include "db/settings.h"
#include "db/store.h"
#include "forms/official.h"

#include <stdlib.h>
#include <string.h>

#define ROW_FIND 1
#define ROW_HEADINGS 3
#define ROW_LIST 4
#define COL_FIND 8
#define FIND_COLS 16
#define COL_FOUND (COL_FIND + FIND_COLS + 4)
#define PAGE 100
#define DEEDS_MOST 8
#define SLOW_ROWS 8 /* on a slow line, where each costs a tenth of a second */

struct list_screen {
	const struct form *form;
	struct entry *find; /* never with the focus: painted here */
	struct list *list;
	struct store_row *row; /* all pages fetched so far, their own */
	int count;
	bool more;
	char *field, *value; /* all there is here; NULL: of the kind */
	char *title;         /* what these are; NULL: the kind */
	struct ids among;    /* all there is here; empty: of the kind */
	int tab; /* 0 all, else form->tab[tab - 1]; behind these: what a superior sent back */
	int64_t sent_back; /* how many wait; 0: no such tab */
	int64_t found, all;
	bool counted;    /* found is of these rows */
	bool found_more; /* than could be counted while somebody types */
	struct ids picked, changed; /* by the clerk; by others */
	struct store_query shown; /* what is found, for who asks for the subject */
	bool away;    /* another whole screen stands above */
	char *opened; /* the record that was opened from here, or NULL */
	struct form_screen_arg arg; /* being opened */
	struct history_screen_arg history;
	enum text deed[DEEDS_MOST + 1]; /* offered by F9 */
	struct ask ask;
};

/* --- rows --- */

static void
release_rows(struct store_row *row, int count)
{
	struct store_page page = {.row = row, .count = count};

	store_page_release(&page);
}

static void
empty(struct list_screen *s)
{
	release_rows(s->row, s->count);
	s->row = NULL;
	s->count = 0;
	s->more = false;
}

static struct store_query
query(const struct list_screen *s)
{
	bool sent_back = s->tab > s->form->tab_count;
	const struct form_tab *tab = s->tab && !sent_back ? &s->form->tab[s->tab - 1] : NULL;
	struct store_query q = {.form = s->form, .find = entry_text(s->find), .limit = PAGE,
	    .after = s->count ? s->row[s->count - 1].key : NULL};

	/* Papers with numbers: the newest first, of those still open the first due. */
	if (tab && tab->only == FORM_OPEN)
		q.order = STORE_DUE;
	else if (form_field(s->form, "number") >= 0)
		q.order = STORE_NEWEST;
	q.field = s->field;
	q.value = s->value;
	q.among = (const char *const *)s->among.id;
	if (sent_back)
		q.only = STORE_REFUSED;
	if (tab && tab->only == FORM_FIELD) {
		q.field = s->form->field[tab->field].name;
		q.value = tab->value;
	} else if (tab) {
		q.only = tab->only == FORM_OPEN ? STORE_OPEN
		    : tab->only == FORM_ASKED	? STORE_ASKED
						: STORE_INCOMPLETE;
	}
	return q;
}

/* Appends the next page to the rows. */
static bool
fetch(struct screen *screen)
{
	struct list_screen *s = screen->data;
	struct store_query q = query(s);
	struct store_page page = {0};

	if (store_list(screen->seat->db, &screen->seat->actor, &q, &page) != 0)
		return false;
	if (page.counted) {
		s->counted = true;
		s->found = page.found;
		s->found_more = page.found_more;
	}
	if (!page.count) {
		store_page_release(&page);
		return false;
	}
	s->row = xrealloc(s->row, (size_t)(s->count + page.count) * sizeof *s->row);
	for (int i = 0; i < page.count; i++)
		s->row[s->count + i] = page.row[i];
	s->count += page.count;
	s->more = page.more;
	free(page.row); /* its rows are ours now */
	return true;
}

static bool
more(void *arg)
{
	struct screen *screen = arg;
	struct list_screen *s = screen->data;

	if (!s->more || !fetch(screen))
		return false;
	list_set_count(s->list, s->count);
	return true;
}

static void
count(struct screen *screen)
{
	struct list_screen *s = screen->data;
	struct store_query found = query(s);
	bool whole = !s->tab && !*entry_text(s->find);

	if (s->counted && !whole)
		return;
	s->found = s->all;
	s->found_more = false;
	if (!whole)
		store_count_most(screen->seat->db, &screen->seat->actor, &found, &s->found,
		    &s->found_more);
}

/* When others may have changed it. */
static void
count_all(struct screen *screen)
{
	struct list_screen *s = screen->data;
	struct store_query all = {.form = s->form, .field = s->field, .value = s->value,
		.among = (const char *const *)s->among.id};

	store_count(screen->seat->db, &screen->seat->actor, &all, &s->all);
	all.only = STORE_REFUSED;
	s->sent_back = 0;
	store_count(screen->seat->db, &screen->seat->actor, &all, &s->sent_back);
}

/* From the start, at least so many. */
static void
fetch_all(struct screen *screen, int want)
{
	struct list_screen *s = screen->data;

	s->row = NULL;
	s->count = 0;
	s->more = false;
	s->counted = false;
	while (fetch(screen) && s->more && s->count < want)
		;
	count(screen);
}

static void
search(struct screen *screen)
{
	struct list_screen *s = screen->data;

	empty(s);
	fetch_all(screen, 1);
	list_set_count(s->list, s->count);
	list_go(s->list, 0);
}

static const char *
current_id(const struct list_screen *s)
{
	int i = list_current(s->list);

	return i < 0 ? NULL : s->row[i].record->id;
}

static int
row_of(const struct store_row *row, int count_of, const char *id)
{
	for (int i = 0; id && i < count_of; i++)
		if (strcmp(row[i].record->id, id) == 0)
			return i;
	return -1;
}

static bool
is_same(const struct record *a, const struct record *b)
{
	for (int f = 0; f < a->form->field_count; f++) {
		const char *x = a->value[f], *y = b->value[f];

		if (x != y && (!x || !y || strcmp(x, y) != 0))
			return false;
	}
	return true;
}

/* What is not as it was, and not by this clerk's own hand. */
static void
note_changes(struct list_screen *s, const struct store_row *old, int old_count, int64_t found)
{
	for (int i = 0; i < s->count; i++) {
		const struct record *record = s->row[i].record;
		int was = row_of(old, old_count, record->id);

		if (s->opened && strcmp(s->opened, record->id) == 0)
			continue;
		if (was >= 0 ? !is_same(old[was].record, record) : s->found > found && !s->away)
			ids_add(&s->changed, record->id);
	}
}

/* The same rows as they are now; the cursor stays on its record. */
static void
fetch_again(struct screen *screen)
{
	struct list_screen *s = screen->data;
	struct store_row *old = s->row;
	int old_count = s->count, at = list_current(s->list);
	char *id = xstrdup(current_id(s));
	int64_t found = s->found;

	count_all(screen);
	fetch_all(screen, old_count);
	note_changes(s, old, old_count, found);
	release_rows(old, old_count);
	list_set_count(s->list, s->count);
	at = row_of(s->row, s->count, id) >= 0 ? row_of(s->row, s->count, id) : at;
	if (at >= 0 && at < s->count && at != list_current(s->list))
		list_go(s->list, at);
	free(id);
}

static void
renew(struct screen *screen)
{
	struct list_screen *s = screen->data;

	if (!s->away)
		fetch_again(screen);
}

static void
resume(struct screen *screen)
{
	struct list_screen *s = screen->data;

	fetch_again(screen);
	s->away = false;
	free(s->opened);
	s->opened = NULL;
}

/* --- life --- */

static int columns_fit(const struct list_screen *s);

static void
line(void *arg, int i, struct list_line *out)
{
	struct screen *screen = arg;
	struct list_screen *s = screen->data;
	const struct record *record = s->row[i].record;
	int fit = columns_fit(s);

	out->mark = ids_index(&s->changed, record->id) >= 0 ? '*'
	    : s->row[i].incomplete			   ? '!'
	    : due_unsure(screen, s->row[i].due)		   ? '?'
							   : 0;
	out->picked = ids_index(&s->picked, record->id) >= 0;
	for (int c = 0; c < fit; c++) {
		const struct field *field = &s->form->field[s->form->column[c]];
		struct type_context context = context_of(screen, field);
		char *shown = type_brief(&context, record->value[s->form->column[c]]);

		screen_column(&out->text, shown, field->list_columns);
		free(shown);
	}
}

static int
start(struct screen *screen, const void *arg)
{
	const struct list_screen_arg *want = arg;
	struct list_screen *s = screen->data = xcalloc(1, sizeof *s);
	struct list_owner owner = {line, more, screen};

	s->form = forms_find(screen->seat->forms, want->kind);
	s->field = xstrdup(want->field);
	s->value = xstrdup(want->value);
	s->title = xstrdup(want->title);
	ids_add_all(&s->among, want->among);
	s->find = entry_new(screen->cdk, 40);
	entry_set(s->find, want->find);
	s->list = list_new(screen->cdk, &owner);
	count_all(screen);
	search(screen);
	widget_focus(list_widget(s->list));
	return 0;
}

static void
finish(struct screen *screen)
{
	struct list_screen *s = screen->data;

	empty(s);
	ids_release(&s->picked);
	ids_release(&s->changed);
	ids_release(&s->among);
	free(s->opened);
	free(s->field);
	free(s->value);
	free(s->title);
	free(s);
}

/* --- painting --- */

static bool
is_wide(void)
{
	return COLS >= SUMMARY_WIDE;
}

static int
list_cols(void)
{
	return is_wide() ? COLS - SUMMARY_COLS - 1 : COLS - 1;
}

/* How many of the form's columns have room; the first always. */
static int
columns_fit(const struct list_screen *s)
{
	int used = GRID_TEXT, c = 0;

	for (; c < s->form->column_count; c++) {
		used += s->form->field[s->form->column[c]].list_columns;
		if (c && used > list_cols())
			break;
		used += 2;
	}
	return c;
}

static int
summary_top(const struct list_screen *s)
{
	return screen_bottom() - summary_rows(s->form) + 1;
}

static void
layout(struct screen *screen)
{
	struct list_screen *s = screen->data;
	int end = is_wide() ? screen_bottom() - 1 : summary_top(s) - 1;

	if (screen->seat->profile.slow)
		end = ROW_LIST + SLOW_ROWS;
	widget_place(list_widget(s->list), ROW_LIST, 0, end - ROW_LIST, list_cols());
}

static void
title(const struct screen *screen, struct buf *out)
{
	const struct list_screen *s = screen->data;

	buf_puts(out, s->form->label[screen->seat->lang]);
	if (s->title)
		buf_printf(out, "  %s", s->title);
}

/* The one being looked at stays, also when nothing waits in it any more. */
static int
tabs(const struct list_screen *s)
{
	int of_form = s->form->tab_count + 1;

	return of_form + (s->sent_back > 0 || s->tab == of_form);
}

static const char *
tab_name(const struct screen *screen, int i)
{
	const struct list_screen *s = screen->data;
	const struct form_tab *tab = i && i <= s->form->tab_count ? &s->form->tab[i - 1] : NULL;

	if (i > s->form->tab_count)
		return screen_text(screen, T_LIST_SENT_BACK);
	if (!tab)
		return screen_text(screen, T_LIST_ALL);
	if (tab->only != FORM_FIELD)
		return screen_text(screen, tab->only == FORM_OPEN ? T_LIST_OPEN
		    : tab->only == FORM_ASKED			  ? T_LIST_ASKED
								  : T_LIST_LACKING);
	const struct codes *codes = forms_codes(screen->seat->forms,
	    s->form->field[tab->field].choices);
	const struct code *code = codes ? codes_find(codes, tab->value, DAY_NONE) : NULL;

	return code ? code->name[screen->seat->lang] : tab->value;
}

/* Right-aligned, the current one in brackets; alone where the others have no room. */
static void
paint_tabs(const struct screen *screen, int from)
{
	const struct list_screen *s = screen->data;
	struct buf all = BUF_EMPTY, one = BUF_EMPTY;

	for (int i = 0; i < tabs(s); i++) {
		bool here = i == s->tab;

		buf_printf(&all, "%s%s%s%s", i ? " " : "", here ? "[" : "", tab_name(screen, i),
		    here ? "]" : "");
	}
	buf_printf(&one, "[%s]", tab_name(screen, s->tab));
	if (width_of_text(buf_text(&all)) > COLS - GRID_RIGHT - from)
		paint_right(stdscr, ROW_FIND, COLS - GRID_RIGHT, buf_text(&one));
	else if (tabs(s) > 1)
		paint_right(stdscr, ROW_FIND, COLS - GRID_RIGHT, buf_text(&all));
	buf_release(&all);
	buf_release(&one);
}

static void
paint_find(const struct screen *screen)
{
	const struct list_screen *s = screen->data;
	const char *counter = s->form->counter[screen->seat->lang];
	const char *typed = entry_text(s->find);
	char found[24], all[24];
	char *text;

	while (width_of_text(typed) > FIND_COLS)
		typed += width_next(typed, 0);
	if (!*s->form->counter[LANG_ZH])
		counter = screen_text(screen, T_LIST_COUNTER);
	snprintf(found, sizeof found, "%lld%s", (long long)s->found, s->found_more ? "+" : "");
	snprintf(all, sizeof all, "%lld", (long long)s->all);
	text = text_format(screen->seat->lang, T_LIST_FOUND, found, all, counter, NULL);
	screen_write(ROW_FIND, GRID_TEXT, screen_text(screen, T_ACT_FIND));
	paint_char(stdscr, ROW_FIND, COL_FIND, '[');
	screen_write(ROW_FIND, COL_FIND + 1, typed);
	paint_char(stdscr, ROW_FIND, COL_FIND + FIND_COLS + 1, ']');
	screen_write(ROW_FIND, COL_FOUND, text);
	paint_tabs(screen, COL_FOUND + width_of_text(text) + 2);
	free(text);
}

static void
paint(struct screen *screen)
{
	struct list_screen *s = screen->data;
	struct buf heads = BUF_EMPTY;
	int fit = columns_fit(s), i = list_current(s->list);

	paint_find(screen);
	for (int c = 0; c < fit; c++) {
		const struct field *field = &s->form->field[s->form->column[c]];

		screen_column(&heads, field->head[screen->seat->lang], field->list_columns);
	}
	paint_text(stdscr, ROW_HEADINGS, GRID_TEXT, list_cols() - GRID_TEXT, buf_text(&heads));
	buf_release(&heads);
	if (i < 0 || screen->seat->profile.slow)
		return; /* it changes with each step */
	if (is_wide())
		summary_paint_beside(screen, &s->row[i], ROW_HEADINGS,
		    screen_bottom() - 1 - ROW_HEADINGS);
	else
		summary_paint_below(screen, &s->row[i], summary_top(s));
}

/* How many of the rows have the name of the current one. */
static int
namesakes(const struct list_screen *s)
{
	int i = list_current(s->list), f = s->form->title, same = 0;

	if (i < 0 || s->form->field[f].type != type_find("person_name") ||
	    !s->row[i].record->value[f])
		return 0;
	for (int k = 0; k < s->count; k++)
		same += s->row[k].record->value[f] &&
		    strcmp(s->row[k].record->value[f], s->row[i].record->value[f]) == 0;
	return same;
}

/* A year that some row's due day is not sure without, or 0. */
static int
unsure_year(const struct screen *screen)
{
	const struct list_screen *s = screen->data;
	int year = 0;

	for (int i = 0; i < s->count && !year; i++)
		year = due_unsure(screen, s->row[i].due);
	return year;
}

static char *
hint(const struct screen *screen)
{
	const struct list_screen *s = screen->data;
	char number[24];
	int same = namesakes(s), year = unsure_year(screen);
	char *ask;

	if (s->picked.count) {
		snprintf(number, sizeof number, "%d", s->picked.count);
		return text_format(screen->seat->lang, T_LIST_PICKED, number, NULL);
	}
	if (s->sent_back && !*entry_text(s->find)) {
		snprintf(number, sizeof number, "%lld", (long long)s->sent_back);
		return text_format(screen->seat->lang, s->tab > s->form->tab_count
		    ? T_LIST_SENT_BACK_HERE : T_LIST_SENT_BACK_HINT, number, NULL);
	}
	if (same > 1) {
		snprintf(number, sizeof number, "%d", same);
		return text_format(screen->seat->lang, T_LIST_NAMESAKES, number, NULL);
	}
	if (year)
		return due_unsure_text(screen, year);
	if (list_current(s->list) >= 0 && (ask = note_to_ask(screen->seat->lang,
	    s->row[list_current(s->list)].record)))
		return ask;
	return xstrdup(screen_text(screen, s->count ? T_LIST_HINT : T_LIST_NOTHING));
}

/* --- keys --- */

/* record NULL: a new one. */
static struct reaction
open_record(struct screen *screen, const char *record)
{
	struct list_screen *s = screen->data;

	s->away = true;
	free(s->opened);
	s->opened = xstrdup(record);
	if (record)
		ids_remove(&s->changed, ids_index(&s->changed, record));
	s->arg = (struct form_screen_arg){.kind = s->form->kind, .record = s->opened};
	return screen_open(matter_ops(screen, &s->arg), &s->arg);
}

/* Who was looked for and not found is the one to be keyed. */
static struct reaction
open_new(struct screen *screen)
{
	struct list_screen *s = screen->data;
	struct reaction reaction = open_record(screen, NULL);
	const char *typed = entry_text(s->find);

	if (!s->found && !s->tab && (unsigned char)*typed >= 0x80 &&
	    s->form->field[s->form->title].type == type_find("person_name"))
		s->arg.title = typed;
	return reaction;
}

static struct reaction
settle(struct screen *screen)
{
	struct list_screen *s = screen->data;

	s->away = true;
	free(s->opened);
	s->opened = NULL;
	return matter_settle(screen, s->form, &s->arg);
}

static struct reaction
open_history(struct screen *screen)
{
	struct list_screen *s = screen->data;

	if (!current_id(s))
		return screen_done();
	s->away = true;
	free(s->opened);
	s->opened = xstrdup(current_id(s));
	s->history = (struct history_screen_arg){s->form->kind, s->opened};
	return screen_open(&screen_history, &s->history);
}

static struct reaction
show_tab(struct screen *screen, int step)
{
	struct list_screen *s = screen->data;

	s->tab = (s->tab + step + tabs(s)) % tabs(s);
	search(screen);
	return screen_done();
}

static struct reaction
find_anew(struct screen *screen)
{
	struct list_screen *s = screen->data;

	if (*entry_text(s->find)) {
		entry_set(s->find, "");
		search(screen);
	}
	screen_say(screen, T_LIST_FIND, NULL);
	return screen_done();
}

/* Picks the row and goes on to the next, or lets go of it. */
static struct reaction
pick(struct screen *screen)
{
	struct list_screen *s = screen->data;
	const char *id = current_id(s);

	if (!id)
		return screen_done();
	ids_toggle(&s->picked, id);
	if (list_current(s->list) + 1 < s->count)
		list_go(s->list, list_current(s->list) + 1);
	return screen_done();
}

/* Esc takes back what narrows the list, then what was picked, then leaves. */
static struct reaction
go_back(struct screen *screen)
{
	struct list_screen *s = screen->data;

	if (!*entry_text(s->find) && !s->tab) {
		if (!s->picked.count)
			return screen_back();
		ids_release(&s->picked);
		return screen_done();
	}
	entry_set(s->find, "");
	s->tab = 0;
	search(screen);
	return screen_done();
}

/* Those that were picked become one matter; each keeps its own answer. */
static struct reaction
join(struct screen *screen)
{
	struct list_screen *s = screen->data;
	struct seat *seat = screen->seat;
	struct related related = {0};
	struct say why = {0};
	char *first = NULL, count_of[16], persons[16];
	int err = store_join(seat->db, &seat->actor, (const char *const *)s->picked.id,
	    s->picked.count, &first, &why);

	if (err) {
		screen_say_error(screen, err, &why);
		return screen_done();
	}
	store_related(seat->db, &seat->actor, first, &related);
	snprintf(count_of, sizeof count_of, "%d", related.joins + 1);
	snprintf(persons, sizeof persons, "%d", related.persons);
	screen_say(screen, related.persons >= setting_number(seat->db, "group_persons")
	    ? T_LIST_JOINED_GROUP : T_LIST_JOINED, count_of, persons, NULL);
	related_release(&related);
	free(first);
	fetch_again(screen);
	for (int i = 0; i < s->picked.count; i++) /* it was nobody else */
		ids_remove(&s->changed, ids_index(&s->changed, s->picked.id[i]));
	ids_release(&s->picked);
	return screen_done();
}

static bool
can_join(const struct screen *screen)
{
	const struct list_screen *s = screen->data;
	const struct procedure *procedure = procedure_of(s->form);
	const struct procedure_step *step = procedure ? procedure_step(procedure, "join") : NULL;

	return s->picked.count > 1 && step &&
	    step->roles & ROLE_BIT(screen->seat->actor.role);
}

/* Many new ones, in a table. */
static struct reaction
open_rows(struct screen *screen)
{
	struct list_screen *s = screen->data;

	s->away = true;
	free(s->opened);
	s->opened = NULL;
	s->arg = (struct form_screen_arg){.kind = s->form->kind, .many = true};
	return screen_open(&screen_form, &s->arg);
}

/* Those who brought theirs in a chat group. */
static struct reaction
open_group(struct screen *screen)
{
	struct list_screen *s = screen->data;

	if (!matter_can_settle(screen, s->form)) {
		screen_say(screen, T_DB_NO_RIGHT, NULL);
		return screen_done();
	}
	s->away = true;
	free(s->opened);
	s->opened = NULL;
	return screen_open(&screen_group, s->form->kind);
}

static bool
can_convey(const struct screen *screen)
{
	const struct list_screen *s = screen->data;
	int i = list_current(s->list);

	return i >= 0 && conveyance_is(s->row[i].record);
}

static struct reaction
open_conveyance(struct screen *screen)
{
	struct list_screen *s = screen->data;

	s->away = true;
	free(s->opened);
	s->opened = xstrdup(current_id(s));
	return screen_open(&screen_conveyance, s->opened);
}

static struct reaction
open_current(struct screen *screen)
{
	const char *id = current_id(screen->data);

	return id ? open_record(screen, id) : screen_done();
}

static bool
is_always(const struct screen *screen)
{
	(void)screen;
	return true;
}

static bool
has_groups(const struct screen *screen)
{
	const struct form *form = ((const struct list_screen *)screen->data)->form;

	return procedure_of(form) && !official_is(form);
}

static bool
has_rows(const struct screen *screen)
{
	return !procedure_of(((const struct list_screen *)screen->data)->form);
}

/* What F9 offers, from the top. */
static const struct {
	enum text label;
	bool (*may)(const struct screen *screen);
	struct reaction (*go)(struct screen *screen);
} deeds[] = {
	{T_LIST_JOIN, can_join, join},
	{T_CONVEY_TITLE, can_convey, open_conveyance},
	{T_DO_OPEN, is_always, open_current},
	{T_HISTORY_TITLE, is_always, open_history},
	{T_ACT_NEW, is_always, open_new},
	{T_ACT_MARK, is_always, pick},
	{T_GROUP_TITLE, has_groups, open_group},
	{T_ROWS_TITLE, has_rows, open_rows},
};
#define DEEDS (sizeof deeds / sizeof *deeds)
_Static_assert(DEEDS <= DEEDS_MOST, "room in struct list_screen");

/* The n-th of those that are offered now. */
static struct reaction
chose(struct screen *screen, int which)
{
	for (size_t i = 0; i < DEEDS; i++)
		if (deeds[i].may(screen) && which-- == 0)
			return deeds[i].go(screen);
	return screen_done();
}

static struct reaction
ask_what(struct screen *screen)
{
	struct list_screen *s = screen->data;
	int i = list_current(s->list), count_of = 0;

	for (size_t k = 0; k < DEEDS; k++)
		if (deeds[k].may(screen))
			s->deed[count_of++] = deeds[k].label;
	s->deed[count_of] = TEXT_NONE;
	s->ask = (struct ask){T_LIST_DO, i < 0 ? s->form->label[screen->seat->lang]
	    : s->row[i].record->value[s->form->title], s->deed, chose};
	return screen_open(&screen_ask, &s->ask);
}

static struct reaction
act(struct screen *screen, enum act act)
{
	struct list_screen *s = screen->data;

	s->away = false; /* else the key would not have come here */
	switch (act) {
	case ACT_NEXT:
		return open_current(screen);
	case ACT_NEW:
		return open_new(screen);
	case ACT_SETTLE:
		return settle(screen);
	case ACT_HISTORY:
		return open_history(screen);
	case ACT_DO:
		return ask_what(screen);
	case ACT_FIND:
		return find_anew(screen);
	case ACT_FORWARD:
		return show_tab(screen, 1);
	case ACT_BACKWARD:
		return show_tab(screen, -1);
	case ACT_BACK:
		return go_back(screen);
	case ACT_DOWN:
	case ACT_UP:
		return screen_done();
	default:
		return screen_pass();
	}
}

static struct reaction
text(struct screen *screen, int key)
{
	struct list_screen *s = screen->data;

	if (key == '/')
		return find_anew(screen);
	if (key == ' ')
		return pick(screen);
	if (widget_key(entry_widget(s->find), key))
		search(screen);
	return screen_done();
}

static bool
can(const struct screen *screen, enum act act)
{
	return act != ACT_SETTLE ||
	    matter_can_settle(screen, ((const struct list_screen *)screen->data)->form);
}

static const struct screen_act acts[] = {
	{ACT_NEXT, T_DO_OPEN},
	{ACT_HELP, TEXT_NONE},
	{ACT_NEW, TEXT_NONE},
	{ACT_SETTLE, TEXT_NONE},
	{ACT_DO, TEXT_NONE},
	{ACT_MARK, TEXT_NONE},
	{ACT_FORWARD, T_LIST_TAB},
	{ACT_SWAP, TEXT_NONE},
	{ACT_BACK, TEXT_NONE},
	{ACT_HISTORY, TEXT_NONE},
	{ACT_FIND, TEXT_NONE},
	{ACT_PRINT, TEXT_NONE},
	{ACT_PAGE_DOWN, TEXT_NONE},
	{ACT_COUNT, TEXT_NONE},
};

static struct subject
subject(const struct screen *screen)
{
	struct list_screen *s = screen->data;
	bool narrow = s->tab || s->field || s->among.count || *entry_text(s->find);

	s->shown = query(s);
	s->shown.after = NULL;
	return (struct subject){.form = s->form, .record = current_id(s),
	    .marked = s->picked.count ? (const char *const *)s->picked.id : NULL,
	    .found = narrow ? &s->shown : NULL};
}

const struct screen_ops screen_list = {
	.name = "list",
	.acts = acts,
	.subject = subject,
	.open = start,
	.close = finish,
	.title = title,
	.layout = layout,
	.paint = paint,
	.act = act,
	.can = can,
	.text = text,
	.renew = renew,
	.resume = resume,
	.hint = hint,
};
