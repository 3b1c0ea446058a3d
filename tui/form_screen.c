/*
 * A record being filled in.  The record holds what is right, in stored form; what was typed and is
 * not right yet stays beside it, field by field, and keeps the record from being saved.
 *
 * States: clean → dirty (a key changed something) → drafted (within DRAFT_MS, again dirty with the
 * next key) → saved (the draft goes with the same commit).  Leaving keeps the draft.
 */
#include "tui/form_int.h"

#include "base/utf8.h"
#include "base/width.h"
#include "db/draft.h"

#include <stdlib.h>
#include <string.h>

#define ROW_PAGES 1
#define ROW_GRID 3
#define DRAFT_MS 300 /* and what the face takes until it looks: within a second */
#define LONG_ROWS 6 /* of a long text, counter included */

/* --- what the grid shows --- */

struct type_context
form_context(const struct screen *screen, int i)
{
	const struct form_screen *s = screen->data;

	return context_of(screen, &s->form->field[i]);
}

char *
form_shown(const struct screen *screen, int i)
{
	const struct form_screen *s = screen->data;
	struct type_context context = form_context(screen, i);

	if (s->state[i].typed)
		return xstrdup(s->state[i].typed);
	return s->record->value[i] ? type_show(&context, s->record->value[i]) : xstrdup("");
}

bool
form_is_fixed(const struct screen *screen, int i)
{
	const struct form_screen *s = screen->data;

	if (s->step)
		return !form_asks(s, i);
	return s->readonly ||
	    check_is_readonly(screen->seat->forms, s->record, i, screen_today(screen));
}

bool
form_is_wrong(const struct form_screen *s, int i)
{
	return s->state[i].typed != NULL;
}

static char
mark_of(const struct screen *screen, int i)
{
	const struct form_screen *s = screen->data;

	if (form_is_wrong(s, i))
		return '!';
	if (record_asks(s->record, i))
		return '?';
	if (form_is_fixed(screen, i) && s->record->value[i])
		return s->readonly ? 0 : '=';
	bool is_change = s->state[i].changed && s->record->id && !s->step;

	return s->state[i].carried ? '"' : is_change ? '*' : 0;
}

/* Stands there before she typed anything: carried over, or what a new record begins with. */
static bool
is_offered(const struct form_screen *s, int i)
{
	return s->state[i].carried || (!s->record->id && !s->state[i].changed);
}

/* Beside the field a sentence stands without its number and its full stop. */
static char *
note_text(const struct screen *screen, const struct say *note)
{
	struct buf buf = BUF_EMPTY;
	const char *stop = screen->seat->lang == LANG_ZH ? "。" : ".";
	char *text;
	size_t len;

	text_add(&buf, screen->seat->lang, note->id, (const char *const *)note->arg);
	text = buf_take(&buf);
	len = strlen(text);
	if (len >= strlen(stop) && strcmp(text + len - strlen(stop), stop) == 0)
		text[len - strlen(stop)] = '\0';
	return text;
}

static void
add_meaning(const struct screen *screen, int i, struct buf *out)
{
	const struct form_screen *s = screen->data;
	struct type_context context = form_context(screen, i);
	char *text = NULL;

	if (s->state[i].note.id != TEXT_NONE)
		text = note_text(screen, &s->state[i].note);
	else if (s->record->value[i] && (!s->masked || s->form->field[i].class == CLASS_PLAIN))
		text = type_meaning(&context, s->record->value[i]);
	if (text)
		buf_puts(out, text);
	if (s->state[i].note.id == TEXT_NONE)
		form_note_add(screen, i, out);
	free(text);
}

/* What people confide is not learnt; names are, they are in the members' records anyway. */
static enum typing
typing_of(const struct field *f)
{
	if (f->type == type_find("person_name"))
		return f->class <= CLASS_PERSONAL ? TYPING_NAME : TYPING_PRIVATE;
	if (f->type != type_find("text") && !f->type->multiline)
		return TYPING_PLAIN;
	return f->class == CLASS_PLAIN ? TYPING_TEXT : TYPING_PRIVATE;
}

