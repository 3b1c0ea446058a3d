/*
 * A record being filled in.  The record holds what is right, in stored form; what was typed and is
 * not right yet stays beside it, field by field, and keeps the record from being saved.
 *
 * States: clean → dirty (a key changed something) → drafted (within DRAFT_MS, again dirty with the
 * next key) → saved (the draft goes with the same commit).  Leaving keeps the draft.
 */
#include "tui/form_screen.h"

#include "tui/ask.h"
#include "tui/grid.h"
#include "tui/history_screen.h"
#include "tui/picker.h"

#include "base/pinyin.h"
#include "base/width.h"
#include "db/draft.h"
#include "db/store.h"
#include "forms/check.h"

#include <stdlib.h>
#include <string.h>

#define ROW_PAGES 1
#define ROW_GRID 3
#define DRAFT_MS 700
#define LONG_ROWS 6 /* of a long text, counter included */

/* What is to be known of a field beside its value. */
struct state {
	char *typed;     /* as it was typed, while it is not right; else NULL */
	struct say note; /* what is wrong with it, or worth a look */
	bool changed, carried;
};

struct form_screen {
	const struct form *form;
	struct record *record, *before; /* before: saved last on this screen, or NULL */
	struct state *state;            /* of each field */
	struct grid *grid;
	bool readonly;  /* this role may only look */
	bool touched;   /* something was typed since it was opened or saved */
	bool drafted;   /* the draft is up to date */
	int64_t dirty;  /* ms since when it is not */
	char *draft;    /* its id, NULL while there is none */
	bool missing_is_fine; /* the person said: save as 待补 */
	struct conflicts conflicts;
	int conflict;
	char *about;
	struct ask ask;
	struct picker picker;
	int *match, match_count; /* of the picker: codes, fields, rows */
	struct store_page page;  /* of a picker of records */
	struct history_screen_arg history;
};

/* --- what the grid shows --- */

static struct type_context
context_of(const struct screen *screen, int i)
{
	const struct form_screen *s = screen->data;

	return (struct type_context){.forms = screen->seat->forms, .field = &s->form->field[i],
	    .lang = screen->seat->lang, .today = screen_today(screen)};
}

static char *
shown(const struct screen *screen, int i)
{
	const struct form_screen *s = screen->data;
	struct type_context context = context_of(screen, i);

	if (s->state[i].typed)
		return xstrdup(s->state[i].typed);
	return s->record->value[i] ? type_show(&context, s->record->value[i]) : xstrdup("");
}

static bool
is_fixed(const struct screen *screen, int i)
{
	const struct form_screen *s = screen->data;

	return s->readonly ||
	    check_is_readonly(screen->seat->forms, s->record, i, screen_today(screen));
}

static bool
is_wrong(const struct form_screen *s, int i)
{
	return s->state[i].typed != NULL;
}

static char
mark_of(const struct screen *screen, int i)
{
	const struct form_screen *s = screen->data;

	if (is_wrong(s, i))
		return '!';
	if (is_fixed(screen, i) && s->record->value[i])
		return '=';
	return s->state[i].carried ? '"' : s->state[i].changed && s->record->id ? '*' : 0;
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
	struct type_context context = context_of(screen, i);
	char *text = NULL;

	if (s->state[i].note.id != TEXT_NONE)
		text = note_text(screen, &s->state[i].note);
	else if (s->record->value[i])
		text = type_meaning(&context, s->record->value[i]);
	if (text)
		buf_puts(out, text);
	free(text);
}

