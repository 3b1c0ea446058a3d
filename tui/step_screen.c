#include "tui/step_screen.h"

#include "tui/context.h"
#include "tui/grid.h"
#include "tui/picker.h"

#include "base/pinyin.h"
#include "db/draft.h"
#include "db/store.h"

#include <stdlib.h>
#include <string.h>

#define ROW_GRID 3
#define DRAFT_MS 700
#define TEXT_CHARS 8000

/* What a step may ask for, in this order. */
static const struct part {
	const char *name;
	unsigned bit;
	enum text label, hint;
	int rows;
	size_t max;
} parts[] = {
	{"handler", PROCEDURE_HANDLER, T_STEP_FIELD_HANDLER, T_STEP_HINT_HANDLER, 0, 25},
	{"due", PROCEDURE_DUE, T_STEP_FIELD_DUE, T_STEP_HINT_DUE, 0, 20},
	{"text", PROCEDURE_TEXT, T_STEP_FIELD_TEXT, T_STEP_HINT_TEXT, 12, TEXT_CHARS},
};
#define PARTS (int)(sizeof parts / sizeof parts[0])

struct step_screen {
	const struct form *form;
	const struct procedure_step *step;
	char *record, *name; /* id and title */
	char *value[PARTS], *note[PARTS]; /* as typed; what it means or what is wrong */
	struct grid *grid;
	char *draft;
	bool touched, drafted;
	int64_t dirty;
	struct picker picker;
	struct accounts accounts;
	int *match, matches;
};

/* --- fields --- */

static void
field(void *arg, int i, struct grid_field *out)
{
	struct screen *screen = arg;
	struct step_screen *s = screen->data;
	const char *value = s->value[i] ? s->value[i] : "";

	out->label = screen_text(screen, parts[i].label);
	out->hidden = !(s->step->takes & parts[i].bit);
	out->rows = parts[i].rows;
	out->max = parts[i].max;
	out->gap = parts[i].rows > 0;
	out->wanted = s->step->needs & parts[i].bit && !*value;
	buf_puts(&out->value, value);
	buf_puts(&out->meaning, s->note[i] ? s->note[i] : "");
}

static void
touch(struct screen *screen)
{
	struct step_screen *s = screen->data;

	if (s->drafted || !s->dirty)
		s->dirty = screen_now(screen);
	s->touched = true;
	s->drafted = false;
}

/* A day in any spelling becomes the day; what cannot be read stays as it is. */
static void
take_day(struct screen *screen, int i)
{
	struct step_screen *s = screen->data;
	struct type_context context = context_of(screen, &s->form->field[s->form->title]);
	struct say note = {0};
	char *stored = NULL;

	free(s->note[i]);
	s->note[i] = NULL;
	if (!s->value[i] || !*s->value[i])
		return;
	if (type_find("full_date")->parse(&context, s->value[i], &stored, &note) == 0 && stored) {
		free(s->value[i]);
		s->value[i] = stored;
	} else {
		s->note[i] = say_text(&note, screen->seat->lang);
	}
	say_release(&note);
}

static void
leave(void *arg, int i, const char *typed)
{
	struct screen *screen = arg;
	struct step_screen *s = screen->data;

	if (s->value[i] ? strcmp(s->value[i], typed) == 0 : !*typed)
		return;
	free(s->value[i]);
	s->value[i] = xstrdup(typed);
	if (parts[i].bit == PROCEDURE_DUE)
		take_day(screen, i);
	touch(screen);
}

/* --- drafts --- */

static char *
draft_body(struct step_screen *s)
{
	const char *pairs[PARTS * 2 + 1];
	int n = 0;

	for (int i = 0; i < PARTS; i++) {
		const char *now = i == grid_current(s->grid) ? grid_typed(s->grid) : s->value[i];

		pairs[n++] = parts[i].name;
		pairs[n++] = now ? now : "";
	}
	pairs[n] = NULL;
	return draft_encode(pairs);
}

