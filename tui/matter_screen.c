#include "tui/matter_screen.h"

#include "tui/due.h"
#include "tui/context.h"
#include "tui/files_menu.h"
#include "tui/history_screen.h"
#include "tui/list.h"
#include "tui/ask.h"
#include "tui/conveyance_screen.h"
#include "tui/list_screen.h"
#include "tui/longtext.h"
#include "tui/paper_screen.h"
#include "tui/receipts_screen.h"
#include "tui/picker.h"

#include "base/pinyin.h"
#include "base/width.h"
#include "db/draft.h"
#include "db/receipt.h"
#include "db/related.h"
#include "db/rights.h"
#include "db/settings.h"
#include "db/store.h"
#include "forms/check.h"
#include "forms/official.h"

#include <stdlib.h>
#include <string.h>

#define ROW_STATE 1
#define ROW_TOP 3
#define ROWS_PAST 8 /* of what was done, heading and message line included; more if there is room  \
	             */
#define ROWS_LONG 5  /* of the facts, at least so many for long texts */
#define STEPS_MOST 24
#define ROWS_MOST 24 /* of the facts */
#define PAST_INDENT 33 /* time, who and step before what was said */

struct matter_screen {
	const struct form *form;
	const struct procedure *procedure;
	struct record *record;
	bool masked, gone; /* gone: destroyed by order while it stood here */
	struct events events;
	struct procedure_event *past;
	enum lang lang; /* of the events' words */
	int state;
	struct deadlines deadlines;
	const struct procedure_step *next[STEPS_MOST];
	int nexts;
	struct list *list;
	char **line; /* of what was done */
	int lines;
	int match[STEPS_MOST]; /* of the picker */
	struct picker picker;
	struct related related;
	bool signs; /* this unit is to sign for it */
	int urged;
	struct form_screen_arg arg; /* being opened */
	struct list_screen_arg list_arg;
	struct history_screen_arg history;
	struct paper_screen_arg paper;
	struct ask ask;
};

const struct screen_ops *
matter_ops(struct screen *screen, struct form_screen_arg *arg)
{
	const struct procedure *procedure =
	    procedure_of(forms_find(screen->seat->forms, arg->kind));
	struct drafts drafts = {0};

	if (!procedure || (!arg->draft && !arg->record))
		return &screen_form; /* a new one, taken in the long way */
	if (!arg->draft)
		return &screen_matter;
	if (draft_list(screen->seat->db, &screen->seat->actor, &drafts) != 0)
		return &screen_form;
	for (int i = 0; i < drafts.count; i++) {
		const struct draft *draft = &drafts.draft[i];
		const struct procedure_step *step = NULL;

		if (strcmp(draft->id, arg->draft) == 0 && draft->field &&
		    *draft->field == FORM_STEP_DRAFT) {
			char *id = xstrndup(draft->field + 1, strcspn(draft->field + 1, "/"));

			step = procedure_step(procedure, id);
			free(id);
		}
		if (step)
			arg->step = step->id; /* lives as long as the definition */
	}
	drafts_release(&drafts);
	return &screen_form;
}

static const struct procedure_step *
beginning(const struct screen *screen, const struct form *form)
{
	const struct actor *actor = &screen->seat->actor;

	return form && procedure_of(form) && rights_may(actor, ACTION_CREATE, form->kind)
	    ? procedure_beginning(procedure_of(form), actor->role) : NULL;
}

bool
matter_can_settle(const struct screen *screen, const struct form *form)
{
	return beginning(screen, form) && !db_is_readonly(screen->seat->db);
}

struct reaction
matter_settle(struct screen *screen, const struct form *form, struct form_screen_arg *arg)
{
	const struct procedure_step *step = beginning(screen, form);

	if (!step)
		return screen_done();
	*arg = (struct form_screen_arg){.kind = form->kind, .step = step->id};
	return screen_open(&screen_form, arg);
}

const char *
matter_number(const struct record *record, char out[8])
{
	const char *number = record_get(record, "number");
	size_t len = number ? strlen(number) : 0;

	*out = '\0';
	if (len < 8 || strspn(number + len - 6, "0123456789") != 6)
		return out;
	memcpy(out, number + len - 6, 4);
	out[4] = '-';
	memcpy(out + 5, number + len - 2, 3);
	return out;
}