static void
field(void *arg, int i, struct grid_field *out)
{
	struct screen *screen = arg;
	struct form_screen *s = screen->data;
	const struct field *f = &s->form->field[i];
	day_t today = screen_today(screen);
	char *value = shown(screen, i);

	out->label = f->label[screen->seat->lang];
	out->page = f->page;
	out->fixed = is_fixed(screen, i);
	/* What a procedure will write is no business of who takes the matter in. */
	out->hidden = !check_is_relevant(screen->seat->forms, s->record, i, today) ||
	    (f->readonly && !f->calculation && !*value);
	out->mark = mark_of(screen, i);
	out->rows = f->type->multiline ? LONG_ROWS : 0;
	out->max = (size_t)(f->length ? f->length : f->type->max_chars);
	out->whole = f->type == type_find("code") && *value;
	out->wanted = !*value && !s->readonly && check_is_required(s->record, i, today);
	buf_puts(&out->value, value);
	add_meaning(screen, i, &out->meaning);
	free(value);
}

/* --- typing --- */

static void
touch(struct screen *screen)
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
		    !is_fixed(screen, i))
			continue;
		free(s->state[i].typed);
		s->state[i].typed = NULL;
		say_release(&s->state[i].note);
	}
}

/* Takes over what was typed: into the record if it is right, beside it if not. */
static void
take(struct screen *screen, int i, const char *typed)
{
	struct form_screen *s = screen->data;
	struct state *state = &s->state[i];
	struct type_context context = context_of(screen, i);
	struct say note = {0};
	char *stored = NULL, *was = shown(screen, i);
	bool same = strcmp(was, typed) == 0;

	free(was);
	if (same)
		return;
	free(state->typed);
	state->typed = NULL;
	if (type_parse(&context, typed, &stored, &note) == 0) {
		record_set(s->record, i, stored);
		check_derive(screen->seat->forms, s->record, screen_today(screen));
		forget_derived(screen);
	} else {
		state->typed = xstrdup(typed);
	}
	say_release(&state->note);
	state->note = note;
	state->changed = true;
	state->carried = false;
	free(stored);
	touch(screen);
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

	if (is_fixed(screen, i) || strcmp(typed, "?") == 0)
		return;
	take(screen, i, typed);
	explain(screen, &s->state[i].note);
}

/* --- drafts --- */

static void
add_pair(const char ***pairs, size_t *count, const char *name, char *value)
{
	*pairs = xrealloc(*pairs, (*count + 3) * sizeof **pairs);
	(*pairs)[(*count)++] = name;
	(*pairs)[(*count)++] = value;
	(*pairs)[*count] = NULL;
}

/* What stands in the fields, as typed; the one with the cursor as it is this moment. */
static char *
draft_body(struct screen *screen)
{
	struct form_screen *s = screen->data;
	const char **pairs = xcalloc(1, sizeof *pairs);
	size_t count = 0;

	for (int i = 0; i < s->form->field_count; i++) {
		bool here = i == grid_current(s->grid) && !is_fixed(screen, i);

		if (!here && !s->state[i].changed && !s->state[i].carried)
			continue;
		add_pair(&pairs, &count, s->form->field[i].name,
		    here ? xstrdup(grid_typed(s->grid)) : shown(screen, i));
	}
	char *body = draft_encode(pairs);

	for (size_t i = 1; i < count; i += 2)
		free((char *)pairs[i]);
	free(pairs);
	return body;
}

static void
put_draft(struct screen *screen)
{
	struct form_screen *s = screen->data;
	int at = grid_current(s->grid);
	char *title = shown(screen, s->form->title), *body = draft_body(screen);
	struct draft draft = {
		.id = s->draft, .kind = (char *)s->form->kind, .record = s->record->id,
		.seen = s->record->seen, .title = title, .body = body,
		.field = at < 0 ? NULL : (char *)s->form->field[at].name,
	};
	struct say why = {0};
	int err = draft_put(screen->seat->db, &screen->seat->actor, &draft, &why);

	s->draft = draft.id;
	s->drafted = !err;
	if (err) {
		s->dirty = screen_now(screen) + 5000; /* not at every tick */
		screen_say_error(screen, err, &why);
	}
	say_release(&why);
	free(title);
	free(body);
}

static void
keep(struct screen *screen)
{
	struct form_screen *s = screen->data;

	if (s->touched && !s->drafted)
		put_draft(screen);
}