void
form_tell(void *arg, int i, struct grid_field *out)
{
	struct screen *screen = arg;
	struct form_screen *s = screen->data;
	const struct field *f = &s->form->field[i];
	const struct procedure_part *part = form_part(s, i);
	day_t today = screen_today(screen);
	char *value = form_shown(screen, i);

	out->label = part && part->label[screen->seat->lang] ? part->label[screen->seat->lang]
	    : f->label[screen->seat->lang];
	out->typing = form_seals(screen, i) ? TYPING_PRIVATE : typing_of(f);
	out->page = s->step ? 0 : f->page;
	out->fixed = form_is_fixed(screen, i);
	/* What a procedure will write is no business of who takes the matter in. */
	out->hidden = s->rows && !form_rows_cols(s, i) ? true : s->step ? !form_asks(s, i)
	    : !check_is_relevant(screen->seat->forms, s->record, i, today) ||
		(f->readonly && !f->calculation && !*value);
	out->mark = mark_of(screen, i);
	out->rows = f->type->multiline ? LONG_ROWS : 0;
	out->max = context_typed_max(f);
	out->whole = *value && (f->ref || record_is_sealed(s->record->value[i]) ||
	    f->type == type_find("code") || is_offered(s, i));
	out->wanted = !*value && !record_asks(s->record, i) &&
	    (!s->step || form_asks(s, i)) && form_wants(screen, i);
	buf_puts(&out->value, value);
	add_meaning(screen, i, &out->meaning);
	free(value);
}

/* --- typing --- */

void
form_touch(struct screen *screen)
{
	struct form_screen *s = screen->data;

	if (s->drafted || !s->dirty)
		s->dirty = screen_now(screen);
	s->touched = true;
	s->drafted = false;
}

/* What is derived now has nothing typed beside it any more. */
static void
forget_derived(struct screen *screen)
{
	struct form_screen *s = screen->data;

	for (int i = 0; i < s->form->field_count; i++) {
		if ((!s->state[i].typed && s->state[i].note.id == TEXT_NONE) ||
		    !form_is_fixed(screen, i))
			continue;
		free(s->state[i].typed);
		s->state[i].typed = NULL;
		say_release(&s->state[i].note);
	}
}

static bool
is_same(const char *a, const char *b)
{
	return a == b || (a && b && strcmp(a, b) == 0);
}

void
form_take(struct screen *screen, int i, const char *typed)
{
	struct form_screen *s = screen->data;
	struct form_state *state = &s->state[i];
	struct type_context context = form_context(screen, i);
	struct say note = {0};
	char *stored = NULL, *was = form_shown(screen, i);
	bool same = strcmp(was, typed) == 0;

	free(was);
	if (same)
		return;
	if (type_parse(&context, typed, &stored, &note) == 0) {
		same = !state->typed && is_same(stored, s->record->value[i]);
		if (same) { /* another spelling of what stood there */
			say_release(&note);
			free(stored);
			return;
		}
		free(state->typed);
		state->typed = NULL;
		record_set(s->record, i, stored);
		if (stored && record_asks(s->record, i)) /* here is the answer */
			record_note(s->record, i, RECORD_REMARK, record_note_text(s->record, i));
		if (s->form->field[i].ref)
			form_fill_from(screen, i, -1);
		else if (note.id == TEXT_NONE)
			form_note_known(screen, i, &note);
		check_derive(screen->seat->forms, s->record, screen_today(screen));
		forget_derived(screen);
	} else {
		free(state->typed);
		state->typed = xstrdup(typed);
	}
	say_release(&state->note);
	state->note = note;
	state->changed = true;
	state->carried = false;
	state->pasted = screen_is_pasted(screen);
	free(stored);
	form_touch(screen);
}

/* Alone in a field it is no value but a question. */
static bool
is_question(const char *typed)
{
	return strcmp(typed, "?") == 0 || strcmp(typed, "？") == 0;
}

/* The place beside the field may be too short for the sentence: then it is said below as well. */
static void
explain(struct screen *screen, const struct say *note)
{
	struct form_screen *s = screen->data;
	char *text = note_text(screen, note);

	if (width_of_text(text) > grid_meaning_cols(s->grid))
		screen_say_this(screen, note);
	free(text);
}

static void
leave(void *arg, int i, const char *typed)
{
	struct screen *screen = arg;
	struct form_screen *s = screen->data;

	bool fresh = !s->state[i].typed || strcmp(s->state[i].typed, typed) != 0;

	if (form_is_fixed(screen, i) || is_question(typed))
		return;
	form_take(screen, i, typed);
	explain(screen, &s->state[i].note);
	if (form_is_wrong(s, i) && fresh)
		screen_stop(screen); /* what depends on it may not be asked for */
}