/* --- what was done --- */

static void
add_line(struct matter_screen *m, struct buf *text)
{
	m->line = xrealloc(m->line, (size_t)(m->lines + 1) * sizeof *m->line);
	m->line[m->lines++] = buf_take(text);
}

static void
empty_lines(struct matter_screen *m)
{
	for (int i = 0; i < m->lines; i++)
		free(m->line[i]);
	free(m->line);
	m->line = NULL;
	m->lines = 0;
}

/* What was said, broken to the width; the first line behind time, who and step. */
static void
add_event(struct matter_screen *m, int64_t when, const char *who, const char *step,
    const char *said)
{
	struct buf text = BUF_EMPTY;
	char time[20];
	size_t at = 0;
	int cols = COLS - PAST_INDENT - GRID_TEXT - GRID_RIGHT;

	day_time_format(when, time);
	time[16] = '\0';
	screen_column(&text, time + 5, 11);
	screen_column(&text, who, 6);
	screen_column(&text, step, 10);
	while (said[at]) {
		size_t next = longtext_break(said, at, cols);
		size_t end = next > at && said[next - 1] == '\n' ? next - 1 : next;

		buf_add(&text, said + at, end - at);
		add_line(m, &text);
		text = (struct buf)BUF_EMPTY;
		width_fit(&text, "", PAST_INDENT);
		at = next;
	}
	if (!at)
		add_line(m, &text);
	else
		buf_release(&text);
}

/* What a step said, field by field: "承办人 孙海燕  到现场看看"; long texts without their labels. */
static char *
said_in(const struct screen *screen, const struct procedure_step *step,
    const struct procedure_event *event)
{
	struct matter_screen *m = screen->data;
	enum lang lang = screen->seat->lang;
	struct buf b = BUF_EMPTY;

	for (int i = 0; step && i < step->part_count; i++) {
		const struct procedure_part *part = &step->part[i];
		int field = form_field(m->form, part->field);
		const char *value = procedure_field(event, part->field);

		if (field < 0 || !value)
			continue;
		const struct field *f = &m->form->field[field];
		struct type_context context = context_of(screen, f);
		char *text = type_brief(&context, value);

		buf_printf(&b, "%s%s%s%s", b.len ? "  " : "",
		    f->type->multiline ? "" : f->label[lang], f->type->multiline ? "" : " ", text);
		free(text);
	}
	return buf_take(&b);
}

static void
write_past(struct screen *screen)
{
	struct matter_screen *m = screen->data;
	const char *registrar = record_get(m->record, "registrar");
	bool drafted = official_is(m->form);
	char *maker = drafted ? store_maker(screen->seat->db, m->record->id) : NULL;

	empty_lines(m);
	add_event(m, store_made(screen->seat->db, m->record->id), registrar ? registrar
	    : maker ? maker : "", screen_text(screen, drafted ? T_MATTER_DRAFTED : T_MATTER_MADE),
	    "");
	free(maker);
	for (int i = 0; i < m->events.count; i++) {
		const struct event *e = &m->events.event[i];
		const struct procedure_step *step = procedure_step(m->procedure, e->step);
		char *said = said_in(screen, step, &m->past[i]);

		add_event(m, e->when, e->who, step ? step->label[screen->seat->lang] : e->step,
		    said);
		free(said);
	}
	list_set_count(m->list, m->lines);
	list_go(m->list, m->lines - 1); /* the last is what matters */
}

static void
past_line(void *arg, int i, struct list_line *out)
{
	struct screen *screen = arg;
	struct matter_screen *m = screen->data;

	buf_puts(&out->text, m->line[i]);
}

/* --- reading --- */

static void
forget(struct matter_screen *m)
{
	record_free(m->record);
	m->record = NULL;
	free(m->past);
	m->past = NULL;
	events_release(&m->events);
	related_release(&m->related);
}

static int
read_record(struct screen *screen, const char *id, struct record **out)
{
	struct matter_screen *m = screen->data;
	struct seat *seat = screen->seat;
	int err = store_get(seat->db, &seat->actor, id, STORE_FULL, NULL, out);

	m->masked = err == ERR_DENIED;
	return m->masked ? store_get(seat->db, &seat->actor, id, STORE_MASKED, NULL, out) : err;
}