static void
tick(struct screen *screen, int64_t now)
{
	struct form_screen *s = screen->data;

	if (s->touched && !s->drafted && now >= s->dirty + DRAFT_MS)
		put_draft(screen);
}

static void
take_draft(struct screen *screen, const struct draft *draft)
{
	struct form_screen *s = screen->data;
	char **pairs = draft_decode(draft->body);
	int at = draft->field ? form_field(s->form, draft->field) : -1;

	for (char **p = pairs; *p; p += 2) {
		int i = form_field(s->form, p[0]);

		if (i >= 0)
			take(screen, i, p[1]);
		free(p[0]);
		free(p[1]);
	}
	free(pairs);
	if (draft->seen) {
		free(s->record->seen);
		s->record->seen = xstrdup(draft->seen);
	}
	s->draft = xstrdup(draft->id);
	s->drafted = true;
	grid_reload(s->grid);
	grid_go(s->grid, at < 0 ? 0 : at);
}

/* --- opening --- */

/* A new record: defaults, and what is offered again from the one before. */
static void
begin_new(struct screen *screen)
{
	struct form_screen *s = screen->data;

	for (int i = 0; s->before && i < s->form->field_count; i++)
		if (s->form->field[i].sticky && s->before->value[i]) {
			record_set(s->record, i, s->before->value[i]);
			s->state[i].carried = true;
		}
	check_derive(screen->seat->forms, s->record, screen_today(screen));
}

static void
forget_states(struct form_screen *s)
{
	for (int i = 0; i < s->form->field_count; i++) {
		free(s->state[i].typed);
		say_release(&s->state[i].note);
		s->state[i] = (struct state){.typed = NULL};
	}
	s->touched = s->drafted = s->missing_is_fine = false;
	s->dirty = 0;
}