static void
put_draft(struct screen *screen)
{
	struct step_screen *s = screen->data;
	char *body = draft_body(s), *field = xprintf("%c%s", STEP_DRAFT, s->step->id);
	char *title = xprintf("%s：%s", screen_text(screen, s->step->name), s->name);
	struct draft draft = {.id = s->draft, .kind = (char *)s->form->kind, .record = s->record,
	    .title = title, .field = field, .body = body};
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
	free(field);
	free(body);
}

static void
keep(struct screen *screen)
{
	struct step_screen *s = screen->data;

	if (s->touched && !s->drafted)
		put_draft(screen);
}

static void
tick(struct screen *screen, int64_t now)
{
	struct step_screen *s = screen->data;

	if (s->touched && !s->drafted && now >= s->dirty + DRAFT_MS)
		put_draft(screen);
}

static void
take_body(struct step_screen *s, const char *body)
{
	char **pairs = draft_decode(body);

	for (char **p = pairs; *p; p += 2) {
		for (int i = 0; i < PARTS; i++)
			if (strcmp(parts[i].name, p[0]) == 0) {
				free(s->value[i]);
				s->value[i] = xstrdup(p[1]);
			}
		free(p[0]);
		free(p[1]);
	}
	free(pairs);
}

static int
take_draft(struct screen *screen, const char *id)
{
	struct step_screen *s = screen->data;
	struct drafts drafts = {0};
	int err = draft_list(screen->seat->db, &screen->seat->actor, &drafts);

	for (int i = 0; !err && i < drafts.count; i++)
		if (strcmp(drafts.draft[i].id, id) == 0) {
			take_body(s, drafts.draft[i].body);
			s->draft = xstrdup(id);
			s->touched = s->drafted = true;
		}
	drafts_release(&drafts);
	return err ? err : s->draft ? 0 : ERR_NOTFOUND;
}

/* --- life --- */

static int
start(struct screen *screen, const void *arg)
{
	const struct form_screen_arg *want = arg;
	struct seat *seat = screen->seat;
	struct step_screen *s = screen->data = xcalloc(1, sizeof *s);
	struct grid_owner owner = {field, leave, screen};
	struct record *record = NULL;
	int err = store_get(seat->db, &seat->actor, want->record, STORE_MASKED, NULL, &record);

	s->form = forms_find(seat->forms, want->kind);
	s->step = procedure_step(procedure_of(want->kind), want->step);
	if (!err && want->draft)
		err = take_draft(screen, want->draft);
	if (err) {
		record_free(record);
		screen_say_error(screen, err, &(struct say){0});
		return err;
	}
	s->record = xstrdup(want->record);
	s->name = xstrdup(record->value[s->form->title]);
	record_free(record);
	s->grid = grid_new(screen->cdk, &owner, PARTS);
	widget_focus(grid_widget(s->grid));
	grid_go(s->grid, 0);
	return 0;
}

static void
finish(struct screen *screen)
{
	struct step_screen *s = screen->data;

	for (int i = 0; i < PARTS; i++) {
		free(s->value[i]);
		free(s->note[i]);
	}
	accounts_release(&s->accounts);
	free(s->match);
	free(s->draft);
	free(s->record);
	free(s->name);
	free(s);
}

static void
layout(struct screen *screen)
{
	struct step_screen *s = screen->data;

	widget_place(grid_widget(s->grid), ROW_GRID, 0, screen_bottom() - ROW_GRID, COLS);
}

static void
title(const struct screen *screen, struct buf *out)
{
	const struct step_screen *s = screen->data;

	buf_printf(out, "%s  %s%s", screen_text(screen, s->step->name), s->name,
	    s->touched ? " *" : "");
}

static char *
hint(const struct screen *screen)
{
	const struct step_screen *s = screen->data;
	int i = grid_current(s->grid);

	return xstrdup(screen_text(screen, i < 0 ? T_STEP_NOTHING : parts[i].hint));
}

/* --- keys --- */

static int
filter_handlers(void *arg, const char *typed)
{
	struct screen *screen = arg;
	struct step_screen *s = screen->data;

	s->matches = 0;
	for (int i = 0; i < s->accounts.count; i++) {
		const struct account *account = &s->accounts.account[i];

		if (!account->locked && account->role == ROLE_HANDLER &&
		    (!*typed || strstr(account->name, typed) || pinyin_match(account->name, typed)))
			s->match[s->matches++] = i;
	}
	return s->matches;
}