static int
read_all(struct screen *screen, const char *id)
{
	struct matter_screen *m = screen->data;
	struct seat *seat = screen->seat;
	struct record *record = NULL;
	struct events events = {0};
	int err = read_record(screen, id, &record);

	if (!err)
		err = store_events(seat->db, &seat->actor, id, &events);
	if (err) {
		record_free(record);
		return err;
	}
	forget(m);
	m->record = record;
	m->events = events;
	m->past = xcalloc((size_t)events.count + 1, sizeof *m->past);
	store_procedure_events(&m->events, m->past);
	m->state = procedure_state(m->procedure, m->past, events.count);
	m->nexts = procedure_next(m->procedure, record, m->state, seat->actor.role,
	    screen_today(screen), m->next, STEPS_MOST);
	if (m->procedure->own && !store_is_own(seat->db, id))
		m->nexts = 0;
	if (m->masked && rights_may(&seat->actor, ACTION_EDIT, m->form->kind))
		m->nexts = 0; /* reserved, and for others */
	procedure_deadlines(m->procedure, db_clocks(seat->db, m->procedure),
	    db_calendar(seat->db), record, store_made(seat->db, id), m->past, events.count,
	    screen_now(screen), &m->deadlines);
	m->signs = official_is(m->form) && receipt_is_due(seat->db, &seat->actor, record);
	m->urged = m->signs ? receipt_urged(seat->db, &seat->actor, id) : 0;
	store_related(seat->db, &seat->actor, id, &m->related);
	write_past(screen);
	return 0;
}

/* Nothing of it stays on the screen either. */
static void
lose(struct matter_screen *m)
{
	for (int i = 0; i < m->form->field_count; i++)
		record_set(m->record, i, NULL);
	events_release(&m->events);
	empty_lines(m);
	list_set_count(m->list, 0);
	m->deadlines.count = 0;
	m->nexts = 0;
	m->gone = true;
}

/* Reads again only what was changed: a reading of personal fields is written down each time. */
static void
renew(struct screen *screen)
{
	struct matter_screen *m = screen->data;
	char *seen = store_seen(screen->seat->db, m->record->id), *id = xstrdup(m->record->id);

	bool same = m->lang == screen->seat->lang && m->record->seen && seen &&
	    strcmp(seen, m->record->seen) == 0;

	m->lang = screen->seat->lang; /* the words of what was done are written down */
	if (!m->gone && !same && read_all(screen, id) == ERR_NOTFOUND)
		lose(m);
	free(seen);
	free(id);
}

static int
start(struct screen *screen, const void *arg)
{
	const struct form_screen_arg *want = arg;
	struct matter_screen *m = screen->data = xcalloc(1, sizeof *m);
	struct list_owner owner = {past_line, NULL, screen};

	m->lang = screen->seat->lang;
	m->form = forms_find(screen->seat->forms, want->kind);
	m->procedure = procedure_of(m->form);
	m->list = list_new(screen->cdk, &owner);
	int err = read_all(screen, want->record);

	if (err) {
		screen_say_error(screen, err, &(struct say){0});
		return err;
	}
	widget_focus(list_widget(m->list));
	return 0;
}

static void
finish(struct screen *screen)
{
	struct matter_screen *m = screen->data;

	forget(m);
	empty_lines(m);
	free(m);
}

/* --- painting --- */

static int
facts_rows(void)
{
	int rows = screen_bottom() - ROW_TOP - ROWS_PAST;

	return rows > ROWS_MOST ? ROWS_MOST : rows;
}

static int
right_side(void)
{
	return COLS * GRID_MEANING / GRID_COLS;
}

static void
layout(struct screen *screen)
{
	struct matter_screen *m = screen->data;
	int row = ROW_TOP + facts_rows() + 2;

	if (!m->gone)
		write_past(screen); /* broken to another width */
	widget_place(list_widget(m->list), row, 0, screen_bottom() - row, COLS - 1);
}

static void
title(const struct screen *screen, struct buf *out)
{
	const struct matter_screen *m = screen->data;
	const char *whole = record_get(m->record, "number");
	char number[8];

	matter_number(m->record, number);
	buf_printf(out, "%s  %s  %s", m->form->label[screen->seat->lang],
	    *number || !whole ? number : whole,
	    m->gone ? "" : m->record->value[m->form->title]);
}