static void
keep(struct screen *screen)
{
	if (((const struct form_screen *)screen->data)->rows)
		form_rows_keep(screen);
	else
		form_keep(screen);
}

static void
tick(struct screen *screen, int64_t now)
{
	struct form_screen *s = screen->data;

	form_alike_look(screen);
	if (s->touched && !s->drafted && now >= s->dirty + DRAFT_MS)
		form_put_draft(screen);
}

/* --- opening --- */

/* A new record: defaults, and what is offered again from the one before. */
void
form_begin_new(struct screen *screen)
{
	struct form_screen *s = screen->data;
	const struct record *before = screen_before(screen, s->form, 0);

	for (int i = 0; before && i < s->form->field_count; i++)
		if (s->form->field[i].sticky && before->value[i]) {
			record_set(s->record, i, before->value[i]);
			s->state[i].carried = true;
		}
	check_derive(screen->seat->forms, s->record, screen_today(screen));
}

void
form_forget(struct form_screen *s)
{
	for (int i = 0; i < s->form->field_count; i++) {
		free(s->state[i].typed);
		say_release(&s->state[i].note);
		s->state[i] = (struct form_state){.typed = NULL};
	}
	s->touched = s->drafted = s->missing_is_fine = false;
	s->dirty = 0;
}

/* Signed, or another unit's: to be read. */
static bool
is_closed(const struct screen *screen)
{
	const struct form_screen *s = screen->data;
	const struct procedure *procedure = procedure_of(s->form);
	const char *state = record_get(s->record, "state");

	return procedure && !s->step && state &&
	    ((procedure->own && !store_is_own(screen->seat->db, s->record->id)) ||
		procedure_is_fixed(procedure, s->record, atoi(state), screen_today(screen)));
}

/* Roles that may not change it see it masked. */
static int
read_record(struct screen *screen, const char *id)
{
	struct form_screen *s = screen->data;
	struct seat *seat = screen->seat;
	int err = db_is_readonly(seat->db) ? ERR_DENIED
	    : store_get(seat->db, &seat->actor, id, STORE_FULL, NULL, &s->record);

	if (!err)
		s->readonly = is_closed(screen);
	if (err != ERR_DENIED)
		return err;
	s->readonly = s->masked = true;
	return store_get(seat->db, &seat->actor, id, STORE_MASKED, NULL, &s->record);
}

static int
find_draft(struct screen *screen, const char *id, struct drafts *drafts, int *which)
{
	int err = draft_list(screen->seat->db, &screen->seat->actor, drafts);

	for (int i = 0; !err && i < drafts->count; i++)
		if (strcmp(drafts->draft[i].id, id) == 0) {
			*which = i;
			return 0;
		}
	return err ? err : ERR_NOTFOUND;
}

/* A superior sent the record back: to what is wrong, if that is known. */
static void
go_to_refusal(struct screen *screen)
{
	struct form_screen *s = screen->data;
	struct refusal refusal;

	if (refusal_get(screen->seat->db, s->record->id, &refusal) != 0)
		return;
	int field = refusal.field ? form_field(s->form, refusal.field) : -1;

	if (field >= 0) {
		say_set(&s->state[field].note, T_FORM_SENT_BACK, refusal.reason, NULL);
		grid_go(s->grid, field);
	}
	screen_say(screen, T_FORM_SENT_BACK, refusal.reason, NULL);
	refusal_release(&refusal);
}

/* It is hers from now on, and in the draft: nobody tells it again when that is gone on with. */
static void
give(struct form_screen *s, const char *const *pair)
{
	for (; pair && *pair; pair += 2) {
		int i = form_field(s->form, pair[0]);

		if (i < 0)
			continue;
		record_set(s->record, i, pair[1]);
		s->state[i].changed = true;
	}
}