static void
item(void *arg, int i, struct buf *out)
{
	struct screen *screen = arg;
	struct step_screen *s = screen->data;

	buf_puts(out, s->accounts.account[s->match[i]].name);
}

static struct reaction
chose(struct screen *screen, int which)
{
	struct step_screen *s = screen->data;

	grid_type(s->grid, s->accounts.account[s->match[which]].name);
	grid_settle(s->grid);
	grid_go(s->grid, grid_current(s->grid) + 1);
	return screen_done();
}

static struct reaction
choices(struct screen *screen)
{
	struct step_screen *s = screen->data;
	int i = grid_current(s->grid);

	if (i < 0 || parts[i].bit != PROCEDURE_HANDLER) {
		screen_say(screen, T_FORM_SCREEN_FREE, NULL);
		return screen_done();
	}
	accounts_release(&s->accounts);
	keep_list(screen->seat->keep, &screen->seat->actor, &s->accounts);
	s->match = xrealloc(s->match, (size_t)(s->accounts.count + 1) * sizeof *s->match);
	s->picker = (struct picker){.title = screen_text(screen, T_STEP_FIELD_HANDLER),
	    .filter = filter_handlers, .item = item, .arg = screen, .then = chose};
	return screen_open(&screen_picker, &s->picker);
}

/* The step and its draft's end. */
static struct reaction
save(struct screen *screen)
{
	struct step_screen *s = screen->data;
	struct seat *seat = screen->seat;
	const char *fields[PARTS * 2 + 1];
	struct say why = {0};
	int n = 0;

	grid_settle(s->grid);
	for (int i = 0; i < PARTS; i++)
		if (s->step->takes & parts[i].bit && s->value[i] && *s->value[i]) {
			fields[n++] = parts[i].name;
			fields[n++] = s->value[i];
		}
	fields[n] = NULL;
	int err = store_event(seat->db, &seat->actor, s->record, s->step->id, fields, s->draft,
	    &why);

	if (err) {
		screen_say_error(screen, err, &why);
		return screen_done();
	}
	s->touched = false;
	screen_say(screen, T_STEP_SAVED, screen_text(screen, s->step->name), NULL);
	return screen_back();
}

static struct reaction
go_back(struct screen *screen)
{
	struct step_screen *s = screen->data;

	grid_settle(s->grid);
	if (s->touched) {
		keep(screen);
		if (s->drafted)
			screen_say(screen, T_FORM_SCREEN_KEPT, NULL);
	}
	return screen_back();
}

static struct reaction
act(struct screen *screen, enum act act)
{
	switch (act) {
	case ACT_SAVE:
		return save(screen);
	case ACT_CHOICES:
		return choices(screen);
	case ACT_BACK:
		return go_back(screen);
	default:
		return screen_pass();
	}
}

static struct reaction
used(struct screen *screen, struct widget *widget)
{
	struct step_screen *s = screen->data;

	(void)widget;
	if (!grid_widget(s->grid)->changed)
		return screen_done();
	grid_widget(s->grid)->changed = false;
	if (strcmp(grid_typed(s->grid), "??") == 0 || strcmp(grid_typed(s->grid), "？？") == 0) {
		grid_type(s->grid, "");
		return choices(screen);
	}
	touch(screen);
	return screen_done();
}

static const struct screen_act acts[] = {
	{ACT_HELP, TEXT_NONE},
	{ACT_SAVE, TEXT_NONE},
	{ACT_CHOICES, TEXT_NONE},
	{ACT_SWAP, TEXT_NONE},
	{ACT_BACK, TEXT_NONE},
	{ACT_COUNT, TEXT_NONE},
};

const struct screen_ops screen_step = {
	.name = "step",
	.acts = acts,
	.open = start,
	.close = finish,
	.title = title,
	.layout = layout,
	.act = act,
	.used = used,
	.tick = tick,
	.keep = keep,
	.hint = hint,
};