/* Worth a line: said by the person or the clerk, and not what it always is. */
static bool
is_fact(const struct screen *screen, int i)
{
	const struct matter_screen *m = screen->data;
	const struct field *f = &m->form->field[i];
	const char *value = m->record->value[i];

	if (!value || f->readonly || i == m->form->title || f->ref)
		return false;
	char *usual = check_initial(m->record, i, screen_today(screen));
	bool fact = !usual || strcmp(usual, value) != 0;

	free(usual);
	return fact;
}

static char *
shown(const struct screen *screen, int i)
{
	const struct matter_screen *m = screen->data;
	struct type_context context = context_of(screen, &m->form->field[i]);

	return type_show(&context, m->record->value[i]);
}

/* Returns the rows used, at most `most`. */
static int
paint_fact(const struct screen *screen, int i, int row, int most)
{
	const struct matter_screen *m = screen->data;
	int cols = right_side() - GRID_VALUE - 4, used = 0;
	char *value = shown(screen, i);
	size_t at = 0;

	paint_right(stdscr, row, GRID_LABEL + 1, m->form->field[i].label[screen->seat->lang]);
	while (value[at] && used < most) {
		size_t next = longtext_break(value, at, cols);
		bool cut = used == most - 1 && value[next];
		size_t end = next > at && value[next - 1] == '\n' ? next - 1 : next;
		char *line = xstrndup(value + at, end - at);

		paint_text(stdscr, row + used, GRID_VALUE, cols, line);
		if (cut)
			paint_text(stdscr, row + used, GRID_VALUE + cols, 2, "…");
		free(line);
		at = next;
		used++;
	}
	free(value);
	return used;
}

/* One-line facts first, then the long texts share what is left. */
static void
paint_facts(struct screen *screen)
{
	struct matter_screen *m = screen->data;
	int row = ROW_TOP, end = ROW_TOP + facts_rows(), longs = 0;

	for (int i = 0; i < m->form->field_count; i++)
		longs += is_fact(screen, i) && m->form->field[i].type->multiline;
	for (int i = 0; i < m->form->field_count && row < end - (longs ? ROWS_LONG : 0); i++)
		if (is_fact(screen, i) && !m->form->field[i].type->multiline)
			row += paint_fact(screen, i, row, 1);
	for (int i = 0; i < m->form->field_count && longs && row < end; i++)
		if (is_fact(screen, i) && m->form->field[i].type->multiline) {
			row += paint_fact(screen, i, row, (end - row + longs - 1) / longs);
			longs--;
		}
}

static char *
days_left(const struct screen *screen, const struct deadline *d)
{
	char number[16];

	if (d->state == DEADLINE_PAUSED)
		return xstrdup(screen_text(screen, T_MATTER_PAUSED));
	if (d->left == 0)
		return xstrdup(screen_text(screen, T_DAY_TODAY));
	snprintf(number, sizeof number, "%d", abs(d->left));
	return text_format(screen->seat->lang, d->left < 0 ? T_DAYS_LATE : T_MATTER_LEFT, number,
	    NULL);
}

static void
paint_clock(const struct screen *screen, const struct deadline *d, int row)
{
	struct buf text = BUF_EMPTY;
	char *left = days_left(screen, d), day[11];

	day_format(d->due.rolled, day);
	screen_column(&text, d->rule->label[screen->seat->lang], 8);
	screen_column(&text, day, 10);
	buf_puts(&text, left);
	bool calm = d->state == DEADLINE_RUNNING || d->state == DEADLINE_PAUSED;

	paint_char(stdscr, row, right_side() - 2, calm ? ' ' : '!');
	screen_write(row, right_side(), buf_text(&text));
	buf_release(&text);
	free(left);
}

/* Those that run; what was met or missed stands in the history. */
static int
paint_clocks(struct screen *screen)
{
	struct matter_screen *m = screen->data;
	int row = ROW_TOP;

	if (!procedure_is_open(m->procedure, m->state) ||
	    (official_is(m->form) && !deadline_next(&m->deadlines)))
		return row;
	screen_write(row++, right_side(), screen_text(screen, T_MATTER_CLOCKS));
	for (int i = 0; i < m->deadlines.count; i++)
		if (!m->deadlines.deadline[i].ended)
			paint_clock(screen, &m->deadlines.deadline[i], row++);
	return row + 1;
}

