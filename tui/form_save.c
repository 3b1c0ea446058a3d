/* Saving a record: what is wrong, what is missing, what two people changed. */
#include "tui/form_int.h"
#include "tui/matter_screen.h"

#include "base/width.h"
#include "db/sealing.h"
#include "db/twice.h"

#include <stdlib.h>
#include <string.h>

static struct reaction
go_to_wrong(struct screen *screen, int i, const struct say *say)
{
	struct form_screen *s = screen->data;

	grid_go(s->grid, i);
	screen_say_this(screen, say);
	screen_stop(screen);
	return screen_done();
}

static struct reaction
answered_missing(struct screen *screen, int which)
{
	struct form_screen *s = screen->data;

	s->missing_is_fine = which == 0;
	return which == 0 ? form_save(screen) : screen_done();
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
	screen_stop(screen);
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
		return form_save(screen);
	}
	const struct conflict *c = &s->conflicts.conflict[s->conflict];
	struct type_context context = form_context(screen, c->field);
	char *mine = form_shown(screen, c->field);
	char *theirs = c->theirs ? type_show(&context, c->theirs) : xstrdup("");

	free(s->about);
	s->about = xprintf("%s  1 %s  2 %s %s", s->form->field[c->field].label[screen->seat->lang],
	    mine, c->who ? c->who : "", theirs);
	free(mine);
	free(theirs);
	s->ask = (struct ask){T_FORM_SCREEN_CONFLICT, s->about, answers, answered_conflict};
	screen_stop(screen);
	return screen_open(&screen_ask, &s->ask);
}

/* One that will be sealed is known again by a mark of the ID, or of name and telephone. */
void
form_mark(const struct screen *screen, struct record *record)
{
	int field = form_field(record->form, "mark"), doc = form_field(record->form, "doc_no");
	int name = form_field(record->form, "name"), phone = form_field(record->form, "phone");
	struct seat *seat = screen->seat;
	char mark[KEEP_MARK], *who = NULL;

	if (field < 0 || doc < 0 || name < 0 || phone < 0)
		return;
	if (sealing_is_due(record, doc))
		who = xstrdup(record->value[doc]);
	else if (sealing_is_due(record, name) && sealing_is_due(record, phone))
		who = xprintf("%s %s", record->value[name], record->value[phone]);
	if (who && keep_mark(seat->keep, &seat->actor, who, mark) == 0)
		record_set(record, field, mark);
	if (who)
		explicit_bzero(who, strlen(who));
	free(who);
}

void
form_mark_keyed(const struct screen *screen)
{
	const struct form_screen *s = screen->data;
	bool waits = twice_who(screen->seat->db) != TWICE_NOBODY;

	for (int i = 0; i < s->form->field_count; i++)
		if (s->form->field[i].twice && s->state[i].changed)
			record_set_beside(s->record, RECORD_TWICE, i,
			    waits && !s->state[i].pasted ? RECORD_WAITS : NULL);
}

/* Whoever gave no name gets a code to ask by: it is shown now and never again. */
bool
form_say_code(struct screen *screen, const struct record *record)
{
	const char *naming = record_get(record, "naming"), *number = record_get(record, "number");
	struct seat *seat = screen->seat;
	char code[KEEP_QUERY_CODE];

	if (!naming || strcmp(naming, "2") != 0 || !number ||
	    keep_code_make(seat->keep, &seat->actor, record->id, code) != 0)
		return false;
	screen_say(screen, T_FORM_SCREEN_CODE, number, code, NULL);
	explicit_bzero(code, sizeof code);
	return true;
}

/* After the commit: the next new member, or back to where it was opened. */
static struct reaction
saved(struct screen *screen, bool was_new, int missing)
{
	struct form_screen *s = screen->data;
	struct record *record = s->record;
	const char *number = record_get(record, "number");
	char *title = form_shown(screen, s->form->title), *count = xprintf("%d", missing);
	char *name = number ? xprintf("%s %s", number, title) : xstrdup(title);

	screen_say(screen, missing ? T_FORM_SCREEN_SAVED_INCOMPLETE : T_FORM_SCREEN_SAVED, name,
	    count, NULL);
	free(name);
	free(title);
	free(count);
	free(s->draft);
	s->draft = NULL;
	form_forget(s);
	if (!was_new)
		return screen_back();
	s->record = record_new(s->form);
	screen_add_before(screen, record);
	if (procedure_of(s->form)) {
		form_say_code(screen, record);
		s->arg = (struct form_screen_arg){.kind = s->form->kind, .record = record->id};
		return screen_replace(&screen_matter, &s->arg);
	}
	/* People are keyed one after the other, from a pile of paper. */
	if (s->form->field[s->form->title].type != type_find("person_name"))
		return screen_back();
	form_counter_saved(screen);
	form_begin_new(screen);
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

	if (was_new)
		form_mark(screen, s->record);
	form_mark_keyed(screen);
	int err = store_save(seat->db, &seat->actor, s->record, s->draft, &s->conflicts, &why);

	if (err == ERR_CONFLICT) {
		say_release(&why);
		s->conflict = 0;
		return settle_conflict(screen);
	}
	if (!err)
		return saved(screen, was_new, missing);
	screen_say_error(screen, err, &why);
	screen_stop(screen);
	return screen_done();
}

struct reaction
form_save(struct screen *screen)
{
	struct form_screen *s = screen->data;
	struct checks checks = {0};
	const struct say *say = NULL;
	struct reaction reaction;
	int i;

	for (i = 0; i < s->form->field_count && !form_is_wrong(s, i); i++)
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

struct reaction
form_try(struct screen *screen)
{
	struct form_screen *s = screen->data;

	grid_settle(s->grid);
	s->missing_is_fine = false;
	return form_save(screen);
}