/* Roles that may not change it see it masked. */
static int
read_record(struct screen *screen, const char *id)
{
	struct form_screen *s = screen->data;
	struct seat *seat = screen->seat;
	int err = store_get(seat->db, &seat->actor, id, STORE_FULL, NULL, &s->record);

	if (err != ERR_DENIED)
		return err;
	s->readonly = true;
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

static int
start(struct screen *screen, const void *arg)
{
	const struct form_screen_arg *want = arg;
	struct form_screen *s = screen->data = xcalloc(1, sizeof *s);
	struct grid_owner owner = {field, leave, screen};
	struct drafts drafts = {0};
	int which = 0, err = 0;

	s->form = forms_find(screen->seat->forms, want->kind);
	s->state = xcalloc((size_t)s->form->field_count, sizeof *s->state);
	if (want->draft)
		err = find_draft(screen, want->draft, &drafts, &which);
	if (!err && want->record)
		err = read_record(screen, want->record);
	else if (!err)
		s->record = record_new(s->form);
	if (err) {
		drafts_release(&drafts);
		screen_say_error(screen, err, &(struct say){0});
		return err;
	}
	s->grid = grid_new(screen->cdk, &owner, s->form->field_count);
	widget_focus(grid_widget(s->grid));
	if (!s->record->id)
		begin_new(screen);
	grid_go(s->grid, 0);
	if (want->draft)
		take_draft(screen, &drafts.draft[which]);
	drafts_release(&drafts);
	return 0;
}

static void
finish(struct screen *screen)
{
	struct form_screen *s = screen->data;

	if (s->form)
		forget_states(s);
	store_page_release(&s->page);
	conflicts_release(&s->conflicts);
	record_free(s->record);
	record_free(s->before);
	free(s->state);
	free(s->draft);
	free(s->about);
	free(s->match);
	free(s);
}

/* --- painting --- */

static void
layout(struct screen *screen)
{
	struct form_screen *s = screen->data;

	widget_place(grid_widget(s->grid), ROW_GRID, 0, screen_bottom() - ROW_GRID, COLS);
}

static void
title(const struct screen *screen, struct buf *out)
{
	const struct form_screen *s = screen->data;
	char *name = shown(screen, s->form->title);

	buf_puts(out, s->form->label[screen->seat->lang]);
	buf_printf(out, "  %s%s", *name ? name
	    : text_get(screen->seat->lang, T_FORM_SCREEN_NEW), s->touched ? " *" : "");
	free(name);
}

static void
paint(struct screen *screen)
{
	struct form_screen *s = screen->data;
	struct buf tabs = BUF_EMPTY;

	for (int i = 0; i < s->form->page_count; i++) {
		bool here = i == grid_page(s->grid);

		buf_printf(&tabs, "%s%d %s%s ", here ? "[" : " ", i + 1,
		    s->form->page[i][screen->seat->lang], here ? "]" : " ");
	}
	screen_write(ROW_PAGES, GRID_TEXT, buf_text(&tabs));
	buf_release(&tabs);
}

static char *
hint(const struct screen *screen)
{
	const struct form_screen *s = screen->data;
	int i = grid_current(s->grid);
	enum lang lang = screen->seat->lang;

	if (i < 0)
		return NULL;
	const struct field *f = &s->form->field[i];

	if (s->state[i].note.id != TEXT_NONE)
		return say_text(&s->state[i].note, lang);
	if (f->hint[lang] && *f->hint[lang])
		return xprintf("%s：%s", f->label[lang], f->hint[lang]);
	return f->type->help[lang] ? xprintf("%s：%s", f->label[lang], f->type->help[lang]) : NULL;
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

/* --- choosing --- */

static bool
is_like(const char *name, const char *typed)
{
	return !*typed || strstr(name, typed) || pinyin_match(name, typed);
}

static void
add_match(struct form_screen *s, int i)
{
	s->match = xrealloc(s->match, (size_t)(s->match_count + 1) * sizeof *s->match);
	s->match[s->match_count++] = i;
}

static const struct codes *
codes_here(struct screen *screen)
{
	struct form_screen *s = screen->data;

	return forms_codes(screen->seat->forms, s->form->field[grid_current(s->grid)].choices);
}

static int
filter_codes(void *arg, const char *typed)
{
	struct screen *screen = arg;
	struct form_screen *s = screen->data;
	const struct codes *codes = codes_here(screen);
	day_t today = screen_today(screen);

	s->match_count = 0;
	for (int i = 0; i < codes->code_count; i++) {
		const struct code *code = &codes->code[i];

		if (codes_find(codes, code->code, today) == code &&
		    (strncmp(code->code, typed, strlen(typed)) == 0 ||
		    is_like(code->name[LANG_ZH], typed)))
			add_match(s, i);
	}
	return s->match_count;
}

static void
write_code(void *arg, int i, struct buf *out)
{
	struct screen *screen = arg;
	struct form_screen *s = screen->data;
	const struct code *code = &codes_here(screen)->code[s->match[i]];

	screen_column(out, code->code, 4);
	buf_puts(out, code->name[screen->seat->lang]);
}

static struct reaction
type_and_go_on(struct screen *screen, const char *text)
{
	struct form_screen *s = screen->data;

	grid_type(s->grid, text);
	grid_settle(s->grid);
	grid_go(s->grid, grid_current(s->grid) + 1);
	return screen_done();
}

static struct reaction
chose_code(struct screen *screen, int which)
{
	struct form_screen *s = screen->data;

	return type_and_go_on(screen, codes_here(screen)->code[s->match[which]].code);
}

static int
filter_records(void *arg, const char *typed)
{
	struct screen *screen = arg;
	struct form_screen *s = screen->data;
	const char *kind = s->form->field[grid_current(s->grid)].ref;
	struct store_query query = {
		.form = forms_find(screen->seat->forms, kind), .find = typed, .limit = 100};

	store_page_release(&s->page);
	store_list(screen->seat->db, &screen->seat->actor, &query, &s->page);
	return s->page.count;
}

/* The naming field and what tells people of the same name apart. */
static void
write_record(void *arg, int i, struct buf *out)
{
	struct screen *screen = arg;
	struct form_screen *s = screen->data;
	const struct record *record = s->page.row[i].record;

	screen_column(out, record->value[record->form->title], 14);
	for (int f = 0; f < record->form->field_count; f++)
		if (record->form->field[f].find == FIND_LAST4 && record->value[f]) {
			size_t len = strlen(record->value[f]);

			buf_printf(out, "%s ", record->value[f] + (len > 4 ? len - 4 : 0));
		}
}

static struct reaction
chose_record(struct screen *screen, int which)
{
	struct form_screen *s = screen->data;

	return type_and_go_on(screen, s->page.row[which].record->id);
}

static struct reaction
open_picker(struct screen *screen, const char *title_text,
    int (*filter)(void *, const char *), void (*item)(void *, int, struct buf *),
    struct reaction (*then)(struct screen *, int))
{
	struct form_screen *s = screen->data;

	s->picker = (struct picker){.title = title_text, .filter = filter, .item = item,
	    .arg = screen, .then = then};
	return screen_open(&screen_picker, &s->picker);
}

static struct reaction
choices(struct screen *screen)
{
	struct form_screen *s = screen->data;
	int i = grid_current(s->grid);
	const struct field *f = i < 0 ? NULL : &s->form->field[i];

	if (!f || is_fixed(screen, i))
		return screen_done();
	if (f->ref && forms_find(screen->seat->forms, f->ref))
		return open_picker(screen, f->label[screen->seat->lang], filter_records,
		    write_record, chose_record);
	if (f->choices)
		return open_picker(screen, f->label[screen->seat->lang], filter_codes, write_code,
		    chose_code);
	screen_say(screen, T_FORM_SCREEN_FREE, NULL);
	return screen_done();
}

static int
filter_fields(void *arg, const char *typed)
{
	struct screen *screen = arg;
	struct form_screen *s = screen->data;

	s->match_count = 0;
	for (int i = 0; i < s->form->field_count; i++)
		if (!is_fixed(screen, i) && is_like(s->form->field[i].label[LANG_ZH], typed))
			add_match(s, i);
	return s->match_count;
}

static void
write_field(void *arg, int i, struct buf *out)
{
	struct screen *screen = arg;
	struct form_screen *s = screen->data;

	buf_puts(out, s->form->field[s->match[i]].label[screen->seat->lang]);
}

static struct reaction
chose_field(struct screen *screen, int which)
{
	struct form_screen *s = screen->data;

	grid_go(s->grid, s->match[which]);
	return screen_done();
}

/* --- saving --- */

static struct reaction try_save(struct screen *screen);

static struct reaction
go_to_wrong(struct screen *screen, int i, const struct say *say)
{
	struct form_screen *s = screen->data;

	grid_go(s->grid, i);
	screen_say_this(screen, say);
	return screen_done();
}

static struct reaction
answered_missing(struct screen *screen, int which)
{
	struct form_screen *s = screen->data;

	s->missing_is_fine = which == 0;
	return which == 0 ? try_save(screen) : screen_done();
}

static struct reaction
ask_missing(struct screen *screen, int count, int first)
{
	static const enum text answers[] = {
		T_FORM_SCREEN_SAVE_ANYWAY, T_FORM_SCREEN_GO_BACK, TEXT_NONE};
	struct form_screen *s = screen->data;

	free(s->about);
	s->about = xprintf("%d", count);
	s->ask = (struct ask){T_FORM_SCREEN_MISSING, s->about, answers, answered_missing};
	grid_go(s->grid, first);
	return screen_open(&screen_ask, &s->ask);
}

/* The first finding of a kind: its field, or -1. */
static int
first_of(const struct checks *checks, enum finding finding, const struct say **say)
{
	for (int i = 0; i < checks->count; i++)
		if (checks->check[i].finding == finding) {
			*say = &checks->check[i].say;
			return checks->check[i].field;
		}
	return -1;
}

static struct reaction settle_conflict(struct screen *screen);

static struct reaction
answered_conflict(struct screen *screen, int which)
{
	struct form_screen *s = screen->data;
	const struct conflict *c = &s->conflicts.conflict[s->conflict];

	if (which == 1) {
		free(s->state[c->field].typed);
		s->state[c->field].typed = NULL;
		record_set(s->record, c->field, c->theirs);
		grid_reload(s->grid);
	}
	s->conflict++;
	return settle_conflict(screen);
}

/* Field by field: mine or theirs; then it is saved upon what is there now. */
static struct reaction
settle_conflict(struct screen *screen)
{
	static const enum text answers[] = {
		T_FORM_SCREEN_MINE, T_FORM_SCREEN_THEIRS, TEXT_NONE};
	struct form_screen *s = screen->data;

	if (s->conflict >= s->conflicts.count) {
		free(s->record->seen);
		s->record->seen = store_seen(screen->seat->db, s->record->id);
		return try_save(screen);
	}
	const struct conflict *c = &s->conflicts.conflict[s->conflict];
	struct type_context context = context_of(screen, c->field);
	char *mine = shown(screen, c->field);
	char *theirs = c->theirs ? type_show(&context, c->theirs) : xstrdup("");

	free(s->about);
	s->about = xprintf("%s  1 %s  2 %s %s", s->form->field[c->field].label[screen->seat->lang],
	    mine, c->who ? c->who : "", theirs);
	free(mine);
	free(theirs);
	s->ask = (struct ask){T_FORM_SCREEN_CONFLICT, s->about, answers, answered_conflict};
	return screen_open(&screen_ask, &s->ask);
}

/* After the commit: the next new member, or back to where it was opened. */
static struct reaction
saved(struct screen *screen, bool was_new, int missing)
{
	struct form_screen *s = screen->data;
	char *name = shown(screen, s->form->title), *count = xprintf("%d", missing);

	screen_say(screen, missing ? T_FORM_SCREEN_SAVED_INCOMPLETE : T_FORM_SCREEN_SAVED, name,
	    count, NULL);
	free(name);
	free(count);
	free(s->draft);
	s->draft = NULL;
	forget_states(s);
	if (!was_new || strcmp(s->form->kind, "member") != 0)
		return screen_back();
	record_free(s->before);
	s->before = s->record;
	s->record = record_new(s->form);
	begin_new(screen);
	grid_reload(s->grid); /* before the cursor goes: it would take the old value along */
	grid_go(s->grid, 0);
	return screen_done();
}

static struct reaction
write_it(struct screen *screen, int missing)
{
	struct form_screen *s = screen->data;
	struct seat *seat = screen->seat;
	bool was_new = !s->record->id;
	struct say why = {0};
	int err = store_save(seat->db, &seat->actor, s->record, s->draft, &s->conflicts, &why);

	if (err == ERR_CONFLICT) {
		say_release(&why);
		s->conflict = 0;
		return settle_conflict(screen);
	}
	if (!err)
		return saved(screen, was_new, missing);
	screen_say_error(screen, err, &why);
	return screen_done();
}

static struct reaction
try_save(struct screen *screen)
{
	struct form_screen *s = screen->data;
	struct checks checks = {0};
	const struct say *say = NULL;
	struct reaction reaction;
	int i;

	for (i = 0; i < s->form->field_count && !is_wrong(s, i); i++)
		;
	if (i < s->form->field_count)
		return go_to_wrong(screen, i, &s->state[i].note);
	if (!s->record->value[s->form->title])
		return go_to_wrong(screen, s->form->title,
		    &(struct say){.id = T_FORM_SCREEN_NAMELESS});
	check_record(screen->seat->forms, s->record, screen_today(screen), &checks);
	int missing = checks_count(&checks, FINDING_MISSING);

	if ((i = first_of(&checks, FINDING_WRONG, &say)) >= 0)
		reaction = go_to_wrong(screen, i, say);
	else if (missing && !s->missing_is_fine)
		reaction = ask_missing(screen, missing, first_of(&checks, FINDING_MISSING, &say));
	else
		reaction = write_it(screen, missing);
	checks_release(&checks);
	return reaction;
}

/* --- keys --- */

static struct reaction
go_back(struct screen *screen)
{
	struct form_screen *s = screen->data;

	grid_settle(s->grid);
	if (s->touched) {
		keep(screen);
		if (s->drafted)
			screen_say(screen, T_FORM_SCREEN_KEPT, NULL);
	}
	return screen_back();
}

static struct reaction
same_as_before(struct screen *screen)
{
	struct form_screen *s = screen->data;
	int i = grid_current(s->grid);

	if (!s->before || i < 0 || !s->before->value[i] || is_fixed(screen, i)) {
		screen_say(screen, T_FORM_SCREEN_NO_BEFORE, NULL);
		return screen_done();
	}
	struct type_context context = context_of(screen, i);
	char *text = type_show(&context, s->before->value[i]);
	struct reaction reaction = type_and_go_on(screen, text);

	s->state[i].carried = true;
	free(text);
	return reaction;
}

static struct reaction
act(struct screen *screen, enum act act)
{
	struct form_screen *s = screen->data;

	switch (act) {
	case ACT_SAVE:
		if (s->readonly)
			return screen_done();
		grid_settle(s->grid);
		s->missing_is_fine = false;
		return try_save(screen);
	case ACT_CHOICES:
		return choices(screen);
	case ACT_SAME:
		return same_as_before(screen);
	case ACT_GOTO:
		return open_picker(screen, screen_text(screen, T_ACT_GOTO), filter_fields,
		    write_field, chose_field);
	case ACT_HISTORY:
		if (!s->record->id)
			return screen_done();
		s->history = (struct history_screen_arg){s->form->kind, s->record->id};
		return screen_open(&screen_history, &s->history);
	case ACT_BACK:
		return go_back(screen);
	default:
		return screen_pass();
	}
}

/* `?` in an empty field explains, `??` lists. */
static struct reaction
used(struct screen *screen, struct widget *widget)
{
	struct form_screen *s = screen->data;
	const char *typed = grid_typed(s->grid);

	(void)widget;
	if (!grid_widget(s->grid)->changed)
		return screen_done();
	grid_widget(s->grid)->changed = false;
	if (strcmp(typed, "?") == 0 || strcmp(typed, "？") == 0) {
		char *text = help(screen);

		for (char *c = text; *c; c++)
			if (*c == '\n')
				*c = ' ';
		screen_say(screen, T_FORM_SCREEN_EXPLAIN, text, NULL);
		free(text);
		return screen_done();
	}
	if (strcmp(typed, "??") == 0 || strcmp(typed, "？？") == 0) {
		grid_reload(s->grid);
		return choices(screen);
	}
	touch(screen);
	return screen_done();
}

static const struct screen_act acts[] = {
	{ACT_HELP, TEXT_NONE},
	{ACT_SAVE, TEXT_NONE},
	{ACT_CHOICES, TEXT_NONE},
	{ACT_SAME, TEXT_NONE},
	{ACT_HISTORY, TEXT_NONE},
	{ACT_GOTO, TEXT_NONE},
	{ACT_SWAP, TEXT_NONE},
	{ACT_BACK, TEXT_NONE},
	{ACT_COUNT, TEXT_NONE},
};

const struct screen_ops screen_form = {
	.name = "form",
	.acts = acts,
	.open = start,
	.close = finish,
	.title = title,
	.layout = layout,
	.paint = paint,
	.act = act,
	.used = used,
	.tick = tick,
	.keep = keep,
	.help = help,
	.hint = hint,
};