static void
paint_steps(struct screen *screen, int row)
{
	struct matter_screen *m = screen->data;
	int room = COLS - right_side() - 1, widest = 0, each, columns;

	for (int i = 0; i < m->nexts; i++) {
		int width = width_of_text(m->next[i]->label[screen->seat->lang]) + 4;

		widest = width > widest ? width : widest;
	}
	columns = widest && widest * 2 <= room ? 2 : 1;
	each = room / columns;
	screen_write(row++, right_side(), screen_text(screen, T_MATTER_NEXT));
	if (!m->nexts)
		screen_write(row, right_side(), screen_text(screen, T_MATTER_NOTHING_NEXT));
	int shown = (ROW_TOP + facts_rows() - row) * columns;

	for (int i = 0; i < m->nexts && i < shown; i++) {
		bool more = i == shown - 1 && m->nexts > shown;
		char *text = more ? xstrdup("F9 …")
		    : xprintf("%d %s", i + 1, m->next[i]->label[screen->seat->lang]);

		paint_text(stdscr, row + i / columns, right_side() + i % columns * each, each,
		    text);
		free(text);
	}
}

static char *
counted(const struct screen *screen, enum text id, int count)
{
	char number[16];

	snprintf(number, sizeof number, "%d", count);
	return text_format(screen->seat->lang, id, number, NULL);
}

/* How it stands to others: right in the line of its state. */
static void
paint_related(const struct screen *screen)
{
	const struct matter_screen *m = screen->data;
	const struct related *r = &m->related;
	struct buf text = BUF_EMPTY;
	char *parts[] = {
		r->repeats ? counted(screen, T_MATTER_REPEATS, r->repeats) : NULL,
		r->joins ? counted(screen, T_MATTER_JOINS, r->joins) : NULL,
		r->joins ? counted(screen, T_MATTER_PERSONS, r->persons) : NULL,
		r->first ? xstrdup(screen_text(screen, T_MATTER_REPEATED)) : NULL,
		r->joined ? xstrdup(screen_text(screen, T_MATTER_JOINED)) : NULL,
		r->again ? xstrdup(screen_text(screen, T_MATTER_AGAIN)) : NULL,
	};

	for (size_t i = 0; i < sizeof parts / sizeof *parts; i++) {
		if (parts[i])
			buf_printf(&text, "%s%s", text.len ? "  " : "", parts[i]);
		free(parts[i]);
	}
	if (r->persons >= setting_number(screen->seat->db, "group_persons"))
		buf_printf(&text, "  %s", screen_text(screen, T_MATTER_GROUP));
	screen_write(ROW_STATE, right_side(), buf_text(&text));
	buf_release(&text);
}

/* What has taken its place, or what it takes the place of; why it is no more; how long it is. */
static char *
fate(const struct screen *screen)
{
	static const struct {
		const char *field;
		enum text words;
	} rows[] = {{"replaced_by", T_MATTER_REPLACED_BY}, {"withdrawn", T_MATTER_ENDED},
	    {"valid_until", T_MATTER_VALID}, {"replaces", T_MATTER_REPLACES}};
	const struct matter_screen *m = screen->data;

	for (size_t i = 0; official_is(m->form) && i < sizeof rows / sizeof *rows; i++) {
		int field = form_field(m->form, rows[i].field);

		if (field < 0 || !m->record->value[field])
			continue;
		char *value = shown(screen, field);
		char *text = text_format(screen->seat->lang, rows[i].words, value, NULL);

		free(value);
		return text;
	}
	return xstrdup("");
}

static void
paint_state(const struct screen *screen)
{
	const struct matter_screen *m = screen->data;
	int state = procedure_standing(m->procedure, m->record, m->state, screen_today(screen));
	const char *published = record_get(m->record, "published_on");
	const char *handler = record_get(m->record, "handler");
	int field = form_field(m->form, "handler");
	struct buf text = BUF_EMPTY;
	char *more = fate(screen);

	screen_column(&text, procedure_state_name(m->procedure, state, screen->seat->lang), 12);
	if (handler && field >= 0)
		buf_printf(&text, "%s %s", m->form->field[field].label[screen->seat->lang],
		    handler);
	if (official_is(m->form) && published)
		buf_puts(&text, published);
	screen_write(ROW_STATE, GRID_TEXT, buf_text(&text));
	if (*more)
		screen_write(ROW_STATE, right_side(), more);
	buf_release(&text);
	free(more);
}