static int
start(struct screen *screen, const void *arg)
{
	const struct form_screen_arg *want = arg;
	struct form_screen *s = screen->data = xcalloc(1, sizeof *s);
	struct grid_owner owner = {form_tell, leave, screen};
	struct drafts drafts = {0};
	int which = 0, err = 0;

	s->asked = -1;
	s->lang = screen->seat->lang;
	s->form = forms_find(screen->seat->forms, want->kind);
	if (want->step)
		s->step = procedure_step(procedure_of(s->form), want->step);
	s->state = xcalloc((size_t)s->form->field_count, sizeof *s->state);
	if (want->draft)
		err = find_draft(screen, want->draft, &drafts, &which);
	if (!err && want->record)
		err = read_record(screen, want->record);
	else if (!err && db_is_readonly(screen->seat->db))
		err = ERR_READONLY;
	else if (!err)
		s->record = record_new(s->form);
	if (err) {
		drafts_release(&drafts);
		screen_say_error(screen, err, &(struct say){0});
		return err;
	}
	s->grid = grid_new(screen->cdk, &owner, s->form->field_count);
	grid_set_table(s->grid, want->many ? &form_rows_table : NULL, form_paste_key);
	widget_focus(grid_widget(s->grid));
	if (s->step)
		form_step_begin(s);
	else if (!s->record->id)
		form_begin_new(screen);
	if (want->many)
		form_rows_begin(s);
	form_counter_begin(screen);
	give(s, want->given);
	if (want->title)
		form_take(screen, s->form->title, want->title);
	grid_go(s->grid, 0);
	if (!want->draft && s->record->id && !s->step)
		go_to_refusal(screen);
	if (want->draft)
		form_take_draft(screen, &drafts.draft[which]);
	drafts_release(&drafts);
	return 0;
}

static void
finish(struct screen *screen)
{
	struct form_screen *s = screen->data;

	form_rows_free(s);
	form_paste_release(s);
	if (s->form)
		form_forget(s);
	store_page_release(&s->page);
	alikes_release(&s->alikes);
	cards_release(&s->units);
	accounts_release(&s->handlers);
	conflicts_release(&s->conflicts);
	record_free(s->record);
	free(s->state);
	free(s->draft);
	free(s->about);
	free(s->reason);
	free(s->remark);
	free(s->match);
	free(s);
}

/* --- painting --- */

void
form_layout(struct screen *screen)
{
	struct form_screen *s = screen->data;

	widget_place(grid_widget(s->grid), ROW_GRID, 0,
	    screen_bottom() - form_alike_rows(s) - ROW_GRID, COLS);
}

static void
title(const struct screen *screen, struct buf *out)
{
	const struct form_screen *s = screen->data;
	char *name = form_shown(screen, s->form->title);

	if (s->rows) {
		buf_printf(out, "%s  %s%s", s->form->label[screen->seat->lang],
		    screen_text(screen, T_ROWS_TITLE), s->touched ? " *" : "");
		free(name);
		return;
	}
	buf_puts(out, s->step ? s->step->label[screen->seat->lang]
	    : s->form->label[screen->seat->lang]);
	buf_printf(out, "  %s%s", *name ? name
	    : text_get(screen->seat->lang, T_FORM_SCREEN_NEW), s->touched ? " *" : "");
	free(name);
}

static void
paint(struct screen *screen)
{
	struct form_screen *s = screen->data;
	struct buf tabs = BUF_EMPTY;

	form_alike_paint(screen);
	if (s->rows) {
		form_rows_paint(screen, ROW_PAGES);
		return;
	}
	if (s->step) {
		screen_write(ROW_PAGES, GRID_TEXT, s->step->hint[screen->seat->lang]);
		return;
	}
	for (int i = 0; i < s->form->page_count; i++) {
		bool here = i == grid_page(s->grid);

		buf_printf(&tabs, "%s%d %s%s ", here ? "[" : " ", i + 1,
		    s->form->page[i][screen->seat->lang], here ? "]" : " ");
	}
	screen_write(ROW_PAGES, GRID_TEXT, buf_text(&tabs));
	form_counter_paint(screen, ROW_PAGES, GRID_TEXT + width_of_text(buf_text(&tabs)));
	buf_release(&tabs);
}

static char *
hint(const struct screen *screen)
{
	const struct form_screen *s = screen->data;
	int i = grid_current(s->grid);
	enum lang lang = screen->seat->lang;

	if (i < 0)
		return s->step ? xstrdup(screen_text(screen, T_STEP_NOTHING)) : NULL;
	const struct field *f = &s->form->field[i];

	if (form_damage_is_here(screen))
		return xstrdup(screen_text(screen, T_DAMAGE_HINT));
	if (s->state[i].note.id != TEXT_NONE)
		return say_text(&s->state[i].note, lang);
	char *lacks = s->rows ? form_rows_hint(screen) : NULL;

	if (lacks)
		return lacks;
	if (f->hint[lang] && *f->hint[lang])
		return text_format(lang, T_FORM_SCREEN_HINT, f->label[lang], f->hint[lang], NULL);
	return f->type->help[lang] ? text_format(lang, T_FORM_SCREEN_HINT, f->label[lang],
	    f->type->help[lang], NULL) : NULL;
}