static void
paint(struct screen *screen)
{
	struct matter_screen *m = screen->data;

	if (m->gone)
		return;
	paint_state(screen);
	paint_related(screen);
	paint_facts(screen);
	paint_steps(screen, paint_clocks(screen));
	screen_write(ROW_TOP + facts_rows() + 1, GRID_TEXT, screen_text(screen, T_MATTER_PAST));
}

/* The year whose holidays a running clock would need, or 0. */
static int
unsure_year(const struct screen *screen)
{
	const struct matter_screen *m = screen->data;

	for (int i = 0; i < m->deadlines.count; i++) {
		const struct deadline *d = &m->deadlines.deadline[i];

		if (!d->ended && d->due.unsure)
			return day_civil(d->due.rolled).year;
	}
	return 0;
}

static char *
hint(const struct screen *screen)
{
	const struct matter_screen *m = screen->data;
	bool open = procedure_is_open(m->procedure, m->state);
	int year = open ? unsure_year(screen) : 0;

	if (m->gone)
		return xstrdup(screen_text(screen, T_MATTER_GONE));
	char plain[11], rolled[11], times[12];

	snprintf(times, sizeof times, "%d", m->urged);
	if (m->signs)
		return text_format(screen->seat->lang, m->urged ? T_MATTER_URGED_HINT
		    : T_MATTER_SIGN_HINT, times, NULL);
	if (year)
		return due_unsure_text(screen, year);
	const struct deadline *next = deadline_next(&m->deadlines);

	if (!open || !next || next->due.plain == next->due.rolled)
		return xstrdup(screen_text(screen, T_MATTER_HINT));
	day_format(next->due.plain, plain);
	day_format(next->due.rolled, rolled);
	return text_format(screen->seat->lang, T_MATTER_ROLLED,
	    next->rule->label[screen->seat->lang], plain, rolled, NULL);
}

/* --- keys --- */

static struct reaction
take_step(struct screen *screen, int which)
{
	struct matter_screen *m = screen->data;

	if (which >= m->nexts)
		return screen_done();
	m->arg = (struct form_screen_arg){.kind = m->form->kind, .record = m->record->id,
	    .step = m->next[which]->id};
	return screen_open(&screen_form, &m->arg);
}

static int
filter_steps(void *arg, const char *typed)
{
	struct screen *screen = arg;
	struct matter_screen *m = screen->data;
	int count = 0;

	for (int i = 0; i < m->nexts; i++) {
		const char *name = m->next[i]->label[screen->seat->lang];

		if (!*typed || strstr(name, typed) || pinyin_match(name, typed))
			m->match[count++] = i;
	}
	return count;
}

static void
write_step(void *arg, int i, struct buf *out)
{
	struct screen *screen = arg;
	struct matter_screen *m = screen->data;

	buf_puts(out, m->next[m->match[i]]->label[screen->seat->lang]);
}

static struct reaction
chose_step(struct screen *screen, int which)
{
	struct matter_screen *m = screen->data;

	return take_step(screen, m->match[which]);
}

static struct reaction
ask_step(struct screen *screen)
{
	struct matter_screen *m = screen->data;

	if (!m->nexts) {
		screen_say(screen, T_MATTER_NOTHING_TO_DO, NULL);
		return screen_done();
	}
	m->picker = (struct picker){.title = screen_text(screen, T_MATTER_DO),
	    .filter = filter_steps, .item = write_step, .arg = screen, .then = chose_step};
	return screen_open(&screen_picker, &m->picker);
}

static bool
can(const struct screen *screen, enum act act)
{
	const struct matter_screen *m = screen->data;

	if (act == ACT_CHOICES)
		return !m->gone && official_is(m->form);
	if (act == ACT_SAVE)
		return !m->gone && m->signs;
	if (act == ACT_FIND)
		return !m->gone && (m->related.first || m->related.joined || m->related.repeats ||
		    m->related.joins);
	return !m->gone ||
	    (act != ACT_GOTO && act != ACT_DO && act != ACT_NEXT && act != ACT_HISTORY);
}