static char *
help(const struct screen *screen)
{
	const struct form_screen *s = screen->data;
	int i = grid_current(s->grid);
	enum lang lang = screen->seat->lang;

	if (i < 0)
		return NULL;
	const struct field *f = &s->form->field[i];

	return xprintf("%s\n%s\n%s\n", f->label[lang], f->hint[lang] ? f->hint[lang] : "",
	    f->type->help[lang] ? f->type->help[lang] : "");
}

/* --- keys --- */

static struct reaction
go_back(struct screen *screen)
{
	struct form_screen *s = screen->data;

	grid_settle(s->grid);
	if (s->rows)
		return form_rows_leave(screen);
	if (s->touched) {
		keep(screen);
		if (s->drafted)
			screen_say(screen, T_FORM_SCREEN_KEPT, NULL);
	}
	return screen_back();
}

/* The last value but what stands there already: exceptions come and go in a pile of paper. */
static const char *
value_before(const struct screen *screen, int i)
{
	const struct form_screen *s = screen->data;
	const char *now = s->record->value[i];
	const struct record *before;

	for (int n = 0; (before = screen_before(screen, s->form, n)); n++)
		if (before->value[i] && !(now && strcmp(now, before->value[i]) == 0))
			return before->value[i];
	before = screen_before(screen, s->form, 0);
	return now && before ? before->value[i] : NULL;
}

static struct reaction
same_as_before(struct screen *screen)
{
	struct form_screen *s = screen->data;
	int i = grid_current(s->grid);
	const char *value = i < 0 || form_is_fixed(screen, i) ? NULL : value_before(screen, i);

	if (!value) {
		screen_say(screen, T_FORM_SCREEN_NO_BEFORE, NULL);
		return screen_done();
	}
	struct type_context context = form_context(screen, i);
	char *text = type_show(&context, value);
	struct reaction reaction = form_type(screen, text);

	s->state[i].carried = true;
	free(text);
	return reaction;
}

static bool
can(const struct screen *screen, enum act act)
{
	const struct form_screen *s = screen->data;
	bool writing = act == ACT_SAVE || act == ACT_CHOICES || act == ACT_SAME || act == ACT_GOTO;
	bool record = act == ACT_SAME || act == ACT_GOTO || act == ACT_HISTORY || act == ACT_DO;

	if (act == ACT_ALIKE)
		return form_may_be_alike(s) && s->alikes.count;
	if (act == ACT_UNDO)
		return s->paste.record;
	if (act == ACT_NOTE)
		return form_can_note(screen);
	if (s->rows && (act == ACT_DO || act == ACT_HISTORY))
		return false;
	if (s->step)
		return !record || (act == ACT_SAME && !s->record->id);
	return !(s->readonly && writing);
}

struct reaction
form_history(struct screen *screen)
{
	struct form_screen *s = screen->data;

	s->history = (struct history_screen_arg){s->form->kind, s->record->id};
	return screen_open(&screen_history, &s->history);
}

static struct reaction
act(struct screen *screen, enum act act)
{
	struct form_screen *s = screen->data;

	s->paste.on = false; /* whatever is pasted now is another paste */
	if (!can(screen, act) && act != ACT_SAVE && act != ACT_ALIKE && act != ACT_UNDO)
		return screen_done();
	switch (act) {
	case ACT_UNDO:
		return form_undo(screen);
	case ACT_NOTE:
		return form_note(screen);
	case ACT_SAVE:
		if (s->rows)
			return form_rows_save(screen);
		if (s->step)
			return form_step_take(screen);
		if (!s->readonly)
			return form_try(screen);
		screen_say(screen, T_FORM_SCREEN_READONLY, NULL);
		return screen_done();
	case ACT_CHOICES:
		return form_choices(screen);
	case ACT_SAME:
		return same_as_before(screen);
	case ACT_GOTO:
		return form_goto(screen);
	case ACT_ALIKE:
		return form_alike_choose(screen);
	case ACT_HISTORY:
		if (s->record->id)
			return form_history(screen);
		screen_say(screen, T_FORM_SCREEN_NO_HISTORY, NULL);
		return screen_done();
	case ACT_DO:
		return form_do(screen);
	case ACT_BACK:
		return go_back(screen);
	default:
		return screen_pass();
	}
}

/* What is as long as it can be is judged at once; if it is right, the cursor goes on. */
static void
go_on_if_whole(struct screen *screen)
{
	struct form_screen *s = screen->data;
	int i = grid_current(s->grid);
	struct type_context context = form_context(screen, i);

	if (!grid_grew(s->grid) || screen_is_pasted(screen) ||
	    !type_is_whole(&context, grid_typed(s->grid)))
		return;
	grid_settle(s->grid);
	if (!form_is_wrong(s, i))
		grid_skip(s->grid);
}

/* `?` in an empty field explains; a second one lists. */
static struct reaction
used(struct screen *screen, struct widget *widget)
{
	struct form_screen *s = screen->data;
	const char *typed = grid_typed(s->grid);

	(void)widget;
	if (!grid_widget(s->grid)->changed)
		return screen_done();
	grid_widget(s->grid)->changed = false;
	int here = grid_current(s->grid);
	bool again = s->asked == here;
	bool asks = is_question(typed) && !screen_is_pasted(screen);

	s->asked = asks && !again ? here : -1;
	if (asks) {
		grid_reload(s->grid);
		return again ? form_choices(screen) : screen_open(&screen_help, screen);
	}
	form_touch(screen);
	form_damage_look(screen);
	form_counter_typed(screen);
	form_alike_typed(s);
	if (!screen_is_pasted(screen))
		form_alike_look(screen);
	go_on_if_whole(screen);
	return screen_done();
}

/* The language may be another one: what stands in the editor, too. */
static void
resume(struct screen *screen)
{
	struct form_screen *s = screen->data;

	if (s->lang == screen->seat->lang)
		return;
	s->lang = screen->seat->lang;
	grid_settle(s->grid);
	grid_reload(s->grid);
}

/* What the field did not take: it is full. */
static struct reaction
text(struct screen *screen, int key)
{
	struct form_screen *s = screen->data;
	int i = grid_current(s->grid);
	char most[24];

	if (i < 0 || !input_is_char(key))
		return screen_done();
	snprintf(most, sizeof most, "%zu", context_typed_max(&s->form->field[i]));
	if (utf8_count(grid_typed(s->grid)) >= context_typed_max(&s->form->field[i]))
		screen_say(screen, T_FORM_SCREEN_FULL, most, NULL);
	return screen_done();
}

static const char *
record(const struct screen *screen)
{
	const struct form_screen *s = screen->data;

	return s->record->id;
}

static const struct screen_act acts[] = {
	{ACT_HELP, TEXT_NONE},
	{ACT_ALIKE, TEXT_NONE},
	{ACT_SAVE, TEXT_NONE},
	{ACT_CHOICES, TEXT_NONE},
	{ACT_SAME, TEXT_NONE},
	{ACT_HISTORY, TEXT_NONE},
	{ACT_DO, TEXT_NONE},
	{ACT_SWAP, TEXT_NONE},
	{ACT_BACK, TEXT_NONE},
	{ACT_GOTO, TEXT_NONE},
	{ACT_UNDO, TEXT_NONE},
	{ACT_NOTE, TEXT_NONE},
	{ACT_PRINT, TEXT_NONE},
	{ACT_COUNT, TEXT_NONE},
};

static bool
takes_sheet(const struct screen *screen)
{
	return ((const struct form_screen *)screen->data)->rows;
}

static struct subject
subject(const struct screen *screen)
{
	const struct form_screen *s = screen->data;

	return (struct subject){.form = s->form, .record = s->record->id};
}

const struct screen_ops screen_form = {
	.name = "form",
	.acts = acts,
	.subject = subject,
	.can = can,
	.open = start,
	.close = finish,
	.title = title,
	.layout = form_layout,
	.paint = paint,
	.act = act,
	.text = text,
	.used = used,
	.resume = resume,
	.tick = tick,
	.takes_sheet = takes_sheet,
	.record = record,
	.keep = keep,
	.help = help,
	.hint = hint,
};