/* The list of what belongs to it, or of what it belongs to. */
static struct reaction
show_related(struct screen *screen)
{
	struct matter_screen *m = screen->data;
	const struct related *r = &m->related;
	const char *id = m->record->id;

	m->list_arg = (struct list_screen_arg){.kind = m->form->kind,
	    .field = r->joins || r->joined ? "joined" : "first",
	    .value = r->joins ? id : r->joined ? r->joined : r->first ? r->first : id};
	return screen_open(&screen_list, &m->list_arg);
}

static struct reaction
show_paper(struct screen *screen, int which)
{
	struct matter_screen *m = screen->data;

	if (which == 1)
		return screen_open(&screen_conveyance, m->record->id);
	if (which == 2)
		return screen_open(&screen_receipts, m->record->id);
	m->paper = (struct paper_screen_arg){m->record, NULL};
	return screen_open(&screen_paper, &m->paper);
}

/* A document: its page; once it is issued, how it was passed on, and who has signed for it. */
static struct reaction
ask_paper(struct screen *screen)
{
	static const enum text received[] = {T_PAPER_TITLE, T_CONVEY_TITLE, TEXT_NONE};
	static const enum text own[] = {
		T_PAPER_TITLE, T_CONVEY_TITLE, T_RECEIPTS_TITLE, TEXT_NONE};
	struct matter_screen *m = screen->data;

	if (!conveyance_is(m->record))
		return show_paper(screen, 0);
	m->ask = (struct ask){T_MATTER_PAPER_ASK, m->record->value[m->form->title],
	    store_is_own(screen->seat->db, m->record->id) ? own : received, show_paper};
	return screen_open(&screen_ask, &m->ask);
}

/* One key: who and when stand in the record. */
static struct reaction
sign_for_it(struct screen *screen)
{
	struct matter_screen *m = screen->data;
	struct seat *seat = screen->seat;
	struct say why = {0};
	int err = receipt_sign(seat->db, &seat->actor, m->record, &why);

	if (err && err != ERR_EXISTS) {
		screen_say_error(screen, err, &why);
		return screen_done();
	}
	m->signs = false;
	screen_say(screen, T_MATTER_SIGNED, NULL);
	return screen_done();
}

static struct reaction
act(struct screen *screen, enum act act)
{
	struct matter_screen *m = screen->data;

	if (!can(screen, act))
		return screen_done();
	switch (act) {
	case ACT_NEXT:
		m->arg = (struct form_screen_arg){.kind = m->form->kind, .record = m->record->id};
		return screen_open(&screen_form, &m->arg);
	case ACT_DO:
		return ask_step(screen);
	case ACT_GOTO:
		return files_menu_open(screen);
	case ACT_SAVE:
		return sign_for_it(screen);
	case ACT_CHOICES:
		return ask_paper(screen);
	case ACT_FIND:
		return show_related(screen);
	case ACT_HISTORY:
		m->history = (struct history_screen_arg){m->form->kind, m->record->id};
		return screen_open(&screen_history, &m->history);
	default:
		return screen_pass();
	}
}

static struct reaction
text(struct screen *screen, int key)
{
	return key >= '1' && key <= '9' ? take_step(screen, key - '1') : screen_done();
}

static const char *
record(const struct screen *screen)
{
	const struct matter_screen *m = screen->data;

	return m->record ? m->record->id : NULL;
}

static const struct screen_act acts[] = {
	{ACT_SAVE, T_MATTER_SIGN},
	{ACT_DO, T_MATTER_NEXT},
	{ACT_NEXT, T_DO_OPEN},
	{ACT_CHOICES, T_MATTER_PAPER},
	{ACT_FIND, T_MATTER_RELATED},
	{ACT_HELP, TEXT_NONE},
	{ACT_HISTORY, TEXT_NONE},
	{ACT_PAGE_DOWN, TEXT_NONE},
	{ACT_SWAP, TEXT_NONE},
	{ACT_BACK, TEXT_NONE},
	{ACT_PRINT, TEXT_NONE},
	{ACT_GOTO, T_FILES_TITLE},
	{ACT_COUNT, TEXT_NONE},
};

static struct subject
subject(const struct screen *screen)
{
	const struct matter_screen *m = screen->data;

	return (struct subject){.form = m->form, .record = m->gone ? NULL : m->record->id};
}

const struct screen_ops screen_matter = {
	.name = "matter",
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
	.record = record,
	.hint = hint,
};
